import { crc16, parseTag, tagChecksum } from '../../main/engine/media/udf/tag'
import {
  bootRecord,
  descriptor,
  directory,
  imageOf,
  marker,
  record,
  SECTOR,
  SMALL,
  smallIso,
  smallLayout,
  susp,
} from './iso'
import { patterned } from './isoTree'
import { fileEntry, fileSet, identifier, MARK, shortAd, TAG, TYPE } from './udf'
import { udfBytes, udfImage, type UdfImageOptions, type UdfTree, type UdfTreeNode } from './udf-image'

/** Images that nobody would make in earnest: small ones that hold more than any real one, and broken copies of good ones. */

/** Directories that begin one sector after the other and run to the same end. */
export const OVERLAPPING = { directories: 1500, sectorsOfEach: 1400 } as const
const EFI = 21
const EFI_SECTORS = 60
const AREA = EFI + EFI_SECTORS
const RECORDS_OF_A_SECTOR = 49

/** 6 MB: `/EFI` with 1,500 directories of some 68,000 entries each, which share their sectors. */
export function overlappingIso(): Buffer {
  const { directories, sectorsOfEach } = OVERLAPPING
  const children = Array.from({ length: directories }, (_none, at) =>
    record({ name: `D${at}`, block: AREA + at, length: sectorsOfEach * SECTOR, flags: 2 }),
  )
  const files = Array.from({ length: RECORDS_OF_A_SECTOR - 2 }, (_none, at) =>
    record({ name: `F${at}`, block: 0, length: 1 }),
  )
  const area = Buffer.concat(
    Array.from({ length: directories + sectorsOfEach }, () => directory({ block: AREA }, files).subarray(0, SECTOR)),
  )
  const root = record({ name: 'EFI', block: EFI, length: EFI_SECTORS * SECTOR, flags: 2 })
  return imageOf({
    [SMALL.primary]: descriptor({ blocks: AREA + directories + sectorsOfEach, rootBlock: SMALL.root }),
    [SMALL.terminator]: marker(255, 'CD001'),
    [SMALL.root]: directory({ block: SMALL.root, systemUse: [susp.sp(), susp.er()] }, [root]),
    [EFI]: directory({ block: EFI, length: EFI_SECTORS * SECTOR }, children),
    [AREA]: area,
  })
}

/**
 * `/EFI` with `directories` directories of `blocksOfEach` blocks that share them, each block with as many names of `nameLength`
 * characters as fit, all of one file.
 */
export function overlappingUdf(directories: number, blocksOfEach: number, nameLength: number): Buffer {
  const good = udfImage(new Map([['space', (directories * 3 + blocksOfEach + 200) * SECTOR]]))
  const image = udfBytes(good)
  const put = (block: number, bytes: Uint8Array) => image.set(bytes, (good.partition + block) * SECTOR)
  const file = 3
  const efi = 4
  const efiBlocks = Math.ceil((directories * 48 + 80) / SECTOR)
  const icbs = efi + 1 + efiBlocks
  const area = icbs + directories
  const parent = identifier('', [2, 0], MARK.parent | MARK.directory)
  const rootNames = Buffer.concat([parent, identifier('EFI', [efi, 0], MARK.directory)])
  const type = TYPE.directory
  put(0, fileSet(0, [2, 0]))
  put(2, fileEntry(2, { type, size: rootNames.length, area: rootNames, allocation: 3 }))
  put(file, fileEntry(file, { size: 3, area: Buffer.from('abc'), allocation: 3 }))
  const names = Buffer.concat([
    parent,
    ...Array.from({ length: directories }, (_none, at) => identifier(`D${at}`, [icbs + at, 0], MARK.directory)),
  ])
  put(efi, fileEntry(efi, { type, size: names.length, area: shortAd(names.length, efi + 1) }))
  put(efi + 1, names)
  const length = Math.ceil((38 + 1 + nameLength) / 4) * 4
  const perBlock = Math.floor(SECTOR / length)
  const size = blocksOfEach * SECTOR
  for (let at = 0; at < directories; at += 1) {
    put(icbs + at, fileEntry(icbs + at, { type, size, area: shortAd(size, area + at) }))
  }
  for (let block = 0; block < directories + blocksOfEach; block += 1) {
    const entries = Array.from({ length: perBlock }, (_none, at) => {
      // The last one of a block also takes what would be left over, as implementation use.
      const use = at === perBlock - 1 ? SECTOR - perBlock * length : 0
      return identifier(`${block}-${at}-`.padEnd(nameLength, 'n'), [file, 0], 0, Buffer.alloc(use))
    })
    put(area + block, Buffer.concat(entries))
  }
  return image
}

/** Numbers from 0 to `below` - 1 that only depend on the seed. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** A good image and the parts of it that are read as structures: offset and length. `seal` makes sums right again. */
export interface Victim {
  readonly name: string
  readonly bytes: Buffer
  readonly structures: readonly (readonly [start: number, length: number])[]
  readonly seal: (bytes: Buffer) => void
}

const SMALL_TREE: UdfTree = new Map<string, UdfTreeNode>([
  ['big', patterned(60_000, 3)],
  ['link', { link: 'sources/boot.wim' }],
  ['never', { unrecorded: 4096 }],
  [
    'sources',
    new Map<string, UdfTreeNode>([
      ['boot.wim', patterned(9000, 4)],
      ['日本', Buffer.from('x')],
    ]),
  ],
])

/** One of each kind: ISO, UDF in each kind of partition, and a bridge. */
export function victims(): Victim[] {
  const forms: UdfImageOptions[] = [
    { pieceBlocks: 3, descriptors: 4 },
    { space: 'metadata', embed: true, extended: true },
    { space: 'virtual', pieceBlocks: 3, descriptors: 4 },
    { space: 'virtual-1.50' },
    { space: 'sparable', pieceBlocks: 2 },
    { blockBytes: 512, space: 'metadata-mirror' },
  ]
  return [isoVictim(), ...forms.map(udfVictim), bridgeVictim()]
}

function isoVictim(): Victim {
  const bytes = smallIso({
    [SMALL.terminator]: bootRecord(19),
    18: marker(255, 'CD001'),
    [SMALL.primary]: descriptor({ blocks: SMALL.blocks, rootBlock: SMALL.root }),
  })
  return { name: 'ISO', bytes, structures: ISO_STRUCTURES, seal: () => undefined }
}

const ISO_STRUCTURES = [
  [SMALL.primary * SECTOR, SECTOR],
  [SMALL.root * SECTOR, 400],
  [SMALL.boot * SECTOR, 250],
  [SMALL.continuation * SECTOR, 40],
] as const

function udfVictim(options: UdfImageOptions): Victim {
  const image = udfImage(SMALL_TREE, options)
  const bytes = udfBytes(image)
  const name = `UDF ${options.space ?? 'physical'}`
  return { name, bytes, ...tagsOf(bytes, image.blockBytes) }
}

/** The small ISO image, and UDF behind it whose markers come after the ISO descriptors. */
function bridgeVictim(): Victim {
  const udf = udfImage(SMALL_TREE)
  const bytes = udfBytes(udf)
  const markers = { 18: marker(0, 'BEA01'), 19: marker(0, 'NSR02') }
  bytes.set(imageOf({ ...smallLayout(), ...markers }).subarray(16 * SECTOR), 16 * SECTOR)
  const { structures, seal } = tagsOf(bytes, SECTOR)
  return { name: 'bridge', bytes, structures: [...ISO_STRUCTURES, ...structures], seal }
}

/** Every descriptor with a tag; file identifiers stand one behind the other. */
function tagsOf(bytes: Buffer, blockBytes: number): Pick<Victim, 'structures' | 'seal'> {
  const structures: [number, number][] = []
  for (let block = 0; block < bytes.length; block += blockBytes) {
    for (let at = block; at < block + blockBytes;) {
      const tag = parseTag(bytes.subarray(at))
      if (tag === undefined || tag.id === TAG.sparingTable) break
      const length = 16 + bytes.readUInt16LE(at + 10)
      structures.push([at, length])
      if (tag.id !== TAG.fileIdentifier) break
      at += length
    }
  }
  const seal = (changed: Buffer) => {
    for (const [at, length] of structures) {
      changed.writeUInt16LE(length - 16, at + 10)
      changed.writeUInt16LE(crc16(changed, at + 16, at + length), at + 8)
      changed[at + 4] = tagChecksum(changed.subarray(at, at + 16))
    }
  }
  return { structures, seal }
}

/** A copy with some bytes of its structures changed; most have good sums again, and some are cut off. */
export function mutated(victim: Victim, seed: number): Buffer {
  const random = randomOf(seed * 2_654_435_761)
  const bytes = Buffer.from(victim.bytes)
  const changes = 1 + random(6)
  for (let change = 0; change < changes; change += 1) {
    const [start, length] = victim.structures[random(victim.structures.length)] ?? [0, 1]
    const at = start + random(length)
    const kind = random(4)
    if (kind === 0) bytes[at] = random(256)
    else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    else if (kind === 2) bytes.fill(random(2) === 0 ? 0 : 0xff, at, at + 1 + random(8))
    else bytes.copyWithin(at, start + random(length), start + length)
  }
  if (random(5) > 0) victim.seal(bytes)
  return random(20) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes
}
