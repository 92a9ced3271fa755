import { isOneMachine } from '../../net/peers'
import type { UdpPeer } from '../../net/udp'
import type { CardAddress, Ipv4, OtherServer } from '../../types'
import { MESSAGE, OP, OPTION } from '../codes'
import { ipv4Option, messageType, textOption } from '../options'
import type { DhcpPacket } from '../packet'

/** What one message tells of another server. */
export interface Sighting {
  /** Option 54 where a machine can have it that is not us, else where the message came from. */
  readonly address: Ipv4
  /** `dhcp`: it leases addresses. `pxe`: it offers something to boot, and no address. */
  readonly kind: OtherServer['kind']
  /** Its option 60 says PXEClient. Undefined where the message could not tell: a client's REQUEST, a NAK. */
  readonly claimsPxe: boolean | undefined
  /** `request`: nobody was heard but a client that named the server; it may be mistaken, or forged. */
  readonly by: 'answer' | 'request'
  /** Where it sends machines for their boot file; undefined where it names none. */
  readonly siaddr: Ipv4 | undefined
  readonly file: string | undefined
  /** The relay that brought its answer to this wire (giaddr). */
  readonly relay: Ipv4 | undefined
}

/** Where a message was heard: on port 67, among what clients and relays send, or on 68, among what servers send. */
export type HeardOn = 'server' | 'client'

const NO_ADDRESS = '0.0.0.0'

/**
 * The other server that a message comes from (OFFER, ACK, NAK, BOOTP reply) or that a client has chosen (REQUEST, option 54).
 * Undefined for anything else, and for everything that claims to be from ourselves. Pure; never throws.
 *
 * Nothing in DHCP is signed: whoever is on the wire can forge a server and so make us stop leasing. That is the safe side to
 * err on. Two servers on one wire cut machines off that were working; a server that has stopped is missed only on the bench.
 * The same neighbour could as well have answered the machines himself.
 * @param self our address on the card
 */
export function sightingOf(
  packet: DhcpPacket,
  from: UdpPeer,
  self: CardAddress,
  heardOn: HeardOn = 'server',
): Sighting | undefined {
  const sighting = packet.op === OP.reply ? ofAnswer(packet, from, self, heardOn) : ofRequest(packet)
  if (sighting === undefined || sighting.address === self.address) return undefined
  // An address that is no machine's is a mistake or a forgery, and there is nobody whom a notice could name.
  return isOneMachine(sighting.address, self) ? sighting : undefined
}

function ofAnswer(packet: DhcpPacket, from: UdpPeer, self: CardAddress, heardOn: HeardOn): Sighting | undefined {
  const { giaddr, siaddr } = packet
  if (from.address === self.address) return undefined
  // Servers send to port 67 only what is for a relay. With another giaddr than ours it is of another network. On port 68 a
  // giaddr is as good as none: a relay leaves it in what it broadcasts to this wire.
  if (heardOn === 'server' && giaddr !== self.address) return undefined
  const kind = kindOf(packet)
  if (kind === undefined) return undefined
  const id = serverId(packet)
  // A relay on this very wire repeats what we answered it, from its own address and with the giaddr left in.
  if (id === self.address && giaddr !== NO_ADDRESS) return undefined
  // A made-up id, or ours, does not hide who sent it: the address that the machines would get is as real.
  const isId = id !== undefined && id !== self.address && isOneMachine(id, self)
  return {
    address: isId ? id : from.address,
    kind,
    by: 'answer',
    claimsPxe: messageType(packet.options) === MESSAGE.nak ? undefined : vendorClass(packet).startsWith('PXEClient'),
    siaddr: siaddr === NO_ADDRESS ? undefined : siaddr,
    file: bootFile(packet),
    relay: giaddr === NO_ADDRESS || giaddr === self.address ? undefined : giaddr,
  }
}

function kindOf(packet: DhcpPacket): OtherServer['kind'] | undefined {
  const leases = packet.yiaddr !== NO_ADDRESS
  switch (messageType(packet.options)) {
    case MESSAGE.nak:
      return 'dhcp'
    case MESSAGE.ack:
      // To an INFORM there is an ACK without an address.
      return leases || !offersBoot(packet) ? 'dhcp' : 'pxe'
    case MESSAGE.offer:
      if (leases) return 'dhcp'
      return offersBoot(packet) ? 'pxe' : undefined
    case undefined:
      // A plain BOOTP server hands out addresses, too, and DHCP clients take them (RFC 1534 section 2).
      return leases ? 'dhcp' : undefined
    default:
      return undefined
  }
}

function offersBoot(packet: DhcpPacket): boolean {
  return /^(PXE|HTTP)Client/.test(vendorClass(packet)) || bootFile(packet) !== undefined
}

/**
 * A client in the state SELECTING names the server that it takes (RFC 2131 section 4.3.2): with option 54 and without a ciaddr.
 * With a ciaddr it is a PXE client looking for boot servers. What a relay brings is of another wire.
 */
function ofRequest(packet: DhcpPacket): Sighting | undefined {
  const { op, ciaddr, giaddr, options } = packet
  if (op !== OP.request || messageType(options) !== MESSAGE.request) return undefined
  const address = serverId(packet)
  if (address === undefined || ciaddr !== NO_ADDRESS || giaddr !== NO_ADDRESS) return undefined
  return {
    address,
    kind: 'dhcp',
    by: 'request',
    claimsPxe: undefined,
    siaddr: undefined,
    file: undefined,
    relay: undefined,
  }
}

function serverId({ options }: DhcpPacket): Ipv4 | undefined {
  const id = ipv4Option(options, OPTION.serverId)
  return id === NO_ADDRESS ? undefined : id
}

function vendorClass({ options }: DhcpPacket): string {
  return textOption(options, OPTION.vendorClass) ?? ''
}

function bootFile({ options, file }: DhcpPacket): string | undefined {
  // As an option it passes the filter for control characters.
  const header = new Map([[OPTION.bootFile, Buffer.from(file, 'latin1')]])
  return textOption(options, OPTION.bootFile) ?? textOption(header, OPTION.bootFile)
}
