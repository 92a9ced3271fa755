import { BootdropError } from '../../errors'
import { beginsWithJump } from '../fat/boot-sector'
import { openFat, type FatVolume } from '../fat/fat'
import { FOREIGN_BYTES, foreignFileSystem } from '../fat/foreign'
import type { Region } from '../fat/region'
import { floppyKindOf } from './floppy'
import type { PartitionTable } from './partition'
import { byPurpose, partitionTableOf } from './table'

/** What a disk image is, and the file system to read of it. */
export interface ImageContent {
  /** Undefined where the file system lies at the beginning of the image, without a partition table. */
  readonly table: PartitionTable | undefined
  /** Undefined where none can be read. */
  readonly volume: FatVolume | undefined
  /** Names of the file systems that were met and are not read here: `NTFS`. */
  readonly others: readonly string[]
}

/** A hostile table may have thousands. */
const MAX_PARTITIONS_TRIED = 128

/**
 * Looks for a FAT file system in a disk image: at its beginning, else in its partitions, EFI System Partitions first.
 * @returns undefined when this is no disk image at all
 * @throws BootdropError `medium-changed`, `medium-unreadable`
 */
export async function findInImage(disk: Region, onDamage: (text: string) => void): Promise<ImageContent | undefined> {
  // Before any partition table: mformat writes one into the boot sector of floppies.
  const head = await disk.upTo(0, FOREIGN_BYTES)
  const whole = beginsWithFat(head) ? await readable(disk, onDamage) : undefined
  if (whole) return { table: undefined, volume: whole, others: [] }
  const foreign = namedAtBeginning(head)
  if (foreign !== undefined) return { table: undefined, volume: undefined, others: [foreign] }

  const table = await partitionTableOf(disk)
  if (!table) return isOldFloppy(disk, head) ? { table: undefined, volume: undefined, others: [] } : undefined
  const others = new Set<string>()
  for (const { start, length } of byPurpose(table.partitions).slice(0, MAX_PARTITIONS_TRIED)) {
    const partition = disk.part(start, length)
    const volume = await readable(partition, onDamage)
    if (volume) return { table, volume, others: [...others] }
    const name = foreignFileSystem(await partition.upTo(0, FOREIGN_BYTES))
    if (name !== undefined) others.add(name)
  }
  return { table, volume: undefined, others: [...others] }
}

/** A FAT file system whose root directory can be read. */
async function readable(region: Region, onDamage: (text: string) => void): Promise<FatVolume | undefined> {
  const volume = await openFat(region, onDamage)
  try {
    await volume?.list('/')
    return volume
  } catch (error) {
    if (error instanceof BootdropError && error.code === 'medium-damaged') return undefined
    throw error
  }
}

/**
 * Nothing says at the beginning of a file that a boot sector follows, so that a single signature is not enough. Some devices
 * format without the jump, but all write the name of the format ("BS_FilSysType").
 */
function beginsWithFat(head: Uint8Array): boolean {
  const named = [54, 82].some((at) => latin1(head, at, 3) === 'FAT')
  return beginsWithJump(head) || (head[510] === 0x55 && head[511] === 0xaa && named)
}

/** A file system without a partition table around it, whose boot sector a machine could start: NTFS, exFAT, BitLocker. */
function namedAtBeginning(head: Uint8Array): string | undefined {
  const name = foreignFileSystem(head.subarray(0, 512))
  return beginsWithJump(head) && head[510] === 0x55 && head[511] === 0xaa ? name : undefined
}

/** A floppy without a parameter block, as DOS 1 wrote it: its table says by its first byte what it is (media descriptor, end mark). */
function isOldFloppy(disk: Region, head: Uint8Array): boolean {
  const [media = 0, second, third] = head.subarray(512, 515)
  return floppyKindOf(disk.length) !== undefined && media >= 0xf8 && second === 0xff && third === 0xff
}

function latin1(bytes: Uint8Array, offset: number, length: number): string {
  return Buffer.from(bytes.subarray(offset, offset + length)).toString('latin1')
}
