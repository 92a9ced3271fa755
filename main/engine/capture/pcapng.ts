import { ipv4Packet } from './ipv4'
import type { KeptPacket } from './rings'

/**
 * The file format of Wireshark: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/ (sections in brackets below). Little-endian;
 * one section, one interface, a block for each packet. Every block is
 *
 *     type (4)  total length (4)  body, padded to 4 bytes  total length (4)
 *
 * and ends with options: code (2), length (2), value padded to 4 bytes.
 */
const BLOCK = { sectionHeader: 0x0a0d0d0a, interfaceDescription: 1, enhancedPacket: 6 } as const
/** [4.1] As we write it, it says that everything after it is little-endian. */
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const VERSION = { major: 1, minor: 0 } as const
/** [4.1] The length of the section is not told: readers go by the blocks. */
const LENGTH_UNKNOWN = new Uint8Array(8).fill(0xff)
/** LINKTYPE_IPV4 of https://www.tcpdump.org/linktypes.html: packets begin with the IPv4 header. */
const LINKTYPE_IPV4 = 228
/** [3.5] and [4.1], [4.2], [4.3]. */
const OPTION = { comment: 1, userApplication: 4, interfaceName: 2, timestampResolution: 9, packetFlags: 2 } as const
/** [4.2] Timestamps count 10^-3 s: what our clock tells. */
const MILLISECONDS = 3
/** [4.3.1] Bits 0-1: direction; bits 2-4: how it was addressed. */
const FLAG = { inbound: 1, outbound: 2, unicast: 1 << 2, broadcast: 3 << 2 } as const

export interface CaptureFile {
  /** For the person who opens the file: whose packets these are, and what is not in them. */
  readonly comment: string
  /** In the order in which they shall stand. */
  readonly packets: Iterable<KeptPacket>
}

/** A pcapng file that Wireshark, tshark and capinfos open. */
export function encodePcapng({ comment, packets }: CaptureFile): Uint8Array {
  return Buffer.concat([
    block(BLOCK.sectionHeader, [
      ...[u32(BYTE_ORDER_MAGIC), u16(VERSION.major), u16(VERSION.minor), LENGTH_UNKNOWN],
      ...[option(OPTION.comment, utf8(comment)), option(OPTION.userApplication, utf8('Bootdrop')), END_OF_OPTIONS],
    ]),
    block(BLOCK.interfaceDescription, [
      // The second word is reserved; a snap length of 0 is none.
      ...[u16(LINKTYPE_IPV4), u16(0), u32(0)],
      option(OPTION.interfaceName, utf8('Bootdrop')),
      option(OPTION.timestampResolution, Uint8Array.of(MILLISECONDS)),
      END_OF_OPTIONS,
    ]),
    ...Array.from(packets, enhancedPacket),
  ])
}

/** [4.3]. A packet of which only the beginning was kept says how long it was. */
function enhancedPacket(packet: KeptPacket): Buffer {
  const { bytes, sizeBytes, isBroadcast } = ipv4Packet(packet)
  const time = Math.max(0, Math.floor(packet.at))
  const direction = packet.direction === 'in' ? FLAG.inbound : FLAG.outbound
  return block(BLOCK.enhancedPacket, [
    ...[u32(0), u32(Math.floor(time / 2 ** 32)), u32(time)],
    ...[u32(bytes.length), u32(sizeBytes), padded(bytes)],
    option(OPTION.packetFlags, u32(direction | (isBroadcast ? FLAG.broadcast : FLAG.unicast))),
    END_OF_OPTIONS,
  ])
}

const END_OF_OPTIONS = new Uint8Array(4)

function block(type: number, parts: readonly Uint8Array[]): Buffer {
  const length = u32(parts.reduce((sum, part) => sum + part.length, 12))
  return Buffer.concat([u32(type), length, ...parts, length])
}

function option(code: number, value: Uint8Array): Buffer {
  return Buffer.concat([u16(code), u16(value.length), padded(value)])
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes], Math.ceil(bytes.length / 4) * 4)
}

function u16(value: number): Buffer {
  return Buffer.of(value & 0xff, value >>> 8)
}

function u32(value: number): Buffer {
  return Buffer.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff)
}

function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8')
}
