import type { KeptPacket } from '../engine/capture/rings'
import { OPTION } from '../engine/dhcp/codes'
import { HEADER_BYTES } from '../engine/dhcp/packet'
import { uuidText } from '../engine/dhcp/options'
import { DATA_HEADER_BYTES, OP as TFTP } from '../engine/tftp/codes'
import { DhcpOptions } from './packet-options'
import type { Masker } from './masker'
import { sweep } from './sweep'

/** Where addresses and texts stand in a DHCP message, RFC 2131 figure 1. */
const ADDRESSES = [12, 16, 20, 24]
const CHADDR = { at: 28, length: 6, field: 16 } as const
const SNAME = { at: 44, length: 64 } as const
const FILE = { at: 108, length: 128 } as const

/** Learns who speaks in a packet, before anything is masked. */
export function learnPacket(masker: Masker, { data, localAddress, peerAddress }: KeptPacket): void {
  masker.ips.of(localAddress)
  masker.ips.of(peerAddress)
  if (!isDhcp(data)) {
    masker.learn(latin1(data))
    return
  }
  for (const at of ADDRESSES) masker.ips.of(u32(data, at))
  masker.macs.of(u48(data, CHADDR.at))
  masker.learn(latin1(data.subarray(SNAME.at)))
  for (const { code, value } of DhcpOptions.read(data).list) learnOption(masker, code, value)
}

function learnOption(masker: Masker, code: number, value: Uint8Array): void {
  if (code === OPTION.hostname) masker.learnName('host', text(value))
  // RFC 2132 section 3.17, RFC 4702: domain name, and the client's whole name after three bytes.
  if (code === 15) masker.learnName('domain', text(value))
  if (code === 81) masker.learnName('host', text(value.subarray(3)))
  if (code === OPTION.machineId && value.length === 17) masker.uuids.of(uuidText(value))
  if (code === OPTION.clientId && value[0] === 1 && value.length === 7) masker.macs.of(u48(value, 1))
}

/** The packet as evidence holds it: of TFTP's data the header alone, for what is sent may be anything. */
export function withoutContent(packet: KeptPacket): KeptPacket {
  const { data } = packet
  const isData = data[0] === 0 && data[1] === TFTP.data
  return isData ? { ...packet, data: data.subarray(0, DATA_HEADER_BYTES) } : packet
}

/** The packet with stand-ins in all its headers and options; what cannot be understood is blanked. */
export function maskPacket(masker: Masker, packet: KeptPacket): KeptPacket {
  const data = sweep(masker, isDhcp(packet.data) ? maskDhcp(masker, packet.data) : maskTftp(masker, packet.data))
  return {
    ...packet,
    localAddress: masker.ips.of(packet.localAddress),
    peerAddress: masker.ips.of(packet.peerAddress),
    data,
    sizeBytes: packet.sizeBytes - packet.data.length + data.length,
  }
}

function maskDhcp(masker: Masker, data: Uint8Array): Uint8Array {
  const header = Uint8Array.from(data.subarray(0, HEADER_BYTES))
  for (const at of ADDRESSES) putU32(header, at, masker.ips.of(u32(header, at)))
  header.fill(0, CHADDR.at, CHADDR.at + CHADDR.field)
  putU48(header, CHADDR.at, masker.macs.of(u48(data, CHADDR.at)))
  const options = DhcpOptions.read(data)
  for (const { at, length } of [SNAME, FILE]) {
    const field = data.subarray(at, at + length)
    header.fill(0, at, at + length)
    // Where options go on in these fields, they are no text.
    if (!options.overloaded) header.set(Buffer.from(masker.text(text(field)), 'latin1').subarray(0, length - 1), at)
  }
  return Buffer.concat([header, options.masked(masker, data.length - HEADER_BYTES)])
}

/** Of everything but the plain messages of TFTP only the length stays. */
function maskTftp(masker: Masker, data: Uint8Array): Uint8Array {
  const opcode = data[0] === 0 ? (data[1] ?? 0) : 0
  if (opcode === TFTP.data || opcode === TFTP.ack) return Uint8Array.from(data.subarray(0, DATA_HEADER_BYTES))
  const isText = opcode === TFTP.rrq || opcode === TFTP.wrq || opcode === TFTP.oack || opcode === TFTP.error
  if (!isText) return new Uint8Array(data.length)
  const from = opcode === TFTP.error ? DATA_HEADER_BYTES : 2
  return Buffer.concat([data.subarray(0, from), Buffer.from(masker.text(latin1(data.subarray(from))), 'latin1')])
}

function isDhcp(data: Uint8Array): boolean {
  return (data[0] === 1 || data[0] === 2) && data.length >= HEADER_BYTES
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function text(bytes: Uint8Array): string {
  return latin1(bytes).replace(/\0.*$/s, '')
}

function u32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  )
}

function u48(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) * 0x10000 + ((bytes[at + 4] ?? 0) << 8) + (bytes[at + 5] ?? 0)
}

function putU32(bytes: Uint8Array, at: number, value: number): void {
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).writeUInt32BE(value, at)
}

function putU48(bytes: Uint8Array, at: number, value: number): void {
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).writeUIntBE(value, at, 6)
}
