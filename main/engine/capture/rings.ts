import type { Ipv4 } from '../types'

/** One datagram as a ring keeps it. Addresses are 32-bit numbers. */
export interface KeptPacket {
  /** Counts every datagram of the capture: tells their order also where the clock was set back. */
  readonly sequence: number
  /** ms since the epoch. */
  readonly at: number
  readonly direction: 'in' | 'out'
  readonly localAddress: number
  readonly localPort: number
  readonly peerAddress: number
  readonly peerPort: number
  /** Whole length of the UDP payload, bytes. */
  readonly sizeBytes: number
  /** Its beginning, or all of it. */
  readonly data: Uint8Array
}

/**
 * What stands before the kept bytes of a packet in a ring's memory:
 *
 *     0        8     16         20       24         26        28         30     32      33
 *     sequence time  local IP   peer IP  local port peer port size       kept   direction
 */
const HEADER_BYTES = 33
const FIRST_BYTES = 1024

/** Packets of any length, the newest that fit. Its memory grows as it is needed. */
export class PacketRing {
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #start = 0
  #end = 0

  /** @param limitBytes of memory, at most; a packet may have at most this less 33 bytes */
  constructor(private readonly limitBytes: number) {}

  add(packet: KeptPacket): void {
    const kept = Math.min(packet.data.length, this.limitBytes - HEADER_BYTES)
    this.#makeRoom(HEADER_BYTES + kept)
    writeHeader(this.#view, this.#end, packet, kept)
    this.#bytes.set(kept === packet.data.length ? packet.data : packet.data.subarray(0, kept), this.#end + HEADER_BYTES)
    this.#end += HEADER_BYTES + kept
  }

  /** Oldest first; their bytes are valid until the next `add`. */
  *packets(): Generator<KeptPacket> {
    for (let at = this.#start; at < this.#end;) {
      const packet = read(this.#bytes, this.#view, at)
      yield packet
      at += HEADER_BYTES + packet.data.length
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return
    const wanted = this.#end - this.#start + bytes
    if (wanted > this.#bytes.length && this.#bytes.length < this.limitBytes) {
      this.#grow(Math.min(this.limitBytes, Math.max(wanted, FIRST_BYTES, Math.ceil(this.#bytes.length * 1.5))))
      if (this.#end + bytes <= this.#bytes.length) return
    }
    while (this.#end - this.#start + bytes > this.#bytes.length) {
      this.#start += HEADER_BYTES + this.#view.getUint16(this.#start + 30)
    }
    this.#bytes.copyWithin(0, this.#start, this.#end)
    this.#end -= this.#start
    this.#start = 0
  }

  #grow(sizeBytes: number): void {
    const grown = new Uint8Array(sizeBytes)
    grown.set(this.#bytes.subarray(this.#start, this.#end))
    this.#end -= this.#start
    this.#start = 0
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}

/** The first bytes of the newest so many packets, in slots of one size: for what passes by the hundred thousand a second. */
export class SlotRing {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #slotBytes: number
  /** Since the beginning. */
  #count = 0

  constructor(
    private readonly slots: number,
    private readonly keepBytes: number,
  ) {
    this.#slotBytes = HEADER_BYTES + keepBytes
    this.#bytes = new Uint8Array(slots * this.#slotBytes)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** Keeps the beginning of `data[from … from + packet.sizeBytes]`; `packet.data` does not count. */
  add(packet: Omit<KeptPacket, 'data'>, data: Uint8Array, from: number): void {
    const at = (this.#count % this.slots) * this.#slotBytes
    this.#count += 1
    const kept = Math.min(packet.sizeBytes, data.length - from, this.keepBytes)
    writeHeader(this.#view, at, packet, kept)
    // By hand: a view for `set` costs more than these few bytes.
    for (let byte = 0; byte < kept; byte += 1) this.#bytes[at + HEADER_BYTES + byte] = data[from + byte] ?? 0
  }

  /** Oldest first; their bytes are valid until the next `add`. */
  *packets(): Generator<KeptPacket> {
    for (let number = Math.max(0, this.#count - this.slots); number < this.#count; number += 1) {
      yield read(this.#bytes, this.#view, (number % this.slots) * this.#slotBytes)
    }
  }
}

function writeHeader(view: DataView, at: number, packet: Omit<KeptPacket, 'data'>, kept: number): void {
  view.setFloat64(at, packet.sequence)
  view.setFloat64(at + 8, packet.at)
  view.setUint32(at + 16, packet.localAddress)
  view.setUint32(at + 20, packet.peerAddress)
  view.setUint16(at + 24, packet.localPort)
  view.setUint16(at + 26, packet.peerPort)
  view.setUint16(at + 28, packet.sizeBytes)
  view.setUint16(at + 30, kept)
  view.setUint8(at + 32, packet.direction === 'in' ? 0 : 1)
}

function read(bytes: Uint8Array, view: DataView, at: number): KeptPacket {
  return {
    sequence: view.getFloat64(at),
    at: view.getFloat64(at + 8),
    localAddress: view.getUint32(at + 16),
    peerAddress: view.getUint32(at + 20),
    localPort: view.getUint16(at + 24),
    peerPort: view.getUint16(at + 26),
    sizeBytes: view.getUint16(at + 28),
    direction: view.getUint8(at + 32) === 0 ? 'in' : 'out',
    data: bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + view.getUint16(at + 30)),
  }
}

/** `192.168.1.20` of a 32-bit number. */
export function ipv4Text(address: number): Ipv4 {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.')
}
