import { ipv4Number } from '../net/subnet'
import type { CardBinding, UdpPeer } from '../net/udp'

/**
 * Whether a datagram may be answered: its source is one machine's address and a port. Zero, multicast, class E and
 * broadcast addresses (also the subnet's own) are only ever forged, and answering them would shout at the whole wire.
 */
export function mayAnswer(peer: UdpPeer, binding: Pick<CardBinding, 'address' | 'netmask'>): boolean {
  if (peer.port < 1 || peer.port > 65535) return false
  const address = ipv4Number(peer.address)
  if (address === undefined) return false
  const first = address >>> 24
  if (first === 0 || first >= 224) return false
  const own = ipv4Number(binding.address)
  const mask = ipv4Number(binding.netmask)
  if (own === undefined || mask === undefined) return true
  // /31 and /32 have no broadcast address (RFC 3021).
  if (mask >>> 0 >= 0xfffffffe || first === 127) return true
  const inSubnet = ((address ^ own) & mask) === 0
  const host = (address & ~mask) >>> 0
  return !inSubnet || (host !== 0 && host !== ~mask >>> 0)
}
