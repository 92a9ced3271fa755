import { basename } from 'node:path'
import { BootdropError } from '../../errors'
import type { FatVolume } from '../fat/fat'
import type { Region } from '../fat/region'
import type { Medium } from '../medium'
import { sizeInWords } from '../words'
import type { PartitionTable } from './partition'

type Notices = Medium['notices'][number][]

/**
 * Compares the length of an image with what its file system and its partition table promise. Images are often cut behind
 * the last byte that is used: only what lies in the missing part counts.
 * @throws BootdropError `medium-truncated` when files of the file system are missing
 */
export async function imageLengthNotices(
  disk: Region,
  volume: FatVolume | undefined,
  table: PartitionTable | undefined,
): Promise<Notices> {
  const name = basename(disk.source.path)
  const missing = volume ? volume.region.start + volume.layout.sizeBytes - disk.length : 0
  if (volume && missing > 0) {
    if (await volume.usesBeyondEnd()) {
      const text = `${name} is incomplete: the image is ${sizeInWords(missing)} shorter than its own file system says. Download it again.`
      throw new BootdropError('medium-truncated', text, { path: disk.source.path, missingBytes: missing })
    }
    const text = `${name} is ${sizeInWords(missing)} shorter than its own file system says, but no file lies there. If the boot fails, download it again.`
    return [{ level: 'info', code: 'medium-slightly-short', text, details: { name, missingBytes: missing } }]
  }
  const ends = table?.partitions.map(({ start, length }) => start + length) ?? []
  const short = Math.max(0, ...ends) - disk.length
  if (short <= 0) return []
  const text = `${name} is ${sizeInWords(short)} shorter than its own partition table says. If the boot fails, download it again.`
  return [{ level: 'warning', code: 'medium-slightly-short', text, details: { name, missingBytes: short } }]
}
