import { crc32 } from 'node:zlib'
import { ByteReader } from '../../bytes'
import type { Region } from '../fat/region'
import type { Partition, PartitionTable } from './partition'

/** What counts in a GPT header (UEFI specification 2.10, 5.3.2). Block numbers in the disk's own sectors. */
interface GptHeader {
  readonly entriesBlock: number
  readonly entries: number
  readonly entryBytes: number
  readonly entriesCrc: number
}

const SIGNATURE = 'EFI PART'
const MIN_HEADER_BYTES = 92
const MIN_ENTRY_BYTES = 128
/** Every tool writes 128 entries of 128 bytes; so much is enough for 8192 of them. */
const MAX_TABLE_BYTES = 1024 * 1024
/** 512 nearly always; 4096 in images of 4Kn disks; 2048 in some made for optical discs. */
const SECTOR_SIZES = [512, 4096, 2048]
const EFI_SYSTEM = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b'
/** Microsoft basic data, Linux's old use of the same, and boot-loader spec's XBOOTLDR. */
const FAT_TYPES = ['ebd0a0a2-b9e5-4433-87c0-68b6b72699c7', 'bc13c2ff-59e6-4262-a352-b275fd6f7172']
const UNUSED = '00000000-0000-0000-0000-000000000000'
/** Attribute bit 2, "Legacy BIOS Bootable". */
const LEGACY_BOOTABLE = 0x04

/**
 * The GUID partition table of a disk image: the primary one, or the backup at the end where that does not pass its checksums.
 * @returns undefined where neither does
 * @throws BootdropError from reading only
 */
export async function readGpt(disk: Region): Promise<PartitionTable | undefined> {
  for (const sectorBytes of SECTOR_SIZES) {
    const partitions = await tableAt(disk, sectorBytes, 1)
    if (partitions) return { kind: 'gpt', partitions, problems: [] }
    const last = Math.floor(disk.length / sectorBytes) - 1
    // Where the image was enlarged, its last sector is not the one that the primary header names.
    for (const block of [last, await backupBlockOf(disk, sectorBytes)]) {
      const backup = block === undefined || block < 2 ? undefined : await tableAt(disk, sectorBytes, block)
      if (backup) return { kind: 'gpt', partitions: backup, problems: ['its first partition table is damaged'] }
    }
  }
  return undefined
}

/** Whether the image begins as one with a GPT does, in order or not. */
export function beginsWithGpt(head: Uint8Array): boolean {
  return SECTOR_SIZES.some((at) => latin1(head.subarray(at, at + SIGNATURE.length)) === SIGNATURE)
}

async function tableAt(disk: Region, sectorBytes: number, block: number): Promise<Partition[] | undefined> {
  const sector = await disk.bytes(block * sectorBytes, sectorBytes)
  const header = sector && parseHeader(sector, block)
  if (!header) return undefined
  const table = await disk.bytes(header.entriesBlock * sectorBytes, header.entries * header.entryBytes)
  if (!table || crc32(table) !== header.entriesCrc) return undefined
  const partitions: Partition[] = []
  for (let at = 0; at < table.length; at += header.entryBytes) {
    const partition = parseEntry(table.subarray(at, at + header.entryBytes), sectorBytes)
    if (partition) partitions.push(partition)
  }
  return partitions
}

/** Where a header that need not be in order says its backup is. */
async function backupBlockOf(disk: Region, sectorBytes: number): Promise<number | undefined> {
  const sector = await disk.bytes(sectorBytes, sectorBytes)
  if (!sector || latin1(sector.subarray(0, 8)) !== SIGNATURE) return undefined
  return blockNumber(sector, 32)
}

function parseHeader(sector: Uint8Array, block: number): GptHeader | undefined {
  if (latin1(sector.subarray(0, SIGNATURE.length)) !== SIGNATURE) return undefined
  const reader = new ByteReader(sector)
  reader.seek(12)
  const headerBytes = reader.u32LE()
  const headerCrc = reader.u32LE()
  if (headerBytes < MIN_HEADER_BYTES || headerBytes > sector.length) return undefined
  const checked = Uint8Array.from(sector.subarray(0, headerBytes))
  checked.fill(0, 16, 20)
  if (crc32(checked) !== headerCrc || blockNumber(sector, 24) !== block) return undefined
  reader.seek(80)
  const entries = reader.u32LE()
  const entryBytes = reader.u32LE()
  const entriesCrc = reader.u32LE()
  const sane = entryBytes >= MIN_ENTRY_BYTES && entryBytes % 8 === 0 && entries * entryBytes <= MAX_TABLE_BYTES
  return sane ? { entriesBlock: blockNumber(sector, 72), entries, entryBytes, entriesCrc } : undefined
}

function parseEntry(entry: Uint8Array, sectorBytes: number): Partition | undefined {
  const type = guidOf(entry)
  const first = blockNumber(entry, 32)
  const last = blockNumber(entry, 40)
  if (type === UNUSED || last < first) return undefined
  return {
    purpose: type === EFI_SYSTEM ? 'efi' : FAT_TYPES.includes(type) ? 'fat' : 'other',
    type,
    start: first * sectorBytes,
    length: (last - first + 1) * sectorBytes,
    active: ((entry[48] ?? 0) & LEGACY_BOOTABLE) !== 0,
  }
}

/** A 64-bit block number. No image has so many blocks that a double would not hold them. */
function blockNumber(bytes: Uint8Array, at: number): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset + at, 8).getBigUint64(0, true))
}

/** UEFI specification, appendix A: the first three parts are little-endian. */
function guidOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0'))
  const part = (...at: number[]) => at.map((index) => hex[index] ?? '').join('')
  return [part(3, 2, 1, 0), part(5, 4), part(7, 6), part(8, 9), part(10, 11, 12, 13, 14, 15)].join('-')
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
