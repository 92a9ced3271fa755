import type { Ipv4, Mac } from '../../types'
import { BROADCAST_FLAG, ETHERNET, MESSAGE, OP, OPTION } from '../codes'
import type { DhcpPacket } from '../packet'

const NO_ADDRESS = '0.0.0.0'
const CHADDR_BYTES = 16
const MAX_SECS = 0xffff

/** What UEFI on x64 calls itself: a server that only answers PXE clients answers this one. */
const VENDOR_CLASS = 'PXEClient:Arch:00007:UNDI:003016'
/** UNDI 3.16, as EDK2 says (RFC 4578 section 2.2: type, major, minor). */
const UNDI = [1, 3, 16]
const UEFI_X64 = [0, 7]

/** What EDK2 asks for, in small: mask, router, DNS, 43, 51, 54, 60, 66, 67, 97 (RFC 2132). */
const WANTED = [1, 3, 6, OPTION.vendor, 51, OPTION.serverId, OPTION.vendorClass, OPTION.tftpServerName]
const WANTED_TOO = [OPTION.bootFile, OPTION.machineId]

/**
 * Option 97 of every probe, from any Bootdrop. By it a Bootdrop knows a probe from a machine: it answers one, but has none to
 * show. The text `Bootdrop's probe`.
 */
const PROBE_ID = Uint8Array.of(0, ...Buffer.from("Bootdrop's probe", 'latin1'))

export interface ProbeFacts {
  /** The card's own: whoever keeps lists of machines knows it already, and offers the address that it has anyway. */
  readonly mac: Mac
  readonly xid: number
  /** Whole seconds since the asking began; servers that stand by for another only answer when it is not 0. */
  readonly secs: number
}

/**
 * A DISCOVER as UEFI firmware sends it, so that DHCP servers as well as boot servers answer. Nobody sends a REQUEST
 * afterwards, so that nothing is leased: RFC 2131 section 3.1, an offer that is not taken lapses. There is no client identifier
 * (option 61): with it a server would take the laptop for yet another machine and hold an address more.
 */
export function probeDiscover({ mac, xid, secs }: ProbeFacts): DhcpPacket {
  const chaddr = new Uint8Array(CHADDR_BYTES)
  chaddr.set(macBytes(mac))
  const header = { op: OP.request, htype: ETHERNET.type, hlen: ETHERNET.length, hops: 0, xid }
  const addresses = { ciaddr: NO_ADDRESS, yiaddr: NO_ADDRESS, siaddr: NO_ADDRESS, giaddr: NO_ADDRESS }
  return {
    ...header,
    ...addresses,
    // To everyone, for we hear no unicast on port 68.
    flags: BROADCAST_FLAG,
    secs: Math.max(0, Math.min(MAX_SECS, Math.floor(secs))),
    chaddr,
    sname: '',
    file: '',
    options: new Map([
      [OPTION.messageType, Uint8Array.of(MESSAGE.discover)],
      [OPTION.parameterList, Uint8Array.of(...WANTED, ...WANTED_TOO)],
      [OPTION.machineId, PROBE_ID],
      [OPTION.networkInterface, Uint8Array.from(UNDI)],
      [OPTION.architecture, Uint8Array.from(UEFI_X64)],
      [OPTION.vendorClass, Buffer.from(VENDOR_CLASS, 'latin1')],
    ]),
  }
}

/**
 * The same question as a relay would ask it (RFC 2131 section 4.1, RFC 1542 section 4.1.1): the answer comes to port 67 of
 * `relay`, our own address.
 */
export function asRelay(discover: DhcpPacket, relay: Ipv4): DhcpPacket {
  return { ...discover, giaddr: relay, hops: 1 }
}

/** Whether a message of a client is a probe, ours or that of another Bootdrop: no machine is behind it. */
export function isProbe({ op, options }: DhcpPacket): boolean {
  const id = options.get(OPTION.machineId)
  return op === OP.request && id !== undefined && Buffer.compare(id, PROBE_ID) === 0
}

/** A transaction number: 32 bits. @param random in [0, 1) */
export function newXid(random: () => number): number {
  return Math.floor(random() * 0x1_0000_0000) >>> 0
}

/** `chaddr` of a card; what is no Ethernet address becomes zeros. */
export function macBytes(mac: Mac): Uint8Array {
  const parts = mac.split(/[:-]/).map((part) => (/^[\da-f]{1,2}$/i.test(part) ? Number.parseInt(part, 16) : 0))
  return Uint8Array.from({ length: ETHERNET.length }, (_, at) =>
    parts.length === ETHERNET.length ? (parts[at] ?? 0) : 0,
  )
}
