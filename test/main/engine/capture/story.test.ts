import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KeptPacket } from '../../../../main/engine/capture/rings'
import { storyOf } from '../../../../main/engine/capture/story'
import type { StoryLine } from '../../../../main/engine/types'
import { encodeError, encodeOack } from '../../../../main/engine/tftp/packet'
import { ack, bench, block, discover, replay, rrq, type Bench } from './support'

const PORTS = { pxe: 4011 }
const MAC = '52:54:00:12:34:56'
const AT = '192.168.77.101'
const OACK = encodeOack(new Map([['tsize', '3000'], ['blksize', '1428']])) // prettier-ignore

function told({ capture }: Bench, id = capture.ids()[0] ?? ''): StoryLine[] {
  return storyOf(capture.packetsOf(id), PORTS)
}
const factsOf = (lines: StoryLine[], code: StoryLine['code']) =>
  lines.filter((line) => line.code === code).map(({ facts }) => facts)

/** Somebody who has an address, in the middle of a boot. */
function known(): Bench {
  const at = bench()
  at.macs.set(AT, MAC)
  at.hear('0.0.0.0', 68, 67, discover(MAC))
  return at
}

describe('the story of recorded firmware', () => {
  it('tells how OVMF finds its loader: discover, answers, the boot server on 4011, size probe and request', () => {
    const at = bench()
    at.macs.set('192.168.77.101', '52:54:00:77:00:02')
    replay('ovmf-pxe', at)
    const lines = at.capture.ids().flatMap((id) => told(at, id))
    expect(factsOf(lines, 'dhcp-discover')[0]).toMatchObject({ arch: 'uefi-x64', stage: 'firmware' })
    expect(factsOf(lines, 'dhcp-discover')[0]?.['client']).toMatch(/^PXEClient:Arch:00007/)
    expect(factsOf(lines, 'dhcp-discover')[0]?.['uuid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(factsOf(lines, 'dhcp-offer')).toHaveLength(2)
    expect(factsOf(lines, 'pxe-request')[0]).toMatchObject({ peer: '192.168.77.101:4011' })
    expect(factsOf(lines, 'pxe-ack')[0]).toMatchObject({ file: 'snponly.efi', next: '192.168.77.20' })
    expect(factsOf(lines, 'tftp-rrq').map(({ options }) => options)).toEqual([
      'tsize 0, blksize 1468, windowsize 4',
      'blksize 1468, windowsize 4',
    ])
  })

  it('tells what iPXE says of itself', () => {
    const at = bench()
    replay('ipxe-undionly', at)
    const [discovered] = factsOf(
      at.capture.ids().flatMap((id) => told(at, id)),
      'dhcp-discover',
    )
    expect(discovered).toMatchObject({ stage: 'ipxe', userClass: 'iPXE', arch: 'bios', http: 1 })
  })

  it.each(['seabios-ipxe-rom', 'ovmf-pxe', 'ipxe-snponly', 'ovmf-http', 'aavmf-pxe', 'pxelinux', 'shim-grub'])(
    'leaves nothing of %s unread',
    (name) => {
      const at = bench()
      try {
        replay(name, at)
      } catch {
        return // recorded without answers
      }
      const lines = at.capture.ids().flatMap((id) => told(at, id))
      expect(lines.length).toBeGreaterThan(0)
      expect(lines.filter(({ code }) => code === 'other' || code === 'tftp-other')).toEqual([])
      expect(lines.filter(({ facts }) => 'problem' in facts)).toEqual([])
    },
  )
})

describe('the blocks of a transfer', () => {
  it('become one line that says how much came, and that it came whole', () => {
    const at = known()
    at.hear(AT, 2070, 69, rrq('snponly.efi'))
    at.say(40_001, AT, 2070, OACK)
    at.hear(AT, 2070, 40_001, ack(0))
    for (const [number, size] of [
      [1, 1428],
      [2, 1428],
      [3, 144],
    ] as const) {
      // prettier-ignore
      at.clock.advance(10)
      at.say(40_001, AT, 2070, block(number, size))
      at.hear(AT, 2070, 40_001, ack(number))
    }
    const lines = told(at)
    expect(lines.map(({ code }) => code)).toEqual(['dhcp-discover', 'tftp-rrq', 'tftp-oack', 'tftp-data'])
    expect(lines[3]).toMatchObject({
      direction: 'out',
      facts: { file: 'snponly.efi', blocks: 3, bytes: 3000, acknowledged: 3, repeats: 0, complete: 1, ms: 30 },
    })
  })

  it('that are not confirmed are told as sent, with what was sent again', () => {
    const at = known()
    at.hear(AT, 2070, 69, rrq('snponly.efi'))
    at.say(40_001, AT, 2070, OACK)
    at.hear(AT, 2070, 40_001, ack(0))
    for (let round = 0; round < 3; round += 1) at.say(40_001, AT, 2070, block(1, 1428))
    expect(factsOf(told(at), 'tftp-data')).toEqual([
      expect.objectContaining({ blocks: 1, bytes: 1428, acknowledged: 0, repeats: 2, complete: 0 }),
    ])
  })

  it('count on past block 65535', () => {
    const at = known()
    at.hear(AT, 2070, 69, rrq('boot.wim'))
    for (const number of [65_534, 65_535, 0, 1]) {
      at.say(40_001, AT, 2070, block(number, 1428))
      at.hear(AT, 2070, 40_001, ack(number))
    }
    expect(factsOf(told(at), 'tftp-data')[0]).toMatchObject({ blocks: 65_537, acknowledged: 65_537, repeats: 0 })
  })

  it('of two transfers in a row are two lines, each after its request', () => {
    const at = known()
    for (const [port, file] of [
      [2070, 'a.efi'],
      [2071, 'b.efi'],
    ] as const) {
      // prettier-ignore
      at.hear(AT, port, 69, rrq(file))
      at.say(port + 1000, AT, port, block(1, 100))
      at.hear(AT, port, port + 1000, ack(1))
    }
    const lines = told(at).slice(1)
    expect(lines.map(({ code, facts }) => `${code} ${String(facts['file'])}`)).toEqual([
      'tftp-rrq a.efi',
      'tftp-data a.efi',
      'tftp-rrq b.efi',
      'tftp-data b.efi',
    ])
  })

  it('say the size of a long file by its OACK, though only the newest blocks are kept', () => {
    const at = known()
    const size = 1428 * 500 + 7
    at.hear(AT, 2070, 69, rrq('big.efi'))
    at.say(40_001, AT, 2070, encodeOack(new Map([['tsize', String(size)], ['blksize', '1428']]))) // prettier-ignore
    for (let number = 1; number <= 501; number += 1) {
      at.say(40_001, AT, 2070, block(number, number === 501 ? 7 : 1428))
      at.hear(AT, 2070, 40_001, ack(number))
    }
    expect(factsOf(told(at), 'tftp-data')).toEqual([expect.objectContaining({ bytes: size, blocks: 501, complete: 1 })])
  })
})

describe('what cannot be read', () => {
  it('an ERROR is told with its number and text', () => {
    const at = known()
    at.hear(AT, 2070, 69, rrq('gone.efi'))
    at.say(40_001, AT, 2070, encodeError(1, 'File not found'))
    expect(factsOf(told(at), 'tftp-error')).toEqual([
      { peer: `${AT}:2070`, file: 'gone.efi', error: 1, message: 'File not found' },
    ])
  })

  it('a DHCP message that was cut tells what is left of it', () => {
    const at = bench({ limits: { packetBytes: 244 } })
    const message = Buffer.alloc(300)
    message.set(discover(MAC))
    message.set([53, 1, 1, 60, 30, 80, 88, 69], 240)
    at.hear('0.0.0.0', 68, 67, message)
    expect(told(at)).toEqual([
      expect.objectContaining({ code: 'dhcp-discover', facts: expect.objectContaining({ bytes: 300, problem: expect.any(String) }) }), // prettier-ignore
    ])
  })

  it('hostile bytes never throw', () => {
    const packet = fc.record({
      data: fc.uint8Array({ maxLength: 400 }),
      start: fc.constantFrom([0], [1, 1, 6], [2], [0, 1], [0, 3], [0, 5], [0, 6], []),
      localPort: fc.constantFrom(67, 69, 4011, 40_001),
    })
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 20 }), (packets) => {
        const kept = packets.map(({ data, start, localPort }, sequence): KeptPacket => {
          const bytes = data.slice()
          bytes.set(start.slice(0, bytes.length))
          const peer = { localAddress: 1, peerAddress: 2, peerPort: 3 }
          return { sequence, at: sequence, direction: 'in', ...peer, localPort, sizeBytes: bytes.length, data: bytes }
        })
        for (const { facts } of storyOf(kept, PORTS)) {
          for (const value of Object.values(facts)) expect(['string', 'number']).toContain(typeof value)
        }
      }),
    )
  })
})
