import type { UdpPeer } from '../net/udp'
import type { Outcome, Session } from './session'

export type Room =
  | { readonly fits: true; readonly victim?: Transfer }
  | { readonly fits: false; readonly why: 'client-full' | 'table-full' }

/** A request that was taken, from the moment it came in to the end of its transfer. */
export class Transfer {
  readonly id: string
  readonly peer: UdpPeer
  /** When its request came in, ms. */
  readonly startedAt: number
  /** Undefined while the file is being found and opened. */
  session: Pick<Session, 'untouched' | 'heardAt' | 'ackedBytes' | 'abort'> | undefined
  readonly #stop = new AbortController()
  readonly #datagram: Uint8Array

  constructor(id: string, peer: UdpPeer, datagram: Uint8Array, now: number) {
    this.id = id
    this.peer = { address: peer.address, port: peer.port }
    this.startedAt = now
    // Not `slice`: of a Buffer that would be a view, and the bytes are only ours during the call.
    this.#datagram = new Uint8Array(datagram)
  }

  /**
   * Whether `datagram` is this very request again, rather than a new one from the same port: the client repeats it while
   * our answer is under way, and a switch may deliver it twice when the transfer is already running.
   *
   * @param since time before which a running transfer must have been heard of, to be taken for given up, ms
   */
  isRepeated(datagram: Uint8Array, since: number): boolean {
    if (Buffer.compare(datagram, this.#datagram) !== 0) return false
    return this.session === undefined || this.session.untouched || this.session.heardAt > since
  }

  /** True while the client has acknowledged nothing, be it that the file is not even open. */
  get untouched(): boolean {
    return this.session?.untouched ?? true
  }

  /** Bytes per millisecond that the client has acknowledged since it asked. */
  speedAt(now: number): number {
    return (this.session?.ackedBytes ?? 0) / Math.max(1, now - this.startedAt)
  }

  /** Told to end: whoever is opening its file may leave off. */
  get stop(): AbortSignal {
    return this.#stop.signal
  }

  get dropped(): boolean {
    return this.#stop.signal.aborted
  }

  /** Ends it wherever it is. With `text` the client is told. */
  drop(outcome: Outcome, detail: string, text?: string): void {
    this.#stop.abort()
    this.session?.abort(outcome, detail, text)
  }
}

/** A transfer so young is not yet measured by its speed, ms. */
const GRACE_MS = 3000

/** One part in so many of the full table is for transfers without an ACK yet: a newcomer needs the time of its first one. */
const NEWCOMERS_PART = 4

/** All transfers under way, by the client's address and port, and how many there may be. */
export class Registry {
  readonly #transfers = new Map<string, Transfer>()
  /** How many each address has. */
  readonly #held = new Map<string, number>()
  readonly #perClient: number
  readonly #total: number

  constructor(limits: { readonly perClient: number; readonly total: number }) {
    this.#perClient = limits.perClient
    this.#total = limits.total
  }

  get size(): number {
    return this.#transfers.size
  }

  all(): Transfer[] {
    return [...this.#transfers.values()]
  }

  at(peer: UdpPeer): Transfer | undefined {
    return this.#transfers.get(keyOf(peer))
  }

  add(transfer: Transfer): void {
    this.#transfers.set(keyOf(transfer.peer), transfer)
    this.#count(transfer.peer.address, 1)
  }

  remove(transfer: Transfer): void {
    const key = keyOf(transfer.peer)
    if (this.#transfers.get(key) !== transfer) return
    this.#transfers.delete(key)
    this.#count(transfer.peer.address, -1)
  }

  /** Whether one more transfer of this client fits, and which one must give way for it. */
  roomFor(peer: UdpPeer, now: number): Room {
    if (this.#heldBy(peer.address) >= this.#perClient) {
      const victim = this.all().find((transfer) => transfer.untouched && transfer.peer.address === peer.address)
      return victim === undefined ? { fits: false, why: 'client-full' } : { fits: true, victim }
    }
    if (this.size < this.#total) return { fits: true }
    const victim = this.#victim(peer.address, now)
    return victim === undefined ? { fits: false, why: 'table-full' } : { fits: true, victim }
  }

  /**
   * Who gives way in a full table. Requests with forged addresses come by the hundred and never acknowledge anything:
   * where they have their part of the table, the oldest of them goes, so that they cannot push out a real machine.
   * Otherwise it is the slowest transfer of the address that has most (the newcomer's included, with the one it asks
   * for): somebody who keeps a table full by an ACK now and then must not lock out the others.
   */
  #victim(newcomer: string, now: number): Transfer | undefined {
    const newcomers = this.all().filter((transfer) => transfer.untouched)
    if (newcomers.length >= this.#total / NEWCOMERS_PART) return newcomers[0]
    return this.#slowestOfLargest(newcomer, now) ?? newcomers[0]
  }

  #slowestOfLargest(newcomer: string, now: number): Transfer | undefined {
    const most = Math.max(this.#heldBy(newcomer) + 1, ...this.#held.values())
    let slowest: Transfer | undefined
    let lowest = Infinity
    for (const transfer of this.#transfers.values()) {
      const { address } = transfer.peer
      const held = this.#heldBy(address) + (address === newcomer ? 1 : 0)
      if (held < most || now - transfer.startedAt < GRACE_MS) continue
      const speed = transfer.speedAt(now)
      if (speed >= lowest) continue
      slowest = transfer
      lowest = speed
    }
    return slowest
  }

  #heldBy(address: string): number {
    return this.#held.get(address) ?? 0
  }

  #count(address: string, change: number): void {
    const held = this.#heldBy(address) + change
    if (held > 0) this.#held.set(address, held)
    else this.#held.delete(address)
  }
}

function keyOf(peer: UdpPeer): string {
  return `${peer.address}:${peer.port}`
}
