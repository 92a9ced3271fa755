import { basename } from 'node:path'
import { BootdropError } from '../../errors'
import type { DiskFile } from '../disk'
import type { Medium } from '../medium'
import { sizeInWords } from '../words'
import { SECTOR_BYTES } from './volume'

/** mkisofs and xorriso pad with 150 sectors that copies of a disc often lose; no file lies there. */
const PADDING_BYTES = 150 * SECTOR_BYTES

/**
 * Compares the image's length with what its own header promises, both in bytes. More than promised is normal (appended partitions, padding).
 * @throws BootdropError `medium-truncated` when more than the padding is missing
 */
export function lengthNotices(
  disk: DiskFile,
  promisedBytes: number,
  sectorBytes = SECTOR_BYTES,
): Medium['notices'][number][] {
  const name = basename(disk.path)
  const missing = promisedBytes - disk.sizeBytes
  if (missing > PADDING_BYTES) {
    const text = `${name} is incomplete: the image is ${sizeInWords(missing)} shorter than its own header says. Download it again.`
    throw new BootdropError('medium-truncated', text, { path: disk.path, missingBytes: missing })
  }
  if (missing > 0) {
    const text = `${name} is ${sizeInWords(missing)} shorter than its own header says. That much is usually only padding; if the boot fails, download it again.`
    return [{ level: 'info', code: 'medium-slightly-short', text, details: { name, missingBytes: missing } }]
  }
  if (disk.sizeBytes % sectorBytes !== 0) {
    const text = `The size of ${name} is not a whole number of sectors: the download may be damaged. If the boot fails, download it again.`
    return [{ level: 'warning', code: 'medium-odd-size', text, details: { name } }]
  }
  return []
}
