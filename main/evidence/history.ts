import type { SelfTestStep } from '../../preload/contract'
import type { JournalEntry } from '../journal/types'
import type { SelfTestRecord } from './self-tests'

/** Boots in the archive: a day of a busy bench, and under half a megabyte before it is packed. */
export const MAX_BOOTS = 500

/** journal.json without its boots. @param boots newest first */
export function journalHead(boots: readonly JournalEntry[], startedAt: number): object {
  return { runStartedAt: iso(startedAt), kept: boots.length, here: newest(boots).length }
}

/** A boot in journal.json. */
export function journalBoot({ id: _id, startedAt, endedAt, ...rest }: JournalEntry, runStartedAt: number): object {
  return { startedAt: iso(startedAt), endedAt: iso(endedAt), inThisRun: endedAt >= runStartedAt, ...rest }
}

export function newest(boots: readonly JournalEntry[]): readonly JournalEntry[] {
  return boots.slice(0, MAX_BOOTS)
}

/** selftest.json; null where none was made in this run. */
export function selfTestOf(record: SelfTestRecord | undefined): object | null {
  if (record === undefined) return null
  const { startedAt, nic, steps, result } = record
  const ended = result?.ok === true ? result.value : undefined
  const times = { startedAt: iso(startedAt), card: nic, ...(ended && { ms: ended.ms }) }
  return {
    ...times,
    outcome: outcomeOf(record),
    ...(result?.ok === false && { error: result.error }),
    steps: (ended?.steps ?? steps).map((step) => ({ ...step, at: iso(step.at) })),
  }
}

function outcomeOf({ result }: SelfTestRecord): 'running' | 'not-finished' | SelfTestStep['state'] {
  if (result === undefined) return 'running'
  if (!result.ok) return 'not-finished'
  const { passed, steps } = result.value
  if (!passed) return 'failed'
  return steps.some(({ state }) => state === 'unsure') ? 'unsure' : 'passed'
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
