import type { CardBinding, UdpPeer } from '../net/udp'
import type { Ipv4 } from '../types'

/**
 * Whether a datagram may be answered: its source is one machine's address and a port. Zero, multicast, class E and
 * broadcast addresses (also the subnet's own) are only ever forged, and answering them would shout at the whole wire.
 */
export function mayAnswer(peer: UdpPeer, binding: Pick<CardBinding, 'address' | 'netmask'>): boolean {
  if (peer.port < 1 || peer.port > 65535) return false
  const address = toNumber(peer.address)
  if (address === undefined) return false
  const first = address >>> 24
  if (first === 0 || first >= 224) return false
  const own = toNumber(binding.address)
  const mask = toNumber(binding.netmask)
  if (own === undefined || mask === undefined) return true
  // /31 and /32 have no broadcast address (RFC 3021).
  if (mask >>> 0 >= 0xfffffffe || first === 127) return true
  const inSubnet = ((address ^ own) & mask) === 0
  const host = (address & ~mask) >>> 0
  return !inSubnet || (host !== 0 && host !== ~mask >>> 0)
}

function toNumber(address: Ipv4): number | undefined {
  const parts = address.split('.')
  if (parts.length !== 4) return undefined
  let value = 0
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined
    value = value * 256 + Number(part)
  }
  return value >>> 0
}
