import type { NetworkInterfaceInfo } from 'node:os'
import type { CardAddress } from '../types'

/** What `os.networkInterfaces()` gives: cards that are up, with their addresses. */
export type SystemInterfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

/** The IPv4 addresses of a card, in the system's order, self-assigned ones (169.254, RFC 3927) last. */
export function addressesOf(entries: readonly NetworkInterfaceInfo[]): CardAddress[] {
  const addresses = entries
    .filter(({ family }) => family === 'IPv4')
    .map(({ address, netmask }) => ({ address, netmask }))
  const selfAssigned = ({ address }: CardAddress): boolean => address.startsWith('169.254.')
  return [...addresses.filter((entry) => !selfAssigned(entry)), ...addresses.filter(selfAssigned)]
}
