import type { Clock } from './clock'
import { AnsweringAddresses } from './dhcp/lease/free'
import { LeaseTable } from './dhcp/lease/leases'
import { poolOf } from './dhcp/lease/pool'
import type { Leasing } from './dhcp/leasing'
import type { Storage } from './storage'
import type { Card, CardAddress, Ipv4, Mac } from './types'
import { networkOf } from './net/subnet'

/** A bench for each cable that a laptop ever hung on; the least recently used goes first. */
const MAX_NETWORKS = 16
const SAVE_AFTER_MS = 1_000

export interface BenchLeasesOptions {
  readonly clock: Clock
  readonly storage: Storage
  readonly address: CardAddress
  /** All of this computer: their addresses are not leased, and they get none. */
  readonly cards: readonly Card[]
  readonly gateways: readonly Ipv4[]
  /** Who answers at these addresses (net/neighbours.ts). */
  readonly look: (addresses: readonly Ipv4[]) => Promise<ReadonlyMap<Ipv4, Mac>>
}

export interface BenchLeases extends Leasing {
  /** Looks who answers at the addresses of the pool: before the first is leased. */
  scan(): Promise<void>
  /** Writes what is not written yet, and looks no more. */
  close(): void
}

/**
 * The leases of one bench, as they were left at the last stop: a machine that still works with its address keeps it.
 * @throws BootdropError `pool-empty`
 */
export function openBenchLeases(options: BenchLeasesOptions): BenchLeases {
  const { clock, storage, address, cards, gateways, look } = options
  const own = new Set(cards.flatMap(({ addresses }) => addresses.map((each) => each.address)))
  const pool = poolOf(address, new Set([...own, ...gateways]))
  const network = `${networkOf(address)}/${address.netmask}`
  let cancel: (() => void) | undefined
  const save = (): void => {
    cancel?.()
    cancel = undefined
    const others = Object.entries(savedNetworks(storage)).filter(([key]) => key !== network)
    storage.write('leases', Object.fromEntries([...others, [network, leases.toJson()]].slice(-MAX_NETWORKS)))
  }
  const answering = new AnsweringAddresses({ pool, look, clock })
  const leases = new LeaseTable({
    pool,
    clock,
    onChange: () => (cancel ??= clock.after(SAVE_AFTER_MS, save)),
    mayUse: (ip, mac) => answering.mayUse(ip, mac),
  })
  leases.load(savedNetworks(storage)[network])
  return {
    leases,
    scan: () => answering.scan(),
    offered: (ip) => answering.recheck(ip),
    own: { macs: new Set(cards.map(({ mac }) => mac)), addresses: own },
    close: () => {
      answering.close()
      if (cancel !== undefined) save()
    },
  }
}

function savedNetworks(storage: Storage): Readonly<Record<string, unknown>> {
  const saved = storage.read('leases')
  return typeof saved === 'object' && saved !== null ? { ...saved } : {}
}
