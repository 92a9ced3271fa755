import type { Clock } from '../../clock'
import type { Ipv4, Mac } from '../../types'

/** DISCOVERs of a classroom come together: their addresses are looked at together. */
const GATHER_MS = 50
/** At the same time. Each has up to GATHER_MS' worth of addresses, and takes a second and more. */
const MAX_LOOKS = 4
/** Machines with an address of their own come up later, too: once asked in five minutes, the pool costs nobody anything. */
const SCAN_AGAIN_MS = 300_000
/** What was seen longer ago than this is looked at again when it stands in the way. */
const FRESH_MS = 30_000

export interface AnsweringOptions {
  readonly pool: readonly Ipv4[]
  /** Who answers at these addresses: `pokeAndLook` on the card. */
  readonly look: (addresses: readonly Ipv4[]) => Promise<ReadonlyMap<Ipv4, Mac>>
  readonly clock: Clock
  /** Somebody answers there of whom it was not known. It may be the machine that has the lease. */
  readonly onAnswer?: (address: Ipv4, by: Mac) => void
  /** A look at the address has ended; `by` undefined when nobody answered, or looking failed. */
  readonly onLooked?: (address: Ipv4, by: Mac | undefined) => void
  /** The card went down, or the system has no socket left: what was known goes on to count. */
  readonly onError?: (error: unknown) => void
}

/**
 * The addresses of the pool at which somebody answers, so that they are leased to nobody else (DESIGN.md section 7; RFC 2131
 * section 3.1 point 2 has the server probe before it offers).
 *
 * Looking takes longer than firmware waits for an offer, and no answer waits for it: the whole pool is looked at when the server
 * starts, and each address again when it is offered. If somebody answers there, that is known by the time most clients ask for
 * it, and they are refused; a client that asks at once finds out by its own ARP probe, and sends DECLINE.
 */
export class AnsweringAddresses {
  readonly #pool: ReadonlySet<Ipv4>
  readonly #seen = new Map<Ipv4, { readonly mac: Mac; readonly at: number }>()
  readonly #waiting = new Set<Ipv4>()
  readonly #beingLookedAt = new Set<Ipv4>()
  #looks = 0
  #cancel: (() => void) | undefined
  #cancelScan: (() => void) | undefined
  #closed = false

  constructor(private readonly options: AnsweringOptions) {
    this.#pool = new Set(options.pool)
  }

  /** Looks at the whole pool. Resolves when that is done, also when it failed. */
  scan(): Promise<void> {
    return this.#look(this.options.pool)
  }

  /** From now on the addresses that `wanted` lets through are looked at every five minutes. */
  repeat(wanted: (address: Ipv4) => boolean): void {
    if (this.#closed) return
    this.#cancelScan?.()
    this.#cancelScan = this.options.clock.after(SCAN_AGAIN_MS, () => {
      void this.#look(this.options.pool.filter(wanted))
      this.repeat(wanted)
    })
  }

  /** Looks at one address soon. Call it whenever an address was offered. */
  recheck(address: Ipv4): void {
    if (this.#closed || !this.#pool.has(address) || this.#beingLookedAt.has(address)) return
    this.#waiting.add(address)
    this.#gather()
  }

  /**
   * Whether this machine may have the address, as far as is known. An address is not barred for ever by a machine that has
   * gone: it is looked at again when it is asked for.
   */
  mayUse(address: Ipv4, mac: Mac): boolean {
    const seen = this.#seen.get(address)
    if (seen === undefined || seen.mac === mac) return true
    const age = this.options.clock.now() - seen.at
    // Negative: the clock was set back.
    if (age < 0 || age > FRESH_MS) this.recheck(address)
    return false
  }

  /** Who answers where, for a notice. */
  answering(): ReadonlyMap<Ipv4, Mac> {
    return new Map([...this.#seen].map(([address, { mac }]) => [address, mac]))
  }

  /** No further looks; what one that is under way finds is dropped. */
  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#cancelScan?.()
    this.#waiting.clear()
  }

  #gather(): void {
    if (this.#looks >= MAX_LOOKS || this.#waiting.size === 0) return
    this.#cancel ??= this.options.clock.after(GATHER_MS, () => {
      this.#cancel = undefined
      const addresses = [...this.#waiting]
      this.#waiting.clear()
      void this.#look(addresses)
    })
  }

  async #look(addresses: readonly Ipv4[]): Promise<void> {
    if (this.#closed || addresses.length === 0) return
    this.#looks += 1
    for (const address of addresses) this.#beingLookedAt.add(address)
    try {
      const found = await this.options.look(addresses)
      if (!this.#closed) this.#learn(addresses, found)
    } catch (error) {
      if (!this.#closed) {
        this.options.onError?.(error)
        for (const address of addresses) this.options.onLooked?.(address, undefined)
      }
    } finally {
      this.#looks -= 1
      for (const address of addresses) this.#beingLookedAt.delete(address)
      if (!this.#closed) this.#gather()
    }
  }

  #learn(addresses: readonly Ipv4[], found: ReadonlyMap<Ipv4, Mac>): void {
    const at = this.options.clock.now()
    for (const address of addresses) {
      const mac = found.get(address)
      const before = this.#seen.get(address)
      if (mac === undefined) this.#seen.delete(address)
      else {
        this.#seen.set(address, { mac, at })
        if (before?.mac !== mac) this.options.onAnswer?.(address, mac)
      }
      this.options.onLooked?.(address, mac)
    }
  }
}
