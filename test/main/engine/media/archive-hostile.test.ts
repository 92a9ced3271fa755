import { existsSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { checkedContents } from '../../../../main/engine/media/archive/check'
import type { ListedEntry } from '../../../../main/engine/media/archive/listing'
import { makeLinks, tidyTree } from '../../../../main/engine/media/archive/tidy'
import { openMedium } from '../../../../main/engine/media/open'
import { patterned } from '../../../support/isoTree'
import { contentOf, walk } from '../../../support/media'
import { describeWith } from '../../../support/tools'
import { entries, leftovers, makeHome, put, shell, tarOf, type TarItem } from './archives'

const { home, cache, clear } = makeHome('hostile')
afterAll(clear)

const HARMLESS: TarItem = { name: 'linux', content: 'kernel' }

/** Every refusal leaves the cache as it was. */
afterEach(() => {
  if (existsSync(cache)) expect(leftovers(cache)).toEqual([])
})

async function refusal(name: string, content: Uint8Array): Promise<{ code: string; message: string }> {
  const kept = existsSync(cache) ? entries(cache) : []
  const path = put(home, name, content)
  const medium = await openMedium(path, { cache }).catch((error: unknown) => error)
  expect(existsSync(cache) ? entries(cache) : []).toEqual(kept)
  return medium as { code: string; message: string }
}

describe('a tar that would do harm', () => {
  it.each<[string, TarItem, RegExp]>([
    ['climbs', { name: '../../up', content: 'x' }, /"..\/..\/up" in it leads out/],
    ['climbs from within', { name: 'a/../../up', content: 'x' }, /leads out/],
    ['climbs by backslashes', { name: 'a\\..\\..\\up', content: 'x' }, /leads out/],
    ['names an absolute path', { name: '/etc/cron.d/evil', content: 'x' }, /a place outside/],
    ['names a drive', { name: 'C:/evil', content: 'x' }, /a place outside/],
    ['has control characters', { name: 'a\tb', content: 'x' }, /control characters/],
    ['links hard to the outside', { name: 'h', type: '1', target: '/etc/passwd' }, /a place outside/],
    ['links hard upwards', { name: 'h', type: '1', target: '../../etc/passwd' }, /leads out/],
    ['holds a device', { name: 'null', type: '3' }, /is a device/],
    ['holds a FIFO', { name: 'pipe', type: '6' }, /is a device/],
  ])('is refused before anything is written when it %s', async (_how, item, words) => {
    for (const bytes of [tarOf([HARMLESS, item]), gzipSync(tarOf([HARMLESS, item]))]) {
      expect(await refusal('bad.tar', bytes)).toMatchObject({
        code: 'medium-unsafe',
        message: expect.stringMatching(words) as string,
        exitCode: 4,
      })
    }
  })

  it.each<[string, readonly TarItem[]]>([
    [
      'to the outside',
      [
        { name: 'l', type: '2', target: '/tmp' },
        { name: 'l/evil', content: 'x' },
      ],
    ],
    [
      'inside',
      [
        { name: 'l', type: '2', target: '.' },
        { name: 'l/evil', content: 'x' },
      ],
    ],
    [
      'in other letters',
      [
        { name: 'Link', type: '2', target: '/tmp' },
        { name: 'lINK/evil', content: 'x' },
      ],
    ],
    [
      'of the same name',
      [
        { name: 'l', type: '2', target: '/tmp/evil' },
        { name: './l', content: 'x' },
      ],
    ],
    [
      'by a hard link',
      [
        { name: 'l', type: '2', target: '/etc' },
        { name: 'h', type: '1', target: 'l/passwd' },
      ],
    ],
    [
      'by another link',
      [
        { name: 'l', type: '2', target: '..' },
        { name: 'l/m', type: '2', target: 'x' },
      ],
    ],
  ])('is refused when it writes through its own link %s', async (_how, items) => {
    expect(await refusal('bad.tar', tarOf([HARMLESS, ...items]))).toMatchObject({
      code: 'medium-unsafe',
      message: expect.stringContaining('writes through its own link') as string,
    })
  })

  it('cannot hide a name behind a line break', async () => {
    const medium = await openMedium(put(home, 'lines.tar', tarOf([{ name: 'a\n\nPath = /x', content: 'y' }])), {
      cache,
    })
    expect(await walk(medium)).toHaveLength(2)
    await medium.close()
  })

  it('has names that are not UTF-8 in letters that can be asked for', async () => {
    const medium = await openMedium(put(home, 'latin.tar', tarOf([{ name: 'caf\xe9', content: 'x' }])), { cache })
    expect(await contentOf(medium, '/café')).toBe('x')
    await medium.close()
  })
})

describeWith(['zip', 'python3'], 'a zip', () => {
  it.each(['../up', '..\\up', '/abs', 'C:\\x', 'a/../../b'])('with the name %s in it is refused', async (name) => {
    const script = `import zipfile; z = zipfile.ZipFile("bad.zip", "w"); z.writestr(${JSON.stringify(name)}, "x"); z.close()`
    writeFileSync(join(home, 'make.py'), script)
    shell(home, 'python3 make.py')
    expect(await refusal('bad.zip', readFileSync(join(home, 'bad.zip')))).toMatchObject({ code: 'medium-unsafe' })
  })

  it.each<[string, readonly [string, number][], RegExp]>([
    [
      'the same link twice',
      [
        ['boot/l', 6],
        ['boot/l', 6],
      ],
      /the link "boot\/l" is in it twice/,
    ],
    ['a link that is no name', [['boot/l', 4097]], /the link "boot\/l" in it is longer than 4,096 bytes/],
  ])('with %s is refused', async (_what, links, words) => {
    const lines = [
      'import zipfile',
      'def put(name, mode, text):',
      '  info = zipfile.ZipInfo(name); info.create_system = 3; info.external_attr = mode << 16; z.writestr(info, text)',
      'z = zipfile.ZipFile("links.zip", "w"); put("boot/kernel", 0o100644, "x")',
      ...links.map(([name, length]) => `put(${JSON.stringify(name)}, 0o120777, "k" * ${length})`),
      'z.close()',
    ]
    writeFileSync(join(home, 'make.py'), lines.join('\n'))
    shell(home, 'python3 make.py')
    expect(await refusal('links.zip', readFileSync(join(home, 'links.zip')))).toMatchObject({
      code: 'medium-unsafe',
      message: expect.stringMatching(words) as string,
    })
  })

  it('that has a wrong checksum is damaged', async () => {
    put(home, 'crc/linux', patterned(5000, 1))
    shell(join(home, 'crc'), 'zip -q0 ../crc.zip linux')
    const bytes = readFileSync(join(home, 'crc.zip'))
    bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000)
    expect(await refusal('crc.zip', bytes)).toMatchObject({
      code: 'medium-damaged',
      message: expect.stringContaining('crc.zip is damaged or incomplete') as string,
    })
  })

  it.each([
    ['locked.zip', 'zip -qP word locked.zip secret'],
    ['locked.7z', '"$SEVEN" a -pword locked.7z secret'],
    ['names-too.7z', '"$SEVEN" a -pword -mhe=on names-too.7z secret'],
  ])('with a password (%s) is refused and never asks', async (name, line) => {
    put(home, 'secret', 'secret')
    shell(home, line)
    expect(await refusal(name, readFileSync(join(home, name)))).toMatchObject({
      code: 'medium-encrypted',
      message: expect.stringContaining('unpack it yourself') as string,
    })
  })
})

describeWith(['tar', 'zip', 'xz', 'zstd', 'bzip2'], 'a truncated archive', () => {
  it.each([
    ['t.tar', 'tar cf ../t.tar .'],
    ['t.tar.gz', 'tar czf ../t.tar.gz .'],
    ['t.tar.xz', 'tar cJf ../t.tar.xz .'],
    ['t.tar.zst', 'tar c --zstd -f ../t.tar.zst .'],
    ['t.tar.bz2', 'tar cjf ../t.tar.bz2 .'],
    ['t.zip', 'zip -qr ../t.zip .'],
    ['t.7z', '"$SEVEN" a ../t.7z .'],
    ['t.deb', 'tar czf ../data.tar.gz .; cd ..; echo 2.0 > debian-binary; ar rc t.deb debian-binary data.tar.gz'],
  ])('%s is damaged, wherever it was cut', async (name, line) => {
    put(home, 'whole/a', patterned(60_000, 2))
    shell(join(home, 'whole'), line)
    const whole = readFileSync(join(home, name))
    for (const share of [0.3, 0.7]) {
      expect(await refusal(name, whole.subarray(0, Math.floor(whole.length * share)))).toMatchObject({
        code: 'medium-damaged',
        message: expect.stringContaining('Download it again') as string,
      })
    }
  })

  it('or one with nothing in it is told', async () => {
    shell(home, 'rm -rf none; mkdir none; tar czf none.tgz none')
    expect(await refusal('none2.tgz', readFileSync(join(home, 'none.tgz')))).toMatchObject({ code: 'medium-empty' })
  })

  it('is an error whatever its bytes, and never a crash', async () => {
    const starts = [
      gzipSync(tarOf([HARMLESS])),
      Buffer.from('!<arch>\ndebian-binary   '),
      Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'),
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), async (start, noise) => {
        const bytes = Buffer.concat([start.subarray(0, start.length - ((noise[0] ?? 0) % 20)), noise])
        const opened = await openMedium(put(home, 'noise', bytes), { cache }).catch((error: unknown) => error)
        if (opened instanceof Error) expect(opened).toMatchObject({ code: expect.stringMatching(/^medium-/) as string })
        else await (opened as { close(): Promise<void> }).close()
      }),
      { numRuns: 20 },
    )
  })
})

describe('the check of a listing', () => {
  const entry = (path: string, size: number): ListedEntry => ({
    path,
    kind: 'file',
    size,
    target: undefined,
    hardLink: undefined,
    encrypted: false,
  })
  const link = (path: string, target: string): ListedEntry => ({
    ...entry(path, target.length),
    kind: 'link',
    target,
  })
  async function* listing(all: Iterable<ListedEntry>): AsyncGenerator<ListedEntry> {
    for (const one of all) yield await Promise.resolve(one)
  }
  const GIB = 1024 ** 3

  it.each<[string, readonly ListedEntry[], number, RegExp]>([
    ['more than 64 GiB', [entry('a', 40 * GIB), entry('b', 25 * GIB)], 60 * GIB, /more than 69 GB/],
    ['more than 64 GiB with its links', [entry('a', 64 * GIB), link('l', 'a')], 60 * GIB, /more than 69 GB/],
    [
      'a link that is there twice',
      [entry('a', 1), link('l', 'a'), link('./l', 'a')],
      100,
      /the link ".\/l" is in it twice/,
    ],
    ['a link of 4,097 bytes', [entry('a', 1), link('l', 'a'.repeat(4097))], 100, /longer than 4,096 bytes/],
    [
      '10,001 links',
      [entry('a', 1), ...Array.from({ length: 10_001 }, (_, at) => link(`l${at}`, 'a'))],
      100,
      /10,000 links/,
    ],
    ['a thousandfold of more than 1 GiB', [entry('a', 2 * GIB)], 1024 ** 2, /a thousand times/],
  ])('refuses %s', async (_what, all, packedBytes, words) => {
    await expect(checkedContents(listing(all), 'a.zip', packedBytes)).rejects.toMatchObject({
      code: 'medium-unsafe',
      message: expect.stringMatching(words) as string,
    })
  })

  it('lets zeros that pack well pass while they are few', async () => {
    expect(await checkedContents(listing([entry('a', GIB)]), 'a.zip', 100)).toMatchObject({ bytes: GIB, files: 1 })
  })

  it('counts links among the bytes, and takes 10,000 of them', async () => {
    const links = Array.from({ length: 10_000 }, (_, at) => link(`l${at}`, 'a'))
    expect(await checkedContents(listing([entry('a', 5), ...links]), 'a.zip', 100)).toMatchObject({ bytes: 10_005 })
  })

  it('stops reading at 200,000 entries', async () => {
    let told = 0
    function* endless(): Generator<ListedEntry> {
      for (;;) yield entry(`file${(told += 1)}`, 1)
    }
    await expect(checkedContents(listing(endless()), 'a.zip', 100)).rejects.toMatchObject({ code: 'medium-unsafe' })
    expect(told).toBe(200_001)
  })
})

describe.skipIf(process.platform === 'win32')('what was unpacked', () => {
  it('keeps only plain files and folders of its own', async () => {
    const root = join(home, 'tidy')
    put(root, 'sub/file', 'x')
    put(home, 'outside', 'secret')
    symlinkSync('/etc', join(root, 'link'))
    shell(root, 'mkfifo pipe; ln ../outside hard; ln sub/file twice; chmod 0 sub/file; chmod 500 sub')
    await tidyTree(root)
    shell(
      root,
      'test "$(find . | sort | tr "\\n" " ")" = ". ./sub ./sub/file ./twice "; test "$(stat -c %a sub/file)" = 600',
    )
    expect(readFileSync(join(home, 'outside'), 'utf8')).toBe('secret')
  })

  it('gets its links in the place of what lies under their names', async () => {
    const root = join(home, 'taken')
    put(root, 'file', 'x')
    put(root, 'link', 'text of the link')
    expect(await makeLinks(root, [{ path: 'link', target: 'file' }])).toBe(0)
    expect(readlinkSync(join(root, 'link'))).toBe('file')
  })

  it('gets no more links once that is broken off', async () => {
    const root = join(home, 'stopped')
    put(root, 'file', 'x')
    const stopped = makeLinks(root, [{ path: 'link', target: 'file' }], AbortSignal.abort(new Error('stop')))
    await expect(stopped).rejects.toThrow('stop')
    expect(existsSync(join(root, 'link'))).toBe(false)
  })

  it('gets no link that leads out, by whatever way round', async () => {
    const root = join(home, 'links')
    put(root, 'a/b/file', 'x')
    const made = [
      { path: 'good', target: 'a/b/file' },
      { path: 'a/self', target: '..' },
      { path: 'dot', target: '.' },
      { path: 'round', target: 'dot/dot/../../../..' },
      { path: 'abs', target: '/etc' },
      { path: 'up', target: 'a/../../links-not' },
      { path: 'chain', target: 'round' },
      { path: 'broken', target: 'a/none' },
      { path: 'loop', target: 'loop' },
    ]
    expect(await makeLinks(root, made)).toBeGreaterThanOrEqual(3)
    shell(root, 'test "$(find . -type l | sort | tr "\\n" " ")" = "./a/self ./dot ./good "')
  })
})
