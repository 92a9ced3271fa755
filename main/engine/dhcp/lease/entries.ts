import type { Ipv4, Mac } from '../../types'

/** Who asks. */
export interface LeaseClient {
  readonly mac: Mac
  /** Option 61 in hex; undefined when it sent none. */
  readonly clientId: string | undefined
}

/**
 * `offered`: held for a REQUEST until `until`. `bound`: leased until `until`. `past`: released, run out, or an offer to a machine
 * that had it before; the machine gets it again as long as nobody else needs it.
 */
export type LeaseState = 'offered' | 'bound' | 'past'

export interface Lease extends LeaseClient {
  readonly address: Ipv4
  readonly state: LeaseState
  /** ms since the epoch; for `past` when it ended. */
  readonly until: number
  /** Leased for a minute, until its machine has shown that it is there: see `LeaseTable.bind`. */
  readonly brief?: true
}

/** A lease as the table keeps it: `state` as it was when it was written. */
export interface Entry extends Lease {
  /** It was bound to this machine once, so that it is remembered when an offer of it runs out. */
  readonly known: boolean
}

/** Entries by address and by machine: one address has one machine, and the other way round. */
export class Entries {
  readonly #byAddress = new Map<Ipv4, Entry>()
  readonly #byMac = new Map<Mac, Ipv4>()

  at(address: Ipv4): Entry | undefined {
    return this.#byAddress.get(address)
  }

  of(mac: Mac): Entry | undefined {
    const address = this.#byMac.get(mac)
    return address === undefined ? undefined : this.#byAddress.get(address)
  }

  /** Oldest first: in the order in which they were last put. */
  all(): IterableIterator<Entry> {
    return this.#byAddress.values()
  }

  /** In place of what the address had and of what the machine had. */
  put(entry: Entry): void {
    const other = this.#byMac.get(entry.mac)
    if (other !== undefined) this.drop(other)
    this.drop(entry.address)
    this.#byAddress.set(entry.address, entry)
    this.#byMac.set(entry.mac, entry.address)
  }

  drop(address: Ipv4): void {
    const entry = this.#byAddress.get(address)
    if (entry === undefined) return
    this.#byAddress.delete(address)
    this.#byMac.delete(entry.mac)
  }

  /** Every end comes `ms` sooner. */
  shift(ms: number): void {
    for (const [address, entry] of this.#byAddress) this.#byAddress.set(address, { ...entry, until: entry.until - ms })
  }
}
