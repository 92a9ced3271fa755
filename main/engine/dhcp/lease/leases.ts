import type { Clock } from '../../clock'
import type { Ipv4, Mac } from '../../types'
import { Barred } from './barred'
import { Entries, type Entry, type Lease, type LeaseClient, type LeaseState } from './entries'
import { Offers } from './offers'
import { startOf } from './pool'
import { readSaved, type SavedLeases } from './saved'

export const LEASE_SECONDS = 600
/** RFC 2131 section 3.1 point 2 leaves it open; EDK2 collects offers for 4 s, and asks four times within 60 s. */
const OFFER_MS = 60_000
const ABANDON_MS = 600_000
/** For a machine of which nothing is known but that it renews. */
export const BRIEF_SECONDS = 60
/** With more than that left, a brief lease is renewed briefly: who invents machines does not wait. */
const BRIEF_RENEW_MS = 40_000

/** Why an address was not leased. `held`: another machine has it. `answers`: another machine answers there. */
export type Refusal = 'not-in-pool' | 'held' | 'abandoned' | 'answers'

export interface LeaseTableOptions {
  readonly pool: readonly Ipv4[]
  readonly clock: Clock
  /** 600 by default. */
  readonly leaseSeconds?: number
  /** False for an address that another machine was seen answering at (AnsweringAddresses.mayUse). */
  readonly mayUse?: (address: Ipv4, mac: Mac) => boolean
  /** Something that `toJson` tells has changed: save it, at leisure. */
  readonly onChange?: () => void
}

/**
 * Who has which address.
 *
 * RFC 2131 section 4.2 tells clients apart by option 61, and by the hardware address only where it is absent. Here the hardware
 * address comes first: the firmware, iPXE, the installer and the installed system of one machine each have an option 61 of
 * their own making (none, type 1, a DUID), and the machine would have four addresses in one boot, while the ladder follows it
 * by one. And cloned disks, which are common at a bench, have one DUID in many machines, which must not share an address. So
 * option 61 only finds an address again that its holder has given up, as behind another USB network adapter.
 *
 * Bounded by the pool. A flood of invented machines can take all that is free as offers; whoever confirms first has the address,
 * and the oldest offers are taken back. What is bound stays bound.
 */
export class LeaseTable {
  readonly leaseSeconds: number
  readonly #pool: readonly Ipv4[]
  readonly #inPool: ReadonlySet<Ipv4>
  readonly #clock: Clock
  readonly #mayUse: (address: Ipv4, mac: Mac) => boolean
  readonly #onChange: () => void
  readonly #entries = new Entries()
  readonly #offers = new Offers()
  readonly #barred = new Barred()
  /** The time as the call that is under way found it. */
  #latest = Number.NEGATIVE_INFINITY

  constructor({ pool, clock, leaseSeconds, mayUse, onChange }: LeaseTableOptions) {
    this.leaseSeconds = leaseSeconds ?? LEASE_SECONDS
    this.#pool = pool
    this.#inPool = new Set(pool)
    this.#clock = clock
    this.#mayUse = mayUse ?? (() => true)
    this.#onChange = onChange ?? (() => undefined)
  }

  has(address: Ipv4): boolean {
    return this.#inPool.has(address)
  }

  /** How long what was just leased holds. */
  secondsOf({ brief }: Lease): number {
    return brief === true ? Math.min(BRIEF_SECONDS, this.leaseSeconds) : this.leaseSeconds
  }

  /** Whether this machine can have the address from us: offered, also before a restart, or leased once. */
  isOurs(mac: Mac, address: Ipv4): boolean {
    return this.#offers.has(mac, address) || this.#entries.of(mac)?.address === address
  }

  /** Whether nothing speaks against leasing it to this machine but that nobody offered it. */
  isFree(mac: Mac, address: Ipv4): boolean {
    this.#now()
    const entry = this.#entries.at(address)
    const isHeld = entry !== undefined && entry.mac !== mac && this.#isBound(entry)
    return this.has(address) && !isHeld && !this.#isAbandoned(address) && this.#mayUse(address, mac)
  }

  /** What this machine has or had. */
  of(mac: Mac): Lease | undefined {
    const entry = this.#entries.of(mac)
    return entry === undefined ? undefined : this.at(entry.address)
  }

  /** Who has or had this address. */
  at(address: Ipv4): Lease | undefined {
    this.#now()
    const entry = this.#entries.at(address)
    if (entry === undefined || this.#isForgotten(entry)) return undefined
    return this.#asOfNow(entry)
  }

  /** Whose lease holds. */
  bound(): readonly Lease[] {
    this.#now()
    return [...this.#entries.all()].filter((entry) => this.#isBound(entry)).map((entry) => this.#asOfNow(entry))
  }

  /**
   * Chooses an address for a DISCOVER, in the order of RFC 2131 section 4.3.1, and holds it for a minute.
   * @param requested option 50
   * @returns undefined when every address is taken
   */
  offer(client: LeaseClient, requested?: Ipv4): Ipv4 | undefined {
    const until = this.#now() + OFFER_MS
    const address = this.#choose(client, requested)
    if (address === undefined) return undefined
    const before = this.#entries.at(address)
    const own = before?.mac === client.mac ? before : undefined
    // A machine that was started anew: its lease goes on, at least until it had the time to ask.
    if (own !== undefined && this.#isBound(own))
      this.#entries.put({ ...own, ...client, until: Math.max(own.until, until) })
    else this.#entries.put({ ...client, address, state: 'offered', until, known: own?.known ?? false })
    this.#barred.clear(address)
    this.#offers.add(client.mac, address)
    return address
  }

  /**
   * Leases an address to a machine that asks for it, from now on for `leaseSeconds`. Also one that was not offered to it: offers
   * are forgotten when the app is started again, and a promise made to someone who never answers binds nobody.
   * @param inUse the machine has the address and works with it (RENEWING, REBINDING): then others that answer there do not
   *   count, for a machine with two cards answers ARP for either address on both. One of which nothing is known gets a
   *   minute, and the whole time when it renews that: who invents machines does not fill the pool for ten minutes
   */
  bind(client: LeaseClient, address: Ipv4, inUse = false): Lease | Refusal {
    if (!this.#inPool.has(address)) return 'not-in-pool'
    const now = this.#now()
    const before = this.#entries.at(address)
    const own = before?.mac === client.mac ? before : undefined
    if (before !== undefined && own === undefined && this.#isBound(before)) return 'held'
    const works = inUse && own !== undefined && this.#isBound(own)
    if (this.#isAbandoned(address) || (this.#barred.isDoubted(address) && !works)) return 'abandoned'
    if (this.#barred.isContested(address) || (!works && !this.#mayUse(address, client.mac))) {
      this.abandon(address)
      return 'answers'
    }
    const stranger = inUse && own === undefined && !this.#offers.has(client.mac, address)
    const isBrief = stranger || (own?.brief === true && own.until - now > BRIEF_RENEW_MS)
    const until = now + (isBrief ? Math.min(BRIEF_SECONDS, this.leaseSeconds) : this.leaseSeconds) * 1000
    const held = { ...client, address, state: 'bound', until, known: true } as const
    const entry: Entry = isBrief ? { ...held, brief: true } : held
    this.#entries.put(entry)
    this.#barred.leased(address)
    this.#onChange()
    return this.#asOfNow(entry)
  }

  /** RELEASE: the address is free, and remembered as this machine's. False when it was not. */
  release(mac: Mac, address: Ipv4): boolean {
    const until = this.#now()
    const entry = this.#entries.at(address)
    if (entry?.mac !== mac || !this.#isBound(entry)) return false
    this.#entries.put({ ...entry, state: 'past', until })
    this.#onChange()
    return true
  }

  /** DECLINE: someone else answers there. Only who holds an address can decline it, else one packet each empties the pool. */
  decline(mac: Mac, address: Ipv4): boolean {
    this.#now()
    const entry = this.#entries.at(address)
    if (entry?.mac !== mac || this.#stateOf(entry) === 'past') return false
    this.abandon(address)
    return true
  }

  /**
   * As `decline`, for a lease that holds: it is offered to nobody else and to its holder no more, until `trust` or `abandon`.
   * Its holder may renew it meanwhile, for it may be that somebody else sent DECLINE in its name.
   */
  doubt(mac: Mac, address: Ipv4): boolean {
    this.#now()
    const entry = this.#entries.at(address)
    if (entry?.mac !== mac || !this.#isBound(entry)) return false
    this.#barred.doubt(address)
    return true
  }

  /** Only its holder answers there. */
  trust(address: Ipv4): void {
    this.#barred.trust(address)
  }

  /** Somebody else answers there than its holder, whose next renewal is refused, so that it asks for another address. */
  contest(address: Ipv4): void {
    if (this.#entries.at(address) !== undefined) this.#barred.contest(address)
  }

  /** Leases the address to nobody for ten minutes. A machine that holds it loses it. */
  abandon(address: Ipv4): void {
    if (!this.#inPool.has(address)) return
    const until = this.#now() + ABANDON_MS
    this.#entries.drop(address)
    this.#barred.abandon(address, until)
    this.#onChange()
  }

  /** The machine took the offer of another server: what it was offered or leased here is free. */
  takeBack(mac: Mac): void {
    const until = this.#now()
    const entry = this.#entries.of(mac)
    if (entry === undefined) return
    if (!entry.known) this.#entries.drop(entry.address)
    else if (!this.release(mac, entry.address)) this.#entries.put({ ...entry, state: 'past', until })
  }

  /** Leases that hold and addresses that are abandoned, for `load`. */
  toJson(): SavedLeases {
    this.#now()
    const leases = this.bound().map(({ address, mac, clientId, until }) => ({
      address,
      mac,
      until,
      ...(clientId === undefined ? {} : { clientId }),
    }))
    const abandoned = this.#barred.abandoned().filter(({ address }) => this.#isAbandoned(address))
    return { version: 1, leases, abandoned, offers: this.#offers.newest() }
  }

  /**
   * Takes in what `toJson` gave at another time. What cannot be read, has run out or is not in this pool is passed over. The
   * clock may have been set meanwhile: nothing holds for longer than it would from now.
   * @returns how many leases were taken in
   */
  load(raw: unknown): number {
    const { leases, abandoned, offers } = readSaved(raw)
    for (const { mac, address } of offers) if (this.#inPool.has(address)) this.#offers.add(mac, address)
    const now = this.#now()
    let count = 0
    for (const { address, mac, clientId, until } of leases) {
      if (!this.#inPool.has(address) || until <= now) continue
      if (this.#entries.at(address) !== undefined || this.#entries.of(mac) !== undefined) continue
      const latest = Math.min(until, now + this.leaseSeconds * 1000)
      this.#entries.put({ address, mac, clientId, state: 'bound', until: latest, known: true })
      count += 1
    }
    for (const { address, until } of abandoned) {
      if (!this.#inPool.has(address) || until <= now || this.#entries.at(address) !== undefined) continue
      this.#barred.abandon(address, Math.min(until, now + ABANDON_MS))
    }
    return count
  }

  #choose(client: LeaseClient, requested: Ipv4 | undefined): Ipv4 | undefined {
    const own = this.#entries.of(client.mac)?.address
    if (own !== undefined && this.#isFor(client, own)) return own
    const before = client.clientId === undefined ? undefined : this.#leftBy(client.clientId)
    if (before !== undefined && this.#isFor(client, before)) return before
    if (requested !== undefined && this.#isFor(client, requested)) return requested
    return this.#unused(client) ?? this.#leastMissed(client)
  }

  /** Whether an address can be offered to this machine without taking anything from another. */
  #isFor(client: LeaseClient, address: Ipv4): boolean {
    if (!this.#inPool.has(address) || this.#isAbandoned(address) || this.#barred.isDoubted(address)) return false
    const entry = this.#entries.at(address)
    if (entry !== undefined && entry.mac !== client.mac && this.#stateOf(entry) !== 'past') return false
    return this.#mayUse(address, client.mac)
  }

  #leftBy(clientId: string): Ipv4 | undefined {
    for (const entry of this.#entries.all()) {
      if (entry.clientId === clientId && entry.known && this.#stateOf(entry) === 'past') return entry.address
    }
    return undefined
  }

  /** An address that no machine had, from this machine's own starting point on. */
  #unused(client: LeaseClient): Ipv4 | undefined {
    const size = this.#pool.length
    const start = startOf(client.mac, size)
    for (let step = 0; step < size; step += 1) {
      const address = this.#pool[(start + step) % size]
      if (address === undefined) continue
      const entry = this.#entries.at(address)
      if ((entry === undefined || this.#isForgotten(entry)) && this.#isFor(client, address)) return address
    }
    return undefined
  }

  /** Of a pool that is used up: what its machine left longest ago; else the oldest offer; else what was abandoned first. */
  #leastMissed(client: LeaseClient): Ipv4 | undefined {
    let past: Entry | undefined
    let offered: Entry | undefined
    for (const entry of this.#entries.all()) {
      if (!this.#mayUse(entry.address, client.mac)) continue
      const state = this.#stateOf(entry)
      if (state === 'past' && (past === undefined || entry.until < past.until)) past = entry
      if (state === 'offered') offered ??= entry
    }
    if (past !== undefined || offered !== undefined) return (past ?? offered)?.address
    return this.#barred.abandoned().find(({ address }) => this.#mayUse(address, client.mac))?.address
  }

  #asOfNow(entry: Entry): Lease {
    const { address, mac, clientId, until, brief } = entry
    return { address, mac, clientId, state: this.#stateOf(entry), until, ...(brief === true ? { brief } : {}) }
  }

  #stateOf({ state, until }: Entry): LeaseState {
    return until <= this.#latest ? 'past' : state
  }

  #isBound(entry: Entry): boolean {
    return this.#stateOf(entry) === 'bound'
  }

  /** An offer that ran out and that nobody had taken before. */
  #isForgotten(entry: Entry): boolean {
    return !entry.known && this.#stateOf(entry) === 'past'
  }

  #isAbandoned(address: Ipv4): boolean {
    return this.#barred.isAbandoned(address, this.#latest)
  }

  /**
   * The time. When the clock was set back everything goes on for as long as it still had; when it went forward that may have
   * been sleep, in which leases do run out.
   */
  #now(): number {
    const now = this.#clock.now()
    const back = this.#latest - now
    this.#latest = now
    if (back > 0 && Number.isFinite(back)) {
      this.#entries.shift(back)
      this.#barred.shift(back)
    }
    return now
  }
}
