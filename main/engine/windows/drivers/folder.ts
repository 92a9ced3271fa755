/** A folder of drivers on this computer, as makers' packages unpack: .inf files with what belongs to them, in folders of any depth. */
import { lstat, readdir } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import type { Cpu } from '../../types'
import type { PciDevice } from '../pci'
import { indexOf } from './driver-index'
import type { Driver } from './driver-index'
import { infFits } from './inf'

export interface DriverFile {
  /** Relative to the .inf, with `\`. */
  readonly name: string
  /** As this computer names it. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Ms since the epoch, as `DiskFile.mtimeMs`. */
  readonly mtimeMs: number
}

/** Of one driver, and of all that a machine gets: Windows PE keeps them in memory. */
const MAX_DRIVER_BYTES = 96 * 1024 * 1024
const MAX_FILES = 300
/** Of several for one device: packages hold one for each Windows. */
const PER_DEVICE = 3
/** A machine has 20 to 60 devices, and most of them no driver here. */
const MAX_DRIVERS = 100

/**
 * The drivers in `root` for any of these devices, the newest first and at most three for each device.
 * @returns a reason in words where the folder cannot be read
 */
export async function driversFor(
  root: string,
  cpu: Cpu,
  devices: readonly PciDevice[],
): Promise<readonly Driver[] | { readonly reason: string }> {
  const index = await indexOf(root)
  if ('reason' in index) return index
  const chosen = new Set<Driver>()
  for (const device of devices) {
    const candidates = index.candidates(cpu, `${device.vendor}:${device.device}`)
    const fitting = candidates.filter(({ inf }) => infFits(inf, cpu, device)).sort((a, b) => b.inf.date - a.inf.date)
    for (const driver of fitting.slice(0, PER_DEVICE)) if (chosen.size < MAX_DRIVERS) chosen.add(driver)
  }
  return [...chosen]
}

/** A driver's own files, not read yet; none where they are too big together. @throws where a folder cannot be read */
export async function filesOfDriver({ infPath, inf }: Driver): Promise<readonly DriverFile[]> {
  const folder = dirname(infPath)
  const names = [infPath.slice(folder.length + 1), ...(inf.files.length > 0 ? inf.files : await plainFiles(folder))]
  const files: DriverFile[] = []
  let left = MAX_DRIVER_BYTES
  const taken = new Set<string>()
  const listings = new Map<string, readonly string[]>()
  for (const name of names) {
    const path = taken.has(name.toLowerCase()) ? undefined : await asWritten(folder, name, listings)
    if (path === undefined) continue
    taken.add(name.toLowerCase())
    const info = await lstat(path, { bigint: true })
    if (!info.isFile()) continue
    const size = Number(info.size)
    left -= size
    if (left < 0 || files.length >= MAX_FILES) return []
    files.push({ name: name.replaceAll('/', '\\'), path, size, mtimeMs: Number(info.mtimeMs) })
  }
  return files
}

/** What an .inf without a list of its files has beside itself. */
async function plainFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && extname(entry.name).toLowerCase() !== '.inf')
    .map(({ name }) => name)
    .sort()
}

/** The path of a file that is named without regard to case; undefined where there is none. Each folder is listed once. */
async function asWritten(
  folder: string,
  name: string,
  listings: Map<string, readonly string[]>,
): Promise<string | undefined> {
  let at = folder
  for (const part of name.split('/')) {
    const entries = listings.get(at) ?? (await readdir(at).catch(() => []))
    listings.set(at, entries)
    const found =
      entries.find((entry) => entry === part) ?? entries.find((entry) => entry.toLowerCase() === part.toLowerCase())
    if (found === undefined) return undefined
    at = join(at, found)
  }
  return at
}
