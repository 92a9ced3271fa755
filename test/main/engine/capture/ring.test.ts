import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCapture } from '../../../../main/engine/capture/ring'
import { ack, bench, block, discover, packetsOf, rrq, type Bench } from './support'

const MAC = '52:54:00:12:34:56'
const OTHER = '52:54:00:65:43:21'
const AT = '192.168.77.101'

/** A machine that asks for a file at `address` and takes `blocks` of it. */
function load({ hear, say }: Bench, address: string, blocks = 3): void {
  hear(address, 2070, 69, rrq('snponly.efi'))
  for (let number = 1; number <= blocks; number += 1) {
    say(40_001, address, 2070, block(number, 1428))
    hear(address, 2070, 40_001, ack(number))
  }
}

function mac(number: number): string {
  return `02:00:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 255).toString(16).padStart(2, '0')}`
}

describe('the conversation of a machine', () => {
  it('is kept by the chaddr of DHCP messages, questions and answers', () => {
    const { capture, hear, say } = bench()
    hear('0.0.0.0', 68, 67, discover(MAC))
    say(67, '255.255.255.255', 68, discover(MAC, 2))
    hear('0.0.0.0', 68, 67, discover(OTHER))
    expect(capture.ids()).toEqual([MAC, OTHER])
    expect(packetsOf(capture, MAC).map(({ payload }) => payload)).toEqual([discover(MAC), discover(MAC, 2)])
  })

  it('copies: what the socket does with its buffer afterwards does not show', () => {
    const at = bench()
    at.macs.set(AT, MAC)
    load(at, AT, 1)
    expect(packetsOf(at.capture, MAC).map(({ payload }) => payload)).toEqual([
      rrq('snponly.efi'),
      block(1, 1428).subarray(0, 32),
      ack(1),
    ])
  })

  it('holds TFTP by the address, under the MAC that has it', () => {
    const at = bench()
    at.hear('0.0.0.0', 68, 67, discover(MAC))
    at.macs.set(AT, MAC)
    load(at, AT)
    expect(at.capture.ids()).toEqual([MAC])
    expect(packetsOf(at.capture, MAC)).toHaveLength(1 + 1 + 6)
  })

  it('that began before anyone knew whose the address is joins the rest in its order', () => {
    const at = bench()
    at.hear('0.0.0.0', 68, 67, discover(MAC))
    load(at, AT, 1)
    expect(at.capture.ids()).toEqual([MAC, `ip:${AT}`])
    at.hear('0.0.0.0', 68, 67, discover(MAC, 1, 400))
    at.macs.set(AT, MAC)
    at.hear(AT, 2070, 69, rrq('autoexec.ipxe'))
    expect(at.capture.ids()).toEqual([MAC])
    expect(packetsOf(at.capture, MAC).map(({ sizeBytes }) => sizeBytes)).toEqual([300, 33, 1432, 4, 400, 35])
  })

  it('is found under the MAC as soon as it is known, and still under the address', () => {
    const at = bench()
    load(at, AT)
    at.macs.set(AT, MAC)
    expect(packetsOf(at.capture, `ip:${AT}`)).toHaveLength(7)
    expect(packetsOf(at.capture, MAC)).toHaveLength(7)
    expect(at.capture.ids()).toEqual([MAC])
  })

  it('goes on under another machine when that one has the address now', () => {
    const at = bench()
    at.macs.set(AT, MAC)
    load(at, AT)
    at.macs.set(AT, OTHER)
    load(at, AT, 1)
    expect(packetsOf(at.capture, MAC)).toHaveLength(7)
    expect(packetsOf(at.capture, OTHER)).toHaveLength(3)
  })

  it('keeps its order when the clock is set back', () => {
    const { capture, hear, clock } = bench()
    hear('0.0.0.0', 68, 67, discover(MAC, 1, 301))
    clock.advance(-3_600_000)
    hear('0.0.0.0', 68, 67, discover(MAC, 1, 302))
    expect(packetsOf(capture, MAC).map(({ sizeBytes }) => sizeBytes)).toEqual([301, 302])
  })

  it('has nothing of machines that were never heard, and forgets all when told to', () => {
    const { capture, hear } = bench()
    expect(capture.pcapngOf(MAC)).toBeUndefined()
    hear('0.0.0.0', 68, 67, discover(MAC))
    capture.reset()
    expect(capture.pcapngOf(MAC)).toBeUndefined()
    expect(capture.ids()).toEqual([])
  })
})

describe('the bounds of a capture', () => {
  it('are the newest messages that fit into the memory of a machine', () => {
    const { capture, hear } = bench({ limits: { conversationBytes: 4096 } })
    for (let number = 0; number < 500; number += 1) hear('0.0.0.0', 68, 67, discover(MAC, 1, 300 + number))
    const sizes = packetsOf(capture, MAC).map(({ sizeBytes }) => sizeBytes)
    expect(sizes).toEqual([796, 797, 798, 799])
  })

  it('are 48 packets of TFTP data, 32 bytes each, and no DHCP message is lost for them', () => {
    const at = bench()
    at.hear('0.0.0.0', 68, 67, discover(MAC))
    at.macs.set(AT, MAC)
    load(at, AT, 5_000)
    const [first, second, ...data] = packetsOf(at.capture, MAC)
    expect([first?.sizeBytes, second?.sizeBytes]).toEqual([300, 33])
    expect(data).toHaveLength(48)
    expect(data.slice(-2).map(({ payload, sizeBytes }) => [payload, sizeBytes])).toEqual([
      [block(5_000, 1428).subarray(0, 32), 1432],
      [ack(5_000), 4],
    ])
  })

  it('take a burst apart into its datagrams, and keep the headers of those behind the first', () => {
    const { capture, hear, say, macs } = bench({ limits: { dataPackets: 4 } })
    macs.set(AT, MAC)
    hear(AT, 2070, 69, rrq('x'))
    say(40_001, AT, 2070, Buffer.concat([1, 2, 3, 4].map((number) => block(number, number < 4 ? 1428 : 9))), 1432)
    const data = packetsOf(capture, MAC).slice(1)
    expect(data.map(({ payload, sizeBytes }) => [payload[3], payload.length, sizeBytes])).toEqual([
      [1, 32, 1432],
      [2, 4, 1432],
      [3, 4, 1432],
      [4, 4, 13],
    ])
  })

  it('cut a message that is too long to be one, and say so', () => {
    const { capture, hear } = bench()
    hear('0.0.0.0', 68, 67, discover(MAC, 1, 60_000))
    hear('0.0.0.0', 68, 67, discover(MAC))
    expect(packetsOf(capture, MAC).map(({ payload, sizeBytes }) => [payload.length, sizeBytes])).toEqual([
      [1_500, 60_000],
      [300, 300],
    ])
  })

  it('are a thousand machines, of which the least recently heard go first', () => {
    const { capture, hear, clock } = bench({ limits: { machines: 20 } })
    for (let number = 0; number < 20; number += 1) {
      hear('0.0.0.0', 68, 67, discover(mac(number)))
      clock.advance(1)
    }
    hear('0.0.0.0', 68, 67, discover(mac(0)))
    clock.advance(1)
    hear('0.0.0.0', 68, 67, discover(mac(20)))
    expect(capture.ids()).toHaveLength(20)
    expect(capture.ids()).toContain(mac(0))
    expect(capture.ids()).not.toContain(mac(1))
    expect(createCapture({ clock, macOf: () => undefined }).ids()).toEqual([])
  })

  it('keep a machine that loads through a flood of invented MACs and addresses', () => {
    const at = bench({ limits: { machines: 100 } })
    at.macs.set(AT, MAC)
    at.hear('0.0.0.0', 68, 67, discover(MAC))
    load(at, AT)
    for (let number = 0; number < 3_000; number += 1) {
      at.hear('0.0.0.0', 68, 67, discover(mac(number)))
      at.say(67, '255.255.255.255', 68, discover(mac(number), 2))
      const forged = `10.1.${number >> 8}.${number & 255}`
      at.hear(forged, 1000, 69, rrq('snponly.efi'))
      at.hear(forged, 1000, 69, ack(1))
      at.clock.advance(1)
    }
    expect(at.capture.ids().length).toBeLessThanOrEqual(100)
    expect(packetsOf(at.capture, MAC)).toHaveLength(8)
  })

  it('keep the machines that the ladder says are on their way', () => {
    const { capture, hear, clock } = bench({ limits: { machines: 20 }, loading: () => [MAC] })
    hear('0.0.0.0', 68, 67, discover(MAC))
    for (let number = 0; number < 200; number += 1) {
      clock.advance(1)
      hear('0.0.0.0', 68, 67, discover(mac(number)))
    }
    expect(capture.ids()).toContain(MAC)
  })

  it('let a new machine in when every other one loads', () => {
    const at = bench({ limits: { machines: 5 } })
    for (let number = 1; number <= 6; number += 1) {
      at.clock.advance(1000)
      load(at, `10.0.0.${number}`)
    }
    expect(at.capture.ids()).toEqual([2, 3, 4, 5, 6].map((number) => `ip:10.0.0.${number}`))
  })

  it('make no machine of stray data, nor of what comes from nobody', () => {
    const { capture, hear, say } = bench()
    hear(AT, 2070, 40_001, ack(7))
    say(40_001, AT, 2070, block(1, 512))
    hear('0.0.0.0', 2070, 69, rrq('x'))
    say(69, '255.255.255.255', 2070, Uint8Array.of(0, 5, 0, 0))
    hear('not an address', 2070, 69, rrq('x'))
    expect(capture.ids()).toEqual([])
  })
})

describe('any datagrams', () => {
  it('leave each machine within its bounds, every packet as it was, oldest first', () => {
    const datagram = fc.record({
      direction: fc.constantFrom('in' as const, 'out' as const),
      localPort: fc.constantFrom(67, 69, 4011, 40_001),
      address: fc.constantFrom('0.0.0.0', '255.255.255.255', AT, '192.168.77.102', '', '1.2.3.4.5'),
      start: fc.constantFrom([], [0, 1], [0, 3], [0, 4], [0, 6], [1, 1, 6], [2]),
      rest: fc.uint8Array({ maxLength: 700 }),
      segments: fc.integer({ min: 1, max: 4 }),
      owner: fc.constantFrom(undefined, MAC, OTHER),
    })
    fc.assert(
      fc.property(fc.array(datagram, { maxLength: 120 }), (datagrams) => {
        const limits = { machines: 10, conversationBytes: 2_000, packetBytes: 1_000, dataPackets: 5, dataBytes: 32 }
        const { capture, macs, hear, say } = bench({ limits })
        const given = new Set<string>()
        for (const { direction, localPort, address, start, rest, segments, owner } of datagrams) {
          if (owner !== undefined) macs.set(address, owner)
          const data = Uint8Array.from([...start, ...rest])
          const segmentBytes = direction === 'in' ? data.length : Math.max(1, Math.ceil(data.length / segments))
          for (let from = 0; from < Math.max(1, data.length); from += Math.max(1, segmentBytes)) {
            given.add(Buffer.from(data.subarray(from, from + segmentBytes)).toString('hex'))
          }
          if (direction === 'in') hear(address, 2070, localPort, data)
          else say(localPort, address, 2070, data, segmentBytes)
        }
        expect(capture.ids().length).toBeLessThanOrEqual(10)
        for (const id of capture.ids()) {
          const packets = packetsOf(capture, id)
          const bytes = packets.reduce((sum, { payload }) => sum + payload.length, 0)
          expect(bytes).toBeLessThanOrEqual(2_000 + 5 * 32)
          const all = [...given]
          for (const { payload, sizeBytes } of packets) {
            const hex = Buffer.from(payload).toString('hex')
            expect(all.some((one) => one.startsWith(hex) && one.length === sizeBytes * 2)).toBe(true)
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})
