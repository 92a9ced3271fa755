/** Which drivers there are in a folder: read once for all machines that ask, and bounded whatever the folder holds. */
import { lstat, readFile, readdir } from 'node:fs/promises'
import { extname, isAbsolute, join } from 'node:path'
import type { Cpu } from '../../types'
import { parseInf } from './inf'
import type { Inf } from './inf'

export interface Driver {
  /** As this computer names it. */
  readonly infPath: string
  readonly inf: Inf
}

export interface DriverIndex {
  /** Every driver with an entry for such a device; one with a subsystem may be for another card. Device as `8086:15f3`. */
  candidates(cpu: Cpu, device: string): readonly Driver[]
}

const MAX_DEPTH = 10
const MAX_FOLDERS = 20_000
const MAX_INFS = 10_000
const MAX_INF_BYTES = 8 * 1024 * 1024
/** Of all that are known at a time. Makers' collections have some 100,000. */
const MAX_DEVICES = 500_000

interface Read {
  readonly stamp: string
  readonly inf: Inf
}

interface Known {
  /** By path. */
  readonly read: ReadonlyMap<string, Read>
  readonly index: DriverIndex
}

/** Of the folder that was asked for last: its .inf files, each as long as it is the same file. */
let known: { readonly root: string; readonly all: Known } | undefined
let running: { readonly root: string; readonly result: Promise<Known> } | undefined

/**
 * Looks through the folder. Whoever asks while that goes on gets the same answer; of two folders one waits for the other. Links are
 * left alone: a folder from an archive cannot point at other files of this computer.
 * @returns a reason in words where the folder cannot be read
 */
export async function indexOf(root: string): Promise<DriverIndex | { readonly reason: string }> {
  if (!isAbsolute(root)) return { reason: `${root} is no whole path of a folder` }
  const info = await lstat(root).catch(() => undefined)
  if (!info?.isDirectory()) return { reason: `there is no folder ${root}` }
  while (running !== undefined && running.root !== root) await running.result.catch(() => undefined)
  running ??= { root, result: scanAndKeep(root) }
  return (await running.result).index
}

async function scanAndKeep(root: string): Promise<Known> {
  try {
    const all = await scan(root, known?.root === root ? known.all : undefined)
    known = { root, all }
    return all
  } finally {
    running = undefined
  }
}

async function scan(root: string, before: Known | undefined): Promise<Known> {
  const read = new Map<string, Read>()
  let devices = 0
  let same = true
  for await (const path of infsBelow(root)) {
    const old = before?.read.get(path)
    const now = await readInf(path, old)
    if (now === undefined) continue
    devices += countOf(now.inf)
    if (devices > MAX_DEVICES) break
    if (now !== old) same = false
    read.set(path, now)
  }
  if (before !== undefined && same && read.size === before.read.size) return before
  return { read, index: indexed(read) }
}

async function* infsBelow(root: string): AsyncGenerator<string> {
  let level = [root]
  let [folders, infs] = [0, 0]
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const folder of level) {
      folders += 1
      if (folders > MAX_FOLDERS) return
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const path = join(folder, entry.name)
        if (entry.isDirectory() && next.length < MAX_FOLDERS) next.push(path)
        else if (entry.isFile() && extname(entry.name).toLowerCase() === '.inf') {
          infs += 1
          if (infs > MAX_INFS) return
          yield path
        }
      }
    }
    level = next
  }
}

async function readInf(path: string, before: Read | undefined): Promise<Read | undefined> {
  try {
    const { size, mtimeMs } = await lstat(path)
    if (size > MAX_INF_BYTES) return undefined
    const stamp = `${size} ${mtimeMs}`
    return before?.stamp === stamp ? before : { stamp, inf: parseInf(await readFile(path)) }
  } catch {
    // Went away, or is not ours to read: one driver less.
    return undefined
  }
}

function countOf({ devices }: Inf): number {
  return Object.values(devices).reduce((sum, ids) => sum + ids.size, 0)
}

function indexed(read: ReadonlyMap<string, Read>): DriverIndex {
  const byDevice = new Map<string, Set<Driver>>()
  for (const [infPath, { inf }] of read) {
    const driver: Driver = { infPath, inf }
    for (const [cpu, ids] of Object.entries(inf.devices)) {
      for (const id of ids) {
        const key = `${cpu} ${id.slice(0, 'vvvv:dddd'.length)}`
        const drivers = byDevice.get(key) ?? new Set()
        byDevice.set(key, drivers.add(driver))
      }
    }
  }
  return { candidates: (cpu, device) => [...(byDevice.get(`${cpu} ${device}`) ?? [])] }
}
