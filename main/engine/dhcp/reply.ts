import { isOneMachine, isPrivate } from '../net/peers'
import { inSubnet } from '../net/subnet'
import type { UdpPeer } from '../net/udp'
import type { CardAddress, Ipv4, Strategy } from '../types'
import { BROADCAST_FLAG, DISCOVERY_USE_BOOT_FILE, MESSAGE, OP, OPTION, PORT, PXE_VENDOR } from './codes'
import type { DhcpPacket } from './packet'
import type { BootClient, DhcpRequest } from './request'

const NO_ADDRESS = '0.0.0.0'
const EVERYONE = '255.255.255.255'
/** The header's `file` field less its NUL. */
const FILE_TEXT_BYTES = 127

/** Below are the ports of services. PXE's own, 4011, is above. */
const FIRST_FREE_PORT = 1024

/** Where answers go when the client cannot be asked directly. */
export interface ReplyPorts {
  /** Of relays and servers: 67. */
  readonly dhcp: number
  /** Of clients: 68. */
  readonly client: number
}

/** What decides where an answer may go. */
export interface ReplyPlace {
  readonly ports: ReplyPorts
  readonly card: CardAddress
}

/**
 * Where the answer to a DISCOVER goes (RFC 2131 section 4.1). Anyone can write any address into a message, so that an answer
 * only goes where one is expected; it is no way to send packets to others.
 * - through a relay: unicast to it, for relays drop broadcasts from our side. Undefined when no relay can have that address.
 * - to a client of this network that has an address and sends from it: unicast, at the port that it sent from (dnsmasq does
 *   the same)
 * - else to everyone on this wire. RFC 2131 would have a ciaddr asked directly, but such a client hears the broadcast, too
 */
export function replyDestination(packet: DhcpPacket, from: UdpPeer, { ports, card }: ReplyPlace): UdpPeer | undefined {
  const { giaddr, ciaddr } = packet
  if (giaddr !== NO_ADDRESS) {
    return isRelay(giaddr, from.address, card) ? { address: giaddr, port: ports.dhcp } : undefined
  }
  if (ciaddr === NO_ADDRESS || from.address !== ciaddr || !inSubnet(ciaddr, card) || !isOneMachine(ciaddr, card)) {
    return { address: EVERYONE, port: ports.client }
  }
  return isClientPort(from.port, ports) ? from : { address: ciaddr, port: ports.client }
}

/**
 * Relays name the address of the interface that the client is behind, and may send from another (RFC 1542 section 4.1.1,
 * RFC 2131 section 4.1). That other network is not ours: there the client would be heard directly. It belongs to the same
 * site, which shows in a private address or in the first half of a public one.
 */
function isRelay(giaddr: Ipv4, from: Ipv4, card: CardAddress): boolean {
  if (giaddr === card.address || !isOneMachine(giaddr, card) || !isOneMachine(from, card)) return false
  if (giaddr === from) return true
  return !inSubnet(giaddr, card) && (isPrivate(giaddr) || inSubnet(giaddr, { address: from, netmask: '255.255.0.0' }))
}

/**
 * Whether a boot server's answer on 4011 may go back to where the question came from: one machine, at a port of DHCP's or
 * one that programs are given. An answer to a forged port 53 or 123 would disturb the service there.
 */
export function mayAnswer(from: UdpPeer, { ports, card }: ReplyPlace): boolean {
  return isOneMachine(from.address, card) && isClientPort(from.port, ports)
}

function isClientPort(port: number, ports: ReplyPorts): boolean {
  return port === PORT.client || port === ports.client || (port >= FIRST_FREE_PORT && port <= 65_535)
}

export interface Answer {
  readonly request: DhcpRequest
  readonly client: BootClient
  readonly server: Ipv4
  readonly file: string
  readonly strategy: Strategy
}

/** The proxy's OFFER: everything that a client needs to boot, but no address. */
export function offer(answer: Answer, to: UdpPeer): DhcpPacket {
  const { packet } = answer.request
  // Behind a relay, too: without the flag it would send to yiaddr, which a proxy leaves at 0.0.0.0 (RFC 1542 section 4.1.2).
  const hasAddress = to.address === packet.ciaddr
  const flags = hasAddress ? packet.flags : packet.flags | BROADCAST_FLAG
  const vendor = answer.client.vendor === 'PXEClient' && answer.strategy !== 'B' ? vendorOptions(answer) : undefined
  return { ...base(answer, MESSAGE.offer, vendor), flags, ciaddr: NO_ADDRESS }
}

/** The boot server's ACK on 4011. It carries an option 43 only to name the boot item that the client asked for. */
export function bootServerAck(answer: Answer): DhcpPacket {
  const item = answer.client.bootItem
  const vendor = item === undefined ? undefined : Uint8Array.of(PXE_VENDOR.bootItem, 4, ...item, PXE_VENDOR.end)
  const { flags, ciaddr } = answer.request.packet
  return { ...base(answer, MESSAGE.ack, vendor), flags, ciaddr }
}

/**
 * PXE 2.1: discovery control with bit 3 set and no boot server list: load the file named here. A Raspberry Pi's boot ROM goes on
 * only where a menu of one entry has its own name in it (FIELD.md 3.4): type 0, 17 letters, and a prompt.
 */
function vendorOptions({ client }: Answer): Uint8Array {
  const useBootFile = [PXE_VENDOR.discoveryControl, 1, DISCOVERY_USE_BOOT_FILE]
  if (client.arch !== 'rpi') return Uint8Array.of(...useBootFile, PXE_VENDOR.end)
  const [menu, prompt] = [text('Raspberry Pi Boot'), text('PXE')]
  return Uint8Array.of(
    ...useBootFile,
    ...[PXE_VENDOR.menu, menu.length + 3, 0, 0, menu.length, ...menu],
    ...[PXE_VENDOR.prompt, prompt.length + 1, 0, ...prompt],
    PXE_VENDOR.end,
  )
}

function base(answer: Answer, type: number, vendor: Uint8Array | undefined): Omit<DhcpPacket, 'flags' | 'ciaddr'> {
  const { request, client, server, file } = answer
  const { packet } = request
  const options = new Map<number, Uint8Array>([
    [OPTION.messageType, Uint8Array.of(type)],
    [OPTION.serverId, Uint8Array.from(server.split('.').map(Number))],
    [OPTION.vendorClass, text(client.vendor)],
  ])
  // PXE 2.1 table 2-1: MUST be echoed. Clients that send none do without (pixiecore, known deviations).
  if (client.machineId !== undefined) options.set(OPTION.machineId, client.machineId)
  if (vendor !== undefined) options.set(OPTION.vendor, vendor)
  options.set(OPTION.tftpServerName, text(server))
  // Old ROMs ask for "name\xff" where the text does not end in NUL; EDK2 prefers this option over `file`.
  options.set(OPTION.bootFile, text(`${file}\0`))
  return {
    op: OP.reply,
    htype: packet.htype,
    hlen: packet.hlen,
    hops: 0,
    xid: packet.xid,
    secs: 0,
    yiaddr: NO_ADDRESS,
    siaddr: server,
    giaddr: packet.giaddr,
    chaddr: packet.chaddr,
    sname: server,
    file: file.length <= FILE_TEXT_BYTES ? file : '',
    options,
  }
}

function text(value: string): Uint8Array {
  return Buffer.from(value, 'latin1')
}
