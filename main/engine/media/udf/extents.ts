import { ByteReader } from '../../bytes'
import { HOLE, type Extent } from '../files'
import { Damage } from './damage'
import type { BlockAddress, FileEntry } from './entry'
import { parseTag, TAG, TAG_BYTES } from './tag'

/** Where `length` bytes from a block on lie in the image. @throws Damage when they do not all lie in the partition */
export type Locate = (at: BlockAddress, length: number) => readonly Extent[]

/** What the extents of a file are worked out with. */
export interface Space {
  readonly blockBytes: number
  /** No file has more recorded bytes than this. */
  readonly imageBytes: number
  readonly locate: Locate
  /** Reads bytes of the image that lie together. @throws Damage beyond its end */
  readonly read: (extent: Extent) => Promise<Uint8Array>
}

/** Disc writers that work in packets leave some thousand pieces in a big file. */
export const MAX_EXTENTS = 65_536
const MAX_DESCRIPTORS = 65_536
const MAX_CONTINUATIONS = 1024
/** The upper two bits of an extent's length (ECMA-167 4/14.14.1.1). */
const USE = { recorded: 0, continuation: 3 } as const

interface AllocationDescriptor {
  readonly use: number
  readonly length: number
  readonly at: BlockAddress
}

/**
 * Where the bytes of a file lie, in order and exactly as many as it has; what is allocated or not, but never recorded, is a
 * HOLE. `own` is where its entry lies.
 * @throws Damage
 */
export async function fileExtents(entry: FileEntry, own: BlockAddress, space: Space): Promise<readonly Extent[]> {
  if (entry.allocation === 'embedded') return embeddedExtents(entry, own, space)
  const extents = new ExtentList(entry.size)
  let descriptors = 0
  let recordedBytes = 0
  let area: Uint8Array | undefined = entry.area
  for (let hops = 0; area !== undefined; hops += 1) {
    if (hops > MAX_CONTINUATIONS) throw new Damage('its allocation descriptors go round in a circle')
    let next: AllocationDescriptor | undefined
    for (const one of parseDescriptors(area, entry.allocation, own.partition)) {
      descriptors += 1
      if (descriptors > MAX_DESCRIPTORS) throw new Damage(`it is in more than ${MAX_DESCRIPTORS} pieces`)
      if (one.length === 0 || extents.complete) break
      if (one.use === USE.continuation) {
        next = one
        break
      }
      const length = Math.min(one.length, extents.missing)
      if (one.use !== USE.recorded) {
        extents.add({ start: HOLE, length })
        continue
      }
      recordedBytes += length
      if (recordedBytes > space.imageBytes) throw new Damage('it claims more bytes than the image has')
      for (const piece of space.locate(one.at, length)) extents.add(piece)
    }
    area = next && (await continuationArea(next, space))
  }
  if (!extents.complete) throw new Damage(`${extents.missing} of its bytes lie nowhere`)
  return extents.items
}

/** Collects pieces up to the size of a file; what lies together becomes one. */
class ExtentList {
  readonly items: Extent[] = []
  missing: number

  constructor(sizeBytes: number) {
    this.missing = sizeBytes
  }

  get complete(): boolean {
    return this.missing === 0
  }

  add({ start, length }: Extent): void {
    this.missing -= length
    appendExtent(this.items, { start, length })
    if (this.items.length > MAX_EXTENTS) throw new Damage(`it is in more than ${MAX_EXTENTS} pieces`)
  }
}

/** Appends an extent, or makes the last one longer where this one goes on behind it. */
export function appendExtent(items: Extent[], { start, length }: Extent): void {
  const last = items.at(-1)
  const goesOn =
    last && (start === HOLE ? last.start === HOLE : last.start !== HOLE && last.start + last.length === start)
  if (goesOn) items[items.length - 1] = { start: last.start, length: last.length + length }
  else items.push({ start, length })
}

function embeddedExtents(entry: FileEntry, own: BlockAddress, space: Space): readonly Extent[] {
  if (entry.size > entry.area.length) throw new Damage('it is longer than the entry that it lies in')
  const [block] = space.locate(own, space.blockBytes)
  if (block === undefined) throw new Damage('its file entry is not where it should be')
  return entry.size === 0 ? [] : [{ start: block.start + entry.areaOffset, length: entry.size }]
}

/** short_ad (ECMA-167 4/14.14.1) lies in the entry's own partition; long_ad (4/14.14.2) names one. */
function* parseDescriptors(
  area: Uint8Array,
  kind: FileEntry['allocation'],
  partition: number,
): Generator<AllocationDescriptor> {
  const reader = new ByteReader(area)
  const bytes = kind === 'short' ? 8 : 16
  while (reader.remaining >= bytes) {
    const word = reader.u32LE()
    const block = reader.u32LE()
    const at = { block, partition: kind === 'short' ? partition : reader.u16LE() }
    if (kind === 'long') reader.take(6)
    yield { use: word >>> 30, length: word & 0x3fffffff, at }
  }
}

/** The descriptors in an allocation extent (4/14.5). */
async function continuationArea({ at, length }: AllocationDescriptor, space: Space): Promise<Uint8Array> {
  const [extent] = space.locate(at, Math.min(length, space.blockBytes))
  const bytes = extent && (await space.read(extent))
  if (bytes === undefined || parseTag(bytes)?.id !== TAG.allocationExtent) {
    throw new Damage('its allocation descriptors do not go on where they should')
  }
  const reader = new ByteReader(bytes)
  reader.seek(TAG_BYTES)
  reader.take(4)
  const area = reader.take(reader.u32LE())
  if (reader.failed !== undefined) throw new Damage('its allocation descriptors are longer than their block')
  return area
}
