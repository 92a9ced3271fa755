import { DATA_HEADER_BYTES } from '../tftp/codes'
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
    writeHeader(this.#view, this.#end, packet, packet.sequence, packet.sizeBytes, kept)
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
  #next = 0
  #used = 0

  constructor(
    private readonly slots: number,
    private readonly keepBytes: number,
  ) {
    this.#slotBytes = HEADER_BYTES + keepBytes
    this.#bytes = new Uint8Array(slots * this.#slotBytes)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /**
   * The datagrams of `segmentBytes` in `data`, numbered from `packet.sequence`: of the first as much as a slot holds, of the others,
   * which came in one burst with it, TFTP's header. In the path of every TFTP block.
   */
  add(packet: Omit<KeptPacket, 'data' | 'sizeBytes'>, data: Uint8Array, segmentBytes: number): void {
    const bytes = this.#bytes
    const pieces = Math.ceil(data.length / segmentBytes)
    for (let piece = Math.max(0, pieces - this.slots); piece < pieces; piece += 1) {
      const from = piece * segmentBytes
      const size = Math.min(segmentBytes, data.length - from)
      const kept = Math.min(size, piece === 0 ? this.keepBytes : DATA_HEADER_BYTES)
      const at = this.#next * this.#slotBytes
      this.#next = this.#next + 1 === this.slots ? 0 : this.#next + 1
      this.#used = Math.max(this.#used, this.#next === 0 ? this.slots : this.#next)
      writeHeader(this.#view, at, packet, packet.sequence + piece, size, kept)
      // By hand: a view for `set` costs more than these few bytes.
      for (let byte = 0; byte < kept; byte += 1) bytes[at + HEADER_BYTES + byte] = data[from + byte] ?? 0
    }
  }

  /** One that was kept before. */
  addKept(packet: KeptPacket): void {
    this.add(packet, packet.data, Math.max(1, packet.data.length))
    this.#view.setUint16(((this.#next + this.slots - 1) % this.slots) * this.#slotBytes + 28, packet.sizeBytes)
  }

  /** Oldest first; their bytes are valid until the next `add`. */
  *packets(): Generator<KeptPacket> {
    const oldest = this.#used === this.slots ? this.#next : 0
    for (let number = 0; number < this.#used; number += 1) {
      yield read(this.#bytes, this.#view, ((oldest + number) % this.slots) * this.#slotBytes)
    }
  }
}

function writeHeader(
  view: DataView,
  at: number,
  packet: Omit<KeptPacket, 'data' | 'sizeBytes'>,
  sequence: number,
  sizeBytes: number,
  kept: number,
): void {
  view.setFloat64(at, sequence)
  view.setFloat64(at + 8, packet.at)
  view.setUint32(at + 16, packet.localAddress)
  view.setUint32(at + 20, packet.peerAddress)
  view.setUint16(at + 24, packet.localPort)
  view.setUint16(at + 26, packet.peerPort)
  view.setUint16(at + 28, sizeBytes)
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
