import type { FileRole, Rung, Transfer, WhyCode } from '../types'
import { climb, endFailure, halt, isOn, patch, startOver, type Machine } from './machine'
import { legible, legibleName } from './legible'
import type { Observation } from './observation'
import { averageSpeed, measure, speedNow, startMeter, type Meter } from './speed'

type Seen<K extends Observation['kind']> = Extract<Observation, { kind: K }>

/** Installers fetch thousands of files: the newest are kept, running ones before finished ones. */
export const MAX_TRANSFERS = 64

/** The loader broke off so often in one boot: not an accident. */
export const MANY_BREAKS = 3

/** What a machine must have come to when it asks for such a file; `other` needs no more than an address. */
const RUNG_OF: Readonly<Record<Exclude<FileRole, 'runtime'>, Rung>> = {
  probe: 'addressed',
  other: 'addressed',
  loader: 'loader',
  script: 'script',
  boot: 'loading',
}

/**
 * One name for one file, however it was asked for: without scheme, host and query, `/` for `\`, no case. The script names
 * URLs or paths; the transfers carry what the client sent.
 */
export function fileKey(name: string): string {
  const path = name.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\?.*$/s, '')
  return path
    .replace(/[\\/]+/g, '/')
    .replace(/^\//, '')
    .toLowerCase()
}

/** A file starts on its way. It takes the place of an earlier transfer of the same file. */
export function transferStarted(machine: Machine, seen: Seen<'transfer-start'>, now: number): Machine {
  const { role } = seen
  // Machines known by address only show no DISCOVER: what only a boot's beginning fetches tells that one has begun.
  const again = isOn(machine, 'handed-over') && (role === 'loader' || role === 'script')
  const base = again ? startOver(machine, now) : machine
  const transfer: Transfer = {
    id: seen.id,
    protocol: seen.protocol,
    file: legibleName(seen.file),
    role,
    sentBytes: 0,
    sizeBytes: seen.sizeBytes,
    bytesPerSecond: 0,
    startedAt: now,
    endedAt: undefined,
    done: false,
    ok: true,
  }
  const key = fileKey(transfer.file)
  const others = base.client.transfers.filter(({ id, file }) => id !== seen.id && fileKey(file) !== key)
  const added = withTransfers(base, [...others, transfer], { ...base.memo.meters, [seen.id]: startMeter(now) })
  // Files of a running system come by the thousand: they do not tell a story each.
  const told = role === 'runtime' ? added : patch(added, { detail: legible(seen.detail) })
  const trying = role === 'other' || role === 'probe' ? told : endFailure(told, false)
  if (role === 'runtime') return runtimeStarted(trying, now)
  // GRUB does not tell what was chosen in its menu; that something was, its first file does.
  const chosen = role === 'boot' && trying.client.doing === 'menu' ? patch(trying, { doing: undefined }) : trying
  return climb(chosen, RUNG_OF[role], now)
}

/** Bytes went out; a report that comes late never takes the count back. */
export function transferProgressed(machine: Machine, seen: Seen<'transfer-progress'>, now: number): Machine {
  const meter = machine.memo.meters[seen.id]
  const transfer = machine.client.transfers.find(({ id }) => id === seen.id)
  if (meter === undefined || transfer === undefined || transfer.done) return machine
  const sentBytes = Math.max(transfer.sentBytes, seen.sentBytes)
  const measured = measure(meter, now, sentBytes)
  const changed = { ...transfer, sentBytes, bytesPerSecond: speedNow(measured, now) }
  return replace(machine, changed, { ...machine.memo.meters, [seen.id]: measured })
}

/** A file arrived, or will not. */
export function transferEnded(machine: Machine, seen: Seen<'transfer-end'>, now: number): Machine {
  const transfer = machine.client.transfers.find(({ id }) => id === seen.id)
  if (transfer === undefined || transfer.done) return machine
  const ended = finish(transfer, Math.max(transfer.sentBytes, seen.sentBytes), now)
  const after = (changed: Transfer): Machine => replace(machine, changed, without(machine.memo.meters, seen.id))
  const told = (next: Machine): Machine =>
    transfer.role === 'runtime' ? next : patch(next, { detail: legible(seen.detail) })
  switch (seen.outcome) {
    case 'complete':
      return fileComplete(after({ ...ended, ok: true }), fileKey(transfer.file), now)
    case 'aborted-probe':
      // EDK2 and most ROMs ask for the size first and break off (FIELD.md 3.3).
      return after({ ...ended, role: 'probe', ok: true })
    case 'aborted':
      // The client's own choice: GRUB cuts and asks again further on. If nothing follows, the stall says so.
      return told(after({ ...ended, ok: false }))
    case 'timed-out':
    case 'failed': {
      const why = failureOf(transfer.role, machine)
      const next = told(after({ ...ended, ok: false }))
      return why === undefined ? next : halt(next, 'failed', why)
    }
  }
}

/** Speeds as they are by now: one falls to nothing without any report. */
export function refreshSpeeds(machine: Machine, now: number): Machine {
  let changed = false
  const transfers = machine.client.transfers.map((transfer) => {
    const meter = machine.memo.meters[transfer.id]
    const bytesPerSecond = meter === undefined || transfer.done ? transfer.bytesPerSecond : speedNow(meter, now)
    if (bytesPerSecond === transfer.bytesPerSecond) return transfer
    changed = true
    return { ...transfer, bytesPerSecond }
  })
  return changed ? patch(machine, { transfers }) : machine
}

/** We stop: running transfers end here, and a machine that was still loading will not get the rest. */
export function ended(machine: Machine, now: number): Machine {
  const transfers = machine.client.transfers.map((transfer) =>
    transfer.done ? transfer : { ...finish(transfer, transfer.sentBytes, now), ok: false },
  )
  const next = patch(machine, { transfers }, { meters: {} })
  const { phase } = machine.client
  const isOver = phase.phase === 'failed' || isOn(machine, 'handed-over') || !isOn(machine, 'offered')
  return isOver || machine.client.doing !== undefined ? next : halt(next, 'failed', 'stopped')
}

/** The bounded list, and the meters of those in it that still run. */
export function withTransfers(
  machine: Machine,
  transfers: readonly Transfer[],
  meters: Readonly<Record<string, Meter>>,
): Machine {
  const kept = [...transfers]
  while (kept.length > MAX_TRANSFERS) {
    const finished = kept.findIndex(({ done }) => done)
    kept.splice(Math.max(0, finished), 1)
  }
  const running: Record<string, Meter> = {}
  for (const { id, done } of kept) {
    const meter = meters[id]
    if (!done && meter !== undefined) running[id] = meter
  }
  return patch(machine, { transfers: kept }, { meters: running })
}

/** A file that only the booted system fetches: it runs. Before the hand-over iPXE itself can have asked for it. */
function runtimeStarted(machine: Machine, now: number): Machine {
  if (isOn(machine, 'handed-over')) return climb(machine, 'running', now)
  // GRUB's scripts do not tell which files they load: there the first file of the running system ends the loading.
  const untold = (machine.memo.missing ?? []).length === 0 && isOn(machine, 'loading')
  return untold && !machine.client.transfers.some(isBootRunning) ? climb(machine, 'running', now) : machine
}

function fileComplete(machine: Machine, key: string, now: number): Machine {
  const { missing } = machine.memo
  if (missing === undefined || !missing.includes(key)) return machine
  const left = missing.filter((name) => name !== key)
  const next = patch(machine, {}, { missing: left })
  return left.length === 0 ? climb(next, 'handed-over', now) : next
}

/** What a transfer that broke means for the boot; undefined for files that it does not hang on. */
function failureOf(role: FileRole, { client }: Machine): WhyCode | undefined {
  if (role === 'probe') return undefined
  if (role !== 'loader') return 'transfer-failed'
  // This one is counted once it has ended.
  const breaks = (client.evidence?.loaderBreaks ?? 0) + 1
  return breaks >= MANY_BREAKS ? 'transfer-restarts' : 'loader-transfer-failed'
}

function isBootRunning({ role, done }: Transfer): boolean {
  return role === 'boot' && !done
}

function finish(transfer: Transfer, sentBytes: number, now: number): Transfer {
  const bytesPerSecond = averageSpeed(sentBytes, now - transfer.startedAt)
  return { ...transfer, sentBytes, bytesPerSecond, endedAt: now, done: true }
}

function replace(machine: Machine, transfer: Transfer, meters: Readonly<Record<string, Meter>>): Machine {
  const transfers = machine.client.transfers.map((old) => (old.id === transfer.id ? transfer : old))
  return patch(machine, { transfers }, { meters })
}

function without(meters: Readonly<Record<string, Meter>>, gone: string): Readonly<Record<string, Meter>> {
  return Object.fromEntries(Object.entries(meters).filter(([id]) => id !== gone))
}
