import fc from 'fast-check'
import { MESSAGE, OP, OPTION } from '../../../../../main/engine/dhcp/codes'
import type { DhcpPacket } from '../../../../../main/engine/dhcp/packet'
import { bytesOf, latin, message } from '../messages'

/** What servers and clients on the wire of 192.168.77.20, our card, send. */
export const SELF = { address: '192.168.77.20', netmask: '255.255.255.0' }
export const OWN_MAC = '02:00:00:00:00:aa'
export const DHCP = { address: '192.168.77.1', port: 67 }
export const PXE = { address: '192.168.77.9', port: 67 }

export interface AnswerOptions {
  readonly type?: number | null
  /** Option 54; null for none. */
  readonly serverId?: string | null
  readonly vendorClass?: string
  readonly bootFile?: string
  readonly mac?: string
  readonly header?: Partial<DhcpPacket>
}

/** An OFFER of an address, unless told otherwise. */
export function answer(options: AnswerOptions = {}): DhcpPacket {
  const { type = MESSAGE.offer, serverId = DHCP.address, vendorClass, bootFile, mac = OWN_MAC, header } = options
  const fields = new Map<number, Uint8Array>()
  if (type !== null) fields.set(OPTION.messageType, Uint8Array.of(type))
  if (serverId !== null) fields.set(OPTION.serverId, Uint8Array.from(serverId.split('.').map(Number)))
  if (vendorClass !== undefined) fields.set(OPTION.vendorClass, latin(vendorClass))
  if (bootFile !== undefined) fields.set(OPTION.bootFile, latin(bootFile))
  const base = message({ mac, vendorClass: null, arch: [], machineId: null })
  return { ...base, op: OP.reply, yiaddr: '192.168.77.100', options: fields, ...header }
}

/** The OFFER of a boot server: no address. */
export function pxeOffer(options: AnswerOptions = {}): DhcpPacket {
  const header = { yiaddr: '0.0.0.0', siaddr: PXE.address, ...options.header }
  return answer({ serverId: PXE.address, vendorClass: 'PXEClient', ...options, header })
}

/** A client takes the address of that server: RFC 2131 section 4.3.2, SELECTING. */
export function request(serverId: string, header: Partial<DhcpPacket> = {}): DhcpPacket {
  const more: [number, Uint8Array][] = [
    [OPTION.serverId, Uint8Array.from(serverId.split('.').map(Number))],
    [OPTION.requestedIp, Uint8Array.of(192, 168, 77, 100)],
  ]
  return message({ type: MESSAGE.request, more, header })
}

/** Real messages with a few bytes changed: these pass the first checks. */
export function flipped(): fc.Arbitrary<Uint8Array> {
  const whole = fc.constantFrom(bytesOf(answer()), bytesOf(pxeOffer()), bytesOf(request(DHCP.address)))
  const changes = fc.array(fc.tuple(fc.nat(299), fc.nat(255)), { maxLength: 6 })
  return fc.tuple(whole, changes).map(([bytes, list]) => {
    const copy = bytes.slice()
    for (const [at, value] of list) copy[at] = value
    return copy
  })
}
