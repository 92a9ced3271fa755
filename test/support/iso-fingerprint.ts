import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Medium } from '../../main/engine/media/medium'
import { bytesOf, sha256, walk } from './media'

/** `path kind size-or-target hash` of everything in a medium. */
export async function fingerprint(medium: Medium): Promise<string[]> {
  const lines: string[] = []
  for (const entry of await walk(medium)) {
    if (entry.kind === 'file') {
      lines.push(`${entry.path} file ${entry.size} ${sha256(await bytesOf(await medium.open(entry.path)))}`)
    } else lines.push(`${entry.path} ${entry.kind} ${entry.target ?? ''}`)
  }
  return lines.sort()
}

/** The same of a folder on disk, read without any of our own code. */
export function fingerprintOfFolder(root: string, below = ''): string[] {
  const lines: string[] = []
  for (const name of readdirSync(join(root, below))) {
    const path = `${below}/${name}`
    const stats = lstatSync(join(root, path))
    if (stats.isSymbolicLink()) lines.push(`${path} link ${readlinkSync(join(root, path))}`)
    else if (stats.isDirectory()) lines.push(`${path} directory `, ...fingerprintOfFolder(root, path))
    else lines.push(`${path} file ${stats.size} ${sha256(readFileSync(join(root, path)))}`)
  }
  return lines.sort()
}
