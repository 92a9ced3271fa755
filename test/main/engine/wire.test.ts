import { afterEach, describe, expect, it } from 'vitest'
import type { DhcpPacket } from '../../../main/engine/dhcp/packet'
import { startDhcp } from '../../../main/engine/dhcp/server'
import { MachineMemory } from '../../../main/engine/machines/memory'
import type { UdpPeer } from '../../../main/engine/net/udp'
import { StateStore } from '../../../main/engine/state'
import { NO_STORAGE } from '../../../main/engine/storage'
import type { Card } from '../../../main/engine/types'
import { shareWire, type Wire } from '../../../main/engine/wire'
import { FakeClock } from '../../support/fake-clock'
import { MemoryBinding } from './dhcp/memory-binding'
import { bootFile, bytesOf, MAC, message, packetOf } from './dhcp/messages'
import { answer, DHCP, OWN_MAC, PXE, pxeOffer, request, SELF } from './dhcp/watch/answers'

const NOBODY = { address: '0.0.0.0', port: 68 }
const HOST = '00:1c:42:00:00:09'

const CARD: Card = {
  ...{ name: 'bench-in-memory', title: 'bench', mac: OWN_MAC, kind: 'wired', up: true },
  addresses: [SELF],
  ...{ speedMbps: undefined, isDefaultRoute: false, problem: undefined },
}

const wires: Wire[] = []
afterEach(() => {
  for (const wire of wires.splice(0)) wire.close()
})

/** The card in memory, served in dhcp mode: nobody answered the probe. */
class Bench {
  readonly clock = new FakeClock()
  readonly binding = new MemoryBinding(SELF.address)
  readonly store = new StateStore(this.clock)
  readonly answering = new Map<string, string>()
  #guard: (packet: DhcpPacket, from: UdpPeer) => void = () => undefined

  static async open(): Promise<Bench> {
    const bench = new Bench()
    const { binding, clock, store } = bench
    const notify = (level: 'info' | 'warning' | 'error', code: string, text: string, mac?: string): void =>
      void store.notice(level, code, text, mac)
    const dhcp = await startDhcp({
      ...{ binding, bootFile, clock, allow: [], deny: [], observe: () => undefined, onNotice: notify },
      memory: new MachineMemory(NO_STORAGE, clock),
      onPacket: (packet, from) => bench.#guard(packet, from),
    })
    const shared = shareWire({
      ...{ config: { mode: 'dhcp', askBeforeLeasing: false }, card: CARD, address: SELF, binding, dhcp, clock, store },
      ...{ storage: NO_STORAGE, signal: new AbortController().signal, notify },
      listCards: () => Promise.resolve([CARD]),
      onServerPacket: (handler) => void (bench.#guard = handler),
      look: (addresses) => Promise.resolve(new Map([...bench.answering].filter(([each]) => addresses.includes(each)))),
    })
    let isReady = false
    void shared.finally(() => (isReady = true))
    while (!isReady) await bench.pass(500)
    wires.push(await shared)
    return bench
  }

  /** Time goes by, with what is waited for; `each` is what the wire says twice a second. */
  async pass(ms: number, each: () => void = () => undefined): Promise<void> {
    for (const end = this.clock.now() + ms; this.clock.now() < end;) {
      this.clock.advance(Math.min(500, end - this.clock.now()))
      each()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  says(packet: DhcpPacket): DhcpPacket | undefined {
    this.binding.sent.length = 0
    this.binding.receive(67, bytesOf(packet), NOBODY)
    const sent = this.binding.sent.find(({ fromPort, to }) => fromPort === 67 && to.port === 68)
    return sent && packetOf(sent.data)
  }

  /** What a machine is offered; undefined when it gets no address. */
  offers(mac = MAC, xid = 1): string | undefined {
    const address = this.says(message({ mac, xid, machineId: null }))?.yiaddr
    return address === '0.0.0.0' ? undefined : address
  }

  hears(packet: DhcpPacket, from = DHCP): void {
    this.binding.receive(68, bytesOf(packet), from)
  }

  notices(code: string): readonly string[] {
    return this.store.state.notices.flatMap((notice) => (notice.code === code ? [notice.text] : []))
  }
}

const named = (): DhcpPacket => request('203.0.113.7')

describe('a server that only a client named', () => {
  it('ends the leasing at once; when nobody answers for ten seconds it is resumed, and the user told', async () => {
    const bench = await Bench.open()
    expect(bench.offers()).toBeDefined()
    bench.says(named())
    expect([bench.offers(), bench.store.state.mode, bench.notices('other-dhcp').length]).toEqual([
      undefined,
      'proxy',
      1,
    ])
    await bench.pass(9_000)
    expect(bench.offers()).toBeUndefined()
    await bench.pass(4_000)
    expect([bench.offers() !== undefined, bench.store.state.mode]).toEqual([true, 'dhcp'])
    expect([bench.notices('other-dhcp'), bench.store.state.otherServers]).toEqual([[], []])
    expect(bench.notices('leasing-resumed')).toEqual([expect.stringContaining('203.0.113.7')])
  })

  it('ends it for the session when a server answers a probe meanwhile, as one that pings first', async () => {
    const bench = await Bench.open()
    bench.says(request(DHCP.address))
    await bench.pass(4_000)
    bench.hears(answer())
    await bench.pass(60_000)
    expect([bench.offers(), bench.notices('leasing-resumed')]).toEqual([undefined, []])
    expect(bench.notices('other-dhcp')).toHaveLength(1)
  })

  it('ends it anew when it is named again, and for the session the fourth time', async () => {
    const bench = await Bench.open()
    for (const isResumed of [true, true, true, false]) {
      bench.says(named())
      expect(bench.offers()).toBeUndefined()
      await bench.pass(15_000)
      expect(bench.offers() !== undefined).toBe(isResumed)
    }
  })

  it('asks no more once the wire is closed', async () => {
    const bench = await Bench.open()
    bench.says(named())
    for (const wire of wires.splice(0)) wire.close()
    bench.binding.sent.length = 0
    await bench.pass(20_000)
    expect([bench.binding.sent, bench.notices('leasing-resumed')]).toEqual([[], []])
  })
})

describe('a server that was heard itself', () => {
  it.each([
    ['its option 54 is our own address', answer({ serverId: SELF.address })],
    ['its option 54 is nobody’s', answer({ serverId: '255.255.255.255' })],
    ['its option 54 is right', answer()],
  ])('ends the leasing for the session, also where %s, and is named', async (_name, packet) => {
    const bench = await Bench.open()
    bench.hears(packet)
    expect(bench.offers()).toBeUndefined()
    await bench.pass(60_000)
    expect(bench.offers()).toBeUndefined()
    expect(bench.notices('other-dhcp')[0]).toContain(DHCP.address)
  })

  it('and boots machines itself, as another Bootdrop, is told as a boot server', async () => {
    const bench = await Bench.open()
    bench.hears(answer({ vendorClass: 'PXEClient', header: { siaddr: DHCP.address, file: 'snponly.efi' } }))
    // Known by now; in proxy mode it is told once it is gone and back.
    await bench.pass(240_000)
    bench.hears(answer({ vendorClass: 'PXEClient', header: { siaddr: DHCP.address, file: 'snponly.efi' } }))
    expect([bench.notices('foreign-pxe'), bench.notices('other-pxe').length]).toEqual([[], 1])
  })
})

describe('a server that has our own address, which the system hides from us', () => {
  const taken = (mac: string): DhcpPacket => {
    const packet = request(SELF.address)
    return { ...packet, chaddr: message({ mac }).chaddr }
  }

  it('ends the leasing when a machine takes from us what we never offered, and gets no ACK', async () => {
    const bench = await Bench.open()
    expect(bench.says(taken('02:00:00:00:00:77'))).toBeUndefined()
    expect([bench.offers(), bench.store.state.mode]).toEqual([undefined, 'proxy'])
    expect(bench.notices('same-address')).toEqual([expect.stringMatching(/own address, 192\.168\.77\.20.*another/)])
    await bench.pass(60_000)
    expect(bench.offers()).toBeUndefined()
  })

  it('is not suspected while machines take what they were offered', async () => {
    const bench = await Bench.open()
    const address = bench.offers() ?? ''
    const more = [
      [50, Uint8Array.from(address.split('.').map(Number))] as const,
      [54, Uint8Array.of(192, 168, 77, 20)] as const,
    ]
    expect(bench.says(message({ type: 3, more, machineId: null }))?.options.get(53)).toEqual(Uint8Array.of(5))
    expect(bench.notices('same-address')).toEqual([])
  })
})

it('tells of an address that a machine with a fixed one uses', async () => {
  const bench = await Bench.open()
  const address = bench.offers() ?? ''
  bench.answering.set(address, HOST)
  await bench.pass(12_000)
  expect(bench.notices('address-in-use')).toEqual([expect.stringMatching(new RegExp(`${HOST}.*${address}.*${MAC}`))])
})

it('tells of forty forged boot servers in six lines', async () => {
  const bench = await Bench.open()
  const lines: string[] = []
  bench.store.onLog(({ level, text }) => void (level === 'warning' && lines.push(text)))
  for (let host = 100; host < 140; host += 1) {
    bench.hears(pxeOffer({ serverId: `192.168.77.${host}` }), { ...PXE, address: `192.168.77.${host}` })
  }
  expect(lines).toHaveLength(6)
  expect(lines.at(-1)).toContain('There are more')
  expect(bench.offers()).toBeDefined()
})
