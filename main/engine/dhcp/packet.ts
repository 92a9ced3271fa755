import { ByteReader, ByteWriter } from '../bytes'
import type { Ipv4 } from '../types'
import { MAGIC_COOKIE, OPTION, OVERLOAD } from './codes'
import { ipv4Number } from '../net/subnet'

/**
 * A DHCP message as a plain object (RFC 2131 figure 1):
 *
 * ```
 *  0      op (1)  htype (1)  hlen (1)  hops (1)
 *  4      xid (4)
 *  8      secs (2)  flags (2)
 *  12     ciaddr (4)   16 yiaddr (4)   20 siaddr (4)   24 giaddr (4)
 *  28     chaddr (16)
 *  44     sname (64)
 *  108    file (128)
 *  236    magic cookie 99.130.83.99
 *  240    options: code, length, bytes … 255
 * ```
 */
export interface DhcpPacket {
  readonly op: number
  readonly htype: number
  readonly hlen: number
  readonly hops: number
  readonly xid: number
  readonly secs: number
  readonly flags: number
  readonly ciaddr: Ipv4
  readonly yiaddr: Ipv4
  readonly siaddr: Ipv4
  readonly giaddr: Ipv4
  /** 16 bytes, of which the first `hlen` count. */
  readonly chaddr: Uint8Array
  /** Text up to the first NUL; empty where option 52 put options there. */
  readonly sname: string
  readonly file: string
  /** By number, in the order of the message; pieces of one option are joined (RFC 3396). */
  readonly options: ReadonlyMap<number, Uint8Array>
}

export type Decoded = { readonly packet: DhcpPacket } | { readonly reason: string }
export type Encoded = { readonly bytes: Uint8Array } | { readonly reason: string }

export const HEADER_BYTES = 240
const CHADDR_BYTES = 16
const SNAME_BYTES = 64
const FILE_BYTES = 128
/** RFC 951 messages are 300 bytes; relays of OpenBSD and OPNsense drop shorter ones. */
export const MIN_MESSAGE_BYTES = 300
/** What fits one Ethernet frame: 1500 - 20 (IP) - 8 (UDP). EDK2 drops larger ones. */
export const MAX_MESSAGE_BYTES = 1472
/** Every client takes this: RFC 2131 section 2, a 576-byte IP datagram less 28. */
export const SAFE_MESSAGE_BYTES = 548

/**
 * More than any client sends: firmware and iPXE stay within one Ethernet frame. A datagram of 64 KB is only made to have
 * tens of thousands of values read and kept.
 */
const MAX_RECEIVED_BYTES = 1500

const MAX_OPTION_BYTES = 255

/** Reads a message. Never throws: what cannot be read comes back as a reason. A missing END is forgiven. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length < HEADER_BYTES) return { reason: `DHCP header wants ${HEADER_BYTES} bytes, has ${bytes.length}` }
  if (bytes.length > MAX_RECEIVED_BYTES) return { reason: `DHCP message has ${bytes.length} bytes` }
  const reader = new ByteReader(bytes)
  const [op, htype, hlen, hops] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()]
  const xid = reader.u32()
  const [secs, flags] = [reader.u16(), reader.u16()]
  const [ciaddr, yiaddr, siaddr, giaddr] = [ip(reader), ip(reader), ip(reader), ip(reader)]
  const chaddr = Uint8Array.from(reader.take(CHADDR_BYTES))
  const snameField = reader.take(SNAME_BYTES)
  const fileField = reader.take(FILE_BYTES)
  const cookie = reader.u32()
  if (cookie !== MAGIC_COOKIE) return { reason: `magic cookie is 0x${cookie.toString(16)}, not DHCP` }
  if (hlen > CHADDR_BYTES) return { reason: `hlen claims ${hlen} bytes of hardware address, there are ${CHADDR_BYTES}` }

  const pieces = new Map<number, Uint8Array[]>()
  let problem = readOptions(reader.take(reader.remaining), pieces)
  const overload = pieces.get(OPTION.overload)?.[0]?.[0] ?? 0
  // RFC 2131 section 4.1: first the options field, then `file`, then `sname`.
  if (overload & OVERLOAD.file) problem ??= readOptions(fileField, pieces)
  if (overload & OVERLOAD.sname) problem ??= readOptions(snameField, pieces)
  if (problem !== undefined) return { reason: problem }

  const options = new Map([...pieces].map(([code, parts]) => [code, join(parts)]))
  // Only said how this message was laid out; encoding lays it out anew.
  options.delete(OPTION.overload)
  const sname = overload & OVERLOAD.sname ? '' : cString(snameField)
  const file = overload & OVERLOAD.file ? '' : cString(fileField)
  const addresses = { ciaddr, yiaddr, siaddr, giaddr }
  return { packet: { op, htype, hlen, hops, xid, secs, flags, ...addresses, chaddr, sname, file, options } }
}

function readOptions(bytes: Uint8Array, pieces: Map<number, Uint8Array[]>): string | undefined {
  const reader = new ByteReader(bytes)
  while (reader.remaining > 0) {
    const code = reader.u8()
    if (code === OPTION.pad) continue
    if (code === OPTION.end) return undefined
    const length = reader.u8()
    const value = reader.take(length)
    if (reader.failed !== undefined) return `option ${code} claims ${length} bytes, has ${reader.remaining}`
    const parts = pieces.get(code)
    if (parts === undefined) pieces.set(code, [value])
    else parts.push(value)
  }
  return undefined
}

/**
 * Writes a message: END before the padding, at least 300 bytes, options over 255 bytes in pieces (RFC 3396). Refuses what does
 * not fit instead of cutting it.
 * @param maxBytes what the receiver takes, UDP payload
 */
export function encode(packet: DhcpPacket, maxBytes: number = MAX_MESSAGE_BYTES): Encoded {
  const [sname, file] = [Buffer.from(packet.sname, 'latin1'), Buffer.from(packet.file, 'latin1')]
  // Firmware reads both as C strings: one byte stays NUL.
  if (sname.length >= SNAME_BYTES) return { reason: `sname has ${sname.length} bytes, fits ${SNAME_BYTES - 1}` }
  if (file.length >= FILE_BYTES) return { reason: `file has ${file.length} bytes, fits ${FILE_BYTES - 1}` }
  if (packet.chaddr.length > CHADDR_BYTES) return { reason: `chaddr has ${packet.chaddr.length} bytes` }
  const writer = new ByteWriter()
  writer.u8(packet.op).u8(packet.htype).u8(packet.hlen).u8(packet.hops).u32(packet.xid)
  writer.u16(packet.secs).u16(packet.flags)
  for (const address of [packet.ciaddr, packet.yiaddr, packet.siaddr, packet.giaddr]) {
    const number = ipv4Number(address)
    if (number === undefined) return { reason: `"${address}" is no IPv4 address` }
    writer.u32(number)
  }
  padded(writer, packet.chaddr, CHADDR_BYTES)
  padded(writer, sname, SNAME_BYTES)
  padded(writer, file, FILE_BYTES)
  writer.u32(MAGIC_COOKIE)
  for (const [code, value] of packet.options) {
    if (code <= OPTION.pad || code >= OPTION.end) return { reason: `there is no option ${code}` }
    writeOption(writer, code, value)
  }
  writer.u8(OPTION.end)
  if (writer.length > maxBytes) return { reason: `message has ${writer.length} bytes, the receiver takes ${maxBytes}` }
  if (writer.length < MIN_MESSAGE_BYTES) writer.zeros(MIN_MESSAGE_BYTES - writer.length)
  return { bytes: writer.finish() }
}

function writeOption(writer: ByteWriter, code: number, value: Uint8Array): void {
  let at = 0
  do {
    const piece = value.subarray(at, at + MAX_OPTION_BYTES)
    writer.u8(code).u8(piece.length).bytes(piece)
    at += MAX_OPTION_BYTES
  } while (at < value.length)
}

function padded(writer: ByteWriter, value: Uint8Array, length: number): void {
  writer.bytes(value).zeros(length - value.length)
}

function ip(reader: ByteReader): Ipv4 {
  return ipv4Text(reader.take(4))
}

/** Four bytes as `192.168.1.1`. */
export function ipv4Text(bytes: Uint8Array): Ipv4 {
  return bytes.join('.')
}

function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1')
}

/** Copied in any case: the packet outlives the socket's buffer. */
function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
