import { ByteReader } from '../../bytes'
import { Damage } from './damage'
import { parseTag, TAG } from './tag'

/** A block of a partition, by the number of its partition map (ECMA-167 4/7.1). */
export interface BlockAddress {
  readonly partition: number
  readonly block: number
}

/** A file entry (ECMA-167 4/14.9) or an extended one (4/14.17). */
export interface FileEntry {
  /** ECMA-167 4/14.6.6 and UDF 2.3.5.2. */
  readonly fileType: number
  readonly size: number
  /** Ms since the epoch. */
  readonly mtime: number | undefined
  readonly allocation: 'short' | 'long' | 'embedded'
  /** Allocation descriptors, or the file's bytes where they are embedded. */
  readonly area: Uint8Array
  /** Where `area` begins in the entry, bytes. */
  readonly areaOffset: number
}

export const FILE_TYPE = {
  unspecified: 0,
  directory: 4,
  file: 5,
  link: 12,
  virtualTable: 248,
  realTimeFile: 249,
} as const

const STRATEGY_DIRECT = 4
const ALLOCATIONS: Record<number, FileEntry['allocation']> = { 0: 'short', 1: 'long', 3: 'embedded' }
/** Where the fields lie whose offset differs between the two forms. */
const FORMS = {
  [TAG.fileEntry]: { modified: 84, lengths: 168, end: 176 },
  [TAG.extendedFileEntry]: { modified: 92, lengths: 208, end: 216 },
} as const

/** Parses the block that an ICB lies in. @throws Damage */
export function parseFileEntry(bytes: Uint8Array): FileEntry {
  const tag = parseTag(bytes)
  if (tag?.id === TAG.indirectEntry) throw new Damage('its entry leads on to another one, which no boot medium needs')
  if (tag?.id !== TAG.fileEntry && tag?.id !== TAG.extendedFileEntry)
    throw new Damage('its file entry is not where it should be')
  const form = FORMS[tag.id]
  const reader = new ByteReader(bytes)
  reader.seek(Math.min(20, bytes.length))
  const strategy = reader.u16LE()
  reader.take(5)
  const fileType = reader.u8()
  reader.take(6)
  const allocation = ALLOCATIONS[reader.u16LE() & 7]
  reader.seek(Math.min(56, bytes.length))
  const size = reader.u32LE() + reader.u32LE() * 2 ** 32
  reader.seek(Math.min(form.modified, bytes.length))
  const mtime = parseTimestamp(reader.take(12))
  reader.seek(Math.min(form.lengths, bytes.length))
  const attributesLength = reader.u32LE()
  const areaLength = reader.u32LE()
  reader.take(attributesLength)
  const areaOffset = form.end + attributesLength
  const area = reader.take(areaLength)
  if (reader.failed !== undefined) throw new Damage('its file entry is longer than a block')
  if (strategy !== STRATEGY_DIRECT)
    throw new Damage(`its file entry uses strategy ${strategy}, which no boot medium needs`)
  if (allocation === undefined) throw new Damage('its allocation descriptors are of a kind that UDF does not have')
  if (!Number.isSafeInteger(size)) throw new Damage('it claims more bytes than any disk holds')
  return { fileType, size, mtime, allocation, area, areaOffset }
}

/** ECMA-167 1/7.3: local time and how many minutes it is ahead of UTC; -2047 where that is not known. */
export function parseTimestamp(bytes: Uint8Array): number | undefined {
  const reader = new ByteReader(bytes)
  const zone = ((reader.u16LE() & 0xfff) << 20) >> 20
  const year = reader.u16LE()
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0, centiseconds = 0] = reader.take(6)
  if (reader.failed !== undefined || month < 1 || month > 12 || day < 1 || day > 31 || year > 9999) return undefined
  const offsetMinutes = zone === -2047 ? 0 : zone
  return Date.UTC(year, month - 1, day, hour, minute, second, centiseconds * 10) - offsetMinutes * 60_000
}
