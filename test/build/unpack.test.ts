import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nameOfDeb } from '../../build/lib/loaders-sources.mjs'
import { unpackArchive, unpackDeb } from '../../build/lib/unpack.mjs'
import { onPath } from '../../build/lib/machine.mjs'

describe('unpacking what set-up fetched', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootdrop-unpack-'))
    await mkdir(join(folder, 'tree/usr/lib'), { recursive: true })
    await writeFile(join(folder, 'tree/usr/lib/loader.efi'), 'a loader')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it.runIf(onPath('dpkg-deb'))('takes the files out of a Debian package', async () => {
    await mkdir(join(folder, 'tree/DEBIAN'))
    const control = 'Package: t\nVersion: 1\nArchitecture: all\nMaintainer: t <t@example.test>\nDescription: t\n'
    await writeFile(join(folder, 'tree/DEBIAN/control'), control)
    execFileSync('dpkg-deb', ['--build', '--root-owner-group', 'tree', 't.deb'], { cwd: folder, stdio: 'ignore' })
    await unpackDeb(join(folder, 't.deb'), join(folder, 'out'))
    expect(await readFile(join(folder, 'out/usr/lib/loader.efi'), 'utf8')).toBe('a loader')
  })

  it('takes the files out of a .tar.gz, and leaves no layer behind', async () => {
    execFileSync('tar', ['-czf', 't.tar.gz', '-C', 'tree', '.'], { cwd: folder })
    await unpackArchive(join(folder, 't.tar.gz'), join(folder, 'out'))
    expect(await readFile(join(folder, 'out/usr/lib/loader.efi'), 'utf8')).toBe('a loader')
    expect((await readdir(folder)).sort()).toEqual(['out', 't.tar.gz', 'tree'])
  })

  it('says which archive is broken', async () => {
    await writeFile(join(folder, 'broken.zip'), 'PK no zip')
    await expect(unpackArchive(join(folder, 'broken.zip'), join(folder, 'out'))).rejects.toThrow(/broken\.zip/)
  })

  it('reads package and version from the file name of a Debian package', () => {
    expect(nameOfDeb('ipxe_1.21.1+git_all.deb')).toEqual({ name: 'ipxe', version: '1.21.1+git' })
    expect(nameOfDeb('a_1%3a2-3_amd64.deb')).toEqual({ name: 'a', version: '1:2-3' })
  })
})
