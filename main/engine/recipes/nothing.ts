import { glob } from '../media/glob'
import type { Medium } from '../media/medium'
import { isLinuxKernel } from '../media/sniff'
import { readHead } from './kernel'

/** Debian's package of the netboot images has its tree seven folders down. */
const DEEPEST = 7

/** What is looked for further inside a folder, nearest first. */
const INSIDE = [
  '/*.iso',
  '/*/*.iso',
  '/*/live/*.squashfs',
  ...Array.from({ length: DEEPEST }, (_none, depth) => `${'/*'.repeat(depth + 1)}/debian-installer/*/linux`),
  '/*/ubuntu-installer/*/linux',
  '/*/modloop-*',
  '/*/casper/*.squashfs',
]

/** A sentence, and its facts. */
export interface Nothing {
  readonly text: string
  readonly reason: 'archive' | 'image' | 'inside' | 'folder' | 'kernel' | 'file'
  /** What to choose in place of a folder. */
  readonly better?: string
}

/** Why a medium without a fitting recipe cannot be served, and what to do. */
export async function nothingBoots(medium: Medium): Promise<Nothing> {
  const { filesystem } = medium.identity
  if (filesystem === 'archive') {
    return { text: 'Bootdrop finds nothing in this archive that it can start over the network.', reason: 'archive' }
  }
  if (filesystem === 'file') return nothingInFile(medium)
  if (filesystem !== 'folder') {
    const text =
      'Bootdrop finds nothing on this medium that it can start over the network. It may still boot from a USB stick.'
    return { text, reason: 'image' }
  }
  for (const pattern of INSIDE) {
    const [found] = await glob(medium, pattern)
    if (found === undefined) continue
    const better = treeOf(found.path).slice(1)
    const text = `Bootdrop finds nothing in this folder itself that it can start over the network, but there is something further in: choose ${better} in it.`
    return { text, reason: 'inside', better }
  }
  const text =
    'Bootdrop finds nothing in this folder that it can start over the network. Choose the ISO image, or the folder that holds the boot files.'
  return { text, reason: 'folder' }
}

async function nothingInFile(medium: Medium): Promise<Nothing> {
  const [file] = await medium.list('/')
  const head = file === undefined ? new Uint8Array(0) : await readHead(medium, file.path, 0x206)
  if (isLinuxKernel(head)) {
    const text = 'A Linux kernel alone: drop the folder or the ISO that also holds its initrd.'
    return { text, reason: 'kernel' }
  }
  return { text: 'Bootdrop does not know this kind of file.', reason: 'file' }
}

/** What to choose for a file that was found: `/a` for `/a/live/x.squashfs` and `/a/debian-installer/amd64/linux`. */
function treeOf(path: string): string {
  // The last one: Debian's package keeps the tree below a folder of the same name.
  const [, tree = path] = /^(.*)\/(?:live|casper|debian-installer|ubuntu-installer|modloop-[^/]*)\/.*$/.exec(path) ?? []
  return tree
}
