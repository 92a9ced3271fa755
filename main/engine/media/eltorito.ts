import { ByteReader } from '../bytes'
import { openFat, type FatVolume } from './fat/fat'
import { regionOfMedium, type Region } from './fat/region'
import { extentFile } from './files'
import { byPurpose, hybridPartitionsOf } from './image/table'
import { FIRST_DESCRIPTOR, MAX_DESCRIPTORS, parseVolumes, SECTOR_BYTES } from './iso/volume'
import type { Medium, MediumFile } from './medium'

/** One bootable image of a disc (El Torito 1.0, section 2). */
export interface BootEntry {
  /** `efi` is platform 0xEF (UEFI specification, 13.3.2.1). */
  readonly platform: 'bios' | 'powerpc' | 'mac' | 'efi' | 'unknown'
  readonly bootable: boolean
  readonly emulation: 'none' | 'floppy-1.2M' | 'floppy-1.44M' | 'floppy-2.88M' | 'disk' | 'unknown'
  /** Real-mode segment that a BIOS loads it to; 0 stands for 0x7C0. */
  readonly loadSegment: number
  /** How many 512-byte sectors the firmware loads. Often smaller than the image for UEFI (0 and 1 mean: up to the end). */
  readonly sectors: number
  /** Where it lies: sector of 2048 bytes. */
  readonly block: number
  /** What the section says of itself, such as its maker; empty where it says nothing. */
  readonly section: string
  /** The one that a machine takes of several depends on its language or version (section 2.4, selection criteria type 1). */
  readonly selective: boolean
}

/** What UEFI starts from on a disc, opened. */
export interface EfiImage {
  readonly volume: FatVolume
  /** Gives up the disc. */
  close(): Promise<void>
}

const PLATFORMS: Record<number, BootEntry['platform']> = { 0: 'bios', 1: 'powerpc', 2: 'mac', 0xef: 'efi' }
const EMULATIONS: Record<number, BootEntry['emulation']> = {
  0: 'none',
  1: 'floppy-1.2M',
  2: 'floppy-1.44M',
  3: 'floppy-2.88M',
  4: 'disk',
}
/** Sizes that a BIOS gives the drive it emulates, bytes. */
const FLOPPY_BYTES: Partial<Record<BootEntry['emulation'], number>> = {
  'floppy-1.2M': 80 * 2 * 15 * 512,
  'floppy-1.44M': 80 * 2 * 18 * 512,
  'floppy-2.88M': 80 * 2 * 36 * 512,
}
const ENTRY_BYTES = 32
/** The sector count of an entry, and the MBR of an emulated disk, count in sectors of this size. */
const VIRTUAL_SECTOR_BYTES = 512
/** A catalogue of more than one sector has more than 60 entries: nobody's has. */
const CATALOGUE_BYTES = 4 * SECTOR_BYTES
const HEADER = { validation: 0x01, bootable: 0x88, moreSections: 0x90, lastSection: 0x91, extension: 0x44 } as const

/**
 * The boot catalogue of an image (`Medium.openRaw`); empty where there is none, or none that is well-formed.
 * @throws BootdropError from reading `image` only
 */
export async function readElTorito(image: MediumFile): Promise<readonly BootEntry[]> {
  const area = new Uint8Array(MAX_DESCRIPTORS * SECTOR_BYTES)
  const got = await image.read(area, FIRST_DESCRIPTOR * SECTOR_BYTES)
  const { bootCatalogue } = parseVolumes(area.subarray(0, got))
  if (bootCatalogue === undefined) return []
  const catalogue = new Uint8Array(CATALOGUE_BYTES)
  const length = await image.read(catalogue, bootCatalogue * SECTOR_BYTES)
  return parseBootCatalogue(catalogue.subarray(0, length))
}

/**
 * Where the image of a boot entry lies on the disc, in bytes: as long as the drive that a BIOS emulates, else as long as the entry says;
 * up to the end of the disc where it says 0 or 1 sectors for UEFI (UEFI specification 2.10, 13.3.2.1) or for an emulated
 * hard disk, whose own partition table says more. Undefined when it begins beyond the end.
 */
export function bootImageExtent(entry: BootEntry, discBytes: number): { start: number; length: number } | undefined {
  const start = entry.block * SECTOR_BYTES
  const rest = discBytes - start
  if (rest <= 0) return undefined
  const wholeRest = entry.emulation === 'disk' || (entry.platform === 'efi' && entry.sectors < 2)
  const length = FLOPPY_BYTES[entry.emulation] ?? (wholeRest ? rest : entry.sectors * VIRTUAL_SECTOR_BYTES)
  return { start, length: Math.min(length, rest) }
}

/**
 * The image of a boot entry as a file, such as the floppy of a FreeDOS disc; undefined where there is none. `path` is what the
 * file shows as its own.
 * @throws BootdropError as `Medium.openRaw`
 */
export async function openBootImage(medium: Medium, entry: BootEntry, path: string): Promise<MediumFile | undefined> {
  const disc = await regionOfMedium(medium)
  if (!disc) return undefined
  const extent = bootImageExtent(entry, disc.length)
  const file = extent && extentFile(disc.source, path, [extent], disc.source.mtimeMs)
  await disc.source.release()
  return file
}

/**
 * The FAT file system that UEFI starts from on a disc: the image of the boot catalogue, else the EFI System Partition of a hybrid
 * image, its own and appended ones alike.
 * @param onDamage gets a sentence for each damage that is met later
 * @returns undefined where there is none, or none that is a FAT file system
 * @throws BootdropError `medium-changed`, `medium-unreadable`
 */
export async function efiImageOf(medium: Medium, onDamage: (text: string) => void): Promise<EfiImage | undefined> {
  const disc = await regionOfMedium(medium)
  if (!disc) return undefined
  try {
    const regions = await efiRegions(medium, disc)
    for (const region of regions) {
      const volume = await openFat(region, onDamage)
      if (volume) return { volume, close: () => disc.source.release() }
    }
    if (regions.length > 0) onDamage('There is no FAT file system where its boot catalogue or partition table says.')
  } catch (error) {
    await disc.source.release()
    throw error
  }
  await disc.source.release()
  return undefined
}

/** Where such a file system may begin. Each reaches to the end of the disc: entries and tables often say too little. */
async function efiRegions(medium: Medium, disc: Region): Promise<Region[]> {
  const raw = await medium.openRaw()
  const entries = raw ? await readElTorito(raw).finally(() => raw.close()) : []
  const starts = entries
    .filter(({ platform, bootable }) => platform === 'efi' && bootable)
    .map(({ block }) => block * SECTOR_BYTES)
  const partitions = byPurpose(await hybridPartitionsOf(disc)).filter(({ purpose }) => purpose === 'efi')
  return [...starts, ...partitions.map(({ start }) => start)].map((start) => disc.part(start))
}

/** Parses a boot catalogue: validation entry, initial entry, then sections. Takes any bytes. */
export function parseBootCatalogue(bytes: Uint8Array): BootEntry[] {
  const validation = new ByteReader(bytes)
  if (validation.u8() !== HEADER.validation) return []
  const firstPlatform = validation.u8()
  validation.seek(Math.min(30, bytes.length))
  if (validation.u16() !== 0x55aa) return []

  const entries: BootEntry[] = []
  let platform = firstPlatform
  let section = textOf(bytes.subarray(4, 28))
  let expected = 1
  for (let at = ENTRY_BYTES; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const entry = bytes.subarray(at, at + ENTRY_BYTES)
    const indicator = entry[0] ?? 0
    if (expected > 0) {
      // Extensions carry vendors' selection criteria and do not count (section 2.5).
      if (indicator === HEADER.extension) continue
      entries.push(parseEntry(entry, platform, section))
      expected -= 1
    } else if (indicator === HEADER.moreSections || indicator === HEADER.lastSection) {
      platform = entry[1] ?? 0
      section = textOf(entry.subarray(4, 32))
      expected = (entry[2] ?? 0) + (entry[3] ?? 0) * 256
    } else if (indicator !== HEADER.extension) {
      break
    }
  }
  return entries
}

/** NUL and blanks fill up what is not used. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/\0[^]*$/, '')
    .trim()
}

function parseEntry(bytes: Uint8Array, platform: number, section: string): BootEntry {
  const reader = new ByteReader(bytes)
  const bootable = reader.u8() === HEADER.bootable
  const media = reader.u8() & 0x0f
  const loadSegment = reader.u16LE()
  reader.u16LE()
  const sectors = reader.u16LE()
  const block = reader.u32LE()
  const criteria = reader.u8()
  return {
    platform: PLATFORMS[platform] ?? 'unknown',
    bootable,
    emulation: EMULATIONS[media] ?? 'unknown',
    loadSegment,
    sectors,
    block,
    section,
    selective: criteria === 1,
  }
}
