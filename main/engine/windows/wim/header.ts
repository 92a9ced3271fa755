/**
 * The head of a Windows image file (.wim, .esd, .swm), as Microsoft's "Windows Imaging File Format" white paper lays it out:
 *
 *   0  "MSWIM\0\0\0"    8  size of the head (208)   12  version (0x10d00; 0xe00 of .esd)   16  flags   20  bytes of a chunk
 *   24 GUID            40  part, 42 parts          44  number of images
 *   48 lookup table    72  XML                     96  metadata of the boot image        120  boot index (0: none)
 *
 * Each of the three resources is 24 bytes: 56 bits of size in the file with 8 bits of flags on top, offset, size unpacked.
 */
import { ByteReader } from '../../bytes'
import type { MediumFile } from '../../media/medium'
import { readAt, readU64 } from './read'

export interface WimResource {
  /** Bytes in the file. */
  readonly packedBytes: number
  readonly offset: number
  /** Bytes of what is in it. */
  readonly size: number
  /** RESOURCE_… */
  readonly flags: number
}

export const RESOURCE_METADATA = 2
export const RESOURCE_COMPRESSED = 4
/** Several files packed as one (.esd). */
export const RESOURCE_SOLID = 0x10

export type WimPacking = 'none' | 'xpress' | 'lzx' | 'lzms'

export interface WimHeader {
  readonly packing: WimPacking
  readonly chunkBytes: number
  /** From 1. */
  readonly part: number
  readonly parts: number
  readonly images: number
  /** The image that a boot loader starts, from 1; 0 where there is none. */
  readonly bootIndex: number
  readonly table: WimResource
  readonly xml: WimResource
}

const HEAD_BYTES = 208
const VERSIONS = [0x10d00, 0xe00]
const COMPRESSION = 0x2
const PACKINGS: readonly (readonly [number, WimPacking])[] = [
  [0x20000, 'xpress'],
  [0x40000, 'lzx'],
  [0x80000, 'lzms'],
]

/** Never throws for what the bytes are. @throws BootdropError from reading the medium */
export async function readWimHeader(file: MediumFile): Promise<WimHeader | { readonly reason: string }> {
  const head = await readAt(file, 0, HEAD_BYTES)
  if (Buffer.from(head.subarray(0, 8)).toString('latin1') !== 'MSWIM\0\0\0') return { reason: 'it is no Windows image' }
  const reader = new ByteReader(head)
  reader.seek(12)
  const version = reader.u32LE()
  const flags = reader.u32LE()
  const chunkBytes = reader.u32LE()
  reader.seek(40)
  const part = reader.u16LE()
  const parts = reader.u16LE()
  const images = reader.u32LE()
  const table = readResource(reader)
  const xml = readResource(reader)
  reader.seek(120)
  const bootIndex = reader.u32LE()
  if (reader.failed !== undefined) return { reason: 'it is cut off in its head' }
  if (!VERSIONS.includes(version)) return { reason: `it is of a version that is not known (0x${version.toString(16)})` }
  return { packing: packingOf(flags), chunkBytes, part, parts, images, bootIndex, table, xml }
}

/** The next 24 bytes. Sizes beyond 2^53 come out as such: everything that uses them compares them with the file. */
export function readResource(reader: ByteReader): WimResource {
  const low = reader.u32LE()
  const high = reader.u32LE()
  const offset = readU64(reader)
  const size = readU64(reader)
  return { packedBytes: (high & 0xffffff) * 2 ** 32 + low, flags: high >>> 24, offset, size }
}

function packingOf(flags: number): WimPacking {
  if ((flags & COMPRESSION) === 0) return 'none'
  // Without any of the bits it is the first kind that there was.
  return PACKINGS.find(([bit]) => (flags & bit) !== 0)?.[1] ?? 'xpress'
}
