import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MESSAGE } from '../../../../../main/engine/dhcp/codes'
import { decode, type DhcpPacket } from '../../../../../main/engine/dhcp/packet'
import { startGuard, type Guard, type GuardOptions } from '../../../../../main/engine/dhcp/watch/guard'
import { BootdropError } from '../../../../../main/engine/errors'
import type { UdpPeer } from '../../../../../main/engine/net/udp'
import type { OtherServer, ServeMode } from '../../../../../main/engine/types'
import { FakeClock } from '../../../../support/fake-clock'
import { MemoryBinding } from '../memory-binding'
import { bytesOf, packetOf } from '../messages'
import { answer, DHCP, flipped, OWN_MAC, PXE, pxeOffer, request, SELF } from './answers'

const MINUTE = 60_000

interface Bench {
  readonly guard: Guard
  readonly clock: FakeClock
  readonly binding: MemoryBinding
  readonly found: OtherServer[]
  readonly gone: OtherServer[]
  /** The server sends it, and the guard hears it on port 68. */
  hears(packet: DhcpPacket, from?: UdpPeer): void
  /** Runs for that long; `each` is what the wire does after every question. */
  run(ms: number, each?: () => void): void
  asked(): DhcpPacket[]
}

async function bench(
  mode: ServeMode,
  more: Partial<GuardOptions> = {},
  taken: readonly (readonly [number, Error])[] = [],
): Promise<Bench> {
  const clock = new FakeClock()
  const binding = new MemoryBinding(SELF.address, new Map(taken))
  const [found, gone]: [OtherServer[], OtherServer[]] = [[], []]
  const guard = await startGuard({
    ...{ binding, mac: OWN_MAC, mode, clock, random: Math.random, avoidClientPort: false },
    onServer: (server) => found.push(server),
    onGone: (server) => gone.push(server),
    ...more,
  })
  const asked = (): DhcpPacket[] => binding.sent.map(({ data }) => packetOf(data))
  const run = (ms: number, each: () => void = () => undefined): void => {
    for (const end = clock.now() + ms; clock.now() < end;) {
      const before = binding.sent.length
      clock.advance(100)
      if (binding.sent.length > before) each()
    }
  }
  const hears = (packet: DhcpPacket, from = DHCP): void => binding.receive(68, bytesOf(packet), from)
  return { guard, clock, binding, found, gone, hears, run, asked }
}

describe('what the guard asks', () => {
  it('while we lease: at once, and twice a second', async () => {
    const { run, asked } = await bench('dhcp')
    expect(asked()).toHaveLength(1)
    run(2_000)
    expect(asked()).toHaveLength(5)
  })

  it('beside a DHCP server: at once, and every minute', async () => {
    const { run, asked } = await bench('proxy')
    run(2 * MINUTE)
    expect(asked()).toHaveLength(3)
  })

  it('is a question of its own each time, as old as the guard', async () => {
    const { run, asked } = await bench('dhcp')
    run(3_000)
    expect(new Set(asked().map(({ xid }) => xid)).size).toBe(7)
    expect(asked().map(({ secs }) => secs)).toEqual([0, 0, 1, 1, 2, 2, 3])
  })

  it('is never a REQUEST, whatever is offered', async () => {
    const { hears, run, asked } = await bench('dhcp')
    run(5_000, () => hears(answer()))
    expect(new Set(asked().map(({ options }) => options.get(53)?.[0]))).toEqual(new Set([MESSAGE.discover]))
  })

  it('comes seldom once another server leases', async () => {
    const { hears, run, asked } = await bench('dhcp')
    hears(answer())
    run(500)
    const before = asked().length
    run(30_000, () => hears(answer()))
    expect(asked().length - before).toBe(2)
  })

  it('goes on twice a second beside a boot server that leases nothing', async () => {
    const { hears, run, asked } = await bench('dhcp')
    hears(pxeOffer(), PXE)
    run(2_000)
    expect(asked()).toHaveLength(5)
  })

  it('comes at once for a machine that stalls, but not for each of a classroom', async () => {
    const { guard, run, asked } = await bench('proxy')
    run(1_000)
    for (let machine = 0; machine < 30; machine += 1) guard.probeNow()
    expect(asked()).toHaveLength(2)
    run(1_000)
    guard.probeNow()
    expect(asked()).toHaveLength(3)
  })

  it('comes for a machine that stalls after the clock was set back', async () => {
    let setBackMs = 0
    const clock = new FakeClock()
    const shifted = { now: () => clock.now() - setBackMs, after: clock.after.bind(clock) }
    const { guard, asked } = await bench('proxy', { clock: shifted })
    setBackMs = 3_600_000
    guard.probeNow()
    expect(asked()).toHaveLength(2)
  })

  it('changes its pace with the mode, at once', async () => {
    const { guard, run, asked } = await bench('proxy')
    run(1_000)
    guard.setMode('dhcp')
    run(1_000)
    expect(asked()).toHaveLength(4)
    guard.setMode('proxy')
    run(30_000)
    expect(asked()).toHaveLength(5)
  })
})

describe('what the guard tells', () => {
  it('a DHCP server once, however often it answers', async () => {
    const { found, hears, run } = await bench('dhcp')
    hears(answer())
    expect(found).toMatchObject([{ address: DHCP.address, kind: 'dhcp', claimsPxe: false }])
    run(MINUTE, () => hears(answer()))
    expect(found).toHaveLength(1)
  })

  it('within the message itself, so that leasing stops before the next one is read', async () => {
    const order: string[] = []
    const { hears } = await bench('dhcp', { onServer: () => order.push('told') })
    hears(answer())
    order.push('next message')
    expect(order).toEqual(['told', 'next message'])
  })

  it('a server that a client on port 67 has chosen, in any transaction', async () => {
    const { guard, found } = await bench('dhcp')
    guard.hear(request('192.168.77.2'), { address: '0.0.0.0', port: 68 })
    expect(found).toMatchObject([{ address: '192.168.77.2', kind: 'dhcp' }])
  })

  it('answers to other machines, too', async () => {
    const { found, hears } = await bench('proxy')
    hears(pxeOffer({ mac: '52:54:00:99:99:99' }), PXE)
    expect(found).toMatchObject([{ address: PXE.address, kind: 'pxe' }])
  })

  it('that a server now claims to be a PXE server', async () => {
    const { found, hears } = await bench('proxy')
    hears(answer({ mac: '52:54:00:99:99:99' }))
    hears(answer({ vendorClass: 'PXEClient' }))
    expect(found.map(({ claimsPxe }) => claimsPxe)).toEqual([false, true])
  })

  it('that it no longer does, by its answer to a PXE client: ourselves', async () => {
    const { found, hears, run } = await bench('proxy')
    hears(answer({ vendorClass: 'PXEClient' }))
    run(3 * MINUTE, () => hears(answer()))
    expect(found.map(({ claimsPxe }) => claimsPxe)).toEqual([true, false])
  })

  it('nothing new when an ordinary computer is answered without option 60, or a client takes the offer', async () => {
    const { guard, found, hears, run } = await bench('proxy')
    hears(answer({ vendorClass: 'PXEClient' }))
    run(10 * MINUTE, () => {
      hears(answer({ mac: '52:54:00:99:99:99' }))
      guard.hear(request(DHCP.address), { address: '0.0.0.0', port: 68 })
    })
    expect(found).toHaveLength(1)
    expect(guard.servers()).toMatchObject([{ claimsPxe: true }])
  })

  it('that a boot server leases as well, and not that it boots as well', async () => {
    const { found, hears } = await bench('dhcp')
    hears(pxeOffer({ serverId: DHCP.address }))
    hears(answer({ vendorClass: 'PXEClient' }))
    hears(pxeOffer({ serverId: DHCP.address }))
    expect(found.map(({ kind }) => kind)).toEqual(['pxe', 'dhcp'])
  })

  it('once a machine that answers each question twice, as DHCP server and as boot server', async () => {
    const { found, hears, run } = await bench('proxy')
    hears(pxeOffer({ serverId: DHCP.address }))
    run(10 * MINUTE, () => {
      hears(answer())
      hears(pxeOffer({ serverId: DHCP.address }))
    })
    expect(found.map(({ kind, claimsPxe }) => [kind, claimsPxe])).toEqual([
      ['pxe', true],
      ['dhcp', true],
    ])
  })

  it('when it was last heard', async () => {
    const { guard, clock, hears } = await bench('proxy')
    hears(answer())
    clock.advance(1_234)
    hears(answer())
    expect(guard.servers()).toMatchObject([{ lastHeard: clock.now() }])
  })

  it('never of more servers than a notice list can bear, and always of one that leases', async () => {
    const { guard, found, hears } = await bench('dhcp')
    for (let host = 1; host < 250; host += 1) hears(pxeOffer({ serverId: `192.168.76.${host}` }), PXE)
    expect(found).toHaveLength(32)
    hears(answer())
    expect(found.at(-1)).toMatchObject({ address: DHCP.address, kind: 'dhcp' })
    expect(guard.servers()).toHaveLength(32)
  })
})

describe('what the guard forgets', () => {
  it('a server that only a client named, when it is told to, and tells of it anew', async () => {
    const { guard, found } = await bench('dhcp')
    const named = (): void => guard.hear(request('192.168.77.2'), { address: '0.0.0.0', port: 68 })
    named()
    expect([guard.leasingHeard(), guard.servers().length]).toEqual([false, 1])
    guard.forgetNamed()
    expect(guard.servers()).toEqual([])
    named()
    expect(found).toHaveLength(2)
  })

  it('not a server that was heard itself, before or after a client named it', async () => {
    for (const first of ['answer', 'request']) {
      const { guard, hears } = await bench('dhcp')
      const named = (): void => guard.hear(request(DHCP.address), { address: '0.0.0.0', port: 68 })
      for (const say of first === 'answer' ? [() => hears(answer()), named] : [named, () => hears(answer())]) say()
      guard.forgetNamed()
      expect([guard.leasingHeard(), guard.servers().length]).toEqual([true, 1])
    }
  })

  it('a server that is silent for three minutes of asking', async () => {
    const { guard, gone, hears, run } = await bench('dhcp')
    hears(answer())
    run(2 * MINUTE)
    expect(guard.servers()).toHaveLength(1)
    run(2 * MINUTE)
    expect(gone).toMatchObject([{ address: DHCP.address }])
    expect(guard.servers()).toEqual([])
  })

  it('and asks twice a second again, and tells of it anew', async () => {
    const { found, gone, hears, run, asked } = await bench('dhcp')
    hears(answer())
    run(4 * MINUTE)
    expect(gone).toHaveLength(1)
    const before = asked().length
    run(1_000)
    expect(asked().length - before).toBe(2)
    hears(answer())
    expect(found).toHaveLength(2)
  })

  it.each<ServeMode>(['dhcp', 'proxy'])('not one that answers, in %s mode', async (mode) => {
    const { gone, hears, run } = await bench(mode)
    hears(answer())
    run(20 * MINUTE, () => hears(answer()))
    expect(gone).toEqual([])
  })

  it('not one because the clock leapt ahead', async () => {
    let leapMs = 0
    const clock = new FakeClock()
    const shifted = { now: () => clock.now() + leapMs, after: clock.after.bind(clock) }
    const { guard, gone, hears } = await bench('proxy', { clock: shifted })
    hears(answer())
    leapMs = 8 * 60 * MINUTE
    clock.advance(MINUTE)
    expect([gone, guard.servers().length]).toEqual([[], 1])
  })

  it('that a server leased, when it only boots machines any more', async () => {
    const { found, gone, hears, run } = await bench('dhcp')
    hears(answer({ vendorClass: 'PXEClient' }))
    run(5 * MINUTE, () => hears(pxeOffer({ serverId: DHCP.address })))
    expect(found.map(({ kind }) => kind)).toEqual(['dhcp', 'pxe'])
    expect(gone).toEqual([])
  })
})

describe('the ports of the guard', () => {
  const taken: readonly [number, Error][] = [[68, new BootdropError('port-forbidden', 'for administrators')]]

  it('is 68, free again after close, when nothing is told or asked any more', async () => {
    const { guard, clock, binding, found, hears } = await bench('dhcp')
    expect([guard.way, [...binding.open]]).toEqual(['client', [68]])
    guard.close()
    guard.close()
    guard.probeNow()
    guard.setMode('proxy')
    hears(answer())
    guard.hear(request(DHCP.address), DHCP)
    expect([binding.open.size, clock.pending, binding.sent.length, found]).toEqual([0, 0, 1, []])
  })

  it('may be closed from within what it tells', async () => {
    const opened: Bench = await bench('dhcp', { onServer: () => opened.guard.close() })
    opened.hears(answer())
    expect([opened.binding.open.size, opened.clock.pending]).toEqual([0, 0])
  })

  it.each([
    ['where 68 is not to be had', {}, taken],
    ['where 68 is to be left alone', { avoidClientPort: true }, []],
  ] as const)('is that of the server, as a relay, %s', async (_name, more, ports) => {
    const sent: { data: Uint8Array; to: UdpPeer }[] = []
    const sendFromServer = (data: Uint8Array, to: UdpPeer): void => void sent.push({ data: data.slice(), to })
    const { guard, binding, found } = await bench('dhcp', { ...more, sendFromServer }, ports)
    expect([guard.way, binding.open.size]).toEqual(['relay', 0])
    expect(sent.map(({ data, to }) => [packetOf(data).giaddr, to])).toEqual([
      [SELF.address, { address: '255.255.255.255', port: 67 }],
    ])
    guard.hear(answer({ header: { giaddr: SELF.address } }), DHCP)
    expect(found).toMatchObject([{ address: DHCP.address, kind: 'dhcp' }])
  })

  it('are refused when the card is down', async () => {
    const down = new BootdropError('card-down', 'gone')
    await expect(bench('dhcp', {}, [[68, down]])).rejects.toBe(down)
  })

  it('survive an error of the socket', async () => {
    const { binding, found, hears } = await bench('dhcp')
    binding.fail(new Error('ENETDOWN'))
    hears(answer())
    expect(found).toHaveLength(1)
  })
})

describe('hostile bytes', () => {
  it('never throw, on either port', async () => {
    const { guard, binding } = await bench('dhcp')
    const peer = fc.record({ address: fc.ipV4(), port: fc.nat(65_535) })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 700 }), flipped()), peer, (bytes, from) => {
        binding.receive(68, bytes, from)
        const decoded = decode(bytes)
        if ('packet' in decoded) guard.hear(decoded.packet, from)
      }),
      { numRuns: 2_000 },
    )
    expect(guard.servers().every(({ address }) => address !== SELF.address)).toBe(true)
  })
})
