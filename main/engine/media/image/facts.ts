import { BootdropError } from '../../errors'
import { beginsWithJump } from '../fat/boot-sector'
import { regionOfMedium, type Region } from '../fat/region'
import type { Medium } from '../medium'
import { findInImage, type ImageContent } from './find'
import { floppyKindOf } from './floppy'

/** How a raw image starts a machine. */
export interface ImageFacts {
  readonly kind: 'floppy' | 'disk'
  /** It has a boot sector that does more than say that it cannot boot. */
  readonly bios: boolean
  /** Its file system has /EFI/BOOT/boot*.efi. */
  readonly uefi: boolean
}

/** syslinux, doc/memdisk.txt: an image of up to 4 MiB is a floppy to memdisk. */
const MAX_FLOPPY_BYTES = 4 * 1024 * 1024
const BOOT_SECTOR_BYTES = 512
/** Code that formatting programs leave in a boot sector, which starts nothing. */
const PLACEHOLDERS = [
  // mkfs.fat
  Buffer.from('This is not a bootable disk'),
  // mformat: starts the first hard disk instead.
  Buffer.from('fa31c08ed88ec0fcb90001be007cbf0080f3a5', 'hex'),
]

/**
 * What kind of raw image a medium is; undefined for every other kind of medium: discs, folders, single boot files.
 * @throws BootdropError `medium-changed`, `medium-unreadable`
 */
export async function imageFacts(medium: Medium): Promise<ImageFacts | undefined> {
  if (!['fat', 'file'].includes(medium.identity.filesystem)) return undefined
  const image = await regionOfMedium(medium)
  if (!image) return undefined
  try {
    const content = await findInImage(image, () => undefined)
    const sector = await image.upTo(0, BOOT_SECTOR_BYTES)
    const isFloppySize = floppyKindOf(image.length) !== undefined
    if (!content) return isFloppySize ? { kind: 'floppy', bios: isBootSector(sector), uefi: false } : undefined
    return {
      kind: isFloppy(image, content) ? 'floppy' : 'disk',
      bios: content.table ? startsDisk(sector, content) : isBootSector(sector),
      uefi: content.volume !== undefined && (await hasEfiBoot(content.volume)),
    }
  } finally {
    await image.source.release()
  }
}

/** Whether a tree has a program where UEFI looks for one on a removable medium: /EFI/BOOT/boot*.efi (UEFI specification 2.10, 3.5.1.1). */
export async function hasEfiBoot(files: Pick<Medium, 'list'>): Promise<boolean> {
  try {
    return (await files.list('/EFI/BOOT')).some(({ name, kind }) => kind !== 'directory' && /^boot.*\.efi$/i.test(name))
  } catch (error) {
    if (error instanceof BootdropError && ['medium-file-missing', 'medium-damaged'].includes(error.code)) return false
    throw error
  }
}

function isFloppy(image: Region, { table }: ImageContent): boolean {
  return table === undefined && (floppyKindOf(image.length) !== undefined || image.length <= MAX_FLOPPY_BYTES)
}

function isBootSector(sector: Uint8Array): boolean {
  const signed = sector[510] === 0x55 && sector[511] === 0xaa
  const bytes = Buffer.from(sector)
  // The parameter block and its label end at 62 on FAT12 and FAT16, at 90 on FAT32.
  const hasCode = bytes.subarray(90, 510).some((byte) => byte !== 0 && byte !== 0xf6)
  return (signed || beginsWithJump(sector)) && hasCode && !PLACEHOLDERS.some((code) => bytes.includes(code))
}

/** Most code in a master boot record starts the active partition, and nothing where there is none; GRUB's looks for itself. */
function startsDisk(sector: Uint8Array, { table }: ImageContent): boolean {
  const code = Buffer.from(sector.subarray(0, 440))
  if (sector[510] !== 0x55 || sector[511] !== 0xaa || code.every((byte) => byte === 0)) return false
  return table?.kind === 'gpt' || code.includes('GRUB') || table?.partitions.some(({ active }) => active) === true
}
