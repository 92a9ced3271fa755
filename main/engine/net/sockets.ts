import { readFileSync } from 'node:fs'
import type { Server } from 'node:net'
import type { Card, CardAddress } from '../types'
import { adoptUdp } from './card-udp'
import { bindError } from './bind-error'
import { canTieToCard, openBoundSocket, widenReceiveBuffer } from './libc'
import { boundTo, RECEIVE_BUFFER_BYTES } from './place'
import { openPlainUdp } from './plain-udp'
import { inSubnet } from './subnet'
import type { CardBinding, UdpOptions, UdpPeer, UdpSocket } from './udp'

const USUAL_MTU = 1500
const ANY = '0.0.0.0'

export { sharedHearsUnicast } from './place'

/** Sockets that were opened beforehand (low-ports.ts). */
export interface HeldPorts {
  /** The descriptor to use for this port, the caller's from then on; undefined where none is held. */
  take(port: number): number | undefined
}

/** A binding that also knows its card: what `bindCard` gives. */
export interface OpenCard extends CardBinding {
  readonly card: string
}

/**
 * Ties sockets to one card (DESIGN.md section 6): on Linux by SO_BINDTODEVICE, so that a broadcast leaves by this card whatever
 * the routing table says and broadcasts of other cards are not heard; on macOS by IP_BOUND_IF; on Windows by address.
 * Datagrams that this computer sends to its own address on the card do arrive (Linux takes them as if they came by the card),
 * broadcasts of its own too.
 * @param held sockets of this card that are open already
 */
export function bindCard(card: Card, address: CardAddress, held?: HeldPorts): OpenCard {
  const open: Place = {
    ...(held === undefined ? {} : { held }),
    card: card.name,
    address: address.address,
    netmask: address.netmask,
    mtu: mtuOf(card.name),
  }
  return { ...open, openUdp: (options) => openUdp(open, options) }
}

type Place = Omit<OpenCard, 'openUdp'> & { readonly held?: HeldPorts }

async function openUdp(place: Place, options: UdpOptions): Promise<UdpSocket> {
  const { port, broadcast, shared = false } = options
  try {
    if (!canTieToCard) return await openPlainUdp(place.address, port, shared)
    const fd = place.held?.take(port) ?? openHere(place, options)
    const socket = await adoptUdp(fd, broadcast ? place.address : undefined, shared)
    // Who listens on a shared port looks for servers, and a foreign one may well be of another network.
    return process.platform === 'darwin' && !shared ? onlyFromSubnet(socket, place) : socket
  } catch (error) {
    throw await bindError(error, { protocol: 'udp', port, card: place.card })
  }
}

function openHere(place: Place, options: UdpOptions): number {
  const fd = openBoundSocket(boundTo(place, options))
  widenReceiveBuffer(fd, RECEIVE_BUFFER_BYTES)
  return fd
}

/** The second guard on macOS: whoever is not of this card's network is not heard. A machine without an address is. */
function onlyFromSubnet(socket: UdpSocket, place: Place): UdpSocket {
  const ours = (from: UdpPeer): boolean => from.address === ANY || inSubnet(from.address, place)
  return {
    port: socket.port,
    send: (data, to) => socket.send(data, to),
    sendSegments: (data, segmentBytes, to) => socket.sendSegments(data, segmentBytes, to),
    onMessage: (handler) =>
      socket.onMessage((data, from) => {
        if (ours(from)) handler(data, from)
      }),
    onError: (handler) => socket.onError(handler),
    close: () => socket.close(),
  }
}

/**
 * Makes `server` (node:net or node:http) listen on the card's address, reachable by that card and by this computer itself.
 * @param port 0 takes a free one
 * @returns the port
 * @throws BootdropError `port-taken` (the caller may try the next), `port-forbidden`, `card-down`
 */
export async function listenTcp(server: Server, binding: CardBinding, port: number): Promise<number> {
  const card = 'card' in binding && typeof binding.card === 'string' ? binding.card : undefined
  try {
    if (card === undefined || !canTieToCard) {
      await listening(server, () => server.listen({ host: binding.address, port, exclusive: true }))
    } else {
      const fd = openBoundSocket({ type: 'tcp', card, address: binding.address, port })
      // Node closes the descriptor when listening fails.
      await listening(server, () => server.listen({ fd }))
    }
  } catch (error) {
    throw await bindError(error, { protocol: 'tcp', port, card: card ?? binding.address })
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

function listening(server: Server, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      server.off('error', failed)
      resolve()
    }
    const failed = (error: Error): void => {
      server.off('listening', done)
      reject(error)
    }
    server.once('listening', done)
    server.once('error', failed)
    listen()
  })
}

/** From sysfs; other systems do not tell without a program of their own. */
function mtuOf(card: string): number {
  try {
    const mtu = Number.parseInt(readFileSync(`/sys/class/net/${card}/mtu`, 'latin1'), 10)
    return mtu >= 576 ? mtu : USUAL_MTU
  } catch {
    return USUAL_MTU
  }
}
