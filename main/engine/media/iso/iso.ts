import { createHash } from 'node:crypto'
import type { DiskFile } from '../disk'
import { extentFile } from '../files'
import type { Medium, MediumFile } from '../medium'
import { damagedFile, isoFileName, noteDamage, treeMedium, type Notices } from '../tree-medium'
import { rootEntries, type IsoNode, type NameSystem } from './directory'
import { IsoImage } from './image'
import { lengthNotices } from './length'
import { parseRecords, type DirectoryRecord } from './record'
import { announcesRockRidge } from './rockridge'
import { rootSystemUse, systemUseSkip } from './susp'
import { isoTree } from './tree'
import {
  FIRST_DESCRIPTOR,
  MAX_DESCRIPTORS,
  parseVolumes,
  SECTOR_BYTES,
  type VolumeDescriptor,
  type Volumes,
} from './volume'

/** Reads the volume recognition area: as much of it as there is. */
export async function readVolumes(disk: DiskFile): Promise<Volumes> {
  const area = new Uint8Array(MAX_DESCRIPTORS * SECTOR_BYTES)
  const got = await disk.read(area, FIRST_DESCRIPTOR * SECTOR_BYTES)
  return parseVolumes(area.subarray(0, got))
}

/**
 * An ISO 9660 image as a medium: Rock Ridge names where there are any, else Joliet's, else the plain ones. Takes over the
 * caller's hold on `disk` when it succeeds.
 * @throws BootdropError `medium-truncated`, `medium-damaged`
 */
export async function openIso(disk: DiskFile, volumes: Volumes, primary: VolumeDescriptor): Promise<Medium> {
  const image = new IsoImage(disk, primary.blockBytes)
  const names = await nameSystemOf(image, primary, volumes)
  const volume = names.kind === 'joliet' ? (volumes.joliet ?? primary) : primary
  const notices: Notices = []
  const tree = isoTree(image, names, rootNode(volume), noteDamage(notices, disk.path))
  notices.push(...lengthNotices(disk, primary.blocks * primary.blockBytes))
  await tree.list('/')
  const identity = identityOf(disk, primary, volumes, names)
  return treeMedium(disk, tree, { identity, notices }, (node, path) => Promise.resolve(openNode(image, node, path)))
}

function openNode(image: IsoImage, node: IsoNode, path: string): MediumFile {
  const { disk } = image
  if (node.interleaved) throw damagedFile(disk, path, 'its data are interleaved')
  if (!node.extents.every(({ start, length }) => length === 0 || image.holds(start, length))) {
    throw damagedFile(disk, path, 'it lies beyond the end of the image')
  }
  return extentFile(disk, path, node.extents, node.mtime ?? disk.mtimeMs)
}

function identityOf(
  disk: DiskFile,
  primary: VolumeDescriptor,
  volumes: Volumes,
  names: NameSystem,
): Medium['identity'] {
  const hash = createHash('sha256').update(`iso\n${disk.path}\n${disk.sizeBytes}\n`).update(primary.sector)
  const label = primary.label === '' ? (volumes.joliet?.label ?? '') : primary.label
  return {
    id: hash.digest('hex').slice(0, 12),
    path: disk.path,
    fileName: isoFileName(disk.path),
    label,
    filesystem: names.kind === 'plain' ? 'iso9660' : `iso9660+${names.kind}`,
    size: disk.sizeBytes,
  }
}

async function nameSystemOf(image: IsoImage, primary: VolumeDescriptor, volumes: Volumes): Promise<NameSystem> {
  const self = await selfRecord(image, primary)
  const skip = self && systemUseSkip(self.systemUse)
  if (self && skip !== undefined && announcesRockRidge(await rootEntries(image, rootSystemUse(self.systemUse)))) {
    return { kind: 'rockridge', skip }
  }
  return { kind: volumes.joliet ? 'joliet' : 'plain' }
}

/** The root directory's own record; undefined when it is not there (listing the root will say why). */
async function selfRecord(image: IsoImage, { root }: VolumeDescriptor): Promise<DirectoryRecord | undefined> {
  const sector = await image.bytes(root.block * image.blockBytes, Math.min(root.length, SECTOR_BYTES))
  return sector && parseRecords(sector).records[0]
}

function rootNode({ root, blockBytes }: VolumeDescriptor): IsoNode {
  const place = root.block * blockBytes
  const extents = [{ start: place, length: root.length }]
  const { recordedAt: mtime, interleaved } = root
  return { name: '', kind: 'directory', extents, size: 0, mtime, target: undefined, interleaved, place }
}
