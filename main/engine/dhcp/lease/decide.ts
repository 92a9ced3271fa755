import { isOneMachine } from '../../net/peers'
import { inSubnet } from '../../net/subnet'
import type { UdpPeer } from '../../net/udp'
import type { CardAddress, Ipv4, Mac } from '../../types'
import { MESSAGE, OPTION } from '../codes'
import { ipv4Option } from '../options'
import type { ReplyPlace } from '../reply'
import type { DhcpRequest } from '../request'
import type { LeaseClient } from './entries'
import type { LeaseTable, Refusal } from './leases'

const NO_ADDRESS = '0.0.0.0'

/** The DHCP server of the isolated bench, for a decision. */
export interface LeaseServer extends ReplyPlace {
  /** Its server identifier (option 54). */
  readonly address: Ipv4
  /** Asked, and changed by what is decided. */
  readonly leases: LeaseTable
  /** Allow and deny lists, and rules that say `ignore`. */
  readonly serves: (mac: Mac) => boolean
  /**
   * This computer's own, of all its cards. It hears its own broadcasts: were its network manager looking for an address on
   * this very card, we would lease it one of ours.
   */
  readonly own: { readonly macs: ReadonlySet<Mac>; readonly addresses: ReadonlySet<Ipv4> }
  /** Looks whether anybody but the holder answers at an address that was declined; without it every DECLINE is believed. */
  readonly declined?: (address: Ipv4, mac: Mac) => void
  /**
   * A machine takes from us what it was never offered: another server has our address. Without it such a machine gets what it
   * asks for, as after a restart that forgot its offers.
   */
  readonly onNeverOffered?: (address: Ipv4, mac: Mac) => void
}

/**
 * The states of RFC 2131 section 4.3.2 in which a client sends REQUEST. REBINDING differs from RENEWING only in that it is
 * broadcast, and is answered alike.
 */
export type RequestState = 'selecting' | 'init-reboot' | 'renewing'

export type NakReason = Refusal | 'wrong-network' | 'wrong-address'

export type LeaseDecision =
  | { readonly kind: 'lease'; readonly type: 'offer'; readonly yiaddr: Ipv4; readonly leaseSeconds: number }
  | {
      readonly kind: 'lease'
      readonly type: 'ack'
      readonly state: RequestState
      readonly yiaddr: Ipv4
      readonly leaseSeconds: number
    }
  /** `address` is what it asked for. */
  | { readonly kind: 'nak'; readonly state: RequestState; readonly address: Ipv4; readonly why: NakReason }
  /** An ACK of options alone, to a machine that has an address. */
  | { readonly kind: 'inform' }
  /** Nothing is sent. The machine talks to another DHCP server, so there is one: the guard wants to know. */
  | { readonly kind: 'other-server'; readonly address: Ipv4; readonly reason: string }
  /** Nothing is sent. The machine found another one at its address, which is left alone from now on. */
  | { readonly kind: 'declined'; readonly address: Ipv4 }
  /** Nothing is sent. A DECLINE of a lease that holds, perhaps not its holder's: it is looked at first. */
  | { readonly kind: 'doubted'; readonly address: Ipv4 }
  /** Nothing is sent. The machine takes from us what we never offered it: somebody else with our address did. */
  | { readonly kind: 'never-offered'; readonly address: Ipv4 }
  | { readonly kind: 'released'; readonly address: Ipv4 }
  /** Nothing is sent: every address of the pool is taken. */
  | { readonly kind: 'full' }
  | { readonly kind: 'silent'; readonly reason: string }

/** What a packet is made of: see `leasePacket`. */
export type LeaseAnswer = Extract<LeaseDecision, { kind: 'lease' | 'nak' | 'inform' }>

/**
 * What the bench's DHCP server does about a message that came to port 67. Every machine gets an address, whether it wants to
 * boot or not: the installers' own DHCP clients are no PXE clients. Touches the table of leases, and calls what `server` has.
 */
export function decideLease(request: DhcpRequest, from: UdpPeer, server: LeaseServer): LeaseDecision {
  const { mac, packet, messageType } = request
  // Also where the machine is none of ours, or this computer: they tell about the wire all the same.
  const other = namedOther(request, server)
  if (other !== undefined) return other
  if (!server.serves(mac)) return silent(`${mac} is not to be served`)
  if (server.own.macs.has(mac)) return silent('this computer itself')
  if (!isStation(mac)) return silent(`${mac} is no address of one network card`)
  const { giaddr, ciaddr } = packet
  if (isElsewhere(giaddr, server.card)) return silent(`no pool for the network of relay ${giaddr}`)
  // A machine that brought its address from elsewhere may still ask, to be told so.
  const isHere = from.address === NO_ADDRESS || from.address === ciaddr || inSubnet(from.address, server.card)
  if (!isHere) return silent(`${from.address} is not of this network`)
  switch (messageType) {
    case MESSAGE.discover:
      return onDiscover(request, server)
    case MESSAGE.request:
      return onRequest(request, server)
    case MESSAGE.decline:
      return onDecline(request, server)
    case MESSAGE.release:
      return onRelease(request, from, server)
    case MESSAGE.inform:
      return onInform(request, server)
    default:
      return silent(`message type ${messageType} is not for a server`)
  }
}

/** RFC 2131 section 4.3.1. */
function onDiscover(request: DhcpRequest, { leases }: LeaseServer): LeaseDecision {
  const yiaddr = leases.offer(clientOf(request), requestedIp(request))
  if (yiaddr === undefined) return { kind: 'full' }
  return { kind: 'lease', type: 'offer', yiaddr, leaseSeconds: leases.leaseSeconds }
}

/** RFC 2131 section 4.3.2: what is filled in tells the client's state. */
function onRequest(request: DhcpRequest, server: LeaseServer): LeaseDecision {
  const { serverId } = request
  const { ciaddr } = request.packet
  const requested = requestedIp(request)
  // Clients that name the server while they renew are not rare; `ciaddr` is what tells.
  if (ciaddr !== NO_ADDRESS) return onRenewing(request, ciaddr, server)
  if (serverId !== undefined) return onSelecting(request, requested, server)
  if (requested !== undefined) return onInitReboot(request, requested, server)
  return silent('REQUEST for no address')
}

function onSelecting(request: DhcpRequest, requested: Ipv4 | undefined, server: LeaseServer): LeaseDecision {
  // Option 50 MUST be there; a ROM that leaves it out can only mean what it was offered.
  const address = requested ?? server.leases.of(request.mac)?.address
  if (address === undefined) return silent('REQUEST for no address')
  if (server.onNeverOffered !== undefined && isNeverOffered(request.mac, address, server)) {
    server.onNeverOffered(address, request.mac)
    return { kind: 'never-offered', address }
  }
  return bind(request, address, 'selecting', server)
}

/**
 * Linux throws away what comes from its own address, so a second server that has it is never heard; but the machines that
 * take its offers name it, and so us. What can be refused by RFC 2131 all the same tells nothing: a machine that was
 * offered it elsewhere, or long ago.
 */
function isNeverOffered(mac: Mac, address: Ipv4, { leases, card, own }: LeaseServer): boolean {
  if (!inSubnet(address, card) || address === card.address || own.addresses.has(address)) return false
  return !leases.isOurs(mac, address) && (!leases.has(address) || leases.isFree(mac, address))
}

/**
 * A machine that was started again and remembers an address. One that is wrong is refused; one that we know nothing about
 * MUST be passed over in silence, and the machine begins anew by itself.
 */
function onInitReboot(request: DhcpRequest, address: Ipv4, server: LeaseServer): LeaseDecision {
  if (!inSubnet(address, server.card)) return nak('init-reboot', address, 'wrong-network')
  const known = server.leases.of(request.mac)
  if (known === undefined) return silent(`${request.mac} remembers ${address}, of which nothing is known here`)
  if (known.address !== address) return nak('init-reboot', address, 'wrong-address')
  return bind(request, address, 'init-reboot', server)
}

/**
 * RENEWING and REBINDING: the machine works with its address. It keeps it also when nothing is known of it here (the file of
 * leases was lost, or the app was off for longer than the lease) as long as it can be leased: this is the only server of the
 * wire, and an installation would break off. An address of this network that is not in the pool is somebody else's to renew.
 */
function onRenewing(request: DhcpRequest, address: Ipv4, server: LeaseServer): LeaseDecision {
  if (!inSubnet(address, server.card)) return nak('renewing', address, 'wrong-network')
  const { leases } = server
  if (!leases.has(address)) return silent(`${address} is not in the pool`)
  return bind(request, address, 'renewing', server)
}

function bind(request: DhcpRequest, address: Ipv4, state: RequestState, { leases }: LeaseServer): LeaseDecision {
  const lease = leases.bind(clientOf(request), address, state === 'renewing')
  if (typeof lease === 'string') return nak(state, address, lease)
  return { kind: 'lease', type: 'ack', state, yiaddr: lease.address, leaseSeconds: leases.secondsOf(lease) }
}

/** RFC 2131 section 4.3.3. */
function onDecline(request: DhcpRequest, server: LeaseServer): LeaseDecision {
  const address = requestedIp(request)
  if (address !== undefined && server.declined !== undefined && server.leases.doubt(request.mac, address)) {
    server.declined(address, request.mac)
    return { kind: 'doubted', address }
  }
  if (address === undefined || !server.leases.decline(request.mac, address)) {
    return silent('DECLINE of an address that the machine does not have')
  }
  return { kind: 'declined', address }
}

/** RFC 2131 section 4.3.4 and table 5: it is sent from the address that is given back. From elsewhere anybody could. */
function onRelease(request: DhcpRequest, from: UdpPeer, server: LeaseServer): LeaseDecision {
  const { mac, serverId } = request
  const { ciaddr } = request.packet
  if (serverId !== undefined && serverId !== server.address) return silent('RELEASE to another server')
  if (from.address !== ciaddr || !server.leases.release(mac, ciaddr)) {
    return silent('RELEASE of an address that the machine does not have')
  }
  return { kind: 'released', address: ciaddr }
}

/** RFC 2131 section 4.3.5: the machine has an address from elsewhere; the table of leases is not asked. */
function onInform({ packet: { ciaddr } }: DhcpRequest, { card, own }: LeaseServer): LeaseDecision {
  if (ciaddr === NO_ADDRESS || !inSubnet(ciaddr, card) || !isOneMachine(ciaddr, card) || own.addresses.has(ciaddr)) {
    return silent(`INFORM from ${ciaddr}, no machine's address here`)
  }
  return { kind: 'inform' }
}

/** A REQUEST or DECLINE that names another server. Ours is silent, and counts what it offered as declined (section 4.3.2). */
function namedOther(request: DhcpRequest, { address, card, own, leases }: LeaseServer): LeaseDecision | undefined {
  const { mac, messageType, serverId, packet } = request
  if (messageType !== MESSAGE.request && messageType !== MESSAGE.decline) return undefined
  if (serverId === undefined || serverId === address || isElsewhere(packet.giaddr, card)) return undefined
  if (messageType === MESSAGE.request) leases.takeBack(mac)
  if (own.addresses.has(serverId)) return silent(`${mac} means ${serverId}, another address of this computer`)
  // No server can have it; nothing is told about the wire by a made-up one.
  if (!isOneMachine(serverId, card)) return silent(`${mac} means a server at ${serverId}`)
  return { kind: 'other-server', address: serverId, reason: `${mac} took the offer of ${serverId}` }
}

function isElsewhere(giaddr: Ipv4, card: CardAddress): boolean {
  return giaddr !== NO_ADDRESS && !inSubnet(giaddr, card)
}

/** Raw: `DhcpRequest.ip` would mix it with ciaddr. 0.0.0.0 asks for nothing. */
function requestedIp({ packet }: DhcpRequest): Ipv4 | undefined {
  const address = ipv4Option(packet.options, OPTION.requestedIp)
  return address === NO_ADDRESS ? undefined : address
}

function clientOf({ mac, packet }: DhcpRequest): LeaseClient {
  // RFC 2132 section 9.14: at least two bytes.
  const id = packet.options.get(OPTION.clientId)
  const isId = id !== undefined && id.length >= 2 && id.length <= 255
  return { mac, clientId: isId ? Buffer.from(id).toString('hex') : undefined }
}

/** Zeros and group addresses (IEEE 802: the first byte's lowest bit) are only ever forged. */
function isStation(mac: Mac): boolean {
  return mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0
}

function nak(state: RequestState, address: Ipv4, why: NakReason): LeaseDecision {
  return { kind: 'nak', state, address, why }
}

function silent(reason: string): LeaseDecision {
  return { kind: 'silent', reason }
}
