import type { Clock } from '../../main/engine/clock'
import type { UdpPeer, UdpSocket } from '../../main/engine/net/udp'

export interface FetchOptions {
  readonly mode?: string
  readonly options?: Readonly<Record<string, string>>
  /** How long it waits before it asks again. */
  readonly timeoutMs?: number
  /** What it does with the OACK instead of acknowledging it. */
  readonly onOack?: (client: LossyClient) => void
  /** Milliseconds that it takes to acknowledge. */
  readonly slowMs?: number
  /** What follows block 65535. */
  readonly rollover?: 0 | 1
}

/**
 * A TFTP client for tests (RFC 1350, 2347, 7440), with a wire format of its own so that it does not share the server's
 * mistakes. It keeps what it received, and how often it received it.
 */
export class LossyClient {
  readonly chunks: Buffer[] = []
  readonly oack = new Map<string, string>()
  error: { readonly code: number; readonly message: string } | undefined
  done = false
  /** DATA packets that came in, also those that came twice or too early. */
  dataPackets = 0
  server: UdpPeer | undefined
  readonly #socket: UdpSocket
  readonly #listener: UdpPeer
  readonly #clock: Clock
  readonly #file: string
  readonly #how: FetchOptions
  #block = 0
  #sinceAck = 0
  #gapTold = false
  #cancelTimer: () => void = () => undefined

  constructor(socket: UdpSocket, listener: UdpPeer, clock: Clock, file: string, how: FetchOptions = {}) {
    this.#socket = socket
    this.#listener = listener
    this.#clock = clock
    this.#file = file
    this.#how = how
    socket.onMessage((data, from) => this.#receive(Buffer.from(data), from))
    this.request()
    this.#arm()
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks)
  }

  request(): void {
    this.#socket.send(rrq(this.#file, this.#how.mode, this.#how.options), this.#listener)
  }

  ack(block = this.#block): void {
    this.#sinceAck = 0
    if (this.server !== undefined) this.#socket.send(ackPacket(block), this.server)
  }

  abort(code: number, message: string): void {
    if (this.server !== undefined) this.#socket.send(errorPacket(code, message), this.server)
    this.stop()
  }

  /** Falls silent. */
  stop(): void {
    this.done = true
    this.#cancelTimer()
    this.#socket.onMessage(() => undefined)
  }

  #receive(data: Buffer, from: UdpPeer): void {
    if (this.server !== undefined && from.port !== this.server.port) return
    const opcode = data.readUInt16BE(0)
    if (opcode === 5) {
      this.error = { code: data.readUInt16BE(2), message: data.toString('latin1', 4, data.length - 1) }
      this.stop()
      return
    }
    this.server = from
    if (opcode === 6) this.#receiveOack(data)
    else if (opcode === 3) this.#receiveData(data)
  }

  #receiveOack(data: Buffer): void {
    if (this.#block > 0) return
    const words = data.toString('latin1', 2).split('\0')
    for (let at = 0; at + 1 < words.length; at += 2) this.oack.set(words[at] ?? '', words[at + 1] ?? '')
    if (this.#how.onOack === undefined) this.ack(0)
    else this.#how.onOack(this)
  }

  #receiveData(data: Buffer): void {
    this.dataPackets += 1
    const blksize = Number(this.oack.get('blksize') ?? 512)
    const windowsize = Number(this.oack.get('windowsize') ?? 1)
    if (data.readUInt16BE(2) !== this.#after(this.#block)) {
      // In lock-step a repeated block is acknowledged again (RFC 1350); in a window the first gap is told once.
      if (windowsize === 1 || this.done) this.ack()
      else if (!this.#gapTold) {
        this.#gapTold = true
        this.ack()
      }
      return
    }
    this.#gapTold = false
    this.#block = this.#after(this.#block)
    this.chunks.push(data.subarray(4))
    this.#sinceAck += 1
    this.#cancelTimer()
    const last = data.length - 4 < blksize
    if (last || this.#sinceAck >= windowsize) {
      this.#sinceAck = 0
      const block = this.#block
      if (this.#how.slowMs === undefined) this.ack(block)
      else this.#clock.after(this.#how.slowMs, () => this.ack(block))
    }
    if (last) {
      this.done = true
      // It stays a while and acknowledges again, should the last ACK get lost (RFC 1350 section 6, "dallying").
    } else this.#arm()
  }

  #after(block: number): number {
    return block === 65_535 ? (this.#how.rollover ?? 0) : block + 1
  }

  #arm(): void {
    this.#cancelTimer = this.#clock.after(this.#how.timeoutMs ?? 1000, () => {
      this.#gapTold = false
      if (this.server === undefined) this.request()
      else this.ack()
      this.#arm()
    })
  }
}

export function rrq(file: string, mode = 'octet', options: Readonly<Record<string, string>> = {}): Buffer {
  const words = [file, mode, ...Object.entries(options).flat()]
  return Buffer.concat([Buffer.from([0, 1]), Buffer.from(words.map((word) => `${word}\0`).join(''), 'latin1')])
}

export function errorPacket(code: number, message: string): Buffer {
  return Buffer.concat([Buffer.from([0, 5, 0, code]), Buffer.from(`${message}\0`, 'latin1')])
}

export function ackPacket(block: number): Buffer {
  return Buffer.from([0, 4, block >> 8, block & 0xff])
}
