import { ipv4Number } from '../../net/subnet'
import type { UdpPeer } from '../../net/udp'
import type { Ipv4 } from '../../types'
import { BROADCAST_FLAG, MESSAGE, OP, OPTION } from '../codes'
import type { DhcpPacket } from '../packet'
import { offer, replyDestination, type Answer } from '../reply'
import type { DhcpRequest } from '../request'
import type { LeaseAnswer, LeaseServer, NakReason } from './decide'

const NO_ADDRESS = '0.0.0.0'
const EVERYONE = '255.255.255.255'
/** A DUID has up to 130 bytes, in practice under 20. A longer one would push the boot file out of a message of 548 bytes. */
const MAX_ECHOED_ID_BYTES = 64

export type LeasePacket = { readonly packet: DhcpPacket; readonly to: UdpPeer } | { readonly reason: string }

/** For the log and for packet captures; English as all of the protocol is. */
const NAK_TEXT: Record<NakReason, string> = {
  'wrong-network': 'address is of another network',
  'wrong-address': 'another address is yours',
  'not-in-pool': 'address is not leased here',
  held: 'address is leased to another machine',
  abandoned: 'address is in use',
  answers: 'address is in use',
}

/**
 * The message that a decision calls for, as RFC 2131 table 3 has it, and where it goes.
 *
 * A machine without an address cannot be asked directly from an ordinary socket: the system would look for it by ARP, and
 * nobody answers there yet. So it is broadcast to, also when it did not set the broadcast flag (RFC 2131 section 4.1 allows
 * it); a machine that hears nothing but unicast before it has an address does not exist.
 * @param boot what to boot, for a machine that wants to. In the ACK again: EDK2 reads it from there. Its strategy C is A's
 *   packet with an address in it; B leaves out option 43
 */
export function leasePacket(
  decision: LeaseAnswer,
  request: DhcpRequest,
  from: UdpPeer,
  server: LeaseServer,
  boot?: Answer,
): LeasePacket {
  const { packet } = request
  const to =
    decision.kind === 'nak' && packet.giaddr === NO_ADDRESS
      ? { address: EVERYONE, port: server.ports.client }
      : replyDestination(packet, from, server)
  if (to === undefined) return { reason: `no relay at ${from.address} can have the address ${packet.giaddr}` }
  const base = header(request)
  const id = clientIdOption(request)
  switch (decision.kind) {
    case 'nak': {
      const text = Buffer.from(NAK_TEXT[decision.why], 'latin1')
      const options = new Map([...serverOptions(MESSAGE.nak, server), [OPTION.message, text] as const, ...id])
      // So that a relay broadcasts it: the client's own address is the wrong one (section 4.3.2).
      const flags = packet.giaddr === NO_ADDRESS ? packet.flags : packet.flags | BROADCAST_FLAG
      return { packet: { ...base, flags, options }, to }
    }
    case 'inform': {
      // Section 4.3.5: neither yiaddr nor times.
      const options = new Map([...serverOptions(MESSAGE.ack, server), ...networkOptions(server), ...id])
      return { packet: withBoot({ ...base, ciaddr: packet.ciaddr, options }, boot, to), to }
    }
    case 'lease': {
      const { type, yiaddr, leaseSeconds } = decision
      const options = new Map([
        ...serverOptions(type === 'offer' ? MESSAGE.offer : MESSAGE.ack, server),
        ...timeOptions(leaseSeconds),
        ...networkOptions(server),
        ...id,
      ])
      const ciaddr = type === 'offer' ? NO_ADDRESS : packet.ciaddr
      return { packet: withBoot({ ...base, ciaddr, yiaddr, options }, boot, to), to }
    }
  }
}

/** What all three have in common: table 3. */
function header({ packet }: DhcpRequest): Omit<DhcpPacket, 'options'> {
  const { htype, hlen, xid, flags, giaddr, chaddr } = packet
  const addresses = { ciaddr: NO_ADDRESS, yiaddr: NO_ADDRESS, siaddr: NO_ADDRESS, giaddr }
  return { op: OP.reply, htype, hlen, hops: 0, xid, secs: 0, flags, ...addresses, chaddr, sname: '', file: '' }
}

type OptionEntry = readonly [number, Uint8Array]

function serverOptions(type: number, { address }: LeaseServer): OptionEntry[] {
  return [
    [OPTION.messageType, Uint8Array.of(type)],
    [OPTION.serverId, u32(numberOf(address))],
  ]
}

/** T1 and T2 at a half and at seven eighths, as they would be if they were left out: section 4.4.5. */
function timeOptions(leaseSeconds: number): OptionEntry[] {
  return [
    [OPTION.leaseTime, u32(leaseSeconds)],
    [OPTION.renewalTime, u32(Math.floor(leaseSeconds / 2))],
    [OPTION.rebindingTime, u32(Math.floor((leaseSeconds * 7) / 8))],
  ]
}

/**
 * No router and no name server: this wire leads nowhere. An installer that is told of one waits for time-outs there; one that
 * is told of none knows. (Debian's then asks whether to go on, unless it is booted with netcfg/no_default_route=true.)
 */
function networkOptions({ card }: LeaseServer): OptionEntry[] {
  return [[OPTION.subnetMask, u32(numberOf(card.netmask))]]
}

/** RFC 6842: echoed as it came, unlike RFC 2131 table 3, so that clients behind one hardware address know which is meant. */
function clientIdOption({ packet }: DhcpRequest): OptionEntry[] {
  const id = packet.options.get(OPTION.clientId)
  return id === undefined || id.length > MAX_ECHOED_ID_BYTES ? [] : [[OPTION.clientId, id]]
}

/** Takes siaddr, sname, file and the boot options from the proxy's OFFER; addresses, times and type stay the lease's. */
function withBoot(packet: DhcpPacket, boot: Answer | undefined, to: UdpPeer): DhcpPacket {
  if (boot === undefined) return packet
  const { siaddr, sname, file, options } = offer(boot, to)
  return { ...packet, siaddr, sname, file, options: new Map([...options, ...packet.options]) }
}

function numberOf(address: Ipv4): number {
  return ipv4Number(address) ?? 0
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
}
