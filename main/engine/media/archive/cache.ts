/**
 * What was unpacked, kept in a folder of the user: `<key>/` is a whole entry, `<key>.part.<pid>.<random>` one that is being made,
 * `<key>.lease.<pid>.<random>` says that a process uses the entry, `….drop.…` is on its way out. An entry gets its name by one rename
 * when it is whole, so whatever breaks off an unpacking leaves nothing that could be taken for one, and two processes that make the same
 * do not meet. What dead processes left is removed at the next use.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BootdropError, systemCode } from '../../errors'
import { sizeInWords } from '../words'
import { settledOrCancelled } from './cancel'

export interface CacheLimits {
  /** Bytes of all entries together. */
  readonly totalBytes: number
  /** Bytes that stay free on the disk. */
  readonly keepFreeBytes: number
  /** Bytes free on the disk that the folder is on. */
  readonly freeBytes: (folder: string) => Promise<number>
}

export const CACHE_LIMITS: CacheLimits = {
  totalBytes: 20 * 1024 ** 3,
  keepFreeBytes: 1024 ** 3,
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  },
}

/** Kept beside the unpacked data. */
export interface EntryFacts {
  /** Bytes on disk. */
  readonly bytes: number
  /** Links of the archive that led out of it and were left out. */
  readonly linksLeftOut: number
}

/** Where an entry is made. */
export interface Room {
  readonly folder: string
  /**
   * Makes room, of what was used longest ago first: for `bytes` in all, of which `written` are there already.
   * @throws BootdropError `medium-no-space`
   */
  need(bytes: number, written?: number): Promise<void>
}

export interface CacheEntry {
  readonly folder: string
  readonly facts: EntryFacts
  /** From then on the entry may be removed. */
  release(): Promise<void>
}

/** What is being made in this process, so that who wants the same waits instead. */
const making = new Map<string, Promise<unknown>>()
/** Folders of this process; others that carry its pid are of a dead one that had it before. */
const ours = new Set<string>()

const FACTS = 'entry.json'
/** How often an entry may vanish between its making and its use. */
const MAX_TRIES = 4

export class MediaCache {
  constructor(
    readonly folder: string,
    readonly limits: CacheLimits = CACHE_LIMITS,
  ) {}

  /**
   * The entry named `key`, made by `fill` when there is none yet.
   * @param name what is unpacked, for the words
   * @throws BootdropError `medium-no-space`, `cancelled`; what `fill` throws
   */
  async entry(
    key: string,
    name: string,
    fill: (room: Room) => Promise<EntryFacts>,
    signal?: AbortSignal,
  ): Promise<CacheEntry> {
    await this.#prepare(name)
    for (let tries = 1; ; tries += 1) {
      // The lease comes first: from here on nobody removes what we are going to find.
      const release = await this.#lease(key)
      try {
        const facts = await this.#find(key)
        if (facts) return { folder: join(this.folder, key), facts, release }
        if (tries === MAX_TRIES) throw new Error(`The cache entry ${key} does not stay.`)
        await this.#make(key, name, fill, signal)
      } catch (error) {
        await release()
        throw diskFull(error) ? noSpace(name, this.folder) : error
      }
      await release()
    }
  }

  async #prepare(name: string): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 })
    } catch (error) {
      const text = `${name} has to be unpacked, and the folder for that cannot be made: ${this.folder}. Allow writing there, or unpack it yourself and drop the folder.`
      throw new BootdropError('medium-no-space', text, { name, folder: this.folder, reason: 'folder' }, error)
    }
    await this.#sweep()
  }

  /** Removes what processes that are gone have left. */
  async #sweep(): Promise<void> {
    for (const item of await readdir(this.folder)) {
      const [, pid] = /\.(?:part|drop|lease)\.(\d+)\.[0-9a-f]+$/.exec(item) ?? []
      if (pid === undefined || ours.has(join(this.folder, item))) continue
      if (Number(pid) === process.pid || !isAlive(Number(pid))) await remove(join(this.folder, item))
    }
  }

  async #lease(key: string): Promise<() => Promise<void>> {
    const path = this.#own(key, 'lease')
    await writeFile(path, '')
    return async () => {
      await remove(path)
      ours.delete(path)
    }
  }

  async #find(key: string): Promise<EntryFacts | undefined> {
    const path = join(this.folder, key, FACTS)
    try {
      const facts = JSON.parse(await readFile(path, 'utf8')) as EntryFacts
      // Its time is when it was used last.
      const now = new Date()
      await utimes(path, now, now)
      return facts
    } catch {
      return undefined
    }
  }

  async #make(
    key: string,
    name: string,
    fill: (room: Room) => Promise<EntryFacts>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const place = join(this.folder, key)
    const under = making.get(place)
    // It ends well or not; then we look again.
    if (under) return settledOrCancelled(under, signal)
    const made = this.#fill(key, name, fill)
    making.set(place, made)
    try {
      await made
    } finally {
      making.delete(place)
    }
  }

  async #fill(key: string, name: string, fill: (room: Room) => Promise<EntryFacts>): Promise<void> {
    const folder = this.#own(key, 'part')
    try {
      await mkdir(folder, { mode: 0o700 })
      const facts = await fill({ folder, need: (bytes, written = 0) => this.#makeRoom(name, bytes, written) })
      await writeFile(join(folder, FACTS), JSON.stringify(facts))
      await this.#put(folder, key)
    } finally {
      await remove(folder)
      ours.delete(folder)
    }
  }

  /** Gives what was made its name, unless another process was faster. */
  async #put(folder: string, key: string): Promise<void> {
    const place = join(this.folder, key)
    try {
      await rename(folder, place)
    } catch (error) {
      if ((await this.#find(key)) === undefined) {
        // Something else, or half of an entry whose removing was broken off, is in the way.
        await this.#drop(key)
        await rename(folder, place).catch(() => {
          throw error
        })
      }
    }
  }

  async #makeRoom(name: string, bytes: number, written: number): Promise<void> {
    const { totalBytes, keepFreeBytes } = this.limits
    if (bytes > totalBytes) {
      const text = `${name} takes ${sizeInWords(bytes)} or more unpacked, and Bootdrop unpacks up to ${sizeInWords(totalBytes)}: unpack it yourself and drop the folder.`
      throw new BootdropError('medium-no-space', text, { name, bytes, limitBytes: totalBytes, reason: 'too-big' })
    }
    const entries = await this.#entries()
    let used = entries.reduce((sum, entry) => sum + entry.bytes, 0)
    for (;;) {
      const free = await this.limits.freeBytes(this.folder)
      if (used + bytes <= totalBytes && free - (bytes - written) >= keepFreeBytes) return
      const oldest = entries.shift()
      if (!oldest) throw noSpace(name, this.folder, bytes)
      if (await this.#evict(oldest.key)) used -= oldest.bytes
    }
  }

  /** Whole entries, those that were used longest ago first. */
  async #entries(): Promise<{ readonly key: string; readonly bytes: number; readonly usedMs: number }[]> {
    const found = []
    for (const key of await readdir(this.folder)) {
      if (!/^[0-9a-f]+$/.test(key)) continue
      const path = join(this.folder, key, FACTS)
      try {
        const { bytes } = JSON.parse(await readFile(path, 'utf8')) as EntryFacts
        found.push({ key, bytes: Number(bytes) || 0, usedMs: (await stat(path)).mtimeMs })
      } catch {
        // Its making or its removing was broken off by what no program survives: nobody can use it.
        if (!(await this.#isLeased(key))) await this.#drop(key)
      }
    }
    return found.sort((a, b) => a.usedMs - b.usedMs)
  }

  /** @returns whether it is gone: nothing that any process has open goes */
  async #evict(key: string): Promise<boolean> {
    if (await this.#isLeased(key)) return false
    return this.#drop(key)
  }

  async #drop(key: string): Promise<boolean> {
    const dropped = this.#own(key, 'drop')
    try {
      await rename(join(this.folder, key), dropped)
    } catch {
      ours.delete(dropped)
      return false
    }
    // Who took its lease between our look and the rename has it back; who comes later makes the entry anew.
    const back = (await this.#isLeased(key)) && (await wasPutBack(dropped, join(this.folder, key)))
    if (!back) await remove(dropped)
    ours.delete(dropped)
    return !back
  }

  async #isLeased(key: string): Promise<boolean> {
    const prefix = `${key}.lease.`
    return (await readdir(this.folder)).some(
      (item) => item.startsWith(prefix) && isAlive(Number(item.slice(prefix.length).split('.')[0])),
    )
  }

  #own(key: string, kind: 'part' | 'drop' | 'lease'): string {
    const path = join(this.folder, `${key}.${kind}.${process.pid}.${randomBytes(6).toString('hex')}`)
    ours.add(path)
    return path
  }
}

async function wasPutBack(from: string, to: string): Promise<boolean> {
  try {
    await stat(join(from, FACTS))
    await rename(from, to)
    return true
  } catch {
    return false
  }
}

/** On Windows a file that is open stays; the next sweep takes it. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

function diskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '')
}

export function noSpace(name: string, folder: string, bytes?: number): BootdropError {
  const size = bytes === undefined ? '' : ` (${sizeInWords(bytes)})`
  const text = `There is not enough room to unpack ${name}${size}: make room on the disk of ${folder}, or unpack it elsewhere and drop the folder.`
  return new BootdropError('medium-no-space', text, { name, folder, ...(bytes === undefined ? {} : { bytes }) })
}
