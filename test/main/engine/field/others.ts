/** What other servers of the wire answer to the machine of these tests: bytes, as they come. */
import { MESSAGE, OP, OPTION } from '../../../../main/engine/dhcp/codes'
import { bytesOf, latin, message, ROUTER } from '../dhcp/messages'
import { ip, LEASED } from './bench'

export const WINDOWS = '192.168.77.5'

/** A DHCP server's OFFER that says nothing about booting, as a home router's. */
export function routerOffer(more: readonly (readonly [number, Uint8Array])[] = []): Uint8Array {
  return leaseOffer(ROUTER, more)
}

/** FIELD.md 3.1: a Windows DHCP server that still sends option 60, and no option 43. */
export function option60Offer(): Uint8Array {
  return leaseOffer(WINDOWS, [[OPTION.vendorClass, latin('PXEClient')]])
}

function leaseOffer(server: string, more: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const options = new Map<number, Uint8Array>([
    [OPTION.messageType, Uint8Array.of(MESSAGE.offer)],
    [OPTION.serverId, ip(server)],
    [OPTION.leaseTime, Uint8Array.of(0, 0, 14, 16)],
    [OPTION.subnetMask, ip('255.255.255.0')],
    ...more,
  ])
  return bytesOf({ ...message(), op: OP.reply, yiaddr: LEASED, options })
}
