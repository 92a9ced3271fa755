import type { Clock } from './clock'
import { Conflicts } from './dhcp/lease/conflicts'
import { AnsweringAddresses } from './dhcp/lease/free'
import { LeaseTable } from './dhcp/lease/leases'
import { poolOf } from './dhcp/lease/pool'
import type { Leasing } from './dhcp/leasing'
import type { Storage } from './storage'
import type { Card, CardAddress, Ipv4, Mac, NoticeDetails } from './types'
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
  /** Somebody uses an address that was leased to another; `about` is the same for what is the same to the user. */
  readonly tell?: (code: 'address-in-use', text: string, about: string, details: NoticeDetails) => void
  /** A machine takes from us what we never offered: a second server has our address. */
  readonly onNeverOffered?: () => void
}

export interface BenchLeases extends Leasing {
  /** Looks who answers at the addresses of the pool: before the first is leased, and then again, at leisure, where none is. */
  scan(): Promise<void>
  /** Writes what is not written yet, and looks no more. */
  close(): void
}

/**
 * The leases of one bench, as they were left at the last stop: a machine that still works with its address keeps it.
 * @throws BootdropError `pool-empty`
 */
export function openBenchLeases(options: BenchLeasesOptions): BenchLeases {
  const { clock, storage, address, cards, gateways, look, onNeverOffered } = options
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
  const saveSoon = (): void => void (cancel ??= clock.after(SAVE_AFTER_MS, save))
  const answering = new AnsweringAddresses({
    ...{ pool, look, clock },
    onAnswer: (ip, by) => conflicts.answered(ip, by),
    onLooked: (ip, by) => conflicts.looked(ip, by),
  })
  const leases = new LeaseTable({
    pool,
    clock,
    onChange: saveSoon,
    mayUse: (ip, mac) => answering.mayUse(ip, mac),
  })
  const conflicts = new Conflicts({
    ...{ leases, clock },
    recheck: (ip) => answering.recheck(ip),
    answering: () => answering.answering(),
    tell: options.tell ?? (() => undefined),
  })
  leases.load(savedNetworks(storage)[network])
  return {
    leases,
    scan: async () => {
      await answering.scan()
      answering.repeat((ip) => leases.at(ip)?.state !== 'bound')
    },
    offered: (ip) => {
      answering.recheck(ip)
      // Who asks for it after a restart is to be known by its offer.
      saveSoon()
    },
    answering: () => answering.answering(),
    declined: (ip, mac) => conflicts.declined(ip, mac),
    ...(onNeverOffered === undefined ? {} : { onNeverOffered }),
    own: { macs: new Set(cards.map(({ mac }) => mac)), addresses: own },
    close: () => {
      answering.close()
      conflicts.close()
      if (cancel !== undefined) save()
    },
  }
}

function savedNetworks(storage: Storage): Readonly<Record<string, unknown>> {
  const saved = storage.read('leases')
  return typeof saved === 'object' && saved !== null ? { ...saved } : {}
}
