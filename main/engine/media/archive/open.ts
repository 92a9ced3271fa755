import type { DiskFile } from '../disk'
import type { Medium } from '../medium'
import type { OpenOptions } from '../options'

/**
 * An archive, or a packed file or image, through 7-Zip into the cache. Takes over the caller's hold on `disk` when it gives a medium.
 * @param head the beginning of the file (SNIFF_LENGTH bytes or all of it)
 * @returns undefined when it is none
 * @throws BootdropError `medium-damaged`, `medium-not-recognised` …, `cancelled`
 */
export function openArchive(_disk: DiskFile, _head: Uint8Array, _options: OpenOptions): Promise<Medium | undefined> {
  return Promise.resolve(undefined)
}
