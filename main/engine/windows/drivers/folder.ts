/** A folder of drivers on this computer, as makers' packages unpack: .inf files with what belongs to them, in folders of any depth. */
import { lstat, readFile, readdir } from 'node:fs/promises'
import { dirname, extname, isAbsolute, join } from 'node:path'
import type { Cpu } from '../../types'
import type { PciDevice } from '../pci'
import { infFits, parseInf } from './inf'
import type { Inf } from './inf'

export interface Driver {
  /** As this computer names it. */
  readonly infPath: string
  readonly inf: Inf
}

export interface DriverFile {
  /** Relative to the .inf, with `\`. */
  readonly name: string
  readonly bytes: Uint8Array
}

const MAX_DEPTH = 10
const MAX_FOLDERS = 20_000
const MAX_INFS = 10_000
const MAX_INF_BYTES = 8 * 1024 * 1024
/** Of one driver, and of all that a machine gets: Windows PE keeps them in memory. */
const MAX_DRIVER_BYTES = 96 * 1024 * 1024
const MAX_FILES = 300
/** Of several for one device: packages hold one for each Windows. */
const PER_DEVICE = 3

/** What was read of each .inf, while it is the same file. */
const known = new Map<string, { readonly stamp: string; readonly inf: Inf }>()

/**
 * The drivers in `root` for any of these devices, the newest first and at most three for each device. Links are left alone: a
 * folder from an archive cannot point at other files of this computer.
 * @returns a reason in words where the folder cannot be read
 */
export async function driversFor(
  root: string,
  cpu: Cpu,
  devices: readonly PciDevice[],
): Promise<readonly Driver[] | { readonly reason: string }> {
  const infs = await infsBelow(root)
  if ('reason' in infs) return infs
  const chosen = new Set<Driver>()
  for (const device of devices) {
    const fitting = infs.filter(({ inf }) => infFits(inf, cpu, device)).sort((a, b) => b.inf.date - a.inf.date)
    for (const driver of fitting.slice(0, PER_DEVICE)) chosen.add(driver)
  }
  return [...chosen]
}

/** A driver's own files; none where they are too big together. @throws where one cannot be read */
export async function filesOfDriver({ infPath, inf }: Driver): Promise<readonly DriverFile[]> {
  const folder = dirname(infPath)
  const names = [infPath.slice(folder.length + 1), ...(inf.files.length > 0 ? inf.files : await plainFiles(folder))]
  const files: DriverFile[] = []
  let left = MAX_DRIVER_BYTES
  const taken = new Set<string>()
  for (const name of names) {
    const path = taken.has(name.toLowerCase()) ? undefined : await asWritten(folder, name)
    if (path === undefined) continue
    taken.add(name.toLowerCase())
    const info = await lstat(path)
    if (!info.isFile()) continue
    left -= info.size
    if (left < 0 || files.length >= MAX_FILES) return []
    files.push({ name: name.replaceAll('/', '\\'), bytes: await readFile(path) })
  }
  return files
}

async function infsBelow(root: string): Promise<readonly Driver[] | { readonly reason: string }> {
  if (!isAbsolute(root)) return { reason: `${root} is no whole path of a folder` }
  const info = await lstat(root).catch(() => undefined)
  if (!info?.isDirectory()) return { reason: `there is no folder ${root}` }
  const drivers: Driver[] = []
  let level = [root]
  let folders = 0
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const folder of level) {
      folders += 1
      if (folders > MAX_FOLDERS) return drivers
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) next.push(path)
        else if (entry.isFile() && extname(entry.name).toLowerCase() === '.inf' && drivers.length < MAX_INFS) {
          const inf = await readInf(path)
          if (inf !== undefined) drivers.push({ infPath: path, inf })
        }
      }
    }
    level = next
  }
  return drivers
}

async function readInf(path: string): Promise<Inf | undefined> {
  try {
    const { size, mtimeMs } = await lstat(path)
    if (size > MAX_INF_BYTES) return undefined
    const stamp = `${size} ${mtimeMs}`
    const before = known.get(path)
    if (before?.stamp === stamp) return before.inf
    const inf = parseInf(await readFile(path))
    if (known.size >= MAX_INFS) known.clear()
    known.set(path, { stamp, inf })
    return inf
  } catch {
    // Went away, or is not ours to read: one driver less.
    return undefined
  }
}

/** What an .inf without a list of its files has beside itself. */
async function plainFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && extname(entry.name).toLowerCase() !== '.inf')
    .map(({ name }) => name)
    .sort()
}

/** The path of a file that is named without regard to case; undefined where there is none. */
async function asWritten(folder: string, name: string): Promise<string | undefined> {
  let at = folder
  for (const part of name.split('/')) {
    const entries = await readdir(at).catch(() => [])
    const found =
      entries.find((entry) => entry === part) ?? entries.find((entry) => entry.toLowerCase() === part.toLowerCase())
    if (found === undefined) return undefined
    at = join(at, found)
  }
  return at
}
