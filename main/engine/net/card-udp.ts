import { createSocket, type Socket } from 'node:dgram'
import type { Ipv4 } from '../types'
import { systemClock } from '../clock'
import {
  closeDescriptor,
  keepPortToOurselves,
  sendNow,
  sendNowFrom,
  setSendBuffer,
  setSegmentSize,
  socketAddress,
  sourceControl,
} from './libc'
import { isBroadcast, isFull, Outbox } from './outbox'
import type { UdpPeer, UdpSocket } from './udp'

/** Linux takes at most 64 pieces in one call (UDP_MAX_SEGMENTS before 6.9) and 65,507 bytes (65,535 - IP - UDP header). */
const MAX_SEGMENTS = 64
const MAX_SEND_BYTES = 65_507

/**
 * Of sockets that broadcast, bytes: as much as holds answers to a thousand machines that are gone (see Outbox) where the
 * system lets us, else what every program may have (net.core.wmem_max).
 */
const SEND_BUFFERS = [4 << 20, 212_992]

/** Addresses are numbers already: without this Node asks its resolver threads for every datagram. */
export const numericLookup = (
  hostname: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void => callback(null, hostname, 4)

/**
 * Takes over a descriptor from `openBoundSocket`: Node receives, we send with our own call. That call is quicker than Node's,
 * and the data has left the caller's buffer when it returns.
 * @param source the card's address, where a socket bound to 0.0.0.0 must not leave the choice to the kernel: a card may
 *   have several addresses, and firmware compares the source with option 54
 * @param shared whether others may have the port, too
 */
export async function adoptUdp(fd: number, source: Ipv4 | undefined, shared = false): Promise<UdpSocket> {
  const socket = createSocket({ type: 'udp4', lookup: numericLookup })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind({ fd }, () => {
        socket.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    socket.close()
    closeDescriptor(fd)
    throw error
  }
  if (!shared) keepPortToOurselves(fd)
  if (source === undefined) return new CardUdpSocket(fd, socket, undefined, undefined)
  const room = SEND_BUFFERS.find((sizeBytes) => setSendBuffer(fd, sizeBytes))
  return new CardUdpSocket(fd, socket, sourceControl(source), room)
}

class CardUdpSocket implements UdpSocket {
  readonly port: number
  #closed = false
  readonly #outbox: Outbox
  #segmentBytes = 0
  #roomBytes = 0
  #canSegment = true
  #peer: UdpPeer = { address: '', port: 0 }
  #sockaddr: Buffer = Buffer.alloc(0)
  #onError: (error: Error) => void = () => undefined

  constructor(
    private readonly fd: number,
    private readonly socket: Socket,
    private readonly control: Buffer | undefined,
    /** Send buffer, bytes; undefined for the system's own. */
    private readonly room: number | undefined,
  ) {
    this.port = socket.address().port
    socket.on('error', (error) => this.#onError(error))
    this.#outbox = new Outbox({
      send: (data, to) => this.#sendOne(data, to),
      onError: (error) => this.#onError(error),
      clock: systemClock,
    })
  }

  send(data: Uint8Array, to: UdpPeer): void {
    this.#outbox.send(data, to)
  }

  sendSegments(data: Uint8Array, segmentBytes: number, to: UdpPeer): void {
    const pieces = Math.max(1, Math.min(MAX_SEGMENTS, Math.floor(MAX_SEND_BYTES / segmentBytes)))
    for (let at = 0; at < data.length; at += pieces * segmentBytes) {
      const chunk = data.subarray(at, at + pieces * segmentBytes)
      if (!this.#sendChunk(chunk, segmentBytes, to)) this.#sendOneByOne(chunk, segmentBytes, to)
    }
  }

  onMessage(handler: (data: Uint8Array, from: UdpPeer) => void): void {
    this.socket.removeAllListeners('message')
    this.socket.on('message', handler)
  }

  onError(handler: (error: Error) => void): void {
    this.#onError = handler
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#outbox.close()
    this.socket.close()
  }

  /** False when the kernel did not take it as a whole: no UDP_SEGMENT, pieces larger than the MTU, queue full. */
  #sendChunk(chunk: Uint8Array, segmentBytes: number, to: UdpPeer): boolean {
    if (this.#closed || !this.#outbox.isEmpty || !this.#canSegment || this.control !== undefined) return false
    if (chunk.length <= segmentBytes) return false
    if (this.#segmentBytes !== segmentBytes && !this.#setSegment(segmentBytes)) return false
    const error = sendNow(this.fd, chunk, this.#address(to))
    if (error === undefined) return true
    // EINVAL: this piece size does not fit the card's MTU. EIO: the card cannot checksum for us.
    if (!isFull(error)) {
      this.#setSegment(0)
      this.#canSegment = false
    }
    return false
  }

  #sendOne(data: Uint8Array, to: UdpPeer): Error | undefined {
    if (this.#segmentBytes !== 0 && data.length > this.#segmentBytes) this.#setSegment(0)
    if (this.room !== undefined) this.#setRoom(isBroadcast(to) ? this.room : this.room / 2)
    const sockaddr = this.#address(to)
    return this.control === undefined
      ? sendNow(this.fd, data, sockaddr)
      : sendNowFrom(this.fd, data, sockaddr, this.control)
  }

  /** What goes to single machines gets half of the buffer, so that broadcasts find room when those fill theirs. */
  #setRoom(sizeBytes: number): void {
    if (this.#roomBytes === sizeBytes) return
    setSendBuffer(this.fd, sizeBytes)
    this.#roomBytes = sizeBytes
  }

  #sendOneByOne(chunk: Uint8Array, segmentBytes: number, to: UdpPeer): void {
    for (let at = 0; at < chunk.length; at += segmentBytes) this.send(chunk.subarray(at, at + segmentBytes), to)
  }

  #setSegment(segmentBytes: number): boolean {
    if (!setSegmentSize(this.fd, segmentBytes)) {
      this.#canSegment = false
      return false
    }
    this.#segmentBytes = segmentBytes
    return true
  }

  #address(to: UdpPeer): Buffer {
    if (to.port !== this.#peer.port || to.address !== this.#peer.address) {
      this.#peer = { address: to.address, port: to.port }
      this.#sockaddr = socketAddress(to)
    }
    return this.#sockaddr
  }
}
