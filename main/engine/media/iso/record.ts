import { ByteReader } from '../../bytes'

/** File flags (ECMA-119 9.1.6). */
export const FLAG = { directory: 0x02, associated: 0x04, moreExtents: 0x80 } as const

const SECTOR_BYTES = 2048
const FIXED_BYTES = 33

/** One directory record (ECMA-119 9.1) as it stands there; nothing is checked against the image yet. */
export interface DirectoryRecord {
  /** First logical block of the data, extended attributes skipped. */
  readonly block: number
  /** Bytes. */
  readonly length: number
  /** Ms since the epoch; undefined where no date is given. */
  readonly recordedAt: number | undefined
  readonly flags: number
  /** Whether the data are interleaved (9.1.7): no medium that boots does it. */
  readonly interleaved: boolean
  /** `\0` is the directory itself, `\x01` its parent. */
  readonly identifier: Uint8Array
  /** System use area: Rock Ridge lives here. */
  readonly systemUse: Uint8Array
}

/** The records of a directory's extent, up to the first that makes no sense; `problem` says what is wrong with that one. */
export interface DirectoryRecords {
  readonly records: readonly DirectoryRecord[]
  readonly problem: string | undefined
}

/** Parses the bytes of one directory. */
export function parseRecords(bytes: Uint8Array): DirectoryRecords {
  const records: DirectoryRecord[] = []
  for (const record of recordsIn(bytes)) {
    if (typeof record === 'string') return { records, problem: record }
    records.push(record)
  }
  return { records, problem: undefined }
}

/**
 * The records of a directory one after the other, and in words what is wrong with the first that makes no sense. A record never
 * crosses a sector; a zero length means: go on in the next sector.
 */
export function* recordsIn(bytes: Uint8Array): Generator<DirectoryRecord | string, void> {
  let at = 0
  while (at < bytes.length) {
    const length = bytes[at] ?? 0
    const sectorEnd = Math.min(bytes.length, at - (at % SECTOR_BYTES) + SECTOR_BYTES)
    if (length === 0) {
      at = sectorEnd
      continue
    }
    const record = at + length <= sectorEnd ? parseRecord(bytes.subarray(at, at + length)) : undefined
    if (record === undefined) {
      yield `record of ${length} bytes at offset ${at} is not well-formed`
      return
    }
    yield record
    at += length
  }
}

/** One record, exactly as long as `bytes`; undefined when it contradicts itself. */
export function parseRecord(bytes: Uint8Array): DirectoryRecord | undefined {
  const reader = new ByteReader(bytes)
  const recordLength = reader.u8()
  const extendedAttributeBlocks = reader.u8()
  const block = reader.u32LE() + extendedAttributeBlocks
  reader.take(4)
  const length = reader.u32LE()
  reader.take(4)
  const recordedAt = shortDate(reader.take(7))
  const flags = reader.u8()
  const unitSize = reader.u8()
  const gapSize = reader.u8()
  reader.take(4)
  const nameLength = reader.u8()
  const identifier = reader.take(nameLength)
  if (reader.failed !== undefined || recordLength !== bytes.length || nameLength === 0) return undefined
  // A pad byte keeps the system use area at an even offset (9.1.12).
  const systemUse = bytes.subarray(Math.min(bytes.length, FIXED_BYTES + nameLength + ((nameLength + 1) % 2)))
  return { block, length, recordedAt, flags, interleaved: unitSize !== 0 || gapSize !== 0, identifier, systemUse }
}

/** Seven bytes: years since 1900, month, day, hour, minute, second, zone in quarters of an hour (ECMA-119 9.1.5). */
export function shortDate(bytes: Uint8Array): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0] = bytes
  if (bytes.length < 7 || month < 1 || month > 12 || day < 1 || day > 31) return undefined
  return Date.UTC(1900 + year, month - 1, day, hour, minute, second) - signed(zone) * 15 * 60_000
}

/** Seventeen bytes: sixteen digits `YYYYMMDDHHMMSScc` and the zone (ECMA-119 8.4.26.1). */
export function longDate(bytes: Uint8Array): number | undefined {
  const digits = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits)
  if (match === null || bytes.length < 17) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, hundredth = 0] = match.slice(1).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second, hundredth * 10) - signed(bytes[16] ?? 0) * 15 * 60_000
}

function signed(byte: number): number {
  return byte > 127 ? byte - 256 : byte
}
