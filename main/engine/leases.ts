import type { Clock } from './clock'
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
  readonly mayUse?: (address: Ipv4, mac: Mac) => boolean
}

export interface BenchLeases extends Leasing {
  readonly pool: readonly Ipv4[]
  /** Writes what is not written yet. */
  close(): void
}

/**
 * The leases of one bench, as they were left at the last stop: a machine that still works with its address keeps it.
 * @throws BootdropError `pool-empty`
 */
export function openBenchLeases(options: BenchLeasesOptions): BenchLeases {
  const { clock, storage, address, cards, gateways, mayUse } = options
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
  const leases = new LeaseTable({
    pool,
    clock,
    onChange: () => (cancel ??= clock.after(SAVE_AFTER_MS, save)),
    ...(mayUse === undefined ? {} : { mayUse }),
  })
  leases.load(savedNetworks(storage)[network])
  return {
    leases,
    pool,
    own: { macs: new Set(cards.map(({ mac }) => mac)), addresses: own },
    close: () => {
      if (cancel !== undefined) save()
    },
  }
}

function savedNetworks(storage: Storage): Readonly<Record<string, unknown>> {
  const saved = storage.read('leases')
  return typeof saved === 'object' && saved !== null ? { ...saved } : {}
}
