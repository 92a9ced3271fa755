import type { Clock } from '../clock'
import type { Client, Ipv4, Mac, Transfer } from '../types'
import { observe } from './ladder'
import { newMachine, patch, type Machine } from './machine'
import { merge } from './merge'
import type { Observation } from './observation'
import type { StallPlace } from './place'
import { isAtLeast, rungOf } from './rungs'
import { tick } from './stalls'
import { ended } from './transfers'

/** More machines than a bench has sockets. Beyond, those that got nowhere are forgotten first, the longest silent first. */
export const MAX_MACHINES = 1_000
/** Forgotten at once when there are too many, so that a flood of invented machines is not sorted for each of them. */
const FORGET = 50

/** Who made a network card, by its MAC; undefined where that is not known. */
export type VendorOf = (mac: Mac) => string | undefined

export interface RegistryOptions {
  readonly clock: Pick<Clock, 'now'>
  /** A machine is new, or something about it changed that its line tells: not for transfers and `lastSeen` alone. */
  readonly onChange: (client: Client, previous: Client | undefined) => void
  /** A transfer started, went on (at most as often as it is observed), ended, or changed its speed. */
  readonly onTransfer: (client: Client, transfer: Transfer) => void
  /** Who else serves on the wire: machines that fall silent probably followed one of them, or found none. */
  readonly place?: () => StallPlace
  readonly vendorOf?: VendorOf
}

export interface Registry {
  /** Takes one observation; tells the listeners before it returns. Never throws for what a peer sent. */
  observe(observation: Observation): void
  /** All machines, first seen first. The same array until something changes; clients that did not change are the same objects. */
  clients(): readonly Client[]
  byIp(ip: Ipv4): Client | undefined
  /** By Client.id. */
  get(id: string): Client | undefined
  /**
   * Whether a MAC in a query may bring that machine to `ip`. Anybody can write any MAC into a query: it joins an address to
   * a machine that has none, but takes no machine away from the address that a lease gave it, or that it loads from.
   */
  mayClaim(mac: Mac, ip: Ipv4): boolean
  /** Call about once a second: finds stalls, lets speeds fall. */
  tick(): void
  /** We stop: whoever was still loading will not get the rest. */
  end(): void
  /** Forgets everything. */
  reset(): void
}

/** Knows every machine on the wire, by MAC where it can, else by address. Feeds each one's observations to its ladder. */
export function createRegistry({
  clock,
  onChange,
  onTransfer,
  place = () => NOBODY_LISTENS,
  vendorOf = () => undefined,
}: RegistryOptions): Registry {
  const newcomer = (mac: Mac, now: number): Machine =>
    newMachine(mac, { mac, ip: undefined, vendor: vendorOf(mac) }, now)
  const machines = new Map<string, Machine>()
  const idByIp = new Map<Ipv4, string>()
  /** By transfer that runs: its machine, wherever the address went since. */
  const idByTransfer = new Map<string, string>()
  /** The address that a machine's last lease gave it in this boot. */
  const leases = new Map<Mac, Ipv4>()
  let snapshot: readonly Client[] | undefined

  function put(next: Machine, previous: Machine | undefined): void {
    if (next.client === previous?.client && next.memo === previous.memo) return
    const { client } = next
    machines.set(client.id, next)
    forgetTransfers(previous)
    for (const { id, done } of client.transfers) if (!done) idByTransfer.set(id, client.id)
    snapshot = undefined
    if (hasNews(client, previous?.client)) onChange(client, previous?.client)
    const known = new Set(previous?.client.transfers)
    for (const transfer of client.transfers) if (!known.has(transfer)) onTransfer(client, transfer)
  }

  function forgetTransfers(machine: Machine | undefined): void {
    for (const { id } of machine?.client.transfers ?? []) {
      if (idByTransfer.get(id) === machine?.client.id) idByTransfer.delete(id)
    }
  }

  function forget(id: string): void {
    const machine = machines.get(id)
    const ip = machine?.client.ip
    if (ip !== undefined && idByIp.get(ip) === id) idByIp.delete(ip)
    forgetTransfers(machine)
    leases.delete(id)
    machines.delete(id)
    snapshot = undefined
  }

  /** The machine for an observation, made when it is new; undefined when it is none of ours. */
  function machineFor(seen: Observation, now: number): Machine | undefined {
    if (!('mac' in seen) || seen.mac === undefined) {
      return 'ip' in seen && seen.ip !== undefined ? byAddress(seen, seen.ip, now) : undefined
    }
    if (!('ip' in seen)) return machines.get(seen.mac) ?? newcomer(seen.mac, now)
    // Any device of the LAN takes a lease: only those that also asked for a boot are ours.
    const isKnown = machines.has(seen.mac) || machines.has(strangerId(seen.ip))
    if (seen.kind === 'lease') return isKnown ? byMacAt(seen.mac, seen.ip, now) : undefined
    return mayClaim(seen.mac, seen.ip) ? byMacAt(seen.mac, seen.ip, now) : byAddress(seen, seen.ip, now)
  }

  function mayClaim(mac: Mac, ip: Ipv4): boolean {
    const client = machines.get(mac)?.client
    if (client?.ip === undefined || client.ip === ip) return true
    return leases.get(mac) !== client.ip && client.transfers.every(({ done }) => done)
  }

  function byAddress(seen: Observation, ip: Ipv4, now: number): Machine | undefined {
    const owner = 'id' in seen ? machines.get(idByTransfer.get(seen.id) ?? '') : undefined
    const known = owner ?? machines.get(idByIp.get(ip) ?? strangerId(ip))
    if (known !== undefined) return known
    // Ends and progress of what nobody started, and a browser's wrong address, make no machine.
    const isNews = seen.kind === 'transfer-start' || seen.kind === 'script'
    if (!isNews && !(seen.kind === 'not-found' && seen.protocol === 'tftp')) return undefined
    idByIp.set(ip, strangerId(ip))
    return newMachine(strangerId(ip), { mac: undefined, ip, vendor: undefined }, now)
  }

  /** The machine `mac`, now at `ip`: whoever had the address before loses it. */
  function byMacAt(mac: Mac, ip: Ipv4, now: number): Machine {
    const machine = machines.get(mac) ?? newcomer(mac, now)
    const holderId = idByIp.get(ip)
    const holder = machines.get(holderId ?? '')
    const old = machine.client.ip
    if (old !== undefined && old !== ip && idByIp.get(old) === mac) idByIp.delete(old)
    idByIp.set(ip, mac)
    if (holder === undefined || holderId === mac) return machine
    if (holder.client.mac === undefined) {
      forget(holder.client.id)
      return merge(machine, holder)
    }
    // What still runs there goes on as its own: the server that sends it tells its end.
    put(patch(holder, { ip: undefined }), holder)
    return machine
  }

  /** A lease holds until the machine begins a new boot. */
  function note(seen: Observation, before: Machine, after: Machine): void {
    if (seen.kind === 'lease') leases.set(seen.mac, seen.ip)
    else if (seen.kind === 'discover' && after.client.boots !== before.client.boots) leases.delete(seen.mac)
  }

  function makeRoom(): void {
    if (machines.size <= MAX_MACHINES) return
    const byWorth = [...machines.values()].sort(
      (a, b) => worth(a.client) - worth(b.client) || a.client.lastSeen - b.client.lastSeen,
    )
    for (const { client } of byWorth.slice(0, FORGET)) forget(client.id)
  }

  return {
    observe(observation) {
      const now = clock.now()
      const machine = machineFor(observation, now)
      if (machine === undefined) return
      const next = observe(machine, observation, now)
      note(observation, machine, next)
      put(next, machines.get(machine.client.id))
      makeRoom()
    },
    clients: () => (snapshot ??= [...machines.values()].map(({ client }) => client)),
    get: (id) => machines.get(id)?.client,
    mayClaim,
    byIp: (ip) => machines.get(idByIp.get(ip) ?? '')?.client,
    tick() {
      const now = clock.now()
      const here = place()
      for (const machine of machines.values()) put(tick(machine, now, here), machine)
    },
    end() {
      const now = clock.now()
      for (const machine of machines.values()) put(ended(machine, now), machine)
    },
    reset() {
      machines.clear()
      idByIp.clear()
      idByTransfer.clear()
      leases.clear()
      snapshot = undefined
    },
  }
}

const NOBODY_LISTENS: StallPlace = { servers: undefined, leases: false }

function strangerId(ip: Ipv4): string {
  return `ip:${ip}`
}

/**
 * What tells most about a machine is kept longest: a running transfer, then how far it came. An address alone is had for a
 * forged question on 4011.
 */
function worth({ phase, transfers }: Client): number {
  if (transfers.some(({ done }) => !done)) return 4
  const rung = rungOf(phase)
  return (['addressed', 'loader', 'script'] as const).filter((step) => isAtLeast(rung, step)).length
}

const TOLD = [
  'ip',
  'arch',
  'uuid',
  'model',
  'title',
  'doing',
  'hostname',
  'vendorClass',
  'strategy',
  'detail',
  'boots',
] as const

function hasNews(client: Client, previous: Client | undefined): boolean {
  if (previous === undefined) return true
  const [now, before] = [client.phase, previous.phase]
  const samePhase =
    now.phase === before.phase &&
    rungOf(now) === rungOf(before) &&
    ('why' in now ? now.why : '') === ('why' in before ? before.why : '')
  return !samePhase || TOLD.some((field) => client[field] !== previous[field])
}
