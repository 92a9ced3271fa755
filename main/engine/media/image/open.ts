import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { BootdropError } from '../../errors'
import type { DiskFile } from '../disk'
import type { FatVolume } from '../fat/fat'
import { regionOfDisk } from '../fat/region'
import { wholeFile } from '../files'
import type { Medium, MediumEntry } from '../medium'
import { foldName, segmentsOf, urlSafeName } from '../paths'
import { closeOnce } from '../single'
import { findInImage, type ImageContent } from './find'
import { imageLengthNotices } from './length'

type Notices = Medium['notices'][number][]
type Files = Pick<Medium, 'list' | 'stat' | 'open'>

const MAX_DAMAGE_NOTICES = 20

/**
 * A raw disk image: a FAT file system (a floppy, a stick without partitions), or a disk with a partition table: the first FAT
 * file system that can be read gives the files, EFI System Partitions first. An image without any is a medium of one file, the image
 * itself, that can still be booted as a whole. Takes over the caller's hold on `disk` when it gives a medium.
 * @param head the beginning of the file (SNIFF_LENGTH bytes or all of it)
 * @returns undefined when it is no disk image
 * @throws BootdropError `medium-truncated`, `medium-changed`, `medium-unreadable`
 */
export async function openDiskImage(disk: DiskFile, head: Uint8Array): Promise<Medium | undefined> {
  const region = regionOfDisk(disk)
  const notices: Notices = []
  const content = await findInImage(region, (text) => {
    if (notices.length >= MAX_DAMAGE_NOTICES || notices.some((notice) => notice.text === text)) return
    notices.push({ level: 'warning', code: 'medium-damaged', text, details: { path: disk.path } })
  })
  if (!content) return undefined
  const { volume, table } = content
  notices.push(...tableNotices(disk, content), ...(await imageLengthNotices(region, volume, table)))
  const openRaw = async (path = `/${basename(disk.path)}`) => {
    await disk.check()
    return wholeFile(disk, path)
  }
  const files = volume ?? onlyFile(disk, openRaw)
  const label = (await volume?.label()) ?? ''
  return {
    identity: {
      id: identifierOf(disk, head, volume),
      path: disk.path,
      fileName: urlSafeName(basename(disk.path)),
      label: volume ? label : basename(disk.path),
      filesystem: volume ? 'fat' : 'file',
      size: disk.sizeBytes,
    },
    notices,
    list: (directory) => files.list(directory),
    stat: (path) => files.stat(path),
    open: (path) => files.open(path),
    openRaw: () => openRaw(),
    close: closeOnce(disk),
  }
}

function identifierOf(disk: DiskFile, head: Uint8Array, volume: FatVolume | undefined): string {
  const hash = createHash('sha256').update(`image\n${disk.path}\n${disk.sizeBytes}\n`).update(head.subarray(0, 2048))
  return hash
    .update(`${volume?.region.start ?? 0}`)
    .digest('hex')
    .slice(0, 12)
}

function tableNotices(disk: DiskFile, { table, volume, others }: ImageContent): Notices {
  const name = basename(disk.path)
  const notices: Notices = (table?.problems ?? []).map((problem) => {
    return { level: 'warning', code: 'medium-damaged', text: `${name} may be damaged: ${problem}.`, details: { name } }
  })
  if (!volume) {
    const what = others.length === 0 ? 'no file system that Bootdrop reads' : `only ${others.join(' and ')}`
    const text = `There is ${what} in the disk image ${name}: it can be booted as a whole, but not file by file.`
    notices.push({ level: 'info', code: 'medium-image-only', text, details: { name } })
  }
  return notices
}

/** `/` with the image itself as its one file. */
function onlyFile(disk: DiskFile, openRaw: (path: string) => ReturnType<Files['open']>): Files {
  const name = basename(disk.path)
  const path = `/${name}`
  const root: MediumEntry = { name: '', path: '/', kind: 'directory', size: 0, mtime: disk.mtimeMs }
  const file: MediumEntry = { name, path, kind: 'file', size: disk.sizeBytes, mtime: disk.mtimeMs }
  const find = (wanted: string) => {
    const segments = segmentsOf(wanted)
    if (segments?.length === 0) return root
    return segments?.length === 1 && foldName(segments[0] ?? '') === foldName(name) ? file : undefined
  }
  const missing = (wanted: string) => {
    const text = `There is no ${wanted}: the medium is the one image ${name}.`
    return new BootdropError('medium-file-missing', text, { path: wanted })
  }
  return {
    list: (wanted) => (find(wanted) === root ? Promise.resolve([file]) : Promise.reject(missing(wanted))),
    stat: (wanted) => Promise.resolve(find(wanted)),
    open: (wanted) => (find(wanted) === file ? openRaw(path) : Promise.reject(missing(wanted))),
  }
}
