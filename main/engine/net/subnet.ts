import type { CardAddress, Ipv4 } from '../types'

/** An IPv4 address as an unsigned 32-bit number; undefined when it is none. */
export function ipv4Number(address: Ipv4): number | undefined {
  const parts = address.split('.')
  if (parts.length !== 4) return undefined
  let number = 0
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined
    number = number * 256 + Number(part)
  }
  return number
}

/** Whether `address` is in the network of `card`. */
export function inSubnet(address: Ipv4, card: CardAddress): boolean {
  const [one, two, mask] = [address, card.address, card.netmask].map(ipv4Number)
  if (one === undefined || two === undefined || mask === undefined) return false
  return (one & mask) === (two & mask)
}

/** The address of a card's network: `192.168.1.0`. */
export function networkOf({ address, netmask }: CardAddress): Ipv4 {
  const mask = netmask.split('.').map(Number)
  return address
    .split('.')
    .map((part, at) => Number(part) & (mask[at] ?? 0))
    .join('.')
}
