import type { Clock } from '../clock'
import { systemCode } from '../errors'
import type { UdpPeer } from './udp'

/** Clients ask again after a second or more; an answer that waited longer than this would only be in the way. */
const MAX_AGE_MS = 500
/** More than the largest window of a TFTP transfer, each of which has its own socket. */
export const MAX_WAITING = 1024
const MAX_WAITING_BYTES = 4 << 20
/** A full buffer of 200 KB on a gigabit card is empty after 2 ms. */
const RETRY_MS = 2
const EVERYONE = '255.255.255.255'

export interface OutboxOptions {
  /** Sends now; returns the system's error. May be given a datagram again that it could not send. */
  readonly send: (data: Uint8Array, to: UdpPeer) => Error | undefined
  readonly onError: (error: Error) => void
  readonly clock: Clock
}

interface Waiting {
  readonly data: Uint8Array
  readonly to: UdpPeer
  readonly since: number
}

/**
 * Datagrams on their way out of one socket. Linux keeps a datagram to a neighbour that does not answer ARP for three
 * seconds, and counts it to the socket's buffer: whoever makes us answer dead addresses fills it. So what finds the buffer
 * full waits for a short time and in bounded number, then is dropped, as any network may do; and broadcasts, which wait for
 * no neighbour, never wait behind others.
 */
export class Outbox {
  readonly #broadcasts: Waiting[] = []
  readonly #unicasts: Waiting[] = []
  #waitingBytes = 0
  #cancel: (() => void) | undefined
  #closed = false

  constructor(private readonly options: OutboxOptions) {}

  /** True while nothing waits. */
  get isEmpty(): boolean {
    return this.#broadcasts.length + this.#unicasts.length === 0
  }

  /** Sends now, or when the system has room again. `data` may be reused after the call returns. Never throws. */
  send(data: Uint8Array, to: UdpPeer): void {
    if (this.#closed) return
    const lane = isBroadcast(to) ? this.#broadcasts : this.#unicasts
    // Pieces of one file must not overtake each other; what goes to others is free to try.
    if (lane.some((waiting) => waiting.to.address === to.address && waiting.to.port === to.port)) {
      this.#keep(lane, data, to)
      return
    }
    const error = this.options.send(data, to)
    if (error === undefined) return
    if (isFull(error)) this.#keep(lane, data, to)
    else this.options.onError(error)
  }

  /** Drops what waits. */
  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#broadcasts.length = 0
    this.#unicasts.length = 0
    this.#waitingBytes = 0
  }

  #keep(lane: Waiting[], data: Uint8Array, to: UdpPeer): void {
    if (lane.length >= MAX_WAITING || this.#waitingBytes + data.length > MAX_WAITING_BYTES) return
    this.#waitingBytes += data.length
    lane.push({
      data: Uint8Array.from(data),
      to: { address: to.address, port: to.port },
      since: this.options.clock.now(),
    })
    this.#cancel ??= this.options.clock.after(RETRY_MS, this.#retry)
  }

  readonly #retry = (): void => {
    this.#cancel = undefined
    this.#empty(this.#broadcasts)
    this.#empty(this.#unicasts)
    if (!this.isEmpty && !this.#closed) this.#cancel = this.options.clock.after(RETRY_MS, this.#retry)
  }

  /** Oldest first, until the system's buffer is full again. */
  #empty(lane: Waiting[]): void {
    const oldest = this.options.clock.now() - MAX_AGE_MS
    let done = 0
    for (const { data, to, since } of lane) {
      if (since >= oldest) {
        const error = this.options.send(data, to)
        if (error !== undefined && isFull(error)) break
        if (error !== undefined) this.options.onError(error)
        if (this.#closed) return
      }
      this.#waitingBytes -= data.length
      done += 1
    }
    lane.splice(0, done)
  }
}

/** Whether a datagram goes to the whole wire. */
export function isBroadcast(to: UdpPeer): boolean {
  return to.address === EVERYONE
}

/** ENOBUFS: the card's own queue is full (macOS tells it, Linux drops). */
export function isFull(error: Error): boolean {
  const code = systemCode(error)
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'ENOBUFS'
}
