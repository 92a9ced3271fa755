/** A partition of a disk image. */
export interface Partition {
  /** `efi`: an EFI System Partition; `fat`: a type that FAT lies in; `other`: any other, where it may lie all the same. */
  readonly purpose: 'efi' | 'fat' | 'other'
  /** Type as the table says it: `0x0c`, or the GUID in lower case. */
  readonly type: string
  /** Bytes from the beginning of the image, and bytes. Not checked against the image's size. */
  readonly start: number
  readonly length: number
  /** Set on the partition that a BIOS is to start: the active flag of an MBR, "Legacy BIOS Bootable" of a GPT. */
  readonly active: boolean
}

/** What is known of a disk from its partition tables. */
export interface PartitionTable {
  readonly kind: 'mbr' | 'gpt'
  readonly partitions: readonly Partition[]
  /** In words; empty where the table is in order. */
  readonly problems: readonly string[]
}

/** Sector that partition tables of disk images count in, bytes. Images of 4Kn disks have a GPT in sectors of 4096. */
export const DISK_SECTOR_BYTES = 512
