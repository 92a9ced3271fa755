import { isAtLeast } from '../engine/clients/rungs'
import type { JournalLine } from './lines'
import type { JournalEntry } from './types'

/** Boots that are kept; a year of fourteen boots a day. */
export const MAX_BOOTS = 5_000

/** What the lines of all files together say: pure. */
export interface Shelf {
  /** By id, also of those that were deleted. */
  readonly boots: ReadonlyMap<string, JournalEntry>
  /** Whether a boot is deleted, and since when, by id. */
  readonly verdicts: ReadonlyMap<string, Verdict>
}

export interface Verdict {
  readonly gone: boolean
  readonly at: number
}

/** @param lines oldest file first */
export function shelve(lines: Iterable<JournalLine>): Shelf {
  const boots = new Map<string, JournalEntry>()
  const verdicts = new Map<string, Verdict>()
  for (const line of lines) {
    if ('boot' in line) {
      boots.set(line.boot.id, line.boot)
      continue
    }
    const gone = 'gone' in line
    for (const id of gone ? line.gone : line.back) {
      if ((verdicts.get(id)?.at ?? -1) <= line.at) verdicts.set(id, { gone, at: line.at })
    }
  }
  return { boots, verdicts }
}

/** The boots to show, newest first, at most `limit`. */
export function shown({ boots, verdicts }: Shelf, limit = MAX_BOOTS): readonly JournalEntry[] {
  const kept = [...boots.values()].filter(({ id }) => verdicts.get(id)?.gone !== true)
  return mostWorth(kept, limit).sort((a, b) => b.startedAt - a.startedAt)
}

/**
 * Of too many boots the oldest go first, and before them those that never got past their first question: anybody on the wire can make up
 * thousands of these in a minute, and they shall push out none that tells of real work.
 */
function mostWorth(boots: JournalEntry[], limit: number): JournalEntry[] {
  if (boots.length <= limit) return boots
  const worth = ({ rung }: JournalEntry): number => (isAtLeast(rung, 'loader') ? 1 : 0)
  return boots.sort((a, b) => worth(b) - worth(a) || b.startedAt - a.startedAt).slice(0, limit)
}

/** As many of them as fit into a file of `bytes`, the newest; oldest first. @param boots newest first */
export function within(boots: readonly JournalEntry[], bytes: number): readonly JournalEntry[] {
  let left = bytes
  const kept: JournalEntry[] = []
  for (const boot of boots) {
    left -= Buffer.byteLength(JSON.stringify(boot)) + '{"boot":}\n'.length
    if (left < 0) break
    kept.push(boot)
  }
  return kept.reverse()
}
