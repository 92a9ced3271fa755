import { BootdropError } from '../../errors'
import { ipv4Number } from '../../net/subnet'
import type { CardAddress, Ipv4, Mac } from '../../types'

/** As many machines as a bench may have at once; a /24 has room for 253. */
export const MAX_POOL = 500
/** The span that these are taken from, in a network larger than a /24. */
const WINDOW = 512

/** 169.254/16, whose first and last 256 addresses are reserved (RFC 3927 section 2.1). */
const LINK_LOCAL = { network: 0xa9fe0000, first: 0xa9fe0100, last: 0xa9fefeff } as const

/**
 * The addresses that may be leased on a card, in ascending order: those of its own network, less the network's own and its
 * broadcast address, the card's address and `exclude` (the gateway, other addresses of this computer). In a network larger
 * than a /24 up to 500 of them, around the card's own /24.
 *
 * RFC 3927 section 1.6 would have DHCP servers use private addresses instead of 169.254/16. A card that nobody gave an address
 * has no other, machines take such a lease like any other, and whoever makes up such an address for itself asks by ARP first.
 * @throws BootdropError `pool-empty`
 */
export function poolOf(card: CardAddress, exclude: ReadonlySet<Ipv4>): readonly Ipv4[] {
  const [own, mask] = [ipv4Number(card.address), ipv4Number(card.netmask)]
  if (own === undefined || mask === undefined) throw empty(card)
  const hosts = ~mask >>> 0
  // Ones, then zeros; anything else is no network mask.
  if ((hosts & (hosts + 1)) !== 0) throw empty(card)
  // RFC 3021: a /31 is a cable between two that know each other; a /32 is nobody's.
  if (hosts < 3) throw empty(card)
  const network = (own & mask) >>> 0
  const [first, last] = span(own, network + 1, network + hosts - 1)
  const pool: Ipv4[] = []
  for (let number = first; number <= last && pool.length < MAX_POOL; number += 1) {
    // Allowed in a large network, but there are devices that take them for a broadcast.
    if ((number & 0xff) === 0 || (number & 0xff) === 0xff) continue
    const address = textOf(number)
    if (number !== own && !exclude.has(address)) pool.push(address)
  }
  if (pool.length === 0) throw empty(card)
  return pool
}

/** All of a small network; of a larger one a part, which is moved rather than cut where it would reach over an end. */
function span(own: number, networkFirst: number, networkLast: number): [number, number] {
  const linkLocal = (own & 0xffff0000) >>> 0 === LINK_LOCAL.network
  const lowest = linkLocal ? Math.max(networkFirst, LINK_LOCAL.first) : networkFirst
  const highest = linkLocal ? Math.min(networkLast, LINK_LOCAL.last) : networkLast
  const wanted = (own & 0xffffff00) >>> 0
  const first = Math.max(lowest, Math.min(wanted - (WINDOW - 256) / 2, highest - WINDOW + 1))
  return [first, Math.min(highest, first + WINDOW - 1)]
}

/**
 * Where in a pool of `size` addresses the search for a machine's address begins: the same machine finds the same address,
 * also when nothing was remembered (FNV-1a).
 */
export function startOf(mac: Mac, size: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < mac.length; at += 1) hash = Math.imul(hash ^ mac.charCodeAt(at), 0x01000193)
  return size === 0 ? 0 : (hash >>> 0) % size
}

function textOf(number: number): Ipv4 {
  return [number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff].join('.')
}

function empty({ address, netmask }: CardAddress): BootdropError {
  return new BootdropError(
    'pool-empty',
    `The network of this card (${address}, netmask ${netmask}) has no address left for another machine. Give the card an address in a larger network, such as 192.168.77.1 with the netmask 255.255.255.0.`,
    { address, netmask },
  )
}
