import type { Clock } from '../../main/engine/clock'
import { BootdropError } from '../../main/engine/errors'
import type { CardBinding, UdpPeer, UdpSocket } from '../../main/engine/net/udp'

/** What the link does to a datagram, all 0 … 1 unless the name says otherwise. */
export interface LinkFaults {
  readonly loss?: number
  readonly duplicate?: number
  /** How many are held back by up to ten times the delay, so that later ones overtake them. */
  readonly reorder?: number
  /** One way. 0 delivers in the next microtask, without the clock. */
  readonly delayMs?: number
}

type Deliver = (data: Uint8Array, from: UdpPeer) => void

/** A wire in memory with UDP on it, which loses, doubles and reorders as told. The same seed gives the same faults. */
export class LossyLink {
  faults: LinkFaults
  /** Every datagram that was put on the wire, before any fault. */
  readonly counts = { sent: 0, bytes: 0 }
  /** Sees each datagram before it travels; returning false loses it. */
  filter: (data: Uint8Array, from: UdpPeer, to: UdpPeer) => boolean = () => true
  readonly #clock: Clock
  readonly #random: () => number
  readonly #sockets = new Map<string, Deliver>()
  #nextPort = 40_000

  constructor(clock: Clock, faults: LinkFaults = {}, seed = 1) {
    this.#clock = clock
    this.faults = faults
    this.#random = seededRandom(seed)
  }

  /** Sockets that are open now. */
  get open(): number {
    return this.#sockets.size
  }

  /** A machine on the link. */
  card(address: string, mtu = 1500): CardBinding {
    return {
      address,
      netmask: '255.255.255.0',
      mtu,
      openUdp: ({ port }) => {
        const socket = this.#openSocket(address, port === 0 ? this.#nextPort++ : port)
        return socket === undefined
          ? Promise.reject(new BootdropError('port-taken', `Port ${port} is taken.`))
          : Promise.resolve(socket)
      },
    }
  }

  /** Puts a datagram on the wire, from anywhere: also from addresses that nobody has. */
  send(data: Uint8Array, from: UdpPeer, to: UdpPeer): void {
    this.counts.sent += 1
    this.counts.bytes += data.length
    if (!this.filter(data, from, to)) return
    const { loss = 0, duplicate = 0, reorder = 0, delayMs = 0 } = this.faults
    const copies = duplicate > 0 && this.#random() < duplicate ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1) {
      if (loss > 0 && this.#random() < loss) continue
      const late = reorder > 0 && this.#random() < reorder ? 1 + 9 * this.#random() : 1
      this.#deliver(new Uint8Array(data), from, to, delayMs * late)
    }
  }

  #deliver(data: Uint8Array, from: UdpPeer, to: UdpPeer, delayMs: number): void {
    const arrive = (): void => this.#sockets.get(`${to.address}:${to.port}`)?.(data, from)
    if (delayMs === 0) queueMicrotask(arrive)
    else this.#clock.after(delayMs, arrive)
  }

  #openSocket(address: string, port: number): UdpSocket | undefined {
    const key = `${address}:${port}`
    if (this.#sockets.has(key)) return undefined
    const here = { address, port }
    let handler: Deliver = () => undefined
    let closed = false
    this.#sockets.set(key, (data, from) => handler(data, from))
    return {
      port,
      send: (data, to) => {
        if (!closed) this.send(data, here, to)
      },
      sendSegments: (data, segmentBytes, to) => {
        if (data.length > 65_507)
          throw new Error(`sendSegments: ${data.length} bytes are more than one datagram may hold`)
        for (let at = 0; at < data.length && !closed; at += segmentBytes) {
          this.send(data.subarray(at, at + segmentBytes), here, to)
        }
      },
      onMessage: (next) => {
        handler = next
      },
      onError: () => undefined,
      close: () => {
        closed = true
        this.#sockets.delete(key)
      },
    }
  }
}

/** Numbers in 0 … 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
