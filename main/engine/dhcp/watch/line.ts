import type { CardBinding, UdpPeer, UdpSocket } from '../../net/udp'
import { BootdropError } from '../../errors'
import { PORT } from '../codes'
import { decode, encode, type DhcpPacket } from '../packet'
import { asRelay } from './discover'
import type { HeardOn } from './sighting'

const EVERYONE = '255.255.255.255'

export interface LineOptions {
  readonly binding: CardBinding
  /** 67 and 68 by default; others for tests. */
  readonly ports?: { readonly dhcp?: number; readonly client?: number }
  /**
   * Sends from the socket that has port 67. Needed while that is open, for where port 68 is not to be had; the answers then
   * come to that socket, too.
   */
  readonly sendFromServer?: ((data: Uint8Array, to: UdpPeer) => void) | undefined
  /** Leave port 68 to the computer's own DHCP client and ask as a relay. */
  readonly avoidClientPort?: boolean
}

/** How we ask the servers on the wire, and hear them. */
export interface Line {
  /**
   * `client`: from port 68, where every answer that is broadcast is heard, also those to others. `relay`: from port 67 with
   * giaddr, where only answers to ourselves are heard, and a server answers only if it has addresses for our network.
   */
  readonly way: 'client' | 'relay'
  /** Asks everyone on the wire. Never throws; what cannot be sent is lost, as anything may be on a wire. */
  ask(discover: DhcpPacket): void
  /** One handler, for what is heard on the socket opened here; bytes that are no DHCP are passed over. */
  onPacket(handler: PacketHandler): void
  close(): void
}

export type PacketHandler = (packet: DhcpPacket, from: UdpPeer, heardOn: HeardOn) => void

/**
 * Opens the way that this computer allows: port 68, else port 67.
 * @throws BootdropError `port-taken`, `port-forbidden` (of port 67, without sendFromServer), `card-down`
 */
export async function openLine(options: LineOptions): Promise<Line> {
  const { binding, ports = {}, sendFromServer, avoidClientPort = false } = options
  const to = { address: EVERYONE, port: ports.dhcp ?? PORT.server }
  if (!avoidClientPort) {
    const socket = await openClientPort(binding, ports.client ?? PORT.client)
    if (socket !== undefined) {
      return { way: 'client', ask: (discover) => send(socket, discover, to), ...hearing(socket, 'client') }
    }
  }
  const ask = (through: Sender) => (discover: DhcpPacket) => send(through, asRelay(discover, binding.address), to)
  if (sendFromServer !== undefined) {
    return { way: 'relay', ask: ask({ send: sendFromServer }), onPacket: () => undefined, close: () => undefined }
  }
  const socket = await binding.openUdp({ port: to.port, broadcast: true })
  return { way: 'relay', ask: ask(socket), ...hearing(socket, 'server') }
}

function hearing(socket: UdpSocket, heardOn: HeardOn): Pick<Line, 'onPacket' | 'close'> {
  // A card that is down is told by who watches it; the next question is asked in any case.
  socket.onError(() => undefined)
  return {
    onPacket: (handler) =>
      socket.onMessage((data, from) => {
        const decoded = decode(data)
        if ('packet' in decoded) handler(decoded.packet, from, heardOn)
      }),
    close: () => socket.close(),
  }
}

/** Undefined where port 68 is somebody's alone, or for administrators. */
async function openClientPort(binding: CardBinding, port: number): Promise<UdpSocket | undefined> {
  try {
    return await binding.openUdp({ port, broadcast: true, shared: true })
  } catch (error) {
    if (error instanceof BootdropError && (error.code === 'port-taken' || error.code === 'port-forbidden'))
      return undefined
    throw error
  }
}

type Sender = Pick<UdpSocket, 'send'>

function send(through: Sender, discover: DhcpPacket, to: UdpPeer): void {
  const encoded = encode(discover)
  if ('bytes' in encoded) through.send(encoded.bytes, to)
}
