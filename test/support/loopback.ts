import { createSocket } from 'node:dgram'
import type { CardBinding, UdpSocket } from '../../main/engine/net/udp'

type LookupCallback = (error: null, address: string, family: number) => void

/** The loopback interface as a card, over plain dgram sockets: for tests and timings that need real peers but no real card. */
export const loopback: CardBinding = {
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  mtu: 1500,
  async openUdp({ port }): Promise<UdpSocket> {
    const socket = createSocket({
      type: 'udp4',
      // Every address here is a number already: no need for the resolver and its trip through the event loop.
      lookup: (host: string, _options: unknown, done: LookupCallback) => done(null, host, 4),
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(port, '127.0.0.1', resolve)
    })
    socket.removeAllListeners('error').on('error', () => undefined)
    const local = socket.address().port
    let closed = false
    return {
      port: local,
      send(data, to) {
        if (!closed) socket.send(data, to.port, to.address)
      },
      sendSegments(data, segmentBytes, to) {
        for (let at = 0; at < data.length && !closed; at += segmentBytes) {
          socket.send(data.subarray(at, at + segmentBytes), to.port, to.address)
        }
      },
      onMessage(handler) {
        socket.removeAllListeners('message').on('message', handler)
      },
      onError(handler) {
        socket.removeAllListeners('error').on('error', handler)
      },
      close() {
        if (!closed) socket.close()
        closed = true
      },
    }
  },
}
