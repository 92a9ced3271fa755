import type { Dirent, Stats } from 'node:fs'
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { basename, join, relative, resolve, sep } from 'node:path'
import { BootdropError } from '../errors'
import { openError } from './disk'
import { fileOnDisk } from './files'
import type { Medium, MediumEntry, MediumFile } from './medium'
import { childPath, foldName, pathOf, segmentsOf, urlSafeName } from './paths'

/** How many entries of a folder are asked about at once. */
const LOOKUPS_AT_ONCE = 32

/** A name that was found: where it is on disk, and how the medium spells its path. */
interface Found {
  readonly real: string
  readonly path: string
  readonly stats: Stats
}

/**
 * A folder of this computer as a medium. Hidden files are served (anaconda asks for `.treeinfo`); a link may lead anywhere
 * inside the folder and nowhere outside.
 * @throws BootdropError `medium-missing`, `medium-unreadable`
 */
export async function openFolder(path: string): Promise<Medium> {
  let root: string
  try {
    root = await realpath(path)
    await readdir(root)
  } catch (error) {
    throw openError(path, error)
  }
  const folder = new Folder(root)
  const name = basename(resolve(path))
  const id = createHash('sha256').update(`folder\n${root}`).digest('hex').slice(0, 12)
  return {
    identity: {
      id,
      path: resolve(path),
      fileName: urlSafeName(name),
      label: name,
      filesystem: 'folder',
      // Counting a big folder takes longer than a drop may take.
      size: 0,
    },
    notices: [],
    list: (directory) => folder.list(directory),
    stat: (wanted) => folder.stat(wanted),
    open: (wanted) => folder.open(wanted),
    openRaw: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  }
}

class Folder {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async list(directory: string): Promise<readonly MediumEntry[]> {
    const found = await this.#find(directory)
    if (!found?.stats.isDirectory()) throw missing(directory, 'folder')
    const items = await this.#readDirectory(found)
    const entries: MediumEntry[] = []
    for (let at = 0; at < items.length; at += LOOKUPS_AT_ONCE) {
      const some = items.slice(at, at + LOOKUPS_AT_ONCE).map((item) => entryOf(found, item.name))
      for (const entry of await Promise.all(some)) if (entry) entries.push(entry)
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async stat(path: string): Promise<MediumEntry | undefined> {
    const found = await this.#find(path)
    return found && plainEntry(basename(found.path), found.path, found.stats)
  }

  async open(path: string): Promise<MediumFile> {
    const found = await this.#find(path)
    if (!found?.stats.isFile()) throw missing(path, 'file')
    try {
      return await fileOnDisk(found.real, found.path)
    } catch (error) {
      if (error instanceof BootdropError && error.code === 'medium-missing') throw missing(path, 'file')
      throw error
    }
  }

  /** The file or folder behind `path`, links followed; undefined when there is none or when it lies outside. */
  async #find(path: string): Promise<Found | undefined> {
    const wanted = segmentsOf(path)
    if (wanted === undefined) return undefined
    let real = this.#root
    const spelled: string[] = []
    for (const segment of wanted) {
      const name = await actualName(real, segment)
      if (name === undefined) return undefined
      spelled.push(name)
      const inside = await this.#inside(join(real, name))
      if (inside === undefined) return undefined
      real = inside
    }
    try {
      return { real, path: pathOf(spelled), stats: await stat(real) }
    } catch {
      return undefined
    }
  }

  /** The real path, or undefined when it leads out of the folder or nowhere. */
  async #inside(path: string): Promise<string | undefined> {
    try {
      const real = await realpath(path)
      const way = relative(this.#root, real)
      return way === '..' || way.startsWith(`..${sep}`) || resolve(this.#root, way) !== real ? undefined : real
    } catch {
      return undefined
    }
  }

  async #readDirectory(found: Found): Promise<Dirent[]> {
    try {
      return await readdir(found.real, { withFileTypes: true })
    } catch (error) {
      throw openError(found.real, error)
    }
  }
}

/** How `directory` spells `name`, case and version forgiven. */
async function actualName(directory: string, name: string): Promise<string | undefined> {
  if (sep !== '/' && name.includes(sep)) return undefined
  try {
    await lstat(join(directory, name))
    return name
  } catch {
    const names = await readdir(directory).catch(() => [])
    const folded = foldName(name)
    return names.sort().find((candidate) => foldName(candidate) === folded)
  }
}

/** Undefined for what is neither file, folder nor link (sockets, devices), and for what vanished meanwhile. */
async function entryOf(directory: Found, name: string): Promise<MediumEntry | undefined> {
  const real = join(directory.real, name)
  const path = childPath(directory.path, name)
  try {
    const stats = await lstat(real)
    if (!stats.isSymbolicLink()) return plainEntry(name, path, stats)
    return { name, path, kind: 'link', size: 0, mtime: stats.mtimeMs, target: await readlink(real) }
  } catch {
    return undefined
  }
}

function plainEntry(name: string, path: string, stats: Stats): MediumEntry | undefined {
  if (stats.isDirectory()) return { name, path, kind: 'directory', size: 0, mtime: stats.mtimeMs }
  if (stats.isFile()) return { name, path, kind: 'file', size: stats.size, mtime: stats.mtimeMs }
  return undefined
}

function missing(path: string, what: 'file' | 'folder'): BootdropError {
  return new BootdropError('medium-file-missing', `There is no ${what} ${path} in the folder.`, { path })
}
