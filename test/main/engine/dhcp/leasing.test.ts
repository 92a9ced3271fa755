import { describe, expect, it } from 'vitest'
import type { Observation } from '../../../../main/engine/clients/observation'
import { startDhcp, type DhcpServer } from '../../../../main/engine/dhcp/server'
import type { DhcpPacket } from '../../../../main/engine/dhcp/packet'
import { openBenchLeases, type BenchLeases } from '../../../../main/engine/leases'
import { MachineMemory } from '../../../../main/engine/machines/memory'
import { NO_STORAGE, type Storage } from '../../../../main/engine/storage'
import type { BootFile, BootFileRequest } from '../../../../main/engine/boot/contract'
import { probeDiscover } from '../../../../main/engine/dhcp/watch/discover'
import { FakeClock } from '../../../support/fake-clock'
import { MemoryBinding } from './memory-binding'
import { bootFile, bytesOf, MAC, message, packetOf, ROUTER, SERVER, textOf, type MessageOptions } from './messages'

const NOBODY = { address: '0.0.0.0', port: 68 }
const ip = (address: string): Uint8Array => Uint8Array.from(address.split('.').map(Number))

class Bench {
  readonly binding = new MemoryBinding(SERVER)
  readonly observed: Observation[] = []
  readonly notices: string[] = []
  readonly clock = new FakeClock()
  readonly leasing: BenchLeases
  readonly answering: Map<string, string>
  readonly texts: string[] = []
  readonly neverOffered: number[] = []
  server!: DhcpServer

  constructor(storage: Storage, answering: ReadonlyMap<string, string>) {
    this.answering = new Map(answering)
    this.leasing = openBenchLeases({
      tell: (code, text) => this.#told(code, text),
      onNeverOffered: () => void this.neverOffered.push(1),
      clock: this.clock,
      storage,
      address: { address: SERVER, netmask: '255.255.255.0' },
      cards: [],
      gateways: [ROUTER],
      look: (addresses) =>
        Promise.resolve(new Map([...this.answering].filter(([address]) => addresses.includes(address)))),
    })
  }

  static async open(
    options: {
      storage?: Storage
      answering?: ReadonlyMap<string, string>
      bootFile?: (request: BootFileRequest) => BootFile
    } = {},
  ): Promise<Bench> {
    const bench = new Bench(options.storage ?? NO_STORAGE, options.answering ?? new Map())
    await bench.leasing.scan()
    bench.server = await startDhcp({
      binding: bench.binding,
      bootFile: options.bootFile ?? bootFile,
      memory: new MachineMemory(NO_STORAGE, bench.clock),
      ...{ allow: [], deny: [], clock: bench.clock },
      onNotice: (_level, code, text) => bench.#told(code, text),
      observe: (observation) => bench.observed.push(observation),
    })
    bench.server.serve({ mode: 'dhcp', leasing: bench.leasing })
    return bench
  }

  #told(code: string, text: string): void {
    this.notices.push(code)
    this.texts.push(text)
  }

  /** Time goes by, and looks that end meanwhile do so. */
  async pass(ms: number): Promise<void> {
    for (const end = this.clock.now() + ms; this.clock.now() < end;) {
      this.clock.advance(Math.min(50, end - this.clock.now()))
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    }
  }

  say(options: MessageOptions, from = NOBODY): DhcpPacket | undefined {
    this.binding.sent.length = 0
    this.binding.receive(67, bytesOf(message(options)), from)
    const [sent] = this.binding.sent
    return sent && packetOf(sent.data)
  }

  /** DISCOVER, then the REQUEST for what was offered. */
  lease(options: MessageOptions = {}): { offer: DhcpPacket; ack: DhcpPacket } {
    const offer = this.say(options)
    if (offer === undefined) throw new Error('no OFFER')
    const more = [[50, ip(offer.yiaddr)] as const, [54, ip(SERVER)] as const]
    const ack = this.say({ ...options, type: 3, more })
    if (ack === undefined) throw new Error('no ACK')
    return { offer, ack }
  }
}

const type = (packet: DhcpPacket | undefined): number | undefined => packet?.options.get(53)?.[0]

describe('alone on the wire', () => {
  it('gives a machine its address and all that it needs to boot in one OFFER, and again in the ACK (strategy C)', async () => {
    const { offer, ack } = (await Bench.open()).lease()
    for (const packet of [offer, ack]) {
      expect(packet).toMatchObject({ yiaddr: offer.yiaddr, siaddr: SERVER, file: 'snponly.efi' })
      expect([textOf(packet, 60), textOf(packet, 67)]).toEqual(['PXEClient', 'snponly.efi\0'])
      expect([...(packet.options.get(43) ?? [])]).toEqual([6, 1, 8, 255])
    }
    expect([type(offer), type(ack)]).toEqual([2, 5])
  })

  it('sends a machine that asks again without progress to 4011 instead (strategy B)', async () => {
    const bench = await Bench.open()
    bench.say({ xid: 1 })
    const second = bench.say({ xid: 2 })
    expect(second?.options.has(43)).toBe(false)
    expect(second?.yiaddr).not.toBe('0.0.0.0')
  })

  it('gives an installer that does not ask for a boot an address, and nothing to boot', async () => {
    const { ack } = (await Bench.open()).lease({ vendorClass: 'udhcp 1.35', arch: [], machineId: null })
    expect(ack).toMatchObject({ siaddr: '0.0.0.0', file: '' })
    expect(ack.options.has(60)).toBe(false)
  })

  it('keeps one address for firmware, iPXE and installer of one machine', async () => {
    const bench = await Bench.open()
    const addresses = [
      bench.lease({ xid: 1 }),
      bench.lease({ xid: 2, ipxe: true }),
      bench.lease({ xid: 3, vendorClass: 'udhcp', arch: [], machineId: null, more: [[61, Uint8Array.of(255, 1, 2)]] }),
    ].map(({ ack }) => ack.yiaddr)
    expect(new Set(addresses).size).toBe(1)
  })

  it('tells the ladder: asked, answered, addressed by ourselves', async () => {
    const bench = await Bench.open()
    const { ack } = bench.lease()
    expect(bench.observed).toMatchObject([
      { kind: 'discover', mac: MAC },
      { kind: 'offer', strategy: 'C', bootServer: false },
      { kind: 'lease', mac: MAC, ip: ack.yiaddr, server: SERVER },
    ])
    expect(bench.server.identify(ack.yiaddr)).toMatchObject({ mac: MAC, chain: 'ipxe-small' })
  })

  it('leases no address to a machine that a rule says to ignore', async () => {
    const bench = await Bench.open({ bootFile: () => ({ kind: 'ignore', reason: 'a rule' }) })
    expect(bench.say({})).toBeUndefined()
    expect(bench.leasing.leases.of(MAC)).toBeUndefined()
  })

  it('gives a machine for which there is no loader an address all the same, and says why it does not boot', async () => {
    const bench = await Bench.open({ bootFile: () => ({ kind: 'none', why: 'no-loader-for-arch' }) })
    expect(bench.say({})).toMatchObject({ file: '' })
    expect(bench.observed.at(-1)).toMatchObject({ kind: 'refused', why: 'no-loader-for-arch' })
  })

  it('never offers its own address, the gateway’s, or one where another machine answers', async () => {
    const taken = '192.168.77.9'
    const bench = await Bench.open({ answering: new Map([[taken, '00:1c:42:00:00:09']]) })
    const offered = new Set<string>()
    for (let number = 0; number < 251; number += 1) {
      const mac = `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`
      offered.add(bench.lease({ mac, xid: number + 1, machineId: null }).ack.yiaddr)
    }
    // 254 hosts less ourselves, the gateway and the one that answers.
    expect(offered.size).toBe(251)
    for (const address of [SERVER, ROUTER, taken]) expect(offered).not.toContain(address)
    expect(bench.say({ mac: '02:00:00:00:01:00', xid: 999 })).toBeUndefined()
    expect(bench.notices).toEqual(['pool-full'])
  })
})

it('leaves an address alone that a machine found in use, and says so', async () => {
  const bench = await Bench.open()
  const { ack } = bench.lease()
  bench.say({
    type: 4,
    more: [
      [50, ip(ack.yiaddr)],
      [54, ip(SERVER)],
    ],
  })
  await bench.pass(100)
  expect(bench.notices).toEqual(['address-in-use'])
  expect(bench.lease({ xid: 9 }).ack.yiaddr).not.toBe(ack.yiaddr)
})

describe('an address that another machine uses', () => {
  const HOST = '00:1c:42:00:00:09'
  const renew = (bench: Bench, address: string): number | undefined =>
    type(bench.say({ type: 3, header: { ciaddr: address } }, { address, port: 68 }))

  it('is told with both machines when that is seen after the ACK, and the next renewal is refused', async () => {
    const bench = await Bench.open()
    const { ack } = bench.lease()
    bench.answering.set(ack.yiaddr, HOST)
    await bench.pass(11_000)
    expect(bench.notices).toEqual(['address-in-use'])
    for (const word of [ack.yiaddr, HOST, MAC]) expect(bench.texts[0]).toContain(word)
    expect(renew(bench, ack.yiaddr)).toBe(6)
    expect(bench.lease({ xid: 9 }).ack.yiaddr).not.toBe(ack.yiaddr)
  })

  it('is told when that is seen before the REQUEST, which is refused at once', async () => {
    const bench = await Bench.open()
    const offer = bench.say({})
    bench.answering.set(offer?.yiaddr ?? '', HOST)
    await bench.pass(100)
    const more = [[50, ip(offer?.yiaddr ?? '')] as const, [54, ip(SERVER)] as const]
    expect(type(bench.say({ type: 3, more }))).toBe(6)
    await bench.pass(11_000)
    expect([bench.notices, bench.texts[0]]).toEqual([['address-in-use'], expect.stringContaining(HOST)])
  })

  it('is not told of a machine that has gone, which the system believed in for some more seconds', async () => {
    const bench = await Bench.open()
    const { ack } = bench.lease()
    bench.answering.set(ack.yiaddr, HOST)
    await bench.pass(5_000)
    bench.answering.set(ack.yiaddr, MAC)
    await bench.pass(11_000)
    expect([bench.notices, renew(bench, ack.yiaddr)]).toEqual([[], 5])
  })

  it('is not told of the other card of a machine that asked us with that, too', async () => {
    const bench = await Bench.open()
    bench.lease({ mac: HOST, machineId: null, xid: 5 })
    const { ack } = bench.lease()
    bench.answering.set(ack.yiaddr, HOST)
    await bench.pass(11_000)
    expect([bench.notices, renew(bench, ack.yiaddr)]).toEqual([[], 5])
  })

  it('is found within five minutes where it is not leased, before it is offered', async () => {
    const bench = await Bench.open()
    const [address] = [bench.say({})?.yiaddr ?? '']
    const other = await Bench.open()
    other.answering.set(address, HOST)
    await other.pass(301_000)
    expect(other.say({})?.yiaddr).not.toBe(address)
    other.leasing.close()
    expect(other.notices).toEqual([])
  })

  it.each([
    ['is left to its holder where a DECLINE in its name is forged: only the holder answers', MAC, 5, []],
    ['is taken from the machine that declines, where another answers', HOST, 6, ['address-in-use']],
  ] as const)('%s', async (_name, by, answer, notices) => {
    const bench = await Bench.open()
    const { ack } = bench.lease()
    bench.answering.set(ack.yiaddr, by)
    const more = [[50, ip(ack.yiaddr)] as const, [54, ip(SERVER)] as const]
    bench.say({ type: 4, more })
    // Renewed also while it is looked at.
    expect(renew(bench, ack.yiaddr)).toBe(5)
    await bench.pass(100)
    expect([renew(bench, ack.yiaddr), bench.notices]).toEqual([answer, notices])
  })

  it('on every address, by one device, is told as that when there is none left', async () => {
    const answering = new Map(Array.from({ length: 254 }, (_, host) => [`192.168.77.${host + 1}`, HOST] as const))
    const bench = await Bench.open({ answering })
    expect(bench.say({})).toBeUndefined()
    expect(bench.notices).toEqual(['pool-full'])
    expect(bench.texts[0]).toMatch(/00:1c:42:00:00:09.* 252 addresses.*proxy ARP/)
  })
})

describe('an address that we never offered, asked of us', () => {
  const select = (bench: Bench, address: string): DhcpPacket | undefined => {
    const more = [[50, ip(address)] as const, [54, ip(SERVER)] as const]
    return bench.say({ type: 3, more })
  }

  it('is told, and gets no answer', async () => {
    const bench = await Bench.open()
    expect([select(bench, '192.168.77.200'), bench.neverOffered]).toEqual([undefined, [1]])
  })

  it('is not told when the offer was made right before a restart', async () => {
    let kept: unknown
    const storage: Storage = { read: () => kept, write: (_name, value) => (kept = value) !== undefined }
    const first = await Bench.open({ storage })
    const offered = first.say({})?.yiaddr ?? ''
    first.leasing.close()
    const second = await Bench.open({ storage })
    expect([type(select(second, offered)), second.neverOffered]).toEqual([5, []])
  })
})

describe('when another DHCP server appears', () => {
  it('leases nothing from the moment that it is told to, and goes on as a proxy', async () => {
    const bench = await Bench.open()
    const { ack } = bench.lease()
    bench.server.serve({ mode: 'proxy' })
    const offer = bench.say({ xid: 7 })
    expect(offer).toMatchObject({ yiaddr: '0.0.0.0', siaddr: SERVER, file: 'snponly.efi' })
    // A renewal is the other server's business now.
    expect(bench.say({ type: 3, header: { ciaddr: ack.yiaddr } }, { address: ack.yiaddr, port: 68 })).toBeUndefined()
  })
})

describe('leases', () => {
  it('are there again after a restart', async () => {
    let kept: unknown
    const storage: Storage = {
      read: () => kept,
      write: (_name, value) => ((kept = JSON.parse(JSON.stringify(value))), true),
    }
    const first = await Bench.open({ storage })
    const others = ['02:00:00:00:00:01', '02:00:00:00:00:02'].map(
      (mac) => first.lease({ mac, machineId: null }).ack.yiaddr,
    )
    first.leasing.close()
    const second = await Bench.open({ storage })
    const more = [[50, ip(others[1] ?? '')] as const]
    expect(type(second.say({ mac: '02:00:00:00:00:02', type: 3, more, machineId: null }))).toBe(5)
    expect(second.lease({ mac: '02:00:00:00:00:01', machineId: null }).ack.yiaddr).toBe(others[0])
  })

  it('of another network are kept apart', async () => {
    let kept: unknown = { '10.0.0.0/255.0.0.0': { version: 1, leases: [], abandoned: [] } }
    const storage: Storage = { read: () => kept, write: (_name, value) => ((kept = value), true) }
    const bench = await Bench.open({ storage })
    bench.lease()
    bench.leasing.close()
    expect(Object.keys(kept as object)).toEqual(['10.0.0.0/255.0.0.0', '192.168.77.0/255.255.255.0'])
  })
})

describe('the question of another Bootdrop', () => {
  const probe = (): Uint8Array => bytesOf(probeDiscover({ mac: '00:1c:42:00:00:01', xid: 5, secs: 0 }))

  it('is answered, whatever the lists say, and is no machine', async () => {
    const bench = await Bench.open()
    bench.binding.receive(67, probe(), { address: '192.168.77.30', port: 68 })
    expect(bench.binding.sent.map(({ data }) => type(packetOf(data)))).toEqual([2])
    expect([bench.observed, bench.server.sessions.size]).toEqual([[], 0])
  })

  it('is not answered when it is our own', async () => {
    const bench = await Bench.open()
    bench.binding.receive(67, probe(), { address: SERVER, port: 68 })
    expect(bench.binding.sent).toEqual([])
  })
})
