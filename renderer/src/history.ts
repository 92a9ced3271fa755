import { RUNGS } from '../../main/engine/clients/rungs'
import type { Rung } from '../../main/engine/types'
import type { JournalEntry, JournalResult } from '../../main/journal/types'
import { standingMs } from './standing'

/** How the journal is looked at: filters, days, sums. Pure; words come in as arguments. */
export type ResultFilter = 'all' | 'booted' | 'trouble' | JournalResult
export const RESULT_FILTERS: readonly ResultFilter[] = [
  'all',
  'booted',
  'trouble',
  'open',
  'running',
  'finished',
  'started',
  'local-disk',
  'stalled',
  'failed',
  'stopped',
]
export type Range = 'all' | 'today' | 'week' | 'month' | 'dates'
export const RANGES: readonly Range[] = ['all', 'today', 'week', 'month', 'dates']

export interface Filter {
  readonly search: string
  readonly result: ResultFilter
  readonly range: Range
  /** With `dates`: `2026-11-21`, both days included; empty for no end. */
  readonly from: string
  readonly to: string
}

const BOOTED: readonly JournalResult[] = ['running', 'finished', 'started']
const TROUBLE: readonly JournalResult[] = ['stalled', 'failed']

/** The colour and icon of a result, as on the board of machines. */
export type Tone = 'booting' | 'done' | 'aside' | 'stalled' | 'failed'
export const TONES: Readonly<Record<JournalResult, Tone>> = {
  open: 'booting',
  running: 'done',
  finished: 'done',
  started: 'done',
  'local-disk': 'aside',
  stalled: 'stalled',
  failed: 'failed',
  stopped: 'aside',
}

/** What a technician calls it: its host name, or what is printed on its sticker. */
export function nameOf({ hostname, mac, ip, id }: JournalEntry): string {
  return hostname ?? mac ?? ip ?? id
}

/** `Dell OptiPlex 7090`: SMBIOS often names the maker itself. */
export function whatOf({ vendor, model }: JournalEntry): string {
  if (model === null) return vendor ?? ''
  return vendor === null || model.toLowerCase().startsWith(vendor.toLowerCase()) ? model : `${vendor} ${model}`
}

/** Those that fit, in the same order. @param resultWords what is typed may be the name of a result in the language on show */
export function filtered(
  entries: readonly JournalEntry[],
  filter: Filter,
  now: number,
  resultWords: Readonly<Record<JournalResult, string>>,
): readonly JournalEntry[] {
  const [from, to] = bounds(filter, now)
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(
    (entry) =>
      entry.startedAt >= from &&
      entry.startedAt < to &&
      hasResult(entry, filter.result) &&
      (words.length === 0 || hasAll(entry, words, resultWords)),
  )
}

function hasResult({ result }: JournalEntry, filter: ResultFilter): boolean {
  if (filter === 'all') return true
  if (filter === 'booted') return BOOTED.includes(result)
  return filter === 'trouble' ? TROUBLE.includes(result) : result === filter
}

function hasAll(
  entry: JournalEntry,
  wanted: readonly string[],
  results: Readonly<Record<JournalResult, string>>,
): boolean {
  const { hostname, mac, uuid, vendor, model, ip, title, recipe, result } = entry
  // A MAC is typed with colons, with hyphens, or copied from a sticker that has neither.
  const macs = mac === null ? [] : [mac, mac.replaceAll(':', '-'), mac.replaceAll(':', '')]
  const text = [hostname, ...macs, uuid, vendor, model, ip, title, recipe, results[result]].join('\n').toLowerCase()
  return wanted.every((word) => text.includes(word))
}

/** From and up to, in ms since the epoch, by the calendar of this computer. */
function bounds({ range, from, to }: Filter, now: number): readonly [from: number, to: number] {
  switch (range) {
    case 'all':
      return [-Infinity, Infinity]
    case 'today':
      return [dayStart(now), Infinity]
    case 'week':
      return [dayStart(now, -6), Infinity]
    case 'month':
      return [dayStart(now, -29), Infinity]
    case 'dates': {
      const ends = [midnight(from), midnight(to)].filter((at) => at !== undefined)
      if (ends.length < 2) return [midnight(from) ?? -Infinity, nextDay(midnight(to)) ?? Infinity]
      // Whoever mixes the two up means the days between all the same.
      return [Math.min(...ends), nextDay(Math.max(...ends)) ?? Infinity]
    }
  }
}

/** Midnight of that day, or of `days` later: a day of summer time's change has 23 or 25 hours. */
export function dayStart(at: number, days = 0): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime()
}

function midnight(day: string): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined || month === undefined || date === undefined) return undefined
  return new Date(Number(year), Number(month) - 1, Number(date)).getTime()
}

function nextDay(at: number | undefined): number | undefined {
  return at === undefined ? undefined : dayStart(at, 1)
}

/** The list as it is drawn: a heading for each day, then its boots. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly day: number; readonly count: number }
  | { readonly kind: 'boot'; readonly key: string; readonly entry: JournalEntry }

export function rowsOf(entries: readonly JournalEntry[]): readonly Row[] {
  const days = new Map<number, JournalEntry[]>()
  for (const entry of entries) {
    const day = dayStart(entry.startedAt)
    const known = days.get(day)
    if (known === undefined) days.set(day, [entry])
    else known.push(entry)
  }
  return [...days].flatMap(([day, boots]): Row[] => [
    { kind: 'day', key: `day-${String(day)}`, day, count: boots.length },
    ...boots.map((entry): Row => ({ kind: 'boot', key: entry.id, entry })),
  ])
}

export interface Totals {
  readonly boots: number
  readonly booted: number
  readonly trouble: number
  /** ms from the first packet to the running system; undefined where none got there. */
  readonly median: number | undefined
}

export function totalsOf(entries: readonly JournalEntry[]): Totals {
  const times = entries.flatMap(({ reachedMs }) => reachedMs.running ?? []).sort((a, b) => a - b)
  return {
    boots: entries.length,
    booted: entries.filter(({ result }) => BOOTED.includes(result)).length,
    trouble: entries.filter(({ result }) => TROUBLE.includes(result)).length,
    median: middle(times),
  }
}

function middle(sorted: readonly number[]): number | undefined {
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/** One step of a boot. */
export interface Step {
  readonly rung: Rung
  /** ms from the first packet until it was reached; undefined where it passed unseen. */
  readonly afterMs: number | undefined
  /** ms until the next step that was seen; undefined where there was none. */
  readonly tookMs: number | undefined
}

/** The steps up to where it came, in order. */
export function stepsOf({ rung, reachedMs }: Pick<JournalEntry, 'rung' | 'reachedMs'>): readonly Step[] {
  const climbed = RUNGS.slice(0, RUNGS.indexOf(rung) + 1)
  const times = climbed.map((one) => reachedMs[one])
  const took = standingMs(times)
  return climbed.map((one, index) => ({ rung: one, afterMs: times[index], tookMs: took[index] }))
}

/** From its first packet to where it came, in ms: what a row shows. */
export function durationOf({ reachedMs, rung, startedAt, endedAt, result }: JournalEntry): number {
  const reached = result === 'open' ? undefined : reachedMs[rung]
  return reached ?? endedAt - startedAt
}

/** With what is new or changed: newest first, each boot once. */
export function merged(entries: readonly JournalEntry[], changed: readonly JournalEntry[]): readonly JournalEntry[] {
  const fresh = new Map(changed.map((entry) => [entry.id, entry]))
  const kept = entries.map((entry) => {
    const newer = fresh.get(entry.id)
    fresh.delete(entry.id)
    return newer ?? entry
  })
  return fresh.size === 0 ? kept : [...fresh.values(), ...kept].sort((a, b) => b.startedAt - a.startedAt)
}

export function without(entries: readonly JournalEntry[], ids: readonly string[]): readonly JournalEntry[] {
  const gone = new Set(ids)
  return entries.filter(({ id }) => !gone.has(id))
}
