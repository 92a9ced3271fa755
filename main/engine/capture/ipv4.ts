import type { KeptPacket } from './rings'

const IP_HEADER_BYTES = 20
const UDP_HEADER_BYTES = 8
/** What fits into one IPv4 packet, less the two headers. */
const MAX_PAYLOAD_BYTES = 0xffff - IP_HEADER_BYTES - UDP_HEADER_BYTES
const UDP = 17
const TTL = 64
const EVERYONE = 0xffffffff

/** An IPv4 packet made for a datagram, whose own headers the system keeps from us. */
export interface MadePacket {
  /** Headers and as much of the payload as was kept. */
  readonly bytes: Uint8Array
  /** How long the packet was. */
  readonly sizeBytes: number
  readonly isBroadcast: boolean
}

/**
 * The IPv4 (RFC 791 section 3.1) and UDP (RFC 768) header around a datagram, with right checksums. Where only the beginning of the
 * payload was kept the UDP checksum is 0, which means "none". TTL and identification are made up. What comes from 0.0.0.0 was a
 * broadcast; of everything else that came in, it is taken as sent to our address.
 */
export function ipv4Packet(packet: KeptPacket): MadePacket {
  const size = Math.min(Math.max(packet.sizeBytes, packet.data.length), MAX_PAYLOAD_BYTES)
  const kept = Math.min(packet.data.length, size)
  const sizeBytes = IP_HEADER_BYTES + UDP_HEADER_BYTES + size
  const bytes = new Uint8Array(IP_HEADER_BYTES + UDP_HEADER_BYTES + kept)
  const view = new DataView(bytes.buffer)
  const { source, sourcePort, destination, destinationPort } = ends(packet)

  view.setUint8(0, 0x45)
  view.setUint16(2, sizeBytes)
  view.setUint16(4, packet.sequence % 0x10000)
  view.setUint8(8, TTL)
  view.setUint8(9, UDP)
  view.setUint32(12, source)
  view.setUint32(16, destination)
  view.setUint16(10, ~sum(bytes.subarray(0, IP_HEADER_BYTES), 0) & 0xffff)

  view.setUint16(20, sourcePort)
  view.setUint16(22, destinationPort)
  view.setUint16(24, UDP_HEADER_BYTES + size)
  bytes.set(packet.data.subarray(0, kept), IP_HEADER_BYTES + UDP_HEADER_BYTES)
  if (kept === size) {
    // The pseudo header of RFC 768: both addresses, which stand before the UDP header already, protocol and length.
    const checksum = ~sum(bytes.subarray(12), UDP + UDP_HEADER_BYTES + size) & 0xffff
    view.setUint16(26, checksum === 0 ? 0xffff : checksum)
  }
  return { bytes, sizeBytes, isBroadcast: destination === EVERYONE }
}

interface Ends {
  readonly source: number
  readonly sourcePort: number
  readonly destination: number
  readonly destinationPort: number
}

function ends({ direction, localAddress, localPort, peerAddress, peerPort }: KeptPacket): Ends {
  if (direction === 'out') {
    return { source: localAddress, sourcePort: localPort, destination: peerAddress, destinationPort: peerPort }
  }
  const destination = peerAddress === 0 ? EVERYONE : localAddress
  return { source: peerAddress, sourcePort: peerPort, destination, destinationPort: localPort }
}

/** The ones' complement sum of 16-bit words, RFC 1071; an odd last byte counts as if a zero followed. */
function sum(bytes: Uint8Array, start: number): number {
  let total = start
  for (let at = 0; at < bytes.length; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000)
  return total
}
