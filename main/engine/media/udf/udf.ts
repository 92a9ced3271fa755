import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { ByteReader } from '../../bytes'
import { BootdropError } from '../../errors'
import type { DiskFile } from '../disk'
import { extentFile } from '../files'
import { IsoImage } from '../iso/image'
import { lengthNotices } from '../iso/length'
import type { Medium, MediumFile } from '../medium'
import { sizeInWords } from '../words'
import { damagedFile, isoFileName, noteDamage, treeMedium, type Notices } from '../tree-medium'
import { Damage, orProblem } from './damage'
import type { BlockAddress } from './entry'
import type { Locate } from './extents'
import { openPartitions, readWhole } from './partitions'
import { parseTag, TAG } from './tag'
import { UdfFiles, type UdfNode } from './tree'
import { NO_ANCHOR, readUdfVolume, type UdfVolume } from './volume'

/** Access types of partitions that are always written whole (ECMA-167 3/10.5.7): those of other discs end where nothing was written. */
const WHOLE_PARTITIONS = [1, 3, 4]

/**
 * A UDF volume (ECMA-167, OSTA UDF 1.02 to 2.60) as a medium. Takes over the caller's hold on `disk` when it succeeds. The label is
 * the logical volume's, or `fallbackLabel` where that is empty.
 * @throws BootdropError `medium-truncated`, `medium-damaged`
 */
export async function openUdf(disk: DiskFile, fallbackLabel = ''): Promise<Medium> {
  const notices: Notices = []
  const opened = await orProblem(async () => {
    const volume = await readUdfVolume(disk)
    // First of all: whatever else is wrong with a download that was cut off, this is why.
    notices.push(...lengthNotices(disk, promisedBytes(volume), Math.min(volume.blockBytes, 2048)))
    const image = new IsoImage(disk, volume.blockBytes)
    const locate = await openPartitions(image, volume)
    const files = new UdfFiles(image, locate)
    const tree = await files.tree(await rootOf(image, volume, locate), noteDamage(notices, disk.path))
    return { volume, files, tree }
  })
  if (typeof opened === 'string') throw unreadable(disk, opened)
  const { volume, files, tree } = opened
  await tree.list('/')
  const identity = identityOf(disk, volume, fallbackLabel)
  return treeMedium(disk, tree, { identity, notices }, (node, path) => openNode(disk, files, node, path))
}

async function openNode(disk: DiskFile, files: UdfFiles, node: UdfNode, path: string): Promise<MediumFile> {
  const extents = await orProblem(() => files.extents(node))
  if (typeof extents === 'string') throw damagedFile(disk, path, extents)
  return extentFile(disk, path, extents, node.mtime ?? disk.mtimeMs)
}

/** The root directory's entry, from the file set descriptor (ECMA-167 4/14.1). @throws Damage */
async function rootOf(image: IsoImage, { fileSet }: UdfVolume, locate: Locate): Promise<BlockAddress> {
  const bytes = await readWhole(image, locate(fileSet, image.blockBytes))
  if (parseTag(bytes)?.id !== TAG.fileSet) throw new Damage('its file set is not where it should be')
  const reader = new ByteReader(bytes)
  reader.seek(404)
  const block = reader.u32LE()
  return { block, partition: reader.u16LE() }
}

/** How long the image must at least be for its partitions, bytes. */
function promisedBytes({ partitions, maps, blockBytes }: UdfVolume): number {
  if (maps.some((map) => map.kind === 'virtual')) return 0
  const whole = [...partitions.values()].filter(({ access }) => WHOLE_PARTITIONS.includes(access))
  return Math.max(0, ...whole.map(({ start, blocks }) => (start + blocks) * blockBytes))
}

function identityOf(disk: DiskFile, volume: UdfVolume, fallbackLabel: string): Medium['identity'] {
  const hash = createHash('sha256').update(`udf\n${disk.path}\n${disk.sizeBytes}\n`).update(volume.block)
  return {
    id: hash.digest('hex').slice(0, 12),
    path: disk.path,
    fileName: isoFileName(disk.path),
    label: volume.label === '' ? fallbackLabel : volume.label,
    filesystem: 'udf',
    size: disk.sizeBytes,
  }
}

/** The first anchor lies in block 256. */
const SHORTEST_BYTES = 257 * 2048

function unreadable(disk: DiskFile, problem: string): BootdropError {
  const name = basename(disk.path)
  const short = problem === NO_ANCHOR && disk.sizeBytes < SHORTEST_BYTES
  const why = short ? `it is cut off after ${sizeInWords(disk.sizeBytes)}` : problem
  const text = `${name} is a UDF image, as Windows media are, and it cannot be read, because ${why}. Download it again. If that does not help, copy its files to a folder and drop the folder.`
  const details = { path: disk.path, ...(short ? { sizeBytes: disk.sizeBytes } : {}) }
  return new BootdropError(short ? 'medium-truncated' : 'medium-damaged', text, details)
}
