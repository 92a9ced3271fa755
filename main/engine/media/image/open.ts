import type { DiskFile } from '../disk'
import type { Medium } from '../medium'

/**
 * A raw disk image: a FAT file system, or an MBR or GPT partition table with one in it. Takes over the caller's hold on `disk` when
 * it gives a medium.
 * @param head the beginning of the file (SNIFF_LENGTH bytes or all of it)
 * @returns undefined when it is none, or holds no file system that can be read
 */
export function openDiskImage(_disk: DiskFile, _head: Uint8Array): Promise<Medium | undefined> {
  return Promise.resolve(undefined)
}
