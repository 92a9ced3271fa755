import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureLoaders, missingLoaders, readLock, type Lock } from '../../build/lib/loaders.mjs'

/** A source that has one file. */
const source = (origin: string, name: string, content: string) => ({
  origin,
  async fetch(folder: string) {
    await mkdir(join(folder, 'files/lib'), { recursive: true })
    await writeFile(join(folder, 'files/lib', name), content)
    return { none: '2.0' }
  },
})
const dead = (reason: string) => ({ origin: 'nowhere', fetch: () => Promise.reject(new Error(reason)) })

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const pin = (text: string) => ({ origin: 'a test', version: '1', sha256: sha256(text), bytes: text.length })
const file = (name: string, ...contents: string[]) => ({
  name,
  purpose: 'test',
  firmware: 'bios',
  arch: 'x86',
  licence: 'none',
  package: 'none',
  paths: [`lib/${name}`],
  pins: contents.map(pin),
})

const LOADERS = ['undionly.kpxe', 'snponly.efi', 'ipxe.efi', 'ipxe-arm64.efi']

describe('which boot loaders are missing', () => {
  let folder: string
  const lock: Lock = { files: [file('a.efi', 'old build', 'new build'), file('b.efi', 'b')] }
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'bootdrop-loaders-'))))
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const missingNames = async () => (await missingLoaders(lock, folder)).map(({ name }) => name)

  it('takes any of the pinned builds', async () => {
    await writeFile(join(folder, 'a.efi'), 'new build')
    await writeFile(join(folder, 'b.efi'), 'b')
    expect(await missingNames()).toEqual([])
  })

  it('names files that are not there', async () => {
    await writeFile(join(folder, 'a.efi'), 'old build')
    expect(await missingNames()).toEqual(['b.efi'])
  })

  it('does not take a file with other bytes, also of the same length', async () => {
    await writeFile(join(folder, 'a.efi'), 'odd build')
    await writeFile(join(folder, 'b.efi'), 'x')
    expect(await missingNames()).toEqual(['a.efi', 'b.efi'])
  })

  it('pins every file of the real lock with origin, version, licence and hash', async () => {
    const { files } = await readLock()
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining([...LOADERS, 'memdisk', 'memtest86plus-x64.iso']),
    )
    for (const { pins, licence } of files) {
      expect(licence).toMatch(/^GPL-2/)
      expect(pins.length).toBeGreaterThan(0)
      for (const { sha256: hash, version, origin } of pins) expect([hash.length, version, origin]).not.toContain('')
    }
  })
})

describe('fetching boot loaders', () => {
  let folder: string
  const lock: Lock = { files: [file('a.efi', 'known build')] }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootdrop-loaders-'))
    await writeFile(join(folder, 'boot.lock.json'), JSON.stringify(lock))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const written = async (): Promise<Lock> => JSON.parse(await readFile(join(folder, 'boot.lock.json'), 'utf8')) as Lock

  it('takes a build that the lock knows, with the licence beside it', async () => {
    await ensureLoaders({ folder, sources: [source('here', 'a.efi', 'known build')] })
    expect(await readFile(join(folder, 'a.efi'), 'utf8')).toBe('known build')
    expect(await readdir(join(folder, 'licences'))).toContain('GPL-2.txt')
  })

  it('refuses a build that the lock does not know, names it, and leaves nothing behind', async () => {
    const refused = ensureLoaders({ folder, sources: [source('here', 'a.efi', 'other build')] })
    await expect(refused).rejects.toThrow(/a\.efi from here's none 2\.0 is not a build that Bootdrop knows/)
    await expect(refused).rejects.toThrow(sha256('other build'))
    expect(await readdir(folder)).toEqual(['boot.lock.json'])
  })

  it('goes on to the next source after one that fails and one that is refused', async () => {
    const sources = [dead('no network'), source('b', 'a.efi', 'other build'), source('c', 'a.efi', 'known build')]
    await ensureLoaders({ folder, sources })
    expect(await readFile(join(folder, 'a.efi'), 'utf8')).toBe('known build')
  })

  it('tells the cause of every source, and what to do, when none will do', async () => {
    const sources = [dead('the mirror is away'), source('b', 'z.efi', 'known build')]
    const failed = ensureLoaders({ folder, sources })
    await expect(failed).rejects.toThrow(/the mirror is away\na\.efi is not in b's none 2\.0\nCheck the network/)
  })

  it('asks no source when nothing is missing', async () => {
    await writeFile(join(folder, 'a.efi'), 'known build')
    await expect(ensureLoaders({ folder, sources: [dead('asked')] })).resolves.toBeUndefined()
  })

  it('adds a pin beside the old ones with updateLock', async () => {
    await ensureLoaders({ folder, updateLock: true, sources: [source('here', 'a.efi', 'new build')] })
    expect((await written()).files[0]?.pins).toEqual([
      pin('known build'),
      { ...pin('new build'), origin: 'here, package none, /lib/a.efi', version: '2.0' },
    ])
  })

  it('says how to get a damaged lock back', async () => {
    await writeFile(join(folder, 'boot.lock.json'), '{')
    await expect(ensureLoaders({ folder, sources: [] })).rejects.toThrow(/git checkout assets\/boot\/boot\.lock\.json/)
  })
})
