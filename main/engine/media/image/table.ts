import type { Region } from '../fat/region'
import { beginsWithGpt, readGpt } from './gpt'
import { isPartitionTable, mbrPartitions, parseMbr, PROTECTIVE_TYPE } from './mbr'
import { DISK_SECTOR_BYTES, type Partition, type PartitionTable } from './partition'

const HEAD_BYTES = 8192

/**
 * The partition table of a disk image: its GPT, with what a hybrid MBR has besides, or its MBR.
 * @returns undefined where there is none, or bytes that only look like one: Linux kernels and other boot sectors end in 0x55AA too
 * @throws BootdropError from reading only
 */
export async function partitionTableOf(disk: Region): Promise<PartitionTable | undefined> {
  const head = await disk.upTo(0, HEAD_BYTES)
  const entries = parseMbr(head)
  const expectsGpt = beginsWithGpt(head) || entries?.some(({ type }) => type === PROTECTIVE_TYPE) === true
  const gpt = expectsGpt ? await readGpt(disk) : undefined
  if (gpt) return { ...gpt, partitions: merged(gpt.partitions, await mbrPartitions(disk, entries ?? [])) }
  if (!entries || isProgram(head) || !isPartitionTable(entries, disk.length)) return undefined
  const problems = expectsGpt ? ['its partition table is damaged, and so is the copy at its end'] : []
  return { kind: 'mbr', partitions: await mbrPartitions(disk, entries), problems }
}

/**
 * The partitions of a hybrid ISO image, whose MBR need not make sense to a partitioning tool: isohybrid's begins at sector 0 and
 * overlaps.
 */
export async function hybridPartitionsOf(disc: Region): Promise<readonly Partition[]> {
  const head = await disc.upTo(0, HEAD_BYTES)
  const gpt = beginsWithGpt(head) ? await readGpt(disc) : undefined
  return merged(gpt?.partitions ?? [], await mbrPartitions(disc, parseMbr(head) ?? []))
}

/** Partitions in the order in which a file system to boot from is looked for in them. */
export function byPurpose(partitions: readonly Partition[]): Partition[] {
  const order = ['efi', 'fat', 'other']
  return [...partitions].sort((a, b) => order.indexOf(a.purpose) - order.indexOf(b.purpose))
}

/** A hybrid MBR names partitions of the GPT once more. */
function merged(first: readonly Partition[], second: readonly Partition[]): readonly Partition[] {
  return [...first, ...second.filter(({ start }) => !first.some((known) => known.start === start))]
}

/** PE programs and Linux kernels (Documentation/arch/x86/boot.rst: "HdrS" at 0x202): no disk has these there. */
function isProgram(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, DISK_SECTOR_BYTES * 2)).toString('latin1')
  return text.startsWith('MZ') || text.slice(0x202, 0x206) === 'HdrS'
}
