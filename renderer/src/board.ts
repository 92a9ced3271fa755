import { RUNGS, rungOf } from '../../main/engine/clients/rungs'
import type { Client } from '../../main/engine/types'
import { words } from './lang/lang.svelte'
import { makerOf, moodOf, nameOf, titleOf } from './machine'
import type { Mood } from './machine'
import { currentFile, shareOf } from './transfers'

/** Which machines the board shows and in which order. Pure: board.svelte.ts holds what was chosen. */

export const FILTERS = ['all', 'booting', 'trouble', 'done'] as const
export type Filter = (typeof FILTERS)[number]

export const ORDERS = ['first-seen', 'trouble-first', 'name', 'progress'] as const
export type Order = (typeof ORDERS)[number]

export function byIdOf(clients: readonly Client[]): ReadonlyMap<string, Client> {
  return new Map(clients.map((client) => [client.id, client]))
}

export function inFilter(client: Client, filter: Filter, now = Date.now()): boolean {
  return filter === 'all' || filterOf(moodOf(client, now)) === filter
}

function filterOf(mood: Mood): Exclude<Filter, 'all'> {
  if (mood === 'stalled' || mood === 'failed') return 'trouble'
  return mood === 'booting' ? 'booting' : 'done'
}

/** How many machines each filter would show, in one pass. */
export function countsOf(clients: readonly Client[], now: number): Readonly<Record<Filter, number>> {
  const counts = { all: clients.length, booting: 0, trouble: 0, done: 0 }
  for (const client of clients) counts[filterOf(moodOf(client, now))]++
  return counts
}

/** Does what is typed in the search field name this machine? */
export function matches(client: Client, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  const { hostname, mac, ip, uuid, model, vendor } = client
  // A MAC address is copied with any separator, or none.
  const bare = wanted.replaceAll(/[^0-9a-f]/g, '')
  const pasted = /^[0-9a-f]{2}([:.-]?[0-9a-f]){3,}$/.test(wanted) && mac?.replaceAll(':', '').includes(bare)
  return pasted === true || [hostname, mac, ip, uuid, model, vendor].some((one) => one?.toLowerCase().includes(wanted))
}

const TROUBLE_FIRST: Readonly<Record<Mood, number>> = { failed: 0, stalled: 1, booting: 2, done: 3, aside: 4 }

/** Making one costs more than sorting 200 names with it. */
const collators = new Map<string, Intl.Collator>()
function collator(): Intl.Collator {
  const { locale } = words().format
  const known = collators.get(locale) ?? new Intl.Collator(locale, { numeric: true })
  collators.set(locale, known)
  return known
}

/** A sorted copy; machines that compare equal stay in the order they were first seen. */
export function inOrder(clients: readonly Client[], order: Order, now = Date.now()): readonly Client[] {
  const sorted = [...clients].sort((a, b) => a.firstSeen - b.firstSeen)
  if (order === 'name') {
    const { compare } = collator()
    return sorted.sort((a, b) => compare(`${titleOf(a)} ${nameOf(a)}`, `${titleOf(b)} ${nameOf(b)}`))
  }
  if (order === 'first-seen') return sorted
  const worth = order === 'progress' ? heightOf : (client: Client) => TROUBLE_FIRST[moodOf(client, now)]
  const worths = new Map(sorted.map((client) => [client, worth(client)]))
  return sorted.sort((a, b) => (worths.get(a) ?? 0) - (worths.get(b) ?? 0))
}

/** The furthest first; on one rung by quarters of the file on its way, or neighbours would change places all the time. */
function heightOf(client: Client): number {
  const file = currentFile(client)
  const share = file === undefined || file.done ? 0 : (shareOf(file) ?? 0)
  return -(RUNGS.indexOf(rungOf(client.phase)) + Math.floor(share * 4) / 8)
}

export interface Arrangement {
  readonly ids: readonly string[]
  /** The rows on show are not those, or not in the order, that are chosen. */
  readonly stale: boolean
}

/**
 * The rows on show. While `held` (somebody points at them or moves through them) each one stays where it is: what is new comes at the
 * end, what no longer belongs there waits.
 *
 * @param wanted as filter and order have it now
 * @param has whether a machine is still there at all
 */
export function arrange(
  before: readonly string[],
  wanted: readonly string[],
  has: (id: string) => boolean,
  held: boolean,
): Arrangement {
  if (!held) return { ids: sameIds(before, wanted) ? before : wanted, stale: false }
  const shown = new Set(before)
  const ids = [...before.filter(has), ...wanted.filter((id) => !shown.has(id))]
  return { ids: sameIds(before, ids) ? before : ids, stale: !sameIds(ids, wanted) }
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at])
}

/** The next row whose name or maker begins with what was typed, from `from` on and around the end; -1 for none. */
export function typedTo(rows: readonly Client[], typed: string, from: number): number {
  const begin = typed.toLowerCase()
  for (let step = 0; step < rows.length; step++) {
    const at = (from + step) % rows.length
    const row = rows[at]
    if (row && [nameOf(row), row.model, makerOf(row)].some((one) => one?.toLowerCase().startsWith(begin))) return at
  }
  return -1
}
