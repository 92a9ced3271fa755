import type { UdpPeer } from '../net/udp'
import type { Ipv4, Strategy } from '../types'
import { BROADCAST_FLAG, DISCOVERY_USE_BOOT_FILE, MESSAGE, OP, OPTION, PXE_VENDOR } from './codes'
import type { DhcpPacket } from './packet'
import type { BootClient, DhcpRequest } from './request'

const NO_ADDRESS = '0.0.0.0'
const EVERYONE = '255.255.255.255'
/** The header's `file` field less its NUL. */
const FILE_TEXT_BYTES = 127

/** Where answers go when the client cannot be asked directly. */
export interface ReplyPorts {
  /** Of relays and servers: 67. */
  readonly dhcp: number
  /** Of clients: 68. */
  readonly client: number
}

/**
 * Where the answer to a DISCOVER goes (RFC 2131 section 4.1).
 * - through a relay: unicast to it, for relays drop broadcasts from our side
 * - to a client that has an address: unicast; at the port it sent from if that address is where the datagram came from
 *   (dnsmasq does the same), else at port 68
 * - else to everyone: the client cannot answer ARP yet
 */
export function replyDestination(packet: DhcpPacket, from: UdpPeer, ports: ReplyPorts): UdpPeer {
  if (packet.giaddr !== NO_ADDRESS) return { address: packet.giaddr, port: ports.dhcp }
  if (packet.ciaddr === NO_ADDRESS) return { address: EVERYONE, port: ports.client }
  return from.address === packet.ciaddr ? from : { address: packet.ciaddr, port: ports.client }
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
  const flags = to.address === EVERYONE ? packet.flags | BROADCAST_FLAG : packet.flags
  const vendor = answer.client.vendor === 'PXEClient' && answer.strategy === 'A' ? useBootFile() : undefined
  return { ...base(answer, MESSAGE.offer, vendor), flags, ciaddr: NO_ADDRESS }
}

/** The boot server's ACK on 4011. It carries an option 43 only to name the boot item that the client asked for. */
export function bootServerAck(answer: Answer): DhcpPacket {
  const item = answer.client.bootItem
  const vendor = item === undefined ? undefined : Uint8Array.of(PXE_VENDOR.bootItem, 4, ...item, PXE_VENDOR.end)
  const { flags, ciaddr } = answer.request.packet
  return { ...base(answer, MESSAGE.ack, vendor), flags, ciaddr }
}

/** PXE 2.1: discovery control with bit 3 set and no boot server list: load the file named here. */
function useBootFile(): Uint8Array {
  return Uint8Array.of(PXE_VENDOR.discoveryControl, 1, DISCOVERY_USE_BOOT_FILE, PXE_VENDOR.end)
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
