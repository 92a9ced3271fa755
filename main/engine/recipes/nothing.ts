import { glob } from '../media/glob'
import type { Medium } from '../media/medium'

/** Deepest place where an image or a boot tree is looked for in a folder. */
const INSIDE = [
  '/*.iso',
  '/*/*.iso',
  '/*/debian-installer',
  '/*/*/debian-installer',
  '/*/*/*/debian-installer',
  '/*/live/*.squashfs',
]

/** Why a medium without a fitting recipe cannot be served, and what to do. */
export async function nothingBoots(medium: Medium): Promise<string> {
  if (medium.identity.filesystem !== 'folder') {
    return 'Bootdrop finds nothing on this medium that it can start over the network. It may still boot from a USB stick.'
  }
  for (const pattern of INSIDE) {
    const [found] = await glob(medium, pattern)
    if (found === undefined) continue
    const better = found.kind === 'directory' || pattern.includes('/live/') ? parentOf(found.path) : found.path
    return `Bootdrop finds nothing in this folder itself that it can start over the network, but there is something further in: choose ${better.slice(1)} in it.`
  }
  return 'Bootdrop finds nothing in this folder that it can start over the network. Choose the ISO image, or the folder that holds the boot files.'
}

/** `/a/live/x.squashfs` is served from `/a`, `/a/debian-installer` from `/a`. */
function parentOf(path: string): string {
  const [, tree = path] = /^(.*?)\/(?:live\/[^/]*|debian-installer)$/.exec(path) ?? []
  return tree
}
