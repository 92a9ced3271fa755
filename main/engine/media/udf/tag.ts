import { ByteReader } from '../../bytes'

/** Tag identifiers of the descriptors that are read here (ECMA-167 3/7.2.1, 4/7.2.1). */
export const TAG = {
  sparingTable: 0,
  anchor: 2,
  pointer: 3,
  partition: 5,
  logicalVolume: 6,
  terminator: 8,
  fileSet: 256,
  fileIdentifier: 257,
  allocationExtent: 258,
  indirectEntry: 259,
  fileEntry: 261,
  extendedFileEntry: 266,
} as const

export const TAG_BYTES = 16

/** A descriptor tag (ECMA-167 3/7.2). `location` is where it says it is: a block, in its sector space or its partition. */
export interface Tag {
  readonly id: number
  readonly location: number
}

/** The tag that `bytes` begin with; undefined unless its own checksum and the CRC over what it covers are right. */
export function parseTag(bytes: Uint8Array): Tag | undefined {
  if (bytes.length < TAG_BYTES) return undefined
  const reader = new ByteReader(bytes)
  const id = reader.u16LE()
  reader.u16LE()
  const checksum = reader.u8()
  reader.take(3)
  const crc = reader.u16LE()
  const crcLength = reader.u16LE()
  const location = reader.u32LE()
  if (checksum !== tagChecksum(bytes) || TAG_BYTES + crcLength > bytes.length) return undefined
  return crc === crc16(bytes, TAG_BYTES, TAG_BYTES + crcLength) ? { id, location } : undefined
}

/** Sum of the tag's bytes without the checksum itself (3/7.2.3). */
export function tagChecksum(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < TAG_BYTES; at += 1) if (at !== 4) sum += bytes[at] ?? 0
  return sum & 0xff
}

/** CRC-16 with the polynomial x16 + x12 + x5 + 1 that starts at 0 (3/7.2.6). */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let at = from; at < to; at += 1) {
    crc = ((crc << 8) & 0xffff) ^ (CRC_TABLE[(crc >> 8) ^ (bytes[at] ?? 0)] ?? 0)
  }
  return crc
}

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_none, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021
  return crc & 0xffff
})
