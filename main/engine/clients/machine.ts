import type { Client, Rung, WhyCode } from '../types'
import { NOTHING } from './nothing-counted'
import { isAtLeast, rungOf } from './rungs'
import type { Meter } from './speed'

/** A client, and what the ladder has to remember about it that nobody else needs. Never changed in place. */
export interface Machine {
  readonly client: Client
  readonly memo: Memo
}

export interface Memo {
  /** In this boot the machine's own firmware spoke; a network ROM that is iPXE itself does not count. */
  readonly firmwareSeen: boolean
  /** When the machine was last heard, or answered. */
  readonly activeAt: number
  /** Keys of the files that the script still has to load; undefined until there was a script that told. */
  readonly missing: readonly string[] | undefined
  /** What it boots fetches more from us once it runs. */
  readonly expectsMore: boolean
  /** How many boots in a row, before this one, ended with a loader that came whole and never spoke. */
  readonly loadersInVain: number
  /** How many boots in a row, before this one, ran our loader or more and began anew within minutes. */
  readonly rounds: number
  /** By id of each running transfer. */
  readonly meters: Readonly<Record<string, Meter>>
}

const FRESH: Omit<Memo, 'activeAt'> = {
  firmwareSeen: false,
  missing: undefined,
  expectsMore: false,
  loadersInVain: 0,
  rounds: 0,
  meters: {},
}

/** A machine that was just noticed. `id` is its MAC, or `ip:` and its address. */
export function newMachine(
  id: string,
  { mac, ip, vendor }: Pick<Client, 'mac' | 'ip' | 'vendor'>,
  now: number,
): Machine {
  return {
    client: {
      id,
      mac,
      uuid: undefined,
      arch: 'unknown',
      ip,
      hostname: undefined,
      vendorClass: undefined,
      vendor,
      model: undefined,
      title: undefined,
      doing: undefined,
      phase: { phase: 'seen' },
      detail: '',
      strategy: undefined,
      firstSeen: now,
      lastSeen: now,
      reached: { seen: now },
      transfers: [],
      boots: 1,
      evidence: undefined,
    },
    memo: { ...FRESH, activeAt: now },
  }
}

/** The same machine at the foot of the ladder again. */
export function startOver(machine: Machine, now: number): Machine {
  const { client } = machine
  const loadersInVain = isOn(machine, 'ipxe') ? 0 : machine.memo.loadersInVain + (hasLoader(machine) ? 1 : 0)
  const rounds = cameBack(machine, now) ? machine.memo.rounds + 1 : 0
  return {
    client: {
      ...client,
      title: undefined,
      doing: undefined,
      phase: { phase: 'seen' },
      detail: '',
      strategy: undefined,
      reached: { seen: now },
      transfers: [],
      boots: client.boots + 1,
      evidence: { ...NOTHING, loadersInVain, rounds },
    },
    memo: { ...FRESH, activeAt: now, loadersInVain, rounds },
  }
}

/** A system that is installed or worked with keeps a machine longer than that. */
const SHORT_BOOT_MS = 10 * 60_000

/** Whether this boot ran our loader or more, and is over already. */
function cameBack(machine: Machine, now: number): boolean {
  const { reached } = machine.client
  return isOn(machine, 'ipxe') && !isOn(machine, 'running') && now - (reached.seen ?? now) < SHORT_BOOT_MS
}

/** A loader came over whole in this boot. */
export function hasLoader({ client }: Machine): boolean {
  return client.transfers.some(({ role, done, ok }) => role === 'loader' && done && ok)
}

export function patch(machine: Machine, client: Partial<Client>, memo: Partial<Memo> = {}): Machine {
  return { client: { ...machine.client, ...client }, memo: { ...machine.memo, ...memo } }
}

export function isOn(machine: Machine, rung: Rung): boolean {
  return isAtLeast(rungOf(machine.client.phase), rung)
}

/**
 * `rung` was reached. Within one boot a machine only ever climbs: a lower rung leaves it where it is. A step up ends a stall
 * and a failure, but not a refusal: a machine that we turned away still fetches the script that tells it so.
 */
export function climb(machine: Machine, rung: Rung, now: number): Machine {
  const { phase, reached } = machine.client
  const known = reached[rung] === undefined ? { reached: { ...reached, [rung]: now } } : {}
  if (isOn(machine, rung)) return patch(machine, known)
  const refused = 'why' in phase && isRefusal(phase.why)
  return patch(machine, { ...known, phase: refused ? { ...phase, at: rung } : { phase: rung } })
}

/** The machine moves again after a stall. */
export function endStall(machine: Machine): Machine {
  const { phase } = machine.client
  return phase.phase === 'stalled' ? patch(machine, { phase: { phase: phase.at } }) : machine
}

/** The machine tries again after a failure. `refusals` too: we took it on after all. */
export function endFailure(machine: Machine, refusals: boolean): Machine {
  const { phase } = machine.client
  if (phase.phase !== 'failed' || (isRefusal(phase.why) && !refusals)) return machine
  return patch(machine, { phase: { phase: phase.at } })
}

export function halt(machine: Machine, phase: 'stalled' | 'failed', why: WhyCode): Machine {
  return patch(machine, { phase: { phase, at: rungOf(machine.client.phase), why } })
}

/** Reasons why we did not take a machine on, rather than things that happened to it. */
function isRefusal(why: WhyCode): boolean {
  return REFUSALS.has(why)
}

const REFUSALS: ReadonlySet<WhyCode> = new Set([
  'no-loader-for-arch',
  'no-pi-firmware',
  'no-signed-loader',
  'needs-http-boot',
  'recipe-not-for-arch',
])
