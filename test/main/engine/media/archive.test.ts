import { renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { glob } from '../../../../main/engine/media/glob'
import { openMedium } from '../../../../main/engine/media/open'
import { smallIso } from '../../../support/iso'
import { patterned } from '../../../support/isoTree'
import { bytesOf, contentOf, walk } from '../../../support/media'
import { describeWith } from '../../../support/tools'
import { debianNetbootTree } from '../../../support/trees'
import { leftovers, makeHome, put, shell, smallTree, tarOf } from './archives'

const { home, cache, clear } = makeHome('archive')

beforeAll(() => {
  smallTree(join(home, 'tree'))
})
afterAll(clear)

const PACK: readonly (readonly [name: string, line: string])[] = [
  ['a.tar', 'tar cf ../a.tar .'],
  ['a.tar.gz', 'tar czf ../a.tar.gz .'],
  ['a.tgz', 'tar czf ../a.tgz *'],
  ['old.tgz', 'tar cz --format=v7 -f ../old.tgz *'],
  ['pax.tgz', 'tar cz --format=pax -f ../pax.tgz *'],
  ['a.tar.xz', 'tar cJf ../a.tar.xz *'],
  ['a.tar.zst', 'tar c --zstd -f ../a.tar.zst *'],
  ['a.tar.bz2', 'tar cjf ../a.tar.bz2 *'],
  ['a.zip', 'zip -qry ../a.zip .'],
  ['a.7z', '"$SEVEN" a -snl ../a.7z .'],
  ['xz.deb', 'echo 2.0 > ../debian-binary; tar cJf ../data.tar.xz .; cd ..; ar rc xz.deb debian-binary data.tar.xz'],
  ['plain.deb', 'echo 2.0 > ../debian-binary; tar cf ../data.tar .; cd ..; ar rc plain.deb debian-binary data.tar'],
]

describeWith(['tar', 'zip', 'xz', 'zstd', 'bzip2', 'ar'], 'an archive', () => {
  it.each(PACK)('%s is a medium with its tree, links and all', async (name, line) => {
    shell(join(home, 'tree'), line)
    const path = join(home, name)
    const medium = await openMedium(path, { cache })
    expect(medium.identity).toMatchObject({ path, fileName: name, label: name, filesystem: 'archive' })
    expect(medium.identity.id).toMatch(/^[0-9a-f]{12}$/)
    expect((await walk(medium)).map((entry) => entry.path).sort()).toEqual([
      '/debian-installer',
      '/debian-installer/amd64',
      '/debian-installer/amd64/linux',
      '/debian-installer/amd64/pxelinux.0',
      '/debian-installer/amd64/pxelinux.cfg',
      '/debian-installer/amd64/pxelinux.cfg/default',
      '/pxelinux.0',
      '/pxelinux.cfg',
      '/version.info',
    ])
    expect(await contentOf(medium, '/pxelinux.cfg/default')).toBe('menu')
    expect(await contentOf(medium, '/PXELINUX.0')).toBe('loader')
    expect([await medium.openRaw(), medium.notices]).toEqual([undefined, []])
    await medium.close()
    await medium.close()
    expect(leftovers(cache)).toEqual([])
  })

  it('keeps its one top folder, and its names in whatever script', async () => {
    put(home, 'top/日本 – ü/x', 'here')
    shell(home, 'tar czf top.tgz top; rm -f top.zip; zip -qr top.zip top')
    for (const name of ['top.tgz', 'top.zip']) {
      const medium = await openMedium(join(home, name), { cache })
      expect(await contentOf(medium, '/top/日本 – ü/x')).toBe('here')
      expect((await glob(medium, '/*/*/x')).length).toBe(1)
      await medium.close()
    }
  })

  it('tells how far the unpacking is, never back', async () => {
    put(home, 'big/file', patterned(6_000_000, 3))
    shell(home, 'tar czf big.tar.gz big')
    const told: number[] = []
    const onProgress = ({ done, text }: { done: number | undefined; text: string }) => {
      expect(text).toBe('Unpacking big.tar.gz')
      told.push(done ?? -1)
    }
    await (await openMedium(join(home, 'big.tar.gz'), { cache, onProgress })).close()
    expect(told.length).toBeGreaterThan(0)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.every((done) => done >= 0 && done <= 1)).toBe(true)
  })

  it('of nothing but an image is that image', async () => {
    put(home, 'iso/disc/memtest.iso', smallIso())
    put(home, 'iso/disc/README', 'read me')
    shell(join(home, 'iso'), 'zip -qr ../memtest.iso.zip .')
    const medium = await openMedium(join(home, 'memtest.iso.zip'), { cache })
    expect(medium.identity).toMatchObject({
      path: join(home, 'memtest.iso.zip'),
      fileName: 'memtest.iso',
      filesystem: 'iso9660+rockridge',
    })
    expect((await bytesOf((await medium.openRaw()) ?? expect.fail('no image'))).equals(smallIso())).toBe(true)
    await medium.close()
  })

  it('leaves out links that lead out of it, and says so', async () => {
    symlinkSync('/etc', join(home, 'tree', 'etc'))
    symlinkSync('../../etc/passwd', join(home, 'tree', 'up'))
    shell(join(home, 'tree'), 'tar czf ../out.tgz .; zip -qry ../out.zip .')
    for (const name of ['out.tgz', 'out.zip']) {
      const medium = await openMedium(join(home, name), { cache })
      const names = (await medium.list('/')).map((entry) => entry.name)
      expect(names).not.toContain('etc')
      expect(names).not.toContain('up')
      expect(names).toContain('pxelinux.0')
      expect(medium.notices).toMatchObject([
        { level: 'info', text: `2 links in ${name} led out of it and were left out.` },
      ])
      await medium.close()
    }
  })
})

describe('an archive that changes while it is served', () => {
  it.each<[string, (path: string) => void]>([
    ['vanishes', (path) => renameSync(path, `${path}.away`)],
    ['is written to', (path) => utimesSync(path, 1, 1)],
    ['is replaced', (path) => writeFileSync(path, tarOf([{ name: 'other', content: 'x' }]))],
  ])('is noticed at the next open when it %s', async (how, act) => {
    const path = put(home, `changed-${how}.tar`, tarOf([{ name: 'linux', content: 'kernel' }]))
    const medium = await openMedium(path, { cache })
    expect(await contentOf(medium, '/linux')).toBe('kernel')
    act(path)
    await expect(medium.open('/linux')).rejects.toMatchObject({ code: 'medium-changed', details: { path } })
    await medium.close()
  })

  it('is another medium afterwards', async () => {
    const path = put(home, 'again.tar', tarOf([{ name: 'linux', content: 'kernel' }]))
    const first = await openMedium(path, { cache })
    writeFileSync(path, tarOf([{ name: 'linux', content: 'newer!' }]))
    const second = await openMedium(path, { cache })
    expect(second.identity.id).not.toBe(first.identity.id)
    expect(await contentOf(second, '/linux')).toBe('newer!')
    for (const medium of [first, second]) await medium.close()
  })
})

describe("Debian's netboot.tar.gz", () => {
  it('has the layout that the recipe looks for', async () => {
    await debianNetbootTree(join(home, 'netboot'))
    shell(join(home, 'netboot'), 'tar czf ../netboot.tar.gz .')
    const medium = await openMedium(join(home, 'netboot.tar.gz'), { cache })
    expect((await glob(medium, '/debian-installer/*/initrd.gz')).map(({ path }) => path)).toEqual([
      '/debian-installer/amd64/initrd.gz',
    ])
    await medium.close()
  })
})

/** As test/lan fetches it; absent on a machine that has not run those tests. */
const PACKAGE = join(homedir(), '.cache/bootdrop/test-media/memtest86+_6.10-4_amd64.deb')

it("Debian's own package of memtest86+ is read where it is at hand", async (context) => {
  const medium = await openMedium(PACKAGE, { cache }).catch(() => context.skip())
  expect((await glob(medium, '/boot/memtest86+x64.*')).map(({ name }) => name)).toEqual([
    'memtest86+x64.bin',
    'memtest86+x64.efi',
  ])
  await medium.close()
})

describeWith(['xz', 'zstd', 'bzip2', 'lz4'], 'a packed file', () => {
  const kernel = patterned(300_000, 5)

  it.each([
    ['gz', 'gzip -k'],
    ['xz', 'xz -k'],
    ['zst', 'zstd -qk'],
    ['bz2', 'bzip2 -k'],
    ['lz4', 'lz4 -lqk'],
  ])('.bin.%s is the one file inside, needing no folder', async (ending, program) => {
    put(home, 'memtest86+-5.01.bin', kernel)
    const name = `memtest86+-5.01.bin.${ending}`
    shell(home, `rm -f ${name}; ${program} memtest86+-5.01.bin ${ending === 'lz4' ? name : ''}`)
    const medium = await openMedium(join(home, name))
    expect(medium.identity).toMatchObject({
      path: join(home, name),
      fileName: 'memtest86_-5.01.bin',
      label: 'memtest86+-5.01.bin',
      filesystem: 'file',
    })
    expect((await medium.list('/')).map(({ path, size }) => [path, size])).toEqual([['/memtest86+-5.01.bin', 300_000]])
    expect((await bytesOf(await medium.open('/memtest86+-5.01.bin'))).equals(kernel)).toBe(true)
    await medium.close()
  })

  it('that is an ISO image is that image, under its name without .gz', async () => {
    const path = put(home, 'a b.iso.gz', gzipSync(smallIso()))
    const medium = await openMedium(path, { cache })
    expect(medium.identity).toMatchObject({
      path,
      fileName: 'a_b.iso',
      filesystem: 'iso9660+rockridge',
      size: smallIso().length,
    })
    expect((await glob(medium, '/boot/vmlinuz*')).length).toBe(1)
    writeFileSync(path, 'x')
    await expect(medium.openRaw()).rejects.toMatchObject({ code: 'medium-changed', details: { path } })
    await medium.close()
    expect(leftovers(cache)).toEqual([])
  })

  it('that is big goes through the cache', async () => {
    const big = Buffer.alloc(33 * 1024 ** 2)
    big.write('MZ', 0, 'latin1')
    const medium = await openMedium(put(home, 'big.efi.gz', gzipSync(big, { level: 1 })), { cache })
    expect((await medium.list('/')).map(({ path, size }) => [path, size])).toEqual([['/big.efi', big.length]])
    await medium.close()
  })

  it('that is plainly something else is refused by its beginning', async () => {
    // Its end is missing: who unpacks it all calls it damaged.
    const text = gzipSync('just text\n'.repeat(1_000_000)).subarray(0, -8)
    await expect(openMedium(put(home, 'text.bin.gz', text), { cache })).rejects.toMatchObject({
      code: 'medium-not-recognised',
      message: expect.stringContaining('text.bin is not a boot image; it looks like a text file') as string,
    })
  })

  it('that is nothing bootable is told so', async () => {
    await expect(openMedium(put(home, 'notes.txt.gz', gzipSync('just text\n')), { cache })).rejects.toMatchObject({
      code: 'medium-not-recognised',
      message: expect.stringContaining('notes.txt is not a boot image; it looks like a text file') as string,
    })
  })
})
