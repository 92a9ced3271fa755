import { RUNGS } from '../engine/clients/rungs'
import type { JournalEntry } from './types'

/** The fields of a row, in their order. Names stay as they are in every language: spreadsheets and scripts refer to them. */
const COLUMNS: readonly { readonly name: string; readonly of: (entry: JournalEntry) => string | number | null }[] = [
  { name: 'started', of: ({ startedAt }) => iso(startedAt) },
  { name: 'last_heard', of: ({ endedAt }) => iso(endedAt) },
  { name: 'name', of: ({ hostname }) => hostname },
  { name: 'mac', of: ({ mac }) => mac },
  { name: 'uuid', of: ({ uuid }) => uuid },
  { name: 'vendor', of: ({ vendor }) => vendor },
  { name: 'model', of: ({ model }) => model },
  { name: 'address', of: ({ ip }) => ip },
  { name: 'firmware', of: ({ arch }) => arch },
  { name: 'system', of: ({ title }) => title },
  { name: 'recipe', of: ({ recipe }) => recipe },
  { name: 'card', of: ({ card }) => card },
  { name: 'mode', of: ({ mode }) => mode },
  { name: 'result', of: ({ result }) => result },
  { name: 'step', of: ({ rung }) => rung },
  { name: 'reason', of: ({ why }) => why },
  { name: 'bytes', of: ({ bytes }) => bytes },
  ...RUNGS.slice(1).map((rung) => ({
    name: `${rung.replace('-', '_')}_s`,
    of: ({ reachedMs }: JournalEntry) => seconds(reachedMs[rung]),
  })),
]

/**
 * A table as RFC 4180 has it: CRLF after each row, a header, quotes where a field needs them. It begins with a byte order mark: Excel
 * takes the text for the system's old code page without it, and everything else that reads CSV skips it.
 */
export function toCsv(entries: readonly JournalEntry[]): string {
  const rows = [COLUMNS.map(({ name }) => name), ...entries.map((entry) => COLUMNS.map(({ of }) => cell(of(entry))))]
  return `\uFEFF${rows.map((row) => `${row.join(',')}\r\n`).join('')}`
}

/** The same for programs, with moments in ISO 8601. @param now ms since the epoch */
export function toJson(entries: readonly JournalEntry[], now: number): string {
  const boots = entries.map(({ id: _id, startedAt, endedAt, ...rest }) => ({
    startedAt: iso(startedAt),
    endedAt: iso(endedAt),
    ...rest,
  }))
  return `${JSON.stringify({ format: 'bootdrop-journal', version: 1, exportedAt: iso(now), boots }, null, 2)}\n`
}

/** `bootdrop-journal-2026-11-21.csv`, by the calendar of this computer. */
export function exportName(format: 'csv' | 'json', now: number): string {
  const day = new Date(now)
  const digits = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0'))
  return `bootdrop-journal-${digits.join('-')}.${format}`
}

/** Spreadsheets run what begins like a formula, and a machine's name is whatever it said (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r＝＋－＠﹢﹣﹫−]/u
/** What programs pass over, or nobody sees: spaces of any kind, line breaks, marks of direction and width, control characters. */
const UNSEEN = /^[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]+/u
/** A semicolon and a tab part fields where the system's language says so. */
const NEEDS_QUOTES = /[",;\t\r\n]/

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const isFormula = FORMULA.test(value) || FORMULA.test(value.replace(UNSEEN, ''))
  const safe = isFormula ? `'${value}` : value
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms) / 1000
}
