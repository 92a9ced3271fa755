import * as v from 'valibot'
import { RUNGS } from '../engine/clients/rungs'
import type { ClientArch, WhyCode } from '../engine/types'
import type { JournalEntry } from './types'

/**
 * The journal's lines: JSON, one fact each. A later line about the same boot counts, so that a file is only ever added to.
 */
export type JournalLine =
  /** A boot, whole: as it is by now. */
  | { readonly boot: JournalEntry }
  /** Boots that were deleted, or brought back, at this moment (ms since the epoch); the latest counts. */
  | { readonly gone: readonly string[]; readonly at: number }
  | { readonly back: readonly string[]; readonly at: number }

const RESULTS = ['open', 'running', 'finished', 'started', 'local-disk', 'stalled', 'failed', 'stopped'] as const

// As preload/parse.ts has it: what cannot be named cannot be deleted.
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.regex(/^[^\p{Cc}]+$/u))
const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15))
const text = v.nullable(v.pipe(v.string(), v.maxLength(1000)))
const word = v.pipe(v.string(), v.maxLength(100))

const entry = v.object({
  id,
  startedAt: moment,
  endedAt: moment,
  ...{ mac: text, uuid: text, vendor: text, model: text, hostname: text, ip: text, title: text, recipe: text },
  // Words of a later version are shown as they are.
  arch: v.custom<ClientArch>((value) => v.is(word, value)),
  card: v.pipe(v.string(), v.maxLength(1000)),
  mode: v.picklist(['proxy', 'dhcp']),
  result: v.picklist(RESULTS),
  rung: v.picklist(RUNGS),
  why: v.custom<WhyCode | null>((value) => value === null || v.is(word, value)),
  bytes: v.pipe(v.number(), v.minValue(0)),
  reachedMs: v.pipe(
    v.record(v.picklist(RUNGS), v.pipe(v.number(), v.minValue(0))),
    v.transform((all): JournalEntry['reachedMs'] => all),
  ),
})

const ids = v.array(id)
const line = v.union([
  v.object({ boot: entry }),
  v.object({ gone: ids, at: moment }),
  v.object({ back: ids, at: moment }),
])

/** The lines that can be read: a damaged one costs only itself. */
export function readLines(content: string): readonly JournalLine[] {
  return content.split('\n').flatMap((text) => readLine(text) ?? [])
}

function readLine(text: string): JournalLine | undefined {
  if (text === '') return undefined
  try {
    const parsed = v.safeParse(line, JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}

export function writeLines(lines: readonly JournalLine[]): string {
  return lines.map((one) => `${JSON.stringify(one)}\n`).join('')
}
