import type { Ipv4 } from '../types'
import type { BoundSocketOptions } from './libc'
import type { UdpOptions } from './udp'

const ANY = '0.0.0.0'
const EVERYONE = '255.255.255.255'
/** macOS lets ordinary users bind these only at 0.0.0.0. */
const FIRST_FREE_PORT = 1024

/** A classroom's DISCOVERs at once, while Node is busy with something else for a moment. */
export const RECEIVE_BUFFER_BYTES = 1 << 20

/**
 * Whether a shared socket (UdpOptions) may be given datagrams that were sent to this computer and meant for the other owner of
 * the port. Not on Linux, where it is bound to 255.255.255.255; Windows and macOS know no such bind.
 */
export const sharedHearsUnicast = process.platform !== 'linux'

/**
 * How a UDP socket is bound to a card: one truth for the sockets that we open ourselves and for those that a helper with more
 * rights opens for us (main/permission/).
 */
export function boundTo(
  place: { readonly card: string; readonly address: Ipv4 },
  { port, broadcast, shared = false }: UdpOptions,
): BoundSocketOptions {
  const address = hearsAll(port, broadcast) ? ANY : place.address
  return {
    type: 'udp',
    card: place.card,
    address: shared && !sharedHearsUnicast ? EVERYONE : address,
    port,
    shared,
  }
}

/** A socket bound to a unicast address hears no broadcast on Linux and macOS. */
function hearsAll(port: number, broadcast: boolean): boolean {
  return broadcast || (process.platform === 'darwin' && port !== 0 && port < FIRST_FREE_PORT)
}
