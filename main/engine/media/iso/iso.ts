import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { BootdropError } from '../../errors'
import type { DiskFile } from '../disk'
import { extentFile, wholeFile } from '../files'
import type { Medium, MediumFile } from '../medium'
import { foldName, urlSafeName } from '../paths'
import { closeOnce } from '../single'
import { rootEntries, type IsoNode, type NameSystem } from './directory'
import { IsoImage } from './image'
import { parseRecords, type DirectoryRecord } from './record'
import { announcesRockRidge } from './rockridge'
import { lengthNotices } from './length'
import { rootSystemUse, systemUseSkip } from './susp'
import { entryOf, IsoTree } from './tree'
import {
  FIRST_DESCRIPTOR,
  MAX_DESCRIPTORS,
  parseVolumes,
  SECTOR_BYTES,
  type VolumeDescriptor,
  type Volumes,
} from './volume'

const MAX_DAMAGE_NOTICES = 20

type Notices = Medium['notices'][number][]

/** Reads the volume recognition area: as much of it as there is. */
export async function readVolumes(disk: DiskFile): Promise<Volumes> {
  const area = new Uint8Array(MAX_DESCRIPTORS * SECTOR_BYTES)
  const got = await disk.read(area, FIRST_DESCRIPTOR * SECTOR_BYTES)
  return parseVolumes(area.subarray(0, got))
}

/**
 * An ISO 9660 image as a medium: Rock Ridge names where there are any, else Joliet's, else the plain ones. Takes over the
 * caller's hold on `disk` when it succeeds.
 * @throws BootdropError `medium-truncated`, `medium-damaged`, `medium-not-recognised` for a disc whose files are all in UDF
 */
export async function openIso(disk: DiskFile, volumes: Volumes, primary: VolumeDescriptor): Promise<Medium> {
  const image = new IsoImage(disk, primary.blockBytes)
  const names = await nameSystemOf(image, primary, volumes)
  const volume = names.kind === 'joliet' ? (volumes.joliet ?? primary) : primary
  const notices: Notices = []
  const tree = new IsoTree(image, names, rootNode(volume), (text) => {
    if (notices.length >= MAX_DAMAGE_NOTICES || notices.some((notice) => notice.text === text)) return
    notices.push({ level: 'warning', code: 'medium-damaged', text })
  })
  notices.push(...lengthNotices(disk, primary))
  if (volumes.udf) await refuseUdfOnly(disk, tree)
  await tree.list('/')

  const open = async (path: string): Promise<MediumFile> => {
    await disk.check()
    const found = await tree.find(path)
    if (found?.node.kind !== 'file') {
      throw new BootdropError('medium-file-missing', `There is no file ${path} on the image.`, { path })
    }
    checkExtents(image, found.node, found.path)
    return extentFile(disk, found.path, found.node.extents, found.node.mtime ?? disk.mtimeMs)
  }
  return {
    identity: identityOf(disk, primary, volumes, names),
    notices,
    list: (directory) => tree.list(directory),
    async stat(path) {
      const found = await tree.find(path)
      return found && entryOf(found.node, found.path)
    },
    open,
    async openRaw() {
      await disk.check()
      return wholeFile(disk, `/${basename(disk.path)}`)
    },
    close: closeOnce(disk),
  }
}

/** RECIPES.md: casper and dracut only take an image whose URL ends in `.iso`, in lower case. */
function isoFileName(path: string): string {
  const name = urlSafeName(basename(path))
  return `${name.replace(/\.iso$/i, '')}.iso`
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
  const extents = [{ start: root.block * blockBytes, length: root.length }]
  const { recordedAt: mtime, interleaved } = root
  return { name: '', kind: 'directory', extents, size: 0, mtime, target: undefined, interleaved }
}

function checkExtents(image: IsoImage, node: IsoNode, path: string): void {
  const inside = node.extents.every(({ start, length }) => length === 0 || image.holds(start, length))
  if (inside && !node.interleaved) return
  const why = inside ? 'its data are interleaved' : 'it lies beyond the end of the image'
  const name = basename(image.disk.path)
  const text = `${name} is damaged: the file ${path} cannot be read, because ${why}. Download the image again.`
  throw new BootdropError('medium-damaged', text, { path: image.disk.path, file: path })
}

/** Windows media hold nothing but a README on their ISO 9660 side; the files are in UDF. */
async function refuseUdfOnly(disk: DiskFile, tree: IsoTree): Promise<void> {
  const entries = await tree.list('/')
  const [only] = entries
  if (entries.length > 1 || (only && foldName(only.name) !== 'readme.txt')) return
  throw udfError(disk)
}

/** The error for an image whose files are in UDF. */
export function udfError(disk: DiskFile): BootdropError {
  const text = `${basename(disk.path)} is a UDF image, as Windows installation media are: this version of Bootdrop cannot read UDF yet. Copy its files to a folder and drop the folder.`
  return new BootdropError('medium-not-recognised', text, { path: disk.path, looksLike: 'udf' })
}
