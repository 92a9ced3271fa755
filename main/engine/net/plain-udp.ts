import { createSocket, type Socket } from 'node:dgram'
import type { Ipv4 } from '../types'
import { numericLookup } from './card-udp'
import { MAX_WAITING } from './outbox'
import type { UdpPeer, UdpSocket } from './udp'

/**
 * A socket held to the card by its address alone: Windows, where that is enough to send 255.255.255.255 by this card and to
 * receive broadcasts that arrive on it.
 * @param shared whether others may have the port, too
 * @throws a system error with `code`
 */
export async function openPlainUdp(address: Ipv4, port: number, shared = false): Promise<UdpSocket> {
  const socket = createSocket({ type: 'udp4', lookup: numericLookup, reuseAddr: shared })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    // Exclusive: a cluster worker would otherwise share the port.
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  socket.setBroadcast(true)
  return new PlainUdpSocket(socket)
}

class PlainUdpSocket implements UdpSocket {
  readonly port: number
  #closed = false
  /** Datagrams that the system has not taken yet. */
  #waiting = 0
  #onError: (error: Error) => void = () => undefined

  constructor(private readonly socket: Socket) {
    this.port = socket.address().port
    socket.on('error', (error) => this.#onError(error))
  }

  send(data: Uint8Array, to: UdpPeer): void {
    // Dropped, as any network may do, rather than kept without limit.
    if (this.#closed || this.#waiting >= MAX_WAITING) return
    this.#waiting += 1
    // Copied: the system may read the buffer after the call returned.
    this.socket.send(Buffer.from(data), to.port, to.address, (error) => {
      this.#waiting -= 1
      if (error !== null && !this.#closed) this.#onError(error)
    })
  }

  sendSegments(data: Uint8Array, segmentBytes: number, to: UdpPeer): void {
    for (let at = 0; at < data.length; at += segmentBytes) this.send(data.subarray(at, at + segmentBytes), to)
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
    this.socket.close()
  }
}
