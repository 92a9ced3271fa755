import type { Clock } from '../../clock'
import type { Ipv4, Mac, NoticeDetails } from '../../types'
import type { LeaseTable } from './leases'

/**
 * The system goes on to believe in a machine that has just gone: Linux asks it once more after five seconds, three times, and
 * only then anybody. So who answers in another's place is looked at twice.
 */
const CONFIRM_MS = 10_000
/** One device that answers at so many addresses has none of them for itself: proxy ARP. */
const MANY = 3

export interface ConflictsOptions {
  readonly leases: LeaseTable
  readonly clock: Clock
  /** `AnsweringAddresses.recheck`: `looked` is called when it ended. */
  readonly recheck: (address: Ipv4) => void
  /** `AnsweringAddresses.answering`. */
  readonly answering: () => ReadonlyMap<Ipv4, Mac>
  /** `about` is the same for what is the same to the user. */
  readonly tell: (code: 'address-in-use', text: string, about: string, details: NoticeDetails) => void
}

/**
 * Addresses that were leased or offered to one machine, and at which another one answers. The machine learns it when it renews
 * (NAK), and the user at once.
 *
 * Not a conflict is a machine with two cards, which answers ARP for either address on both: its other card is known from its
 * own DHCP. Where both machines answer, only the one that answers first is seen; that may be the holder for ever.
 */
export class Conflicts {
  /** By address: who is seen in whose place; `due` once it is being looked at again. */
  readonly #seen = new Map<Ipv4, { readonly by: Mac; readonly holder: Mac; readonly due: boolean }>()
  /** Declined by whom. */
  readonly #declined = new Map<Ipv4, Mac>()
  readonly #cancels = new Map<Ipv4, () => void>()

  constructor(private readonly options: ConflictsOptions) {}

  /** Somebody answers there of whom it was not known. */
  answered(address: Ipv4, by: Mac): void {
    const { leases, clock, recheck } = this.options
    const holder = leases.at(address)?.mac
    if (holder === undefined || holder === by || leases.of(by) !== undefined || this.#declined.has(address)) return
    this.#cancels.get(address)?.()
    this.#seen.set(address, { by, holder, due: false })
    const again = (): void => {
      this.#cancels.delete(address)
      this.#seen.set(address, { by, holder, due: true })
      recheck(address)
    }
    this.#cancels.set(address, clock.after(CONFIRM_MS, again))
  }

  /** A lease that holds was declined, by its holder or in its name. */
  declined(address: Ipv4, mac: Mac): void {
    if (this.#declined.has(address)) return
    this.#declined.set(address, mac)
    this.options.recheck(address)
  }

  /** A look at the address has ended. */
  looked(address: Ipv4, by: Mac | undefined): void {
    this.#settleDecline(address, by)
    const seen = this.#seen.get(address)
    if (seen?.due !== true) return
    this.#seen.delete(address)
    if (by !== seen.by) return
    const { leases } = this.options
    const lease = leases.at(address)
    if (lease?.mac === seen.holder && lease.state === 'bound') leases.contest(address)
    this.#tell(address, by, seen.holder)
  }

  close(): void {
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
    this.#seen.clear()
  }

  #settleDecline(address: Ipv4, by: Mac | undefined): void {
    const mac = this.#declined.get(address)
    if (mac === undefined) return
    this.#declined.delete(address)
    const { leases, tell } = this.options
    // A machine that really declines does not use the address, and so does not answer there.
    if (by === mac) leases.trust(address)
    else {
      leases.abandon(address)
      if (by === undefined) tell('address-in-use', declinedText(mac, address), address, { mac, address })
      else this.#tell(address, by, mac)
    }
  }

  #tell(address: Ipv4, by: Mac, holder: Mac): void {
    const count = [...this.options.answering().values()].filter((each) => each === by).length
    const { tell } = this.options
    if (count >= MANY) tell('address-in-use', manyText(by, count), by, { reason: 'many', by, count })
    else tell('address-in-use', inUseText(address, by, holder), address, { reason: 'used', address, by, mac: holder })
  }
}

function inUseText(address: Ipv4, by: Mac, holder: Mac): string {
  return (
    `Another machine, ${by}, answers at ${address}, the address of ${holder}, which gets another one when it asks the next time. ` +
    `Let ${by} get its address by DHCP, or give it one of another network.`
  )
}

function manyText(by: Mac, count: number): string {
  return `Another device, ${by}, answers at ${count} addresses of this network. Unplug it, or switch off its proxy ARP: machines get no addresses where it answers.`
}

export function declinedText(mac: Mac, address: Ipv4): string {
  return `${mac} found another machine at ${address}, which is left alone from now on. Does a machine on this cable have a fixed address?`
}
