/**
 * What was unpacked, looked at before anybody else sees it: only plain files and folders of our own stay, and links are made here, those
 * that stay inside.
 */
import { chmod, link, lstat, mkdir, readdir, realpath, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Stats } from 'node:fs'
import { systemCode } from '../../errors'

/** A link to make: where, and where to. Both with `/`. */
export interface WantedLink {
  readonly path: string
  readonly target: string
}

/** Folders deeper than that are no tree that anybody serves. */
const MAX_DEPTH = 128
/** How many entries of a folder are looked at at once. */
const LOOKUPS_AT_ONCE = 32

type Shared = Map<string, { links: number; paths: Buffer[] }>

/**
 * Walks the tree at `root` by lstat. Removes what is neither file nor folder, and files that are linked from outside the tree; makes the
 * rest readable for us.
 * @throws the signal's reason
 */
export async function tidyTree(root: string, signal?: AbortSignal): Promise<void> {
  const shared: Shared = new Map()
  await tidyFolder(Buffer.from(root), shared, 0, signal)
  for (const { links, paths } of shared.values()) {
    if (links !== paths.length) for (const path of paths) await rm(path.toString())
  }
}

/** Names are bytes: what is not UTF-8 could neither be served nor removed by name. */
async function tidyFolder(
  folder: Buffer,
  shared: Shared,
  depth: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  await chmod(folder, 0o700)
  const names = await readdir(folder, { encoding: 'buffer' })
  const folders: Buffer[] = []
  for (let at = 0; at < names.length; at += LOOKUPS_AT_ONCE) {
    signal?.throwIfAborted()
    const some = names.slice(at, at + LOOKUPS_AT_ONCE)
    await Promise.all(
      some.map(async (name) => {
        const path = await readable(folder, name)
        const stats = await lstat(path)
        if (stats.isDirectory() && depth < MAX_DEPTH) folders.push(path)
        else if (stats.isFile()) await tidyFile(path, stats, shared)
        else await rm(path.toString(), { recursive: true })
      }),
    )
  }
  for (const path of folders) await tidyFolder(path, shared, depth + 1, signal)
}

async function tidyFile(path: Buffer, stats: Stats, shared: Shared): Promise<void> {
  // Nobody else can enter the cache, so what we can read and remove may stay as it is.
  if ((stats.mode & 0o7600) !== 0o600) await chmod(path, 0o600)
  if (stats.nlink === 1) return
  const key = `${stats.dev}:${stats.ino}`
  const known = shared.get(key)
  if (known) known.paths.push(path)
  else shared.set(key, { links: stats.nlink, paths: [path] })
}

/** A name that is not UTF-8 is given the letters it has in Latin-1. */
async function readable(folder: Buffer, name: Buffer): Promise<Buffer> {
  const path = (bytes: Buffer) => Buffer.concat([folder, Buffer.from(sep), bytes])
  if (Buffer.from(name.toString('utf8')).equals(name)) return path(name)
  const renamed = path(Buffer.from(name.toString('latin1')))
  await rename(path(name), renamed)
  return renamed
}

/**
 * Makes the links in the tree at `root`. One that leads out is not made; one that leads nowhere is of no use and neither.
 * @returns how many would have led out
 * @throws the signal's reason
 */
export async function makeLinks(root: string, wanted: readonly WantedLink[], signal?: AbortSignal): Promise<number> {
  const made: WantedLink[] = []
  let outside = 0
  for (const one of wanted) {
    signal?.throwIfAborted()
    if (/^([/\\]|[A-Za-z]:)/.test(one.target) || one.target.includes('\0')) outside += 1
    else if (await makeLink(root, one)) made.push(one)
  }
  const real = await realpath(root)
  const bad: WantedLink[] = []
  for (const one of made) {
    signal?.throwIfAborted()
    const leads = await whereTo(real, join(root, one.path))
    if (leads === 'inside') continue
    bad.push(one)
    if (leads === 'outside' || climbs(one)) outside += 1
  }
  for (const { path } of bad) await rm(join(root, path))
  return outside
}

async function makeLink(root: string, { path, target }: WantedLink): Promise<boolean> {
  const place = join(root, path)
  try {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await symlinkAt(place, target)
    return true
  } catch {
    // Windows lets only administrators make symbolic links. For a file, a second name does as well.
    const inside = !climbs({ path, target })
    if (inside) await link(join(dirname(place), target), place).catch(() => undefined)
    return false
  }
}

/** In the place of what the unpacking may have left under its name. */
async function symlinkAt(place: string, target: string): Promise<void> {
  try {
    await symlink(target, place)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
    await rm(place)
    await symlink(target, place)
  }
}

/** Whether the words of the link lead above the root, whatever is there. */
function climbs({ path, target }: WantedLink): boolean {
  const way = relative('/', join('/top', dirname(path), target))
  return way !== 'top' && !way.startsWith(`top${sep}`)
}

async function whereTo(realRoot: string, place: string): Promise<'inside' | 'outside' | 'nowhere'> {
  try {
    const real = await realpath(place)
    return real === realRoot || real.startsWith(realRoot + sep) ? 'inside' : 'outside'
  } catch {
    return 'nowhere'
  }
}
