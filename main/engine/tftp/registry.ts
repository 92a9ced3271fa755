import type { UdpPeer } from '../net/udp'
import type { Outcome, Session } from './session'

/** A request that was taken, from the moment it came in to the end of its transfer. */
export class Transfer {
  readonly id: string
  readonly peer: UdpPeer
  /** Undefined while the file is being found and opened. */
  session: Pick<Session, 'untouched' | 'heardAt' | 'abort'> | undefined
  readonly #stop = new AbortController()
  readonly #datagram: Uint8Array

  constructor(id: string, peer: UdpPeer, datagram: Uint8Array) {
    this.id = id
    this.peer = { address: peer.address, port: peer.port }
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

/** All transfers under way, by the client's address and port, and how many there may be. */
export class Registry {
  readonly #transfers = new Map<string, Transfer>()
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
  }

  remove(transfer: Transfer): void {
    const key = keyOf(transfer.peer)
    if (this.#transfers.get(key) === transfer) this.#transfers.delete(key)
  }

  /**
   * Whether one more transfer of this client fits, and which one must give way for it. That is the oldest one that never
   * acknowledged anything, be it still without its file: forged requests by the hundred would otherwise lock out the real machines.
   */
  roomFor(peer: UdpPeer): { readonly fits: boolean; readonly victim?: Transfer } {
    let own = 0
    let idle: Transfer | undefined
    let ownIdle: Transfer | undefined
    for (const transfer of this.#transfers.values()) {
      const unused = transfer.session?.untouched ?? true
      if (unused) idle ??= transfer
      if (transfer.peer.address !== peer.address) continue
      own += 1
      if (unused) ownIdle ??= transfer
    }
    if (own < this.#perClient && this.size < this.#total) return { fits: true }
    const victim = own >= this.#perClient ? ownIdle : idle
    return victim === undefined ? { fits: false } : { fits: true, victim }
  }
}

function keyOf(peer: UdpPeer): string {
  return `${peer.address}:${peer.port}`
}
