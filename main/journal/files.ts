import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { closed } from './bench'
import { readLines, writeLines } from './lines'
import type { JournalLine } from './lines'

/**
 * One file for each Bootdrop that ever ran, written by that one alone and only added to: two of them at the same time share nothing that
 * either could destroy, and a crash costs at most the line that was being written. Nothing here throws, whatever lies in the folder.
 */
export interface JournalFiles {
  /** Every line of every file, oldest file first; what cannot be read is left out. */
  read(): readonly JournalLine[]
  /** Adds to our own file. False when the disk did not take it. */
  append(lines: readonly JournalLine[]): boolean
  /** Whether there is enough to make one file out of them (`merge`). */
  isLarge(): boolean
  /**
   * Replaces our own file, and those of Bootdrops that ended, by `lines`. They go once the new one is whole. False when the disk did
   * not take it; everything is as before then.
   */
  merge(lines: readonly JournalLine[]): boolean
  /** Ids in files of Bootdrops that still run. */
  idsOfOthers(): ReadonlySet<string>
}

/** Our file and those of Bootdrops that ended: how many, and bytes in all, from which on they are made one. */
const MERGE_FILES = 16
export const MERGE_BYTES = 5_000_000
/** No file of ours grows that large: another's is neither read nor deleted. */
const MAX_FILE_BYTES = 64 << 20
const NAME = /^boots-(\d+)-(\d+)\.jsonl$/

export interface JournalFilesOptions {
  readonly folder: string
  /** When this program started, ms since the epoch, and its process id: the name of its file. */
  readonly startedAt: number
  readonly pid: number
  /** Whether the Bootdrop that started then, with that process id, still runs. */
  readonly isAlive: (pid: number, startedAt: number) => boolean
}

interface Known {
  readonly stamp: string
  readonly lines: readonly JournalLine[]
}

export function journalFiles({ folder, startedAt, pid, isAlive }: JournalFilesOptions): JournalFiles {
  const own = `boots-${String(startedAt)}-${String(pid)}.jsonl`
  const known = new Map<string, Known>()
  /** The last write broke off, maybe in the middle of a line. */
  let torn = false
  /** Could not be deleted: they are no reason to try again with every line. */
  const stuck = new Set<string>()

  /** Undefined for what no Bootdrop wrote: folders, links, devices. */
  function statOf(name: string): Stats | undefined {
    try {
      const stat = lstatSync(join(folder, name))
      return stat.isFile() && stat.size <= MAX_FILE_BYTES ? stat : undefined
    } catch {
      return undefined
    }
  }

  function names(): readonly string[] {
    try {
      const found = readdirSync(folder).filter((name) => NAME.test(name) && statOf(name) !== undefined)
      return found.sort((a, b) => Number(NAME.exec(a)?.[1]) - Number(NAME.exec(b)?.[1]))
    } catch {
      // Not there before the first boot.
      return []
    }
  }

  /** A file whose program ended; ours never did. */
  function isOver(name: string): boolean {
    const [, started, id] = NAME.exec(name) ?? []
    return name !== own && (Number(id) === pid || !isAlive(Number(id), Number(started)))
  }

  function linesOf(name: string): readonly JournalLine[] {
    const path = join(folder, name)
    try {
      const stat = statOf(name)
      if (stat === undefined) return []
      const { size, mtimeMs } = stat
      const over = isOver(name)
      const stamp = [size, mtimeMs, over].join()
      const before = known.get(name)
      if (before?.stamp === stamp) return before.lines
      const lines = readLines(readFileSync(path, 'utf8'))
      // Nobody is there any more who would say how these went on.
      const told = over ? lines.map((line) => ('boot' in line ? { boot: closed(line.boot) } : line)) : lines
      known.set(name, { stamp, lines: told })
      return told
    } catch {
      return []
    }
  }

  return {
    read: () => names().flatMap(linesOf),
    append(lines) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        appendFileSync(join(folder, own), `${torn ? '\n' : ''}${writeLines(lines)}`, { mode: 0o600 })
        torn = false
        return true
      } catch {
        torn = true
        return false
      }
    },
    isLarge() {
      const ours = names().filter((name) => name === own || (isOver(name) && !stuck.has(name)))
      const bytes = ours.reduce((sum, name) => sum + (statOf(name)?.size ?? 0), 0)
      return bytes > MERGE_BYTES || ours.length > MERGE_FILES
    },
    merge(lines) {
      const over = names().filter(isOver)
      const temporary = join(folder, `${own}.new`)
      try {
        writeFileSync(temporary, writeLines(lines), { mode: 0o600, flush: true })
        renameSync(temporary, join(folder, own))
        torn = false
      } catch {
        remove(temporary)
        return false
      }
      // One that stays costs nothing: the latest line about a boot counts.
      for (const name of over) if (!remove(join(folder, name))) stuck.add(name)
      known.clear()
      return true
    },
    idsOfOthers() {
      const others = names().filter((name) => name !== own && !isOver(name))
      return new Set(others.flatMap(linesOf).flatMap((line) => ('boot' in line ? [line.boot.id] : [])))
    },
  }
}

function remove(path: string): boolean {
  try {
    rmSync(path, { force: true })
    return true
  } catch {
    return false
  }
}

/** The clock of the computer may have been set since. */
const CLOCK_ERROR_MS = 60_000

/** Whether a process of that number runs, and may have been there at that moment: numbers are given anew after a start of the computer. */
export function isAlive(pid: number, startedAt: number): boolean {
  if (startedAt < Date.now() - uptime() * 1000 - CLOCK_ERROR_MS) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
