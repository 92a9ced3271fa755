import type { Ipv4 } from '../types'
import type { CardBinding, UdpPeer, UdpSocket } from './udp'

/** What one call of a socket brought in or sent out. Everything in it is valid only during the call. */
export interface TappedDatagrams {
  readonly direction: 'in' | 'out'
  readonly localPort: number
  /** The card's address, also where the datagram came as a broadcast. */
  readonly localAddress: Ipv4
  readonly peer: UdpPeer
  /** One datagram, or several of `segmentBytes` each of which the last may be shorter. */
  readonly data: Uint8Array
  /** `data.length` for a single datagram. */
  readonly segmentBytes: number
}

/**
 * Hears what passes through the sockets of a card. Called for each datagram, in the middle of receiving and sending: it has to be
 * quick, must not throw, and copies what it keeps.
 */
export type Tap = (datagrams: TappedDatagrams) => void

/**
 * The same card, whose sockets tell `tap` what comes in (before it is handled, so that the question is told before its answer) and
 * what goes out (before it is sent; it may be lost on the way like any datagram). What a burst of one `sendSegments` holds is told
 * by one call, or a fast TFTP transfer would pay for thousands. TCP is not heard.
 */
export function tapped<Binding extends CardBinding>(binding: Binding, tap: Tap): Binding {
  const { address, netmask, mtu } = binding
  return {
    ...binding,
    ...{ address, netmask, mtu },
    openUdp: async (options: Parameters<CardBinding['openUdp']>[0]) =>
      tappedSocket(await binding.openUdp(options), address, tap),
  }
}

function tappedSocket(socket: UdpSocket, localAddress: Ipv4, tap: Tap): UdpSocket {
  const localPort = socket.port
  return {
    port: localPort,
    send: (data, to) => {
      tap({ direction: 'out', localPort, localAddress, peer: to, data, segmentBytes: data.length })
      socket.send(data, to)
    },
    sendSegments: (data, segmentBytes, to) => {
      tap({ direction: 'out', localPort, localAddress, peer: to, data, segmentBytes })
      socket.sendSegments(data, segmentBytes, to)
    },
    onMessage: (handler) =>
      socket.onMessage((data, from) => {
        tap({ direction: 'in', localPort, localAddress, peer: from, data, segmentBytes: data.length })
        handler(data, from)
      }),
    onError: (handler) => socket.onError(handler),
    close: () => socket.close(),
  }
}
