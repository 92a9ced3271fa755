import { ByteReader } from '../../bytes'
import type { DiskFile } from '../disk'
import { Damage } from './damage'
import type { BlockAddress } from './entry'
import { parseTag, TAG, TAG_BYTES, type Tag } from './tag'
import { decodeDstring } from './text'

/** A partition descriptor (ECMA-167 3/10.5), in blocks of the volume. */
export interface Partition {
  readonly number: number
  readonly start: number
  readonly blocks: number
  /** 1: read only, 2: write once, 3: rewritable, 4: overwritable; 0: pseudo-overwritable (UDF 2.60). */
  readonly access: number
}

/** A partition map (ECMA-167 3/10.7, UDF 2.2.8 to 2.2.10): how the blocks that a map's number names are found. */
export type PartitionMap =
  | { readonly kind: 'physical' | 'virtual'; readonly partition: number }
  | {
      readonly kind: 'sparable'
      readonly partition: number
      readonly packetBlocks: number
      readonly tableBytes: number
      /** Blocks of the volume. */
      readonly tables: readonly number[]
    }
  | { readonly kind: 'metadata'; readonly partition: number; readonly file: number; readonly mirror: number }
  | { readonly kind: 'unknown'; readonly name: string; readonly partition: number }

/** What the volume descriptor sequence says. */
export interface UdfVolume {
  readonly blockBytes: number
  readonly label: string
  /** UDF revision as it is written: 0x0102, 0x0260. */
  readonly revision: number
  readonly partitions: ReadonlyMap<number, Partition>
  readonly maps: readonly PartitionMap[]
  readonly fileSet: BlockAddress
  /** The logical volume descriptor's own block, for the identity of the medium. */
  readonly block: Uint8Array
}

/** 2048 for optical media; the others for images of disks (UDF 2.2.4.2: the sector of the medium). */
const BLOCK_SIZES = [2048, 512, 4096, 1024]
export const NO_ANCHOR = 'it has no anchor volume descriptor'
/** Real sequences have 16 blocks. */
const MAX_SEQUENCE_BLOCKS = 256
const MAX_POINTERS = 8
const MAX_MAPS = 16

interface BlockExtent {
  readonly block: number
  readonly blocks: number
}

interface Sequence {
  readonly partitions: Map<number, { readonly order: number; readonly partition: Partition }>
  logical: { readonly order: number; readonly bytes: Uint8Array } | undefined
}

/**
 * Finds the anchor and reads the volume descriptor sequence: the main one, or the reserve where that is no use.
 * @throws Damage
 */
export async function readUdfVolume(disk: DiskFile): Promise<UdfVolume> {
  let problem = NO_ANCHOR
  for (const blockBytes of BLOCK_SIZES) {
    for (const place of anchorPlaces(disk, blockBytes)) {
      const anchor = await anchorAt(disk, blockBytes, place)
      for (const extent of anchor ?? []) {
        const sequence = await readSequence(disk, blockBytes, extent)
        const volume = sequence.logical && volumeOf(sequence, sequence.logical.bytes, blockBytes)
        if (volume) return volume
        problem = 'its volume descriptors are not well-formed'
      }
    }
  }
  throw new Damage(problem)
}

/** ECMA-167 3/8.4.2.1: 256, and the last block or 256 before it; 512 on write-once discs that were never closed (UDF 1.50, 6.11). */
function anchorPlaces(disk: DiskFile, blockBytes: number): number[] {
  const last = Math.floor(disk.sizeBytes / blockBytes) - 1
  return [...new Set([256, last, last - 256, 512])].filter((place) => place >= 256)
}

async function anchorAt(disk: DiskFile, blockBytes: number, place: number): Promise<BlockExtent[] | undefined> {
  const bytes = await blockAt(disk, blockBytes, place)
  const tag = parseTag(bytes)
  if (tag?.id !== TAG.anchor || tag.location !== place) return undefined
  const reader = new ByteReader(bytes)
  reader.seek(TAG_BYTES)
  return [extentAd(reader, blockBytes), extentAd(reader, blockBytes)]
}

/** An extent_ad (3/7.1). */
function extentAd(reader: ByteReader, blockBytes: number): BlockExtent {
  const blocks = Math.ceil(reader.u32LE() / blockBytes)
  return { block: reader.u32LE(), blocks }
}

/** Of each kind the descriptor with the highest number counts (3/8.4.3). */
async function readSequence(disk: DiskFile, blockBytes: number, first: BlockExtent): Promise<Sequence> {
  const found: Sequence = { partitions: new Map(), logical: undefined }
  let extent = first
  for (let hops = 0; hops < MAX_POINTERS; hops += 1) {
    let next: BlockExtent | undefined
    for (let at = 0; at < Math.min(extent.blocks, MAX_SEQUENCE_BLOCKS) && next === undefined; at += 1) {
      const bytes = await blockAt(disk, blockBytes, extent.block + at)
      const tag = parseTag(bytes)
      if (tag === undefined || tag.id === TAG.terminator) break
      next = take(found, tag, bytes, blockBytes)
    }
    if (next === undefined) break
    extent = next
  }
  return found
}

/** Puts a descriptor to those that were found; gives where the sequence goes on when it says so. */
function take(found: Sequence, { id }: Tag, bytes: Uint8Array, blockBytes: number): BlockExtent | undefined {
  const reader = new ByteReader(bytes)
  reader.seek(TAG_BYTES)
  const order = reader.u32LE()
  if (id === TAG.pointer) return extentAd(reader, blockBytes)
  if (id === TAG.logicalVolume && order >= (found.logical?.order ?? 0)) found.logical = { order, bytes }
  if (id === TAG.partition) {
    reader.take(2)
    const number = reader.u16LE()
    reader.seek(184)
    const partition = { number, access: reader.u32LE(), start: reader.u32LE(), blocks: reader.u32LE() }
    if (order >= (found.partitions.get(number)?.order ?? 0)) found.partitions.set(number, { order, partition })
  }
  return undefined
}

/** Undefined where the logical volume descriptor (3/10.6) contradicts itself. */
function volumeOf(sequence: Sequence, block: Uint8Array, blockBytes: number): UdfVolume | undefined {
  const reader = new ByteReader(block)
  reader.seek(84)
  const label = decodeDstring(reader.take(128))
  const ownBlockBytes = reader.u32LE()
  reader.seek(240)
  const revision = reader.u16LE()
  reader.seek(252)
  const fileSet = { block: reader.u32LE(), partition: reader.u16LE() }
  reader.seek(264)
  const mapsLength = reader.u32LE()
  const mapCount = reader.u32LE()
  reader.seek(440)
  const table = reader.take(mapsLength)
  const maps = parseMaps(table, mapCount)
  if (reader.failed !== undefined || ownBlockBytes !== blockBytes || maps === undefined) return undefined
  const partitions = new Map([...sequence.partitions.values()].map(({ partition }) => [partition.number, partition]))
  return { blockBytes, label, revision, partitions, maps, fileSet, block }
}

function parseMaps(table: Uint8Array, count: number): PartitionMap[] | undefined {
  if (count > MAX_MAPS) return undefined
  const maps: PartitionMap[] = []
  for (let at = 0; maps.length < count;) {
    const length = table[at + 1] ?? 0
    if (length < 6 || at + length > table.length) return undefined
    const map = parseMap(table.subarray(at, at + length))
    if (map === undefined) return undefined
    maps.push(map)
    at += length
  }
  return maps
}

function parseMap(bytes: Uint8Array): PartitionMap | undefined {
  const reader = new ByteReader(bytes)
  const type = reader.u8()
  if (type === 1) {
    reader.take(3)
    return { kind: 'physical', partition: reader.u16LE() }
  }
  if (bytes.length < 64) return undefined
  reader.seek(5)
  const name = Buffer.from(reader.take(23)).toString('latin1').replace(/\0+$/, '')
  reader.seek(38)
  const partition = reader.u16LE()
  if (name === '*UDF Virtual Partition') return { kind: 'virtual', partition }
  if (name === '*UDF Metadata Partition') {
    return { kind: 'metadata', partition, file: reader.u32LE(), mirror: reader.u32LE() }
  }
  if (name !== '*UDF Sparable Partition') return { kind: 'unknown', name, partition }
  const packetBlocks = reader.u16LE()
  const tableCount = Math.min(reader.u8(), 4)
  reader.u8()
  const tableBytes = reader.u32LE()
  const tables = Array.from({ length: tableCount }, () => reader.u32LE())
  return { kind: 'sparable', partition, packetBlocks, tableBytes, tables }
}

/** A whole block, or as much of it as the image has. */
async function blockAt(disk: DiskFile, blockBytes: number, block: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(blockBytes)
  return bytes.subarray(0, await disk.read(bytes, block * blockBytes))
}
