import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { fingerprint, fingerprintOfFolder } from '../../../support/iso-fingerprint'
import { DEEP, LONG_NAME, LONGEST_NAME, makeTree } from '../../../support/isoTree'
import { bytesOf, contentOf, sha256 } from '../../../support/media'
import { describeWith, run } from '../../../support/tools'

let home: string
let tree: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-iso-'))
  tree = join(home, 'tree')
  mkdirSync(tree)
  makeTree(tree)
})

afterAll(() => rmSync(home, { recursive: true }))

describeWith(['genisoimage', 'xorriso'], 'a Rock Ridge image', () => {
  describe.each([
    ['genisoimage, deep directories relocated', 'genisoimage', ['-R', '-V', 'REAL 1.0']],
    ['genisoimage, with Joliet beside it', 'genisoimage', ['-R', '-J', '-joliet-long', '-V', 'REAL 1.0']],
    ['xorriso', 'xorriso', ['-as', 'mkisofs', '-R', '-V', 'REAL 1.0']],
    ['xorriso, deep directories relocated', 'xorriso', ['-as', 'mkisofs', '-R', '-hide-rr-moved', '-V', 'REAL 1.0']],
    ['xorriso, with Joliet beside it', 'xorriso', ['-as', 'mkisofs', '-R', '-J', '-joliet-long', '-V', 'REAL 1.0']],
  ])('made by %s', (title, program, args) => {
    let path: string
    let medium: Medium

    beforeAll(async () => {
      path = join(home, `${title.replace(/\W/g, '')}.iso`)
      run(program, [...args, '-quiet', '-o', path, tree])
      medium = await openMedium(path)
    })

    afterAll(() => medium.close())

    it('is recognised with its label', () => {
      expect(medium.identity).toMatchObject({ label: 'REAL 1.0', filesystem: 'iso9660+rockridge' })
      expect(medium.notices).toEqual([])
    })

    it('has the tree it was made of: every name, kind, size, link target and byte', async () => {
      const ours = (await fingerprint(medium)).filter((line) => !line.startsWith('/rr_moved '))
      expect(ours).toEqual(fingerprintOfFolder(tree))
    })

    it('has what xorriso extracts from it', async () => {
      const out = join(home, `${title.replace(/\W/g, '')}-extracted`)
      run('xorriso', ['-osirrox', 'on', '-indev', path, '-extract', '/', out])
      const theirs = fingerprintOfFolder(out).filter((line) => !line.startsWith('/rr_moved '))
      run('chmod', ['-R', 'u+w', out])
      expect((await fingerprint(medium)).filter((line) => !line.startsWith('/rr_moved '))).toEqual(theirs)
    })

    it('follows links inside the image, and none out of it', async () => {
      const kernel = await medium.stat('/boot/vmlinuz')
      expect(await medium.stat('/vmlinuz')).toEqual(kernel)
      expect(await medium.stat('/long-link')).toEqual(kernel)
      expect(await medium.stat('/linked-directory/VMLINUZ')).toEqual(kernel)
      expect(await medium.stat('/absolute')).toMatchObject({ path: '/boot/initrd.img' })
      expect(await medium.stat('/dotted')).toMatchObject({ path: '/boot/initrd.img' })
      for (const nothing of ['/broken', '/loop-a', '/climbing']) expect(await medium.stat(nothing)).toBeUndefined()
    })

    it('prefers the exact spelling where only the case differs', async () => {
      expect(await contentOf(medium, '/Same')).toBe('upper')
      expect(await contentOf(medium, '/same')).toBe('lower')
    })

    it('gives the dates of the files', async () => {
      const { mtimeMs } = lstatSync(join(tree, 'boot/vmlinuz'))
      const entry = await medium.stat('/boot/vmlinuz')
      expect(Math.abs((entry?.mtime ?? 0) - mtimeMs)).toBeLessThan(1000)
    })

    it('is one raw file that ends in .iso', async () => {
      const raw = await medium.openRaw()
      expect(raw && sha256(await bytesOf(raw, 1 << 20))).toBe(sha256(readFileSync(path)))
      expect(medium.identity.fileName).toMatch(/\.iso$/)
    })
  })
})

describeWith(['genisoimage'], 'an image without Rock Ridge', () => {
  it('gives Joliet names', async () => {
    const path = join(home, 'joliet.iso')
    run('genisoimage', [
      '-quiet',
      '-J',
      '-joliet-long',
      '-f',
      '-o',
      path,
      '-graft-points',
      `boot=${tree}/boot`,
      `d2=${tree}/d1/d2`,
    ])
    const medium = await openMedium(path)
    expect(medium.identity.filesystem).toBe('iso9660+joliet')
    expect(await contentOf(medium, '/d2/Überprüfung – 日本.txt')).toBe('unicode')
    expect((await medium.list('/boot')).map((entry) => entry.name)).toEqual(['empty-file', 'initrd.img', 'vmlinuz'])
    await medium.close()
  })

  it('gives plain names without version and trailing dot, and forgives case and version', async () => {
    const path = join(home, 'plain.iso')
    run('genisoimage', ['-quiet', '-iso-level', '1', '-o', path, join(tree, 'boot')])
    const medium = await openMedium(path)
    expect(medium.identity.filesystem).toBe('iso9660')
    expect((await medium.list('/')).map((entry) => entry.name)).toEqual(['EMPTY_FI', 'INITRD.IMG', 'VMLINUZ'])
    const kernel = await medium.open('/vmlinuz.;1')
    expect(kernel.path).toBe('/VMLINUZ')
    expect(sha256(await bytesOf(kernel))).toBe(sha256(readFileSync(join(tree, 'boot/vmlinuz'))))
    await medium.close()
  })
})

describeWith(['genisoimage'], 'long Rock Ridge names', () => {
  it('come back whole from several NM entries and a continuation area', async () => {
    const path = join(home, 'names.iso')
    run('genisoimage', ['-quiet', '-R', '-o', path, tree])
    const medium = await openMedium(path)
    expect(await contentOf(medium, `/${LONG_NAME}`)).toBe('long')
    expect(await contentOf(medium, `/${LONGEST_NAME}`)).toBe('longest')
    expect(await contentOf(medium, `${DEEP}/bottom`)).toBe('bottom')
    await medium.close()
  })
})
