import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { crc16 } from '../../../../main/engine/media/udf/tag'
import { patterned } from '../../../support/isoTree'
import { bytesOf, contentOf, walk } from '../../../support/media'
import {
  anchor,
  cs0,
  fileEntry,
  fileSet,
  identifier,
  linkTarget,
  logicalVolume,
  longAd,
  maps,
  MARK,
  partitionDescriptor,
  shortAd,
  TAG,
  tagged,
  TYPE,
  u32,
  USE,
} from '../../../support/udf'
import {
  ANCHOR,
  udfImage,
  writeUdf,
  type UdfImageOptions,
  type UdfTree,
  type UdfTreeNode,
} from '../../../support/udf-image'

let home: string
let opened: Medium[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-udf-'))
  opened = []
})

afterEach(async () => {
  for (const medium of opened) await medium.close()
  rmSync(home, { recursive: true })
})

async function open(tree: UdfTree, options: UdfImageOptions = {}): Promise<Medium> {
  const path = join(home, 'handmade.iso')
  writeUdf(path, udfImage(tree, options))
  const medium = await openMedium(path)
  opened.push(medium)
  return medium
}

const BIG = patterned(300_001, 5)
const SMALL = Buffer.from('kernel '.repeat(30))
const LONG_NAME = 'n'.repeat(254)
const TREE: UdfTree = new Map<string, UdfTreeNode>([
  ['big.wim', BIG],
  ['small', SMALL],
  ['empty', Buffer.alloc(0)],
  ['never', { unrecorded: 5000 }],
  ['Überprüfung', Buffer.from('latin')],
  ['日本語', Buffer.from('wide')],
  [LONG_NAME, Buffer.from('long')],
  ['link', { link: 'sources/../big.wim' }],
  [
    'sources',
    new Map<string, UdfTreeNode>([
      ['boot.wim', patterned(70_000, 9)],
      ['absolute', { link: '/日本語' }],
      ...Array.from({ length: 120 }, (_none, at) => [`file-${at}`, Buffer.from(`content ${at}`)] as const),
    ]),
  ],
])

const spaces = ['physical', 'sparable', 'metadata', 'metadata-mirror', 'virtual', 'virtual-1.50'] as const
const forms: [string, UdfImageOptions][] = [
  ...spaces.map((space): [string, UdfImageOptions] => [`in a ${space} partition`, { space }]),
  ...spaces.map((space): [string, UdfImageOptions] => [
    `in a ${space} partition, in pieces with continuations`,
    { space, pieceBlocks: 2, descriptors: 7, extended: true, revision: 0x0201 },
  ]),
  ...spaces.map((space): [string, UdfImageOptions] => [`in a ${space} partition, embedded`, { space, embed: true }]),
  ['with blocks of 512 bytes', { blockBytes: 512 }],
  ['with blocks of 512 bytes, in pieces', { blockBytes: 512, pieceBlocks: 3, descriptors: 5, space: 'metadata' }],
  ['with blocks of 4096 bytes, embedded', { blockBytes: 4096, embed: true, extended: true }],
]

describe.each(forms)('a UDF volume %s', (_title, options) => {
  it('gives every name, size, link and byte', async () => {
    const medium = await open(TREE, { ...options, label: 'CCCOMA_X64FRE_EN-US_DV9' })
    expect(medium.identity).toMatchObject({ filesystem: 'udf', label: 'CCCOMA_X64FRE_EN-US_DV9' })
    expect(medium.notices).toEqual([])
    expect((await medium.list('/')).map(({ name, kind, size }) => [name, kind, size])).toEqual([
      ['big.wim', 'file', BIG.length],
      ['empty', 'file', 0],
      ['link', 'link', 0],
      ['never', 'file', 5000],
      [LONG_NAME, 'file', 4],
      ['small', 'file', SMALL.length],
      ['sources', 'directory', 0],
      ['Überprüfung', 'file', 5],
      ['日本語', 'file', 4],
    ])
    expect((await bytesOf(await medium.open('/big.wim'), 10_000)).equals(BIG)).toBe(true)
    expect((await bytesOf(await medium.open('/SOURCES/BOOT.WIM'))).equals(patterned(70_000, 9))).toBe(true)
    expect(await contentOf(medium, '/small')).toBe(SMALL.toString())
    expect(await contentOf(medium, '/empty')).toBe('')
    expect((await bytesOf(await medium.open('/never'))).equals(Buffer.alloc(5000))).toBe(true)
    for (let at = 0; at < 120; at += 1) {
      expect(await contentOf(medium, `/sources/file-${at}`)).toBe(`content ${at}`)
    }
  })
})

describe('names and links of a UDF volume', () => {
  it('are found whatever their case, the exact spelling first', async () => {
    const medium = await open(
      new Map([
        ['Setup.EXE', Buffer.from('1')],
        ['SETUP.exe', Buffer.from('2')],
      ]),
    )
    expect(await contentOf(medium, '/SETUP.exe')).toBe('2')
    expect(await contentOf(medium, '/setup.exe')).toBe('1')
    expect(await medium.stat('/setup')).toBeUndefined()
  })

  it('links are followed inside the image and never out of it', async () => {
    const medium = await open(
      new Map<string, UdfTreeNode>([
        ...TREE,
        ['loop', { link: 'loop' }],
        ['climbing', { link: '../../../etc/passwd' }],
        ['broken', { link: 'nowhere' }],
      ]),
    )
    expect(await medium.stat('/link')).toMatchObject({ path: '/big.wim', kind: 'file' })
    expect(await contentOf(medium, '/sources/absolute')).toBe('wide')
    expect((await medium.list('/sources')).find(({ name }) => name === 'absolute')).toMatchObject({
      kind: 'link',
      target: '/日本語',
    })
    for (const path of ['/loop', '/climbing', '/broken']) expect(await medium.stat(path)).toBeUndefined()
  })
})

/** A volume whose root directory is made of `identifiers`; more blocks of the partition from 2 on. */
async function withRoot(identifiers: readonly Uint8Array[], blocks: Readonly<Record<number, Uint8Array>> = {}) {
  const bytes = Buffer.concat(identifiers)
  const image = udfImage(new Map([['filler', 100_000]]))
  const at = image.partition
  const replace: Record<number, Uint8Array> = {
    [at]: fileSet(0, [2, 0]),
    [at + 2]: fileEntry(2, { type: TYPE.directory, size: bytes.length, area: shortAd(bytes.length, 3) }),
    [at + 3]: bytes,
  }
  for (const [block, content] of Object.entries(blocks)) replace[at + Number(block)] = content
  return open(new Map([['filler', 100_000]]), { replace })
}

const PARENT = identifier('', [2, 0], MARK.parent | MARK.directory)

describe('a directory of a UDF volume', () => {
  const file = fileEntry(10, { size: 3, area: Buffer.from('abc'), allocation: 3 })

  it('leaves out what is deleted, and names that cannot stand in a path', async () => {
    const medium = await withRoot(
      [
        PARENT,
        identifier('deleted', [10, 0], MARK.deleted),
        identifier('stream', [10, 0], MARK.metadata),
        identifier('../../etc/passwd', [10, 0]),
        identifier('..', [10, 0]),
        identifier(Buffer.from([254, 65]), [10, 0]),
        identifier('device', [11, 0]),
        identifier('hidden', [10, 0], MARK.hidden, Buffer.from('implementation use')),
      ],
      { 10: file, 11: fileEntry(11, { size: 0, type: TYPE.fifo }) },
    )
    expect((await medium.list('/')).map(({ name }) => name)).toEqual(['hidden'])
    expect(await contentOf(medium, '/hidden')).toBe('abc')
  })

  it('names the one entry that cannot be read, and gives the rest', async () => {
    const medium = await withRoot(
      [PARENT, identifier('bad', [11, 0]), identifier('far', [4_000_000, 0]), identifier('good', [10, 0])],
      { 10: file, 11: Buffer.from(file).fill(7, 100, 110) },
    )
    expect((await medium.list('/')).map(({ name }) => name)).toEqual(['good'])
    expect(medium.notices.map(({ text }) => text)).toEqual([
      expect.stringContaining('/bad cannot be read, because its file entry is not where it should be'),
      expect.stringContaining('/far cannot be read, because it lies beyond the end of its partition'),
    ])
    await expect(medium.open('/bad')).rejects.toMatchObject({ code: 'medium-damaged' })
    expect(await contentOf(medium, '/good')).toBe('abc')
  })

  const below = (...identifiers: Uint8Array[]) => {
    const bytes = Buffer.concat(identifiers)
    return fileEntry(10, { type: TYPE.directory, size: bytes.length, area: bytes, allocation: 3 })
  }
  it.each<[string, Uint8Array, RegExp]>([
    ['holds a broken name', below(PARENT, Buffer.alloc(40, 7)), /entry at its byte 40 is not well-formed/],
    ['holds a name that is cut off', below(PARENT, identifier('name', [10, 0]).subarray(0, 40)), /not well-formed/],
    ['is zeros', below(Buffer.alloc(100)), /not well-formed/],
    [
      'claims gigabytes',
      fileEntry(10, { type: TYPE.directory, size: 2 ** 32, area: shortAd(2048, 3) }),
      /claims 4294967296/,
    ],
    [
      'has fewer bytes than it claims',
      fileEntry(10, { type: TYPE.directory, size: 9999, area: shortAd(2048, 3) }),
      /7951 of its/,
    ],
    [
      'was never recorded',
      fileEntry(10, { type: TYPE.directory, size: 99, area: shortAd(99, 3, USE.allocated) }),
      /never recorded/,
    ],
    [
      'is in another partition',
      fileEntry(10, { type: TYPE.directory, size: 99, area: longAd(99, 3, 5), allocation: 1 }),
      /partition 5/,
    ],
    [
      'goes on in a circle',
      fileEntry(10, { type: TYPE.directory, size: 99, area: shortAd(2048, 12, USE.continuation) }),
      /circle/,
    ],
    [
      'lies beyond the image',
      fileEntry(10, { type: TYPE.directory, size: 99, area: shortAd(99, 900_000) }),
      /beyond the end/,
    ],
    ['uses an old strategy', fileEntry(10, { type: TYPE.directory, size: 0, strategy: 4096 }), /strategy 4096/],
  ])('that %s is damaged, and the rest is not', async (_how, entry, words) => {
    const circle = tagged(TAG.allocationExtent, 12, Buffer.concat([u32(0, 8), shortAd(2048, 12, USE.continuation)]))
    const medium = await withRoot([PARENT, identifier('dir', [10, 0], MARK.directory), identifier('ok', [13, 0])], {
      10: entry,
      12: circle,
      13: fileEntry(13, { size: 3, area: Buffer.from('abc'), allocation: 3 }),
    })
    await expect(medium.list('/dir')).rejects.toMatchObject({
      code: 'medium-damaged',
      message: expect.stringMatching(words) as string,
    })
    expect(await contentOf(medium, '/ok')).toBe('abc')
  })

  it('cannot contain its own parent', async () => {
    const medium = await withRoot([PARENT, identifier('up', [2, 0], MARK.directory)])
    await expect(medium.list('/up')).rejects.toMatchObject({ code: 'medium-damaged', details: { directory: '/up' } })
  })

  it('gives dates in any zone', async () => {
    const entry = fileEntry(10, { size: 0, zoneMinutes: -90 })
    const medium = await withRoot([PARENT, identifier('x', [10, 0])], { 10: entry })
    expect((await medium.stat('/x'))?.mtime).toBe(Date.UTC(2024, 0, 2, 3, 4, 5, 600) + 90 * 60_000)
  })
})

describe('a file of a UDF volume', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['lies beyond the end of the image', fileEntry(10, { size: 4096, area: shortAd(4096, 40_000) }), /beyond the end/],
    [
      'claims more than the image has',
      fileEntry(10, { size: 2 ** 30 - 1, area: shortAd(2 ** 30 - 1, 3) }),
      /more bytes than the image/,
    ],
    [
      'is longer than the entry it lies in',
      fileEntry(10, { size: 9, area: Buffer.from('abc'), allocation: 3 }),
      /longer than the entry/,
    ],
    [
      'has half of its bytes nowhere',
      fileEntry(10, { size: 99_999, area: shortAd(2048, 3) }),
      /97951 of its bytes lie nowhere/,
    ],
  ])('that %s is refused when it is opened', async (_how, entry, words) => {
    const medium = await withRoot([PARENT, identifier('x', [10, 0])], { 10: entry })
    await expect(medium.open('/x')).rejects.toMatchObject({
      code: 'medium-damaged',
      details: { file: '/x' },
      message: expect.stringMatching(words) as string,
    })
  })

  it('ends where it says, in the middle of an extent', async () => {
    const entry = fileEntry(10, { size: 5, area: Buffer.concat([shortAd(2048, 3), shortAd(2048, 4)]) })
    const medium = await withRoot([PARENT, identifier('x', [10, 0])], { 10: entry })
    expect((await bytesOf(await medium.open('/x'))).length).toBe(5)
  })

  it('may be above 4 GiB, and is read across its extents', async () => {
    const size = 5 * 1024 ** 3
    const medium = await open(
      new Map<string, UdfTreeNode>([
        ['install.wim', size],
        ['last', Buffer.from('after')],
      ]),
    )
    expect(await medium.list('/')).toMatchObject([{ name: 'install.wim', size }, { name: 'last' }])
    const file = await medium.open('/install.wim')
    const target = Buffer.alloc(100, 1)
    expect(await file.read(target, size - 40)).toBe(40)
    await file.close()
    expect(await contentOf(medium, '/last')).toBe('after')
  })
})

describe('the descriptors of a UDF volume', () => {
  const tree: UdfTree = new Map([['file', Buffer.from('content')]])
  const good = udfImage(tree)
  const { sequence, partition: start } = good
  const last = good.sizeBytes / 2048 - 1
  const nothing = Buffer.alloc(2048)
  const blocks = last - start

  it.each<[string, Record<number, Uint8Array>]>([
    ['an anchor only at the end', { [ANCHOR]: nothing }],
    ['an anchor only at 256', { [last]: nothing }],
    ['no main sequence', { [sequence]: nothing, [sequence + 1]: nothing }],
    [
      'a sequence that goes on elsewhere',
      {
        [sequence]: tagged(TAG.pointer, sequence, u32(1, 4096, 100)),
        100: good.blocks.get(sequence) ?? nothing,
        101: good.blocks.get(sequence + 1) ?? nothing,
      },
    ],
    [
      'a sequence that goes on in itself, and a reserve',
      { [sequence]: tagged(TAG.pointer, sequence, u32(1, 4096, sequence)) },
    ],
    [
      'older descriptors after newer ones',
      {
        [sequence + 2]: logicalVolume(sequence + 2, { order: 0, label: 'OLD', maps: [maps.physical(9)] }),
        [sequence + 3]: partitionDescriptor(sequence + 3, { order: 0, start: 1, blocks: 1 }),
      },
    ],
  ])('may be %s', async (_how, replace) => {
    const medium = await open(tree, { replace })
    expect(medium.identity.label).toBe('UDF HANDMADE')
    expect(await contentOf(medium, '/file')).toBe('content')
  })

  const both = (offset: number, make: (at: number) => Uint8Array) => ({
    [sequence + offset]: make(sequence + offset),
    [sequence + 16 + offset]: make(sequence + 16 + offset),
  })
  it.each<[string, Record<number, Uint8Array>, RegExp]>([
    ['no anchor', { [ANCHOR]: nothing, [last]: nothing }, /no anchor/],
    ['an anchor that says it is elsewhere', { [ANCHOR]: anchor(1, [32_768, sequence]), [last]: nothing }, /no anchor/],
    ['no logical volume', both(1, () => nothing), /not well-formed/],
    [
      'a partition that is nowhere described',
      both(1, (at) => logicalVolume(at, { maps: [maps.physical(7)] })),
      /partition 7 is nowhere/,
    ],
    [
      'another block size',
      both(1, (at) => logicalVolume(at, { blockBytes: 1024, maps: [maps.physical()] })),
      /not well-formed/,
    ],
    [
      'a partition newer than any we know',
      both(1, (at) => logicalVolume(at, { maps: [maps.other('*UDF Quantum Partition')] })),
      /Quantum Partition", which is newer/,
    ],
    [
      'maps that are cut off',
      both(1, (at) => logicalVolume(at, { maps: [maps.physical().subarray(0, 4)] })),
      /not well-formed/,
    ],
    [
      'a virtual partition without its table',
      both(1, (at) => logicalVolume(at, { maps: [maps.physical(), maps.virtual()] })),
      /virtual allocation table is not at the end/,
    ],
    [
      'a metadata partition without its file',
      both(1, (at) => logicalVolume(at, { maps: [maps.physical(), maps.metadata(3, 4)] })),
      /file entry is not where/,
    ],
    [
      'a sparable partition without its table',
      both(1, (at) => logicalVolume(at, { maps: [maps.sparable(32, [3, 4])] })),
      /sparing table cannot be read/,
    ],
    ['no file set', { [start]: nothing }, /file set is not where/],
    [
      'a root that is a file',
      { [start]: fileSet(0, [3, 0]), [start + 3]: fileEntry(3, { size: 0 }) },
      /root is not a directory/,
    ],
    [
      'its file set beyond the partition',
      both(1, (at) => logicalVolume(at, { fileSet: [blocks + 5, 0], maps: [maps.physical()] })),
      /beyond the end of its partition/,
    ],
  ])('that have %s are told', async (_how, replace, words) => {
    await expect(open(tree, { replace })).rejects.toMatchObject({
      code: 'medium-damaged',
      message: expect.stringMatching(words) as string,
    })
  })

  it('tell how much of the image is missing', async () => {
    const replace = both(0, (at) => partitionDescriptor(at, { start, blocks: blocks + 500_000 }))
    await expect(open(tree, { replace })).rejects.toMatchObject({
      code: 'medium-truncated',
      message: expect.stringContaining('the image is 1.0 GB shorter than its own header says') as string,
    })
  })

  it('may promise more on a disc that was written once and is not full', async () => {
    const replace = both(0, (at) => partitionDescriptor(at, { access: 2, start, blocks: blocks + 500_000 }))
    expect(await contentOf(await open(tree, { replace }), '/file')).toBe('content')
  })
})

describe('the writer of the tests', () => {
  it('has the CRC of ECMA-167 7.2.6', () => {
    expect(crc16(Uint8Array.of(0x70, 0x6a, 0x77), 0, 3)).toBe(0x3299)
  })

  it('and the reader agree about any tree', async () => {
    const name = fc
      .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
      .filter((text) => !/[/\0]|^\.{1,2}$/.test(text) && !/[\ud800-\udfff](?![\udc00-\udfff])/.test(text))
    const { tree } = fc.letrec<{ tree: UdfTree; node: UdfTree | Uint8Array }>((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, fc.uint8Array({ maxLength: 5000 }), tie('tree')),
      tree: fc.array(fc.tuple(name, tie('node')), { maxLength: 6 }).map((entries) => new Map(entries)),
    }))
    const options = fc.record({
      space: fc.constantFrom(...spaces),
      extended: fc.boolean(),
      embed: fc.boolean(),
      blockBytes: fc.constantFrom(512, 2048, 4096),
    })
    const flat = (of: UdfTree, below = ''): string[] =>
      [...of].flatMap(([key, node]) =>
        node instanceof Map
          ? [`${below}/${key} directory`, ...flat(node as UdfTree, `${below}/${key}`)]
          : [`${below}/${key} ${Buffer.from(node as Uint8Array).toString('hex')}`],
      )
    await fc.assert(
      fc.asyncProperty(tree, options, async (wanted, how) => {
        const path = join(home, 'any.iso')
        writeUdf(path, udfImage(wanted, how))
        const medium = await openMedium(path)
        const got: string[] = []
        for (const entry of await walk(medium)) {
          if (entry.kind === 'directory') got.push(`${entry.path} directory`)
          else got.push(`${entry.path} ${(await bytesOf(await medium.open(entry.path))).toString('hex')}`)
        }
        await medium.close()
        expect(got.sort()).toEqual(flat(wanted).sort())
      }),
      { numRuns: 60 },
    )
  })

  it('writes names of eight bits where they are enough', () => {
    expect(cs0('Ü')).toEqual(Buffer.from([8, 0xdc]))
    expect(cs0('日')).toEqual(Buffer.from([16, 0x65, 0xe5]))
    expect(linkTarget('/a/../b').length).toBe(4 + 6 + 4 + 6)
  })
})
