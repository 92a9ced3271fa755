import type { CodeOf } from '../../main/engine/doctor/codes'
import type { Check, CheckId } from '../../main/engine/types'
import { formatClock, formatDate, formatLink, formatMinute, formatSize } from './format'
import { words } from './lang/lang.svelte'
import { reasonWords } from './words-facts'

/** Gives a fact of the line as people write it; empty where there is none. */
export type Fill = (fact: string) => string

/** What was found, and what to do where there is something to do. */
export interface CheckLine {
  readonly what: (t: Fill) => string
  readonly todo?: (t: Fill) => string
}

/** Words for everything that pre-flight can find; every language has all of them. */
export type CheckLines = { readonly [I in CheckId]: Readonly<Record<CodeOf<I>, CheckLine>> }

export interface CheckWords {
  readonly name: string
  readonly what: string
  /** Empty where there is nothing to do. */
  readonly todo: string
}

/** A line of pre-flight in the language on show. What a newer engine found and nobody here knows stays as the engine says it. */
export function checkWords(check: Check): CheckWords {
  const { names, lines } = words().checks
  const known = (lines[check.id] as Readonly<Record<string, CheckLine>>)[check.code]
  const name = names[check.id]
  if (known === undefined) return { name, what: check.text, todo: '' }
  const fill: Fill = (fact) => (fact === 'why' ? whyOf(check) : written(fact, check.facts[fact]))
  return { name, what: known.what(fill), todo: known.todo?.(fill) ?? '' }
}

/** Why it could not be checked. */
function whyOf({ facts: { why = '', error, ...facts } }: Check): string {
  return reasonWords(String(why), error === undefined ? undefined : String(error), facts)
}

/** When a line was listened for: with the day where that was not today. Empty for what is heard all the time. */
export function heardWords({ code, facts }: Check, now: number): string {
  const at = facts['at']
  if (typeof at !== 'number') return ''
  const { heardAt, listenedAt } = words().checks
  const today = new Date(at).toDateString() === new Date(now).toDateString()
  return (code === 'none' ? listenedAt : heardAt)(formatMinute(at), today ? undefined : formatDate(at))
}

function written(fact: string, value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (fact.endsWith('Bytes')) return formatSize(value)
  if (fact === 'speedMbps') return formatLink(value)
  return fact === 'at' ? formatClock(value) : String(value)
}

/** How things stand: what has to be seen to, worst first. */
export type Verdict = { readonly state: 'failed' | 'warning'; readonly count: number } | { readonly state: 'ok' }

export function verdictOf(checks: readonly Check[]): Verdict {
  for (const state of ['failed', 'warning'] as const) {
    const count = checks.filter((check) => check.state === state).length
    if (count > 0) return { state, count }
  }
  return { state: 'ok' }
}
