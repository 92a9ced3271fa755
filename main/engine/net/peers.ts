import type { CardAddress, Ipv4 } from '../types'
import { inSubnet, ipv4Number } from './subnet'

const LOOPBACK = 127

/**
 * Whether `address` can be one machine's as seen from `card`. Zero, multicast, class E and broadcast addresses (also the
 * network's own) are only ever forged, and sending to them would shout at the whole wire; so are loopback addresses on any
 * card but the loopback. The card's own address is one machine's: ours.
 */
export function isOneMachine(address: Ipv4, card: CardAddress): boolean {
  const [number, own, mask] = [address, card.address, card.netmask].map(ipv4Number)
  if (number === undefined || own === undefined || mask === undefined) return false
  const first = number >>> 24
  if (first === 0 || first >= 224) return false
  if (first === LOOPBACK) return own >>> 24 === LOOPBACK
  // /31 and /32 have no broadcast address (RFC 3021).
  if (mask >>> 0 >= 0xfffffffe || !inSubnet(address, card)) return true
  const host = (number & ~mask) >>> 0
  return host !== 0 && host !== ~mask >>> 0
}

/** Networks that no internet host has: RFC 1918, and RFC 6598 for carriers. */
const PRIVATE: readonly CardAddress[] = [
  { address: '10.0.0.0', netmask: '255.0.0.0' },
  { address: '172.16.0.0', netmask: '255.240.0.0' },
  { address: '192.168.0.0', netmask: '255.255.0.0' },
  { address: '100.64.0.0', netmask: '255.192.0.0' },
]

export function isPrivate(address: Ipv4): boolean {
  return PRIVATE.some((network) => inSubnet(address, network))
}
