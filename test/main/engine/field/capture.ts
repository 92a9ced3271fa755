import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ByteWriter } from '../../../../main/engine/bytes'
import type { UdpPeer } from '../../../../main/engine/net/udp'
import { describeWith } from '../../../support/tools'
import { SERVER } from '../dhcp/messages'

interface Datagram {
  readonly from: UdpPeer
  readonly to: UdpPeer
  readonly data: Uint8Array
}

/** Every datagram of every bench of one test file, in its order; both ways, for tshark only knows TFTP by its request. */
const captured: Datagram[] = []
let benches = 0

/** Notes datagrams of one bench. Its TFTP ports are made its own, or tshark would take two benches for one conversation. */
export function newCapture(): (from: UdpPeer, to: UdpPeer, data: Uint8Array) => void {
  benches += 1
  const ports = new Map<string, number>()
  const base = 10_000 + benches * 400
  const own = (peer: UdpPeer): UdpPeer => {
    if (peer.port < 1024 || peer.port === 4011) return peer
    const key = `${peer.address}:${peer.port}`
    const port = ports.get(key) ?? base + ports.size
    ports.set(key, port)
    return { ...peer, port }
  }
  return (from, to, data) => void captured.push({ from: own(from), to: own(to), data: data.slice() })
}

/** Ends a test file: what it made us send is read by a decoder that is not ours. */
export function decodedByTshark(): void {
  describeWith(['tshark'], 'every packet that these tests made us send', () => {
    it('is decoded by tshark without a warning', { timeout: 60_000 }, () => {
      const folder = mkdtempSync(join(tmpdir(), 'bootdrop-field-'))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      const file = join(folder, 'field.pcap')
      writeFileSync(file, pcap(captured))
      const ours = captured.filter(({ from }) => from.address === SERVER).length
      expect(ours).toBeGreaterThan(0)
      expect(frames(file, 'dhcp || tftp')).toHaveLength(ours)
      // 0x600000: warning; 0x800000: error (epan/proto.h, PI_WARN and PI_ERROR).
      // To tshark every TFTP ERROR is a warning by itself.
      const warned = '(_ws.expert.severity >= 0x600000 && !(tftp.opcode == 5))'
      expect(frames(file, `_ws.malformed || ${warned}`)).toEqual([])
    })
  })
}

/** Our frames that a display filter fits, a line each. */
function frames(file: string, filter: string): string[] {
  const fields = ['frame.number', '_ws.col.Protocol', '_ws.col.Info', '_ws.expert.message']
  const args = ['-n', '-r', file, '-d', 'udp.port==4011,dhcp', '-Y', `ip.src == ${SERVER} && (${filter})`]
  const { status, stdout, stderr } = spawnSync(
    'tshark',
    [...args, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
    { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  )
  if (status !== 0) throw new Error(`tshark ended with ${status}: ${stderr}`)
  return stdout.split('\n').filter((line) => line !== '')
}

/** The classic format, link type 101 (raw IP): https://www.tcpdump.org/linktypes.html */
function pcap(datagrams: readonly Datagram[]): Uint8Array {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65_535, 16)
  header.writeUInt32LE(101, 20)
  const records = datagrams.flatMap((datagram, at) => {
    const packet = ipv4(datagram)
    const record = Buffer.alloc(16)
    record.writeUInt32LE(1_000_000 + Math.floor(at / 1000), 0)
    record.writeUInt32LE((at % 1000) * 1000, 4)
    record.writeUInt32LE(packet.length, 8)
    record.writeUInt32LE(packet.length, 12)
    return [record, packet]
  })
  return Buffer.concat([header, ...records])
}

function ipv4({ from, to, data }: Datagram): Uint8Array {
  const head = Buffer.alloc(20)
  head.writeUInt8(0x45, 0)
  head.writeUInt16BE(28 + data.length, 2)
  head.writeUInt8(64, 8)
  head.writeUInt8(17, 9)
  head.set(from.address.split('.').map(Number), 12)
  head.set(to.address.split('.').map(Number), 16)
  let sum = 0
  for (let at = 0; at < 20; at += 2) sum += head.readUInt16BE(at)
  sum = (sum & 0xffff) + (sum >>> 16)
  head.writeUInt16BE(~((sum & 0xffff) + (sum >>> 16)) & 0xffff, 10)
  // No checksum (RFC 768): what is looked at is the payload.
  const udp = new ByteWriter()
    .u16(from.port)
    .u16(to.port)
    .u16(8 + data.length)
    .u16(0)
    .finish()
  return Buffer.concat([head, udp, data])
}
