import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { privateSources } from '../../build/lib/loaders-debian.mjs'
import { missingLoaders, readLock, type Lock } from '../../build/lib/loaders.mjs'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const pin = (text: string) => ({ origin: 'a test', version: '1', sha256: sha256(text), bytes: text.length })
const file = (name: string, ...contents: string[]) => ({
  name,
  purpose: 'test',
  firmware: 'bios',
  arch: 'x86',
  licence: 'none',
  package: 'none',
  paths: [],
  pins: contents.map(pin),
})

describe('which boot loaders are missing', () => {
  let folder: string
  const lock: Lock = { files: [file('a.efi', 'old build', 'new build'), file('b.efi', 'b')] }
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'bootdrop-loaders-'))))
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('takes any of the pinned builds', async () => {
    await writeFile(join(folder, 'a.efi'), 'new build')
    await writeFile(join(folder, 'b.efi'), 'b')
    expect(await missingLoaders(lock, folder)).toEqual([])
  })

  it('names files that are not there', async () => {
    await writeFile(join(folder, 'a.efi'), 'old build')
    expect(await missingLoaders(lock, folder)).toEqual(['b.efi'])
  })

  it('does not take a file with other bytes, also of the same length', async () => {
    await writeFile(join(folder, 'a.efi'), 'odd build')
    await writeFile(join(folder, 'b.efi'), 'x')
    expect(await missingLoaders(lock, folder)).toEqual(['a.efi', 'b.efi'])
  })

  it('pins every file of the real lock with origin, version, licence and hash', async () => {
    const { files } = await readLock()
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['undionly.kpxe', 'snponly.efi', 'ipxe.efi', 'ipxe-arm64.efi', 'memtest86plus-x64.iso']),
    )
    for (const { pins, licence } of files) {
      expect(licence).toMatch(/^GPL-2/)
      expect(pins.length).toBeGreaterThan(0)
      for (const { sha256: hash, version, origin } of pins) expect([hash.length, version, origin]).not.toContain('')
    }
  })
})

describe('private apt sources', () => {
  const deb822 = 'Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n'
  const security = 'Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\n'
  const line = 'deb [arch=amd64] http://other.example/debian/ bookworm main\n# deb http://old.example/debian x main\n'

  it('takes the mirrors of the machine, in both formats, with the suite replaced', () => {
    const made = privateSources([deb822, line], 'trixie')
    expect(made).toContain('URIs: http://mirror.example/debian\nSuites: trixie')
    expect(made).toContain('URIs: http://other.example/debian/\nSuites: trixie')
    expect(made).not.toContain('bookworm')
    expect(made).not.toContain('old.example')
  })

  it('leaves the security archive and other vendors out', () => {
    expect(privateSources([security, 'deb https://vendor.example/apt stable main\n'], 'trixie')).toBe('')
  })
})
