import { basename } from 'node:path'
import { BootdropError } from '../errors'
import type { DiskFile } from './disk'
import { wholeFile } from './files'
import type { Medium, MediumFile } from './medium'
import { urlSafeName } from './paths'
import { closeOnce } from './single'
import { entryOf, type ImageTree, type TreeNode } from './tree'

const MAX_DAMAGE_NOTICES = 20

export type Notices = Medium['notices'][number][]

/**
 * Adds a notice of damage to `notices`, once for each text.
 * @param path of the image
 */
export function noteDamage(notices: Notices, path: string): (text: string) => void {
  return (text) => {
    if (notices.length >= MAX_DAMAGE_NOTICES || notices.some((notice) => notice.text === text)) return
    notices.push({ level: 'warning', code: 'medium-damaged', text, details: { path } })
  }
}

/** A disc image as a medium. Takes over the caller's hold on `disk`; `openNode` opens a file that was found, at its path. */
export function treeMedium<N extends TreeNode>(
  disk: DiskFile,
  tree: ImageTree<N>,
  about: { readonly identity: Medium['identity']; readonly notices: Medium['notices'] },
  openNode: (node: N, path: string) => Promise<MediumFile>,
): Medium {
  return {
    ...about,
    list: (directory) => tree.list(directory),
    async stat(path) {
      const found = await tree.find(path)
      return found && entryOf(found.node, found.path)
    },
    async open(path) {
      await disk.check()
      const found = await tree.find(path)
      if (found?.node.kind !== 'file') {
        throw new BootdropError('medium-file-missing', `There is no file ${path} on the image.`, { path })
      }
      return openNode(found.node, found.path)
    },
    async openRaw() {
      await disk.check()
      return wholeFile(disk, `/${basename(disk.path)}`)
    },
    close: closeOnce(disk),
  }
}

/** RECIPES.md: casper and dracut only take an image whose URL ends in `.iso`, in lower case. */
export function isoFileName(path: string): string {
  const name = urlSafeName(basename(path))
  return `${name.replace(/\.iso$/i, '')}.iso`
}

/** The error for a file that is listed but cannot be read. */
export function damagedFile(disk: DiskFile, file: string, why: string): BootdropError {
  const text = `${basename(disk.path)} is damaged: the file ${file} cannot be read, because ${why}. Download the image again.`
  return new BootdropError('medium-damaged', text, { path: disk.path, file })
}
