import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { encodePcapng } from '../../../../main/engine/capture/pcapng'
import { ipv4Text, type KeptPacket } from '../../../../main/engine/capture/rings'
import { describeWith } from '../../../support/tools'
import { ack, bench, block, capinfos, discover, replay, rrq, SERVER, tshark } from './support'

const MAC = '52:54:00:12:34:56'
const AT = '192.168.77.101'

/** Everything that tshark has to say against a packet. */
const EXPERT = '_ws.expert.message'
const OUR_PORTS = ['67', '4011']
const IPXES_OWN = 'Non standard compliant option data'
const CHECKSUMS = ['ip.checksum.status', 'udp.checksum.status']
const GOOD = '1'
const NOT_PRESENT = '3'

function fileOf(capture: { pcapngOf(id: string): Uint8Array | undefined }, id: string): Uint8Array {
  const file = capture.pcapngOf(id)
  if (file === undefined) throw new Error(`nothing of ${id} was kept`)
  return file
}

// tshark takes half a second to start, more on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

describeWith(['tshark', 'capinfos'], 'a saved capture', () => {
  it.each(['ovmf-pxe', 'aavmf-pxe', 'ipxe-efi', 'ipxe-undionly', 'seabios-ipxe-rom', 'ovmf-http'])(
    'of a boot of %s is read by tshark without a complaint, each checksum right',
    (name) => {
      const at = bench()
      const played = replay(name, at)
      const ids = at.capture.ids()
      const id = ids.find((candidate) => !candidate.startsWith('ip:')) ?? ''
      for (const other of ids) if (other !== id) at.macs.set(other.slice('ip:'.length), id)
      const rows = tshark(fileOf(at.capture, id), [...CHECKSUMS, 'udp.length', '_ws.malformed', 'udp.dstport', EXPERT])
      expect(rows.map((row) => row.slice(0, 4))).toEqual(
        played.map(({ payload }) => [GOOD, GOOD, String(payload.length + 8), '']),
      )
      // iPXE's own questions are not to tshark's liking; our answers have to be.
      const complaints = rows.filter(
        ([, , , , port, words]) => words !== '' && !(OUR_PORTS.includes(port ?? '') && words === IPXES_OWN),
      )
      expect(complaints).toEqual([])
    },
  )

  it('tells the DHCP messages with their times, ports and how they were sent', () => {
    const { capture, hear, say, clock } = bench()
    hear('0.0.0.0', 68, 67, discover(MAC))
    clock.advance(7)
    say(67, '255.255.255.255', 68, discover(MAC, 2))
    clock.advance(4000)
    hear(AT, 4011, 4011, discover(MAC))
    const fields = ['frame.time_epoch', 'ip.src', 'udp.srcport', 'ip.dst', 'udp.dstport', 'dhcp.hw.mac_addr']
    const rows = tshark(fileOf(capture, MAC), [
      ...fields,
      'frame.packet_flags_direction',
      'frame.packet_flags_reception_type',
    ])
    expect(rows).toEqual([
      ['1767323045.678000000', '0.0.0.0', '68', '255.255.255.255', '67', MAC, '0x00000001', '3'],
      ['1767323045.685000000', SERVER, '67', '255.255.255.255', '68', MAC, '0x00000002', '3'],
      ['1767323049.685000000', AT, '4011', SERVER, '4011', MAC, '0x00000001', '1'],
    ])
  })

  it('tells the TFTP transfer by its opcodes, and of cut packets how long they were', () => {
    const { capture, hear, say, macs } = bench()
    macs.set(AT, MAC)
    hear(AT, 2070, 69, rrq('snponly.efi'))
    say(40_001, AT, 2070, Buffer.from('\0\x06blksize\x001428\0'))
    hear(AT, 2070, 40_001, ack(0))
    say(40_001, AT, 2070, Buffer.concat([block(1, 1428), block(2, 100)]), 1432)
    hear(AT, 2070, 40_001, ack(2))
    const file = fileOf(capture, MAC)
    const fields = ['tftp.opcode', 'frame.len', 'frame.cap_len', 'udp.length', 'udp.checksum.status', 'tftp.block']
    expect(tshark(file, fields)).toEqual([
      ['1', '61', '61', '41', GOOD, ''],
      ['6', '43', '43', '23', GOOD, ''],
      ['4', '32', '32', '12', GOOD, '0'],
      ['3', '1460', '60', '1440', NOT_PRESENT, '1'],
      ['3', '132', '32', '112', NOT_PRESENT, '2'],
      ['4', '32', '32', '12', GOOD, '2'],
    ])
    // `frame.cap_len < frame.len` is all that may be said against it: nothing is malformed, no checksum bad.
    expect(
      tshark(file, ['_ws.malformed', EXPERT])
        .flat()
        .filter((text) => text !== ''),
    ).toEqual([])
  })

  it('says who wrote it, about whom, and in which resolution it tells the time', () => {
    const { capture, hear } = bench()
    hear('0.0.0.0', 68, 67, discover(MAC))
    const about = capinfos(fileOf(capture, MAC))
    expect(about.get('File type')).toMatch(/pcapng/)
    expect(about.get('File encapsulation')).toBe('rawip4')
    expect(about.get('File timestamp precision')).toMatch(/^milliseconds/)
    expect(about.get('Number of packets')).toBe('1')
    expect(about.get('Capture application')).toBe('Bootdrop')
    expect(about.get('Capture comment')).toMatch(/^Bootdrop: .* of 52:54:00:12:34:56/)
  })

  it('of any packets whatever is read whole, with each address, port, length and checksum', () => {
    const ip = fc.integer({ min: 0, max: 0xffffffff })
    const port = fc.integer({ min: 0, max: 0xffff })
    const packet = fc
      .record({
        ...{
          at: fc.double({ min: 0, max: 4e12, noNaN: true }),
          direction: fc.constantFrom('in' as const, 'out' as const),
        },
        ...{ localAddress: ip, peerAddress: ip, localPort: port, peerPort: port, sequence: fc.nat() },
        data: fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 1500 })),
        cutBytes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 64_000 })),
      })
      .map(({ cutBytes, ...rest }): KeptPacket => ({ ...rest, sizeBytes: rest.data.length + cutBytes }))
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.array(packet, { maxLength: 300 }),
        (comment, packets) => {
          const fields = ['ip.src', 'udp.srcport', 'ip.dst', 'udp.dstport', 'udp.length', 'frame.cap_len', ...CHECKSUMS]
          // The payload is noise, in which tshark may see anything, even another IP packet: the outermost counts.
          const rows = tshark(encodePcapng({ comment, packets }), fields, '-E', 'occurrence=f')
          expect(rows).toEqual(packets.map(expected))
        },
      ),
      { numRuns: 8 },
    )
  })
})

function expected(packet: KeptPacket): string[] {
  const { direction, localPort, peerPort, data, sizeBytes } = packet
  const local = ipv4Text(packet.localAddress)
  const peer = ipv4Text(packet.peerAddress)
  const isOut = direction === 'out'
  const here = [isOut || packet.peerAddress !== 0 ? local : '255.255.255.255', String(localPort)]
  const there = [peer, String(peerPort)]
  const isWhole = sizeBytes === data.length
  return [
    ...(isOut ? [...here, ...there] : [...there, ...here]),
    ...[String(sizeBytes + 8), String(data.length + 28), GOOD, isWhole ? GOOD : NOT_PRESENT],
  ]
}
