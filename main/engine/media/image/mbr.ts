import { ByteReader } from '../../bytes'
import type { Region } from '../fat/region'
import { DISK_SECTOR_BYTES, type Partition } from './partition'

/** One of the four entries of a master boot record. `start` and `sectors` in sectors, `start` from the record itself or as an EBR says. */
export interface MbrEntry {
  readonly active: boolean
  readonly type: number
  readonly start: number
  readonly sectors: number
}

const TABLE_AT = 446
const ENTRIES = 4
const EXTENDED_TYPES = [0x05, 0x0f, 0x85]
const FAT_TYPES = [0x01, 0x04, 0x06, 0x0b, 0x0c, 0x0e, 0x11, 0x14, 0x16, 0x1b, 0x1c, 0x1e]
const EFI_TYPE = 0xef
/** UEFI specification 2.10, 5.2.3: the one partition that a GPT hides behind. */
export const PROTECTIVE_TYPE = 0xee
/** A chain of extended boot records that goes round must end; Linux stops at far fewer. */
const MAX_LOGICAL = 128

/**
 * The partition table of a master boot record, whatever stands around it; undefined without the signature, or where one of the four
 * entries is none. A boot sector of another kind has code there, and a Linux kernel its set-up header.
 */
export function parseMbr(sector: Uint8Array): readonly MbrEntry[] | undefined {
  if (sector[510] !== 0x55 || sector[511] !== 0xaa) return undefined
  const entries: MbrEntry[] = []
  for (let index = 0; index < ENTRIES; index += 1) {
    const reader = new ByteReader(sector.subarray(TABLE_AT + index * 16, TABLE_AT + index * 16 + 16))
    const flag = reader.u8()
    reader.take(3)
    const type = reader.u8()
    reader.take(3)
    const start = reader.u32LE()
    const sectors = reader.u32LE()
    if (reader.failed !== undefined || (flag !== 0 && flag !== 0x80)) return undefined
    if (sectors > 0) entries.push({ active: flag === 0x80, type, start, sectors })
    else if (type !== 0) return undefined
  }
  return entries
}

/**
 * Whether the entries can be those of a disk: at least one, none before its own table, none over another, the first inside
 * the image.
 */
export function isPartitionTable(entries: readonly MbrEntry[], imageBytes: number): boolean {
  const sorted = entries.filter((entry) => entry.type !== 0).sort((a, b) => a.start - b.start)
  const [first] = sorted
  if (first === undefined || sorted.length < entries.length || first.start === 0) return false
  if (first.start * DISK_SECTOR_BYTES >= imageBytes) return false
  return sorted.every((entry, at) => {
    const next = sorted[at + 1]
    return next === undefined || entry.start + entry.sectors <= next.start
  })
}

/** The partitions behind the entries, logical ones of extended partitions included. @throws BootdropError from reading only */
export async function mbrPartitions(disk: Region, entries: readonly MbrEntry[]): Promise<readonly Partition[]> {
  const partitions: Partition[] = []
  for (const entry of entries) {
    if (EXTENDED_TYPES.includes(entry.type)) partitions.push(...(await logicalPartitions(disk, entry.start)))
    else if (entry.type !== PROTECTIVE_TYPE && entry.type !== 0) partitions.push(partitionOf(entry, 0))
  }
  return partitions
}

/** Each extended boot record holds one partition, counted from itself, and the next record, counted from the first. */
async function logicalPartitions(disk: Region, firstRecord: number): Promise<Partition[]> {
  const partitions: Partition[] = []
  const seen = new Set<number>()
  for (let record = firstRecord; !seen.has(record) && seen.size < MAX_LOGICAL;) {
    seen.add(record)
    const sector = await disk.bytes(record * DISK_SECTOR_BYTES, DISK_SECTOR_BYTES)
    const entries = (sector && parseMbr(sector)) ?? []
    let next: number | undefined
    for (const entry of entries) {
      if (EXTENDED_TYPES.includes(entry.type)) next ??= firstRecord + entry.start
      else partitions.push(partitionOf(entry, record))
    }
    if (next === undefined) break
    record = next
  }
  return partitions
}

function partitionOf(entry: MbrEntry, countedFrom: number): Partition {
  return {
    purpose: entry.type === EFI_TYPE ? 'efi' : FAT_TYPES.includes(entry.type) ? 'fat' : 'other',
    type: `0x${entry.type.toString(16).padStart(2, '0')}`,
    start: (countedFrom + entry.start) * DISK_SECTOR_BYTES,
    length: entry.sectors * DISK_SECTOR_BYTES,
    active: entry.active,
  }
}
