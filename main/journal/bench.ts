import { hasSettled } from '../../preload/under-way'
import { isAtLeast, rungOf } from '../engine/clients/rungs'
import type { Client, EngineState, Rung, ServeMode } from '../engine/types'
import { virtualMac } from '../virtual/persona'
import type { JournalEntry, JournalResult } from './types'

/** One machine whose boot is followed. */
interface Boot {
  readonly client: Client
  readonly entry: JournalEntry
  /** Bytes of each transfer that is counted in `entry.bytes`, by id; of those that the engine still lists. */
  readonly counted: ReadonlyMap<string, number>
}

/** The machines on the bench, by Client.id. Never changed in place. */
export type Bench = ReadonlyMap<string, Boot>
export const NOBODY: Bench = new Map()

const VIRTUAL = virtualMac(0).slice(0, 'xx:xx:xx'.length)

/**
 * What one snapshot of the engine makes of the boots that are followed: pure. A machine's boot begins a new entry when its number or
 * its session changes; the entry before it is closed.
 * @returns the entries that are new or changed, oldest boot first
 */
export function follow(
  bench: Bench,
  state: EngineState,
  now: number,
): { readonly bench: Bench; readonly changed: readonly JournalEntry[] } {
  // Until the new session serves, its machines are those of the last one.
  if (state.status === 'starting') return { bench, changed: [] }
  const next = new Map<string, Boot>()
  const changed: JournalEntry[] = []
  const ids = new Set(state.clients.map(({ id }) => id))
  for (const client of state.clients) {
    const before = bench.get(client.id) ?? strangerOf(client, bench, ids)
    if (before !== undefined && isSameBoot(before.client, client)) {
      const boot = goneOn(before, client, state, now)
      next.set(client.id, boot)
      if (boot.entry !== before.entry) changed.push(boot.entry)
      continue
    }
    if (before?.entry.result === 'open') changed.push(closed(before.entry))
    if (!isBoot(client)) continue
    const boot = begun(client, state, now)
    next.set(client.id, boot)
    changed.push(boot.entry)
  }
  return { bench: next, changed }
}

/** A machine that was known by its address alone has told its MAC: the boot goes on under its name. */
function strangerOf({ id, ip }: Client, bench: Bench, ids: ReadonlySet<string>): Boot | undefined {
  const strangerId = `ip:${ip ?? ''}`
  return strangerId === id || ids.has(strangerId) ? undefined : bench.get(strangerId)
}

/** In a new session machines are seen for the first time again; one that turns out to be two becomes older, never younger. */
function isSameBoot(before: Client, client: Client): boolean {
  return client.boots === before.boots && client.firstSeen <= before.firstSeen
}

/**
 * Whether this belongs in the journal: a machine that was answered or turned away, not one that a rule leaves alone, and not the
 * virtual machine of the self-test. An address alone is had for asking in a browser.
 */
function isBoot({ mac, doing, phase }: Client): boolean {
  if (mac?.startsWith(VIRTUAL) === true || doing === 'ignored') return false
  if (mac === undefined) return isAtLeast(rungOf(phase), 'loader')
  return phase.phase === 'failed' || isAtLeast(rungOf(phase), 'offered')
}

function begun(client: Client, state: EngineState, now: number): Boot {
  const startedAt = startOf(client)
  const entry: JournalEntry = {
    ...{ id: `${String(startedAt)}-${client.id}`, startedAt, endedAt: startedAt },
    ...{ mac: null, uuid: null, vendor: null, model: null, hostname: null, ip: null, arch: client.arch },
    ...{ title: null, recipe: null, card: state.card?.name ?? '', mode: modeOf(state), result: 'open' },
    ...{ rung: 'seen', why: null, bytes: 0, reachedMs: {} },
  }
  return told({ client, entry, counted: new Map() }, client, state, now)
}

function goneOn(before: Boot, client: Client, state: EngineState, now: number): Boot {
  const over = state.status === 'stopped'
  // The passing of time alone makes a machine that is silent one that has started.
  const waits = before.entry.result === 'open' && client.phase.phase === 'handed-over'
  if (before.client === client && !over && !waits) return before
  const boot = told(before, client, state, now)
  const entry = over && boot.entry.result === 'open' ? closed(boot.entry) : boot.entry
  return { ...boot, entry: isSame(entry, before.entry) ? before.entry : entry }
}

/** The boot with everything that is known of the machine now; what was known once stays. */
function told({ entry: old, counted }: Boot, client: Client, state: EngineState, now: number): Boot {
  const startedAt = startOf(client)
  const sent = client.transfers.map(({ id, sentBytes }) => [id, sentBytes] as const)
  const more = sent.reduce((sum, [id, bytes]) => sum + Math.max(0, bytes - (counted.get(id) ?? 0)), 0)
  const title = client.title ?? old.title
  const entry: JournalEntry = {
    ...old,
    startedAt,
    endedAt: Math.max(startedAt, client.lastSeen),
    mac: client.mac ?? old.mac,
    uuid: client.uuid ?? old.uuid,
    vendor: client.vendor ?? old.vendor,
    model: client.model ?? old.model,
    hostname: client.hostname ?? old.hostname,
    ip: client.ip ?? old.ip,
    arch: client.arch,
    title,
    recipe: title === null || title === old.title ? old.recipe : recipeOf(state),
    mode: old.mode,
    ...outcomeOf(client, old, now),
    rung: rungOf(client.phase),
    bytes: old.bytes + more,
    reachedMs: sinceStart(client.reached, startedAt),
  }
  return { client, entry, counted: new Map(sent) }
}

function outcomeOf(client: Client, old: JournalEntry, now: number): Pick<JournalEntry, 'result' | 'why'> {
  const { phase } = client
  if (!('why' in phase)) return { result: resultOf(client, old.result, now), why: null }
  if (phase.why !== 'stopped') return { result: phase.phase, why: phase.why }
  // What held it up tells more than that we stopped in the end.
  return old.result === 'stalled' ? { result: 'stalled', why: old.why } : { result: 'stopped', why: null }
}

function resultOf(client: Client, before: JournalResult, now: number): JournalResult {
  if (client.doing === 'local-disk') return 'local-disk'
  const { phase } = client.phase
  if (phase === 'running' || phase === 'finished') return phase
  if (hasSettled(client, now)) return 'started'
  // A session that ended has nothing more to tell of its machines.
  return before === 'stopped' || before === 'started' ? before : 'open'
}

/** An entry of which nothing more will be heard. */
export function closed(entry: JournalEntry): JournalEntry {
  if (entry.result !== 'open') return entry
  return { ...entry, result: isAtLeast(entry.rung, 'handed-over') ? 'started' : 'stopped' }
}

/** Only where one medium is served to all, it is known which recipe a title stands for. */
function recipeOf({ served }: EngineState): string | null {
  const [medium, ...others] = served?.media ?? []
  if (medium === undefined || others.length > 0) return null
  const own = served?.rules.some(({ action }) => action.medium !== undefined || action.recipe !== undefined) ?? false
  return own ? null : (medium.recipe ?? null)
}

function startOf({ reached, firstSeen }: Client): number {
  return Math.min(...Object.values(reached), reached.seen ?? firstSeen)
}

function sinceStart(reached: Client['reached'], startedAt: number): JournalEntry['reachedMs'] {
  return Object.fromEntries(Object.entries(reached).map(([rung, at]) => [rung as Rung, at - startedAt]))
}

function modeOf({ mode }: EngineState): ServeMode {
  return mode ?? 'proxy'
}

function isSame(one: JournalEntry, other: JournalEntry): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
