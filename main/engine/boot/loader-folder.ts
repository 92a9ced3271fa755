/** A bounded look into a folder of this computer: whatever the user picked, it ends soon and takes little memory. */
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../errors'

export interface FoundFile {
  readonly name: string
  /** Folder that it is in, as this computer names it. */
  readonly folder: string
  /** Below the folder that was looked into, with `/`. */
  readonly path: string
}

const MAX_DEPTH = 4
const MAX_FILES = 500
/** Folders without files cost time too. */
const MAX_FOLDERS = 500
const MAX_FILE_BYTES = 64 * 1024 * 1024

/**
 * The files in `root` and up to four levels of folders, level by level and by name. Links are left alone: a folder from an archive
 * cannot point at other files of this computer. `cut`: there are more than are listed.
 */
export async function filesBelow(
  root: string,
): Promise<{ readonly files: readonly FoundFile[]; readonly cut: boolean }> {
  const files: FoundFile[] = []
  let level = [{ folder: root, path: '' }]
  let folders = 0
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const next: typeof level = []
    for (const { folder, path } of level) {
      folders += 1
      if (folders > MAX_FOLDERS) return { files, cut: true }
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.isDirectory()) next.push({ folder: join(folder, entry.name), path: `${path}${entry.name}/` })
        else if (entry.isFile()) {
          if (files.length >= MAX_FILES) return { files, cut: true }
          files.push({ name: entry.name, folder, path: `${path}${entry.name}` })
        }
      }
    }
    level = next
  }
  return { files, cut: level.length > 0 }
}

/** The bytes of a file of at most 64 MB, or why not. */
export async function readSmall(
  file: FoundFile,
): Promise<{ readonly bytes: Uint8Array } | { readonly reason: string }> {
  try {
    const handle = await open(join(file.folder, file.name), 'r')
    try {
      const { size } = await handle.stat()
      if (size > MAX_FILE_BYTES) return { reason: `it has ${Math.round(size / 1024 / 1024)} MB, more than any loader` }
      const bytes = new Uint8Array(size)
      const { bytesRead } = await handle.read(bytes, 0, size, 0)
      return { bytes: bytes.subarray(0, bytesRead) }
    } finally {
      await handle.close()
    }
  } catch (error) {
    return { reason: `it cannot be read (${messageOf(error)})` }
  }
}
