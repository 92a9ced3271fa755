import { ByteReader } from '../../bytes'
import { decodeOem } from './names'

/** How a FAT file system is laid out. Offsets are in bytes from its own beginning. Clusters are numbered from 2 on. */
export interface FatLayout {
  readonly type: 'FAT12' | 'FAT16' | 'FAT32'
  readonly sectorBytes: number
  readonly clusterBytes: number
  /** The file allocation table that counts, and as much of it as it needs. */
  readonly tableStart: number
  readonly tableBytes: number
  /** FAT12 and FAT16 have the root directory in a place of its own, FAT32 in a chain of clusters. */
  readonly root: { readonly start: number; readonly length: number } | { readonly cluster: number }
  /** Where cluster 2 begins. */
  readonly dataStart: number
  readonly clusters: number
  readonly sizeBytes: number
  /** Of the boot sector; the root directory may know better. Empty where there is none. */
  readonly label: string
}

/** How many bytes `parseBootSector` looks at. */
export const BOOT_SECTOR_BYTES = 512
/** FAT specification 1.03, "FAT Type Determination". */
const MAX_FAT12_CLUSTERS = 4084
const MAX_FAT16_CLUSTERS = 65_524
const MAX_FAT32_CLUSTERS = 0x0fff_fff5
const ENTRY_BYTES = 32

/**
 * The BIOS parameter block of a FAT file system (FAT specification 1.03, "Boot Sector and BPB"). Takes any bytes.
 *
 * FAT32 is told by its 16-bit table size of 0, as Linux and EDK2 do and not by the number of clusters: `mkfs.fat -F 32` makes EFI system
 * partitions with far fewer than 65,525.
 * @returns undefined for what is none
 */
export function parseBootSector(sector: Uint8Array): FatLayout | undefined {
  const reader = new ByteReader(sector.subarray(0, BOOT_SECTOR_BYTES))
  reader.seek(11)
  const sectorBytes = reader.u16LE()
  const clusterSectors = reader.u8()
  const reservedSectors = reader.u16LE()
  const tables = reader.u8()
  const rootEntries = reader.u16LE()
  const sectors16 = reader.u16LE()
  const media = reader.u8()
  const tableSectors16 = reader.u16LE()
  reader.seek(Math.min(32, sector.length))
  const sectors32 = reader.u32LE()
  const tableSectors32 = reader.u32LE()
  const flags = reader.u16LE()
  const version = reader.u16LE()
  const rootCluster = reader.u32LE()
  if (reader.failed !== undefined) return undefined

  const isFat32 = tableSectors16 === 0
  const tableSectors = isFat32 ? tableSectors32 : tableSectors16
  const sectors = sectors16 === 0 ? sectors32 : sectors16
  const knownSizes = [512, 1024, 2048, 4096].includes(sectorBytes) && isPowerOfTwo(clusterSectors)
  if (!knownSizes || reservedSectors === 0 || tables === 0 || tables > 4 || tableSectors === 0) return undefined
  if (media !== 0xf0 && media < 0xf8) return undefined
  if (isFat32 ? version !== 0 || rootEntries !== 0 : rootEntries === 0) return undefined

  const rootSectors = Math.ceil((rootEntries * ENTRY_BYTES) / sectorBytes)
  const dataSector = reservedSectors + tables * tableSectors + rootSectors
  const clustersOfSize = Math.floor((sectors - dataSector) / clusterSectors)
  const bits = isFat32 ? 32 : clustersOfSize > MAX_FAT12_CLUSTERS ? 16 : 12
  const clustersOfTable = Math.floor((tableSectors * sectorBytes * 8) / bits) - 2
  const clusters = Math.min(clustersOfSize, clustersOfTable)
  if (clusters < 1 || clusters > (isFat32 ? MAX_FAT32_CLUSTERS : MAX_FAT16_CLUSTERS)) return undefined

  // "BPB_ExtFlags": with bit 7 only the table whose number the low bits hold is kept up to date.
  const active = isFat32 && (flags & 0x80) !== 0 ? flags & 0x0f : 0
  if (active >= tables) return undefined
  return {
    type: isFat32 ? 'FAT32' : bits === 16 ? 'FAT16' : 'FAT12',
    sectorBytes,
    clusterBytes: clusterSectors * sectorBytes,
    tableStart: (reservedSectors + active * tableSectors) * sectorBytes,
    tableBytes: Math.ceil(((clusters + 2) * bits) / 8),
    root: isFat32
      ? { cluster: rootCluster }
      : { start: (dataSector - rootSectors) * sectorBytes, length: rootEntries * ENTRY_BYTES },
    dataStart: dataSector * sectorBytes,
    clusters,
    sizeBytes: sectors * sectorBytes,
    label: labelOf(sector, isFat32 ? 66 : 38),
  }
}

/** Whether the sector begins with the jump that every boot sector of a FAT file system begins with ("BS_jmpBoot"). */
export function beginsWithJump(sector: Uint8Array): boolean {
  return (sector[0] === 0xeb && sector[2] === 0x90) || sector[0] === 0xe9
}

/** "BS_VolLab" behind "BS_BootSig"; empty where the signature says that there is none. */
function labelOf(sector: Uint8Array, signatureAt: number): string {
  if (sector[signatureAt] !== 0x29) return ''
  const label = decodeOem(sector.subarray(signatureAt + 5, signatureAt + 16)).replace(/[\0 ]+$/g, '')
  return label === 'NO NAME' ? '' : label
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0
}
