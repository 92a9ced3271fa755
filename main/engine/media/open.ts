import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { BootdropError } from '../errors'
import { openArchive } from './archive/open'
import { openDisc } from './disc'
import { DiskFile, openError } from './disk'
import { openFolder } from './folder'
import { openDiskImage } from './image/open'
import { withEfiImage } from './layered'
import { isLink, openLink } from './link'
import type { Medium } from './medium'
import type { OpenOptions } from './options'
import { openSingle } from './single'
import { SNIFF_LENGTH } from './sniff'

/**
 * Opens what the user dropped: a disc or disk image, a folder, a single boot file, or an archive of any of these. What can be read
 * in place is; nothing that was dropped is ever changed.
 * @throws BootdropError `usage` for an empty path, `medium-missing`, `medium-unreadable`, `medium-empty`, `medium-not-recognised`, `medium-truncated`,
 * `medium-damaged`; of archives also `medium-no-space`, `medium-unsafe`, `medium-encrypted`, `unpacker-missing`, `cancelled`
 */
export async function openMedium(path: string, options: OpenOptions = {}): Promise<Medium> {
  if (path === '') {
    // It would mean the current folder, which nobody who leaves a variable of a script empty wants to serve.
    throw new BootdropError('usage', 'The path of the medium is empty: name an ISO image, a folder or a boot file.', {
      reason: 'path-empty',
    })
  }
  if (isLink(path)) return openLink(path)
  const absolute = resolve(path)
  const kind = await kindAt(absolute)
  return kind === 'folder' ? openFolder(absolute) : openFile(absolute, options)
}

async function openFile(path: string, options: OpenOptions): Promise<Medium> {
  const disk = await DiskFile.open(path)
  try {
    if (disk.sizeBytes === 0) {
      const text = `${basename(path)} is empty: the download or the copy did not work. Get it again.`
      throw new BootdropError('medium-empty', text, { path })
    }
    const disc = await openDisc(disk)
    if (disc) return withEfiImage(disc)
    const head = await headOf(disk)
    const opened = (await openDiskImage(disk, head)) ?? (await openArchive(disk, head, options))
    return opened ?? openSingle(disk, head)
  } catch (error) {
    await disk.release()
    throw error
  }
}

async function headOf(disk: DiskFile): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(SNIFF_LENGTH, disk.sizeBytes))
  await disk.read(head, 0)
  return head
}

async function kindAt(path: string): Promise<'file' | 'folder'> {
  try {
    const stats = await stat(path)
    if (stats.isDirectory()) return 'folder'
    if (stats.isFile()) return 'file'
  } catch (error) {
    throw openError(path, error)
  }
  const text = `${path} is neither a file nor a folder: drop an image file or a folder.`
  throw new BootdropError('medium-not-recognised', text, { path })
}
