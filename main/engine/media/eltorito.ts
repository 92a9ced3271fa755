import { ByteReader } from '../bytes'
import { FIRST_DESCRIPTOR, MAX_DESCRIPTORS, parseVolumes, SECTOR_BYTES } from './iso/volume'
import type { MediumFile } from './medium'

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
}

const PLATFORMS: Record<number, BootEntry['platform']> = { 0: 'bios', 1: 'powerpc', 2: 'mac', 0xef: 'efi' }
const EMULATIONS: Record<number, BootEntry['emulation']> = {
  0: 'none',
  1: 'floppy-1.2M',
  2: 'floppy-1.44M',
  3: 'floppy-2.88M',
  4: 'disk',
}
const ENTRY_BYTES = 32
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
  const catalogue = new Uint8Array(SECTOR_BYTES)
  const length = await image.read(catalogue, bootCatalogue * SECTOR_BYTES)
  return parseBootCatalogue(catalogue.subarray(0, length))
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
  let expected = 1
  for (let at = ENTRY_BYTES; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const entry = bytes.subarray(at, at + ENTRY_BYTES)
    const indicator = entry[0] ?? 0
    if (expected > 0) {
      // Extensions carry vendors' selection criteria and do not count (section 2.5).
      if (indicator === HEADER.extension) continue
      entries.push(parseEntry(entry, platform))
      expected -= 1
    } else if (indicator === HEADER.moreSections || indicator === HEADER.lastSection) {
      platform = entry[1] ?? 0
      expected = (entry[2] ?? 0) + (entry[3] ?? 0) * 256
    } else if (indicator !== HEADER.extension) {
      break
    }
  }
  return entries
}

function parseEntry(bytes: Uint8Array, platform: number): BootEntry {
  const reader = new ByteReader(bytes)
  const bootable = reader.u8() === HEADER.bootable
  const media = reader.u8() & 0x0f
  const loadSegment = reader.u16LE()
  reader.u16LE()
  const sectors = reader.u16LE()
  const block = reader.u32LE()
  return {
    platform: PLATFORMS[platform] ?? 'unknown',
    bootable,
    emulation: EMULATIONS[media] ?? 'unknown',
    loadSegment,
    sectors,
    block,
  }
}
