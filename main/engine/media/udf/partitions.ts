import { ByteReader } from '../../bytes'
import type { Extent } from '../files'
import type { IsoImage } from '../iso/image'
import { Damage } from './damage'
import { FILE_TYPE, parseFileEntry, type FileEntry } from './entry'
import { appendExtent, fileExtents, MAX_EXTENTS, type Locate } from './extents'
import { parseTag, TAG } from './tag'
import type { Partition, PartitionMap, UdfVolume } from './volume'

/** Where `length` bytes from a block of one partition on lie. @throws Damage */
type Mapping = (block: number, length: number) => readonly Extent[]

/** A table of 16 MiB maps four million blocks; only entries and directories go through it. */
const MAX_TABLE_BYTES = 16 * 1024 * 1024
/** How far before the end of the image the table of a write-once disc is looked for: burners pad with some hundred blocks. */
const VIRTUAL_TABLE_SEARCH_BLOCKS = 512
const UNMAPPED = 0xffffffff
const SPARING_TABLE_NAME = '*UDF Sparing Table'
const VIRTUAL_TABLE_NAME = '*UDF Virtual Alloc Tbl'

/** Makes the way from block numbers to places in the image: reads what tables the maps of a volume need. @throws Damage */
export async function openPartitions(image: IsoImage, volume: UdfVolume): Promise<Locate> {
  const mappings: Mapping[] = []
  for (const map of volume.maps) mappings.push(await mappingOf(image, volume, map))
  return ({ partition, block }, length) => {
    const mapping = mappings[partition]
    if (mapping === undefined) throw new Damage(`it lies in partition ${partition}, which the volume does not have`)
    return mapping(block, length)
  }
}

async function mappingOf(image: IsoImage, volume: UdfVolume, map: PartitionMap): Promise<Mapping> {
  const partition = volume.partitions.get(map.partition)
  if (partition === undefined) throw new Damage(`partition ${map.partition} is nowhere described`)
  const physical = physicalMapping(partition, volume.blockBytes)
  switch (map.kind) {
    case 'physical':
      return physical
    case 'sparable':
      return sparableMapping(
        physical,
        volume.blockBytes,
        map.packetBlocks,
        await sparingTable(image, volume, map.tables),
      )
    case 'metadata':
      return metadataMapping(
        await metadataExtents(image, volume.blockBytes, physical, [map.file, map.mirror]),
        volume.blockBytes,
      )
    case 'virtual':
      return virtualMapping(
        physical,
        volume.blockBytes,
        await virtualTable(image, volume.blockBytes, physical, partition),
      )
    case 'unknown':
      throw new Damage(`its partition is of the kind ${JSON.stringify(map.name)}, which is newer than UDF 2.60`)
  }
}

function physicalMapping({ start, blocks }: Partition, blockBytes: number): Mapping {
  return (block, length) => {
    if (block * blockBytes + length > blocks * blockBytes) throw new Damage('it lies beyond the end of its partition')
    return [{ start: (start + block) * blockBytes, length }]
  }
}

/** UDF 2.2.9: packets that went bad were written elsewhere, to a block of the volume. */
function sparableMapping(physical: Mapping, blockBytes: number, packetBlocks: number, table: SparingTable): Mapping {
  if (table.size === 0) return physical
  if (packetBlocks === 0) throw new Damage('its packets have no blocks')
  return (block, length) =>
    mapped(length, block, blockBytes, packetBlocks, (at, pieceBytes) => {
      const packet = at - (at % packetBlocks)
      const spare = table.get(packet)
      return spare === undefined
        ? physical(at, pieceBytes)
        : [{ start: (spare + at - packet) * blockBytes, length: pieceBytes }]
    })
}

/** UDF 2.2.8: each block has its own place in the table. */
function virtualMapping(physical: Mapping, blockBytes: number, table: DataView): Mapping {
  return (block, length) =>
    mapped(length, block, blockBytes, 1, (at, pieceBytes) => {
      const real = at * 4 + 4 <= table.byteLength ? table.getUint32(at * 4, true) : UNMAPPED
      if (real === UNMAPPED) throw new Damage('it lies in a block that the virtual allocation table does not have')
      return physical(real, pieceBytes)
    })
}

/** UDF 2.2.13: the partition is what is in a file. */
function metadataMapping(extents: readonly Extent[], blockBytes: number): Mapping {
  const ends: number[] = []
  for (const { length } of extents) ends.push((ends.at(-1) ?? 0) + length)
  return (block, length) => {
    const from = block * blockBytes
    const pieces: Extent[] = []
    let done = 0
    for (let index = firstAbove(ends, from); done < length; index += 1) {
      const extent = extents[index]
      if (extent === undefined) throw new Damage('it lies beyond the end of the metadata partition')
      const offset = from + done - ((ends[index] ?? 0) - extent.length)
      const piece = { start: extent.start + offset, length: Math.min(extent.length - offset, length - done) }
      pieces.push(piece)
      done += piece.length
    }
    return pieces
  }
}

/** Index of the first of the rising numbers that is above `value`. */
function firstAbove(rising: readonly number[], value: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** Cuts `length` bytes from `block` on where units of `unitBlocks` end, and joins what lies together again. */
function mapped(
  length: number,
  block: number,
  blockBytes: number,
  unitBlocks: number,
  locate: (block: number, length: number) => readonly Extent[],
): readonly Extent[] {
  const pieces: Extent[] = []
  for (let at = block, left = length; left > 0;) {
    const unitEnd = at - (at % unitBlocks) + unitBlocks
    const pieceBytes = Math.min(left, (unitEnd - at) * blockBytes)
    for (const extent of locate(at, pieceBytes)) appendExtent(pieces, extent)
    if (pieces.length > MAX_EXTENTS) throw new Damage(`it is in more than ${MAX_EXTENTS} pieces`)
    left -= pieceBytes
    at = unitEnd
  }
  return pieces
}

/** From the first block of a packet, in its partition, to a block of the volume. */
type SparingTable = ReadonlyMap<number, number>

/** UDF 2.2.12. Entries whose packet number is that high stand for packets that are free, or bad themselves. */
const FIRST_RESERVED_PACKET = 0xfffffff0

/** The first copy that is well-formed; without one the volume has no bad packets that anybody knows of. */
async function sparingTable(
  image: IsoImage,
  { blockBytes }: UdfVolume,
  tables: readonly number[],
): Promise<SparingTable> {
  for (const block of tables) {
    // The table covers 512 packets and more in its first block; discs keep 32 or 64 spare ones.
    const bytes = await image.bytes(block * blockBytes, blockBytes * 4)
    // A block of zeros has a good tag of this kind.
    if (bytes === undefined || parseTag(bytes)?.id !== TAG.sparingTable || !hasName(bytes, 17, SPARING_TABLE_NAME))
      continue
    const reader = new ByteReader(bytes)
    reader.seek(48)
    const count = reader.u16LE()
    reader.seek(56)
    const table = new Map<number, number>()
    for (let index = 0; index < count; index += 1) {
      const packet = reader.u32LE()
      const spare = reader.u32LE()
      if (reader.failed === undefined && packet < FIRST_RESERVED_PACKET) table.set(packet, spare)
    }
    return table
  }
  throw new Damage('its sparing table cannot be read')
}

/** The extents of the metadata file, or of its mirror where the file itself cannot be read. */
async function metadataExtents(
  image: IsoImage,
  blockBytes: number,
  physical: Mapping,
  entries: readonly number[],
): Promise<readonly Extent[]> {
  let problem: unknown
  for (const block of entries) {
    try {
      const bytes = await readWhole(image, physical(block, blockBytes))
      return await physicalExtents(image, blockBytes, physical, parseFileEntry(bytes), block)
    } catch (error) {
      if (!(error instanceof Damage)) throw error
      problem ??= error
    }
  }
  throw problem
}

/** UDF 2.2.11: the entry of the table lies in the last block that was written; the newest counts. */
async function virtualTable(
  image: IsoImage,
  blockBytes: number,
  physical: Mapping,
  partition: Partition,
): Promise<DataView> {
  const end = Math.floor(image.disk.sizeBytes / blockBytes)
  for (let block = end - 1; block >= Math.max(partition.start, end - VIRTUAL_TABLE_SEARCH_BLOCKS); block -= 1) {
    const bytes = await image.bytes(block * blockBytes, blockBytes)
    const id = bytes && parseTag(bytes)?.id
    if (bytes === undefined || (id !== TAG.fileEntry && id !== TAG.extendedFileEntry)) continue
    const entry = parseFileEntry(bytes)
    if (entry.fileType !== FILE_TYPE.virtualTable && entry.fileType !== FILE_TYPE.unspecified) continue
    if (entry.size > MAX_TABLE_BYTES) continue
    const extents = await physicalExtents(image, blockBytes, physical, entry, block - partition.start)
    const table = tableIn(await readWhole(image, extents), entry.fileType)
    if (table) return table
  }
  throw new Damage('its virtual allocation table is not at the end: the disc was not closed, or the image was cut off')
}

/** The numbers themselves: after a header (UDF 2.00 on), or before a trailer that names the file (1.50). */
function tableIn(bytes: Uint8Array, fileType: number): DataView | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (fileType === FILE_TYPE.virtualTable) {
    const header = bytes.length >= 2 ? view.getUint16(0, true) : bytes.length
    return header < bytes.length
      ? new DataView(bytes.buffer, bytes.byteOffset + header, bytes.length - header)
      : undefined
  }
  const trailer = bytes.length - 36
  return trailer > 0 && hasName(bytes, trailer + 1, VIRTUAL_TABLE_NAME)
    ? new DataView(bytes.buffer, bytes.byteOffset, trailer)
    : undefined
}

function hasName(bytes: Uint8Array, at: number, name: string): boolean {
  return Buffer.from(bytes.subarray(at, at + name.length)).toString('latin1') === name
}

/** The extents of a file that lies in the physical partition, as the tables themselves do. */
function physicalExtents(
  image: IsoImage,
  blockBytes: number,
  physical: Mapping,
  entry: FileEntry,
  block: number,
): Promise<readonly Extent[]> {
  return fileExtents(
    entry,
    { partition: 0, block },
    {
      blockBytes,
      imageBytes: image.disk.sizeBytes,
      locate: (at, length) => physical(at.block, length),
      read: (extent) => readWhole(image, [extent]),
    },
  )
}

/** The bytes of extents that lie in the image. @throws Damage */
export async function readWhole(image: IsoImage, extents: readonly Extent[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (const { start, length } of extents) {
    const part = await image.bytes(start, length)
    if (part === undefined) throw new Damage('it lies beyond the end of the image')
    parts.push(part)
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
}
