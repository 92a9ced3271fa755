import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../../../main/engine/clients/observation'
import type { Clock } from '../../../../main/engine/clock'
import { startDhcp, type DhcpOptions, type DhcpServer } from '../../../../main/engine/dhcp/server'
import { MachineMemory } from '../../../../main/engine/machines/memory'
import { NO_STORAGE } from '../../../../main/engine/storage'
import { BootdropError } from '../../../../main/engine/errors'
import { MemoryBinding } from './memory-binding'
import { bootFile, bytesOf, MAC, message, packetOf, SERVER, type MessageOptions } from './messages'

const NOBODY = { address: '0.0.0.0', port: 68 }
const MACHINE = { address: '192.168.77.100', port: 4011 }

class Bench {
  readonly binding = new MemoryBinding(SERVER)
  readonly observed: Observation[] = []
  readonly notices: string[] = []
  nowMs = 1_000_000
  server!: DhcpServer

  static async open(options: Partial<DhcpOptions> = {}): Promise<Bench> {
    const bench = new Bench()
    const clock: Clock = { now: () => bench.nowMs, after: () => () => undefined }
    bench.server = await startDhcp({
      binding: bench.binding,
      bootFile,
      memory: new MachineMemory(NO_STORAGE, clock),
      allow: [],
      deny: [],
      observe: (observation) => bench.observed.push(observation),
      onNotice: (_level, code) => bench.notices.push(code),
      clock,
      ...options,
    })
    bench.server.serve({ mode: 'proxy' })
    return bench
  }

  /** Sends a DISCOVER; gives what the server answered. */
  discover(options: MessageOptions = {}): (string | number)[] {
    return this.#answer(67, bytesOf(message(options)), NOBODY)
  }

  ask4011(options: MessageOptions = {}): (string | number)[] {
    return this.#answer(4011, bytesOf(message({ type: 3, header: { ciaddr: MACHINE.address }, ...options })), MACHINE)
  }

  lease(): void {
    const options = { type: 3, more: [[50, Uint8Array.of(192, 168, 77, 100)]] as const }
    this.binding.receive(67, bytesOf(message(options)), NOBODY)
  }

  #answer(port: number, bytes: Uint8Array, from: typeof NOBODY): (string | number)[] {
    this.binding.sent.length = 0
    this.binding.receive(port, bytes, from)
    return this.binding.sent.flatMap(({ fromPort, data, to }) => {
      const { file, options } = packetOf(data)
      return [fromPort, to.address, to.port, file, options.has(43) ? 'A' : 'B']
    })
  }
}

const transfer = { id: 't1', ip: MACHINE.address, protocol: 'tftp', file: 'snponly.efi', detail: '' } as const
const started = { ...transfer, kind: 'transfer-start', role: 'loader', sizeBytes: 1 } as const
const ended = {
  kind: 'transfer-end',
  id: 't1',
  ip: MACHINE.address,
  sentBytes: 1,
  outcome: 'complete',
  detail: '',
} as const

describe('proxyDHCP server', () => {
  it('answers a DISCOVER from 67 by broadcast, and a REQUEST on 4011 from 4011', async () => {
    const bench = await Bench.open()
    expect(bench.discover()).toEqual([67, '255.255.255.255', 68, 'snponly.efi', 'B'])
    expect(bench.ask4011()).toEqual([4011, MACHINE.address, 4011, 'snponly.efi', 'B'])
  })

  it('answers a repeated DISCOVER again, in the same way', async () => {
    const bench = await Bench.open()
    const first = bench.discover()
    bench.nowMs += 4_000
    expect(bench.discover()).toEqual(first)
  })

  it('switches the strategy when the same machine asks anew without having fetched anything', async () => {
    const bench = await Bench.open()
    const strategies = [1, 2, 3].map((xid) => bench.discover({ xid })[4])
    expect(strategies).toEqual(['B', 'A', 'B'])
  })

  it('keeps the strategy of a machine that fetched something', async () => {
    const bench = await Bench.open()
    bench.discover({ xid: 1 })
    bench.lease()
    bench.server.hear(started)
    expect(bench.discover({ xid: 2 })[4]).toBe('B')
  })

  it('offers the fall-back loader after one that was sent whole and never spoke', async () => {
    const bench = await Bench.open()
    bench.discover({ xid: 1 })
    bench.lease()
    bench.server.hear(started)
    bench.server.hear(ended)
    expect(bench.discover({ xid: 2 })[3]).toBe('ipxe.efi')
  })

  it('knows the address of a machine by its request on 4011, too', async () => {
    const bench = await Bench.open()
    bench.discover({ xid: 1 })
    bench.ask4011({ xid: 9 })
    bench.server.hear(started)
    expect(bench.discover({ xid: 2 })[4]).toBe('B')
  })

  it('takes a script fetched over TFTP for a sign of life', async () => {
    const bench = await Bench.open()
    bench.discover({ xid: 1 })
    bench.lease()
    bench.server.hear(started)
    bench.server.hear(ended)
    bench.server.hear({ ...started, role: 'script' })
    expect(bench.discover({ xid: 2 })[3]).toBe('snponly.efi')
  })

  it('switches for one machine only', async () => {
    const bench = await Bench.open()
    bench.discover({ xid: 1 })
    bench.discover({ xid: 2 })
    expect(bench.discover({ xid: 3, mac: '02:00:00:00:00:01' })[4]).toBe('B')
  })

  it('says nothing to a DISCOVER that is not PXE', async () => {
    const bench = await Bench.open()
    expect(bench.discover({ vendorClass: null })).toEqual([])
    expect(bench.observed).toEqual([])
  })

  it('takes MAC lists in any spelling', async () => {
    const bench = await Bench.open({ deny: [MAC.toUpperCase().replaceAll(':', '-')] })
    expect(bench.discover()).toEqual([])
  })

  it('tells of a malformed UUID once a machine', async () => {
    const bench = await Bench.open()
    for (const xid of [1, 2]) bench.discover({ xid, machineId: new Uint8Array(3) })
    expect(bench.notices).toEqual(['uuid-malformed'])
  })

  it('refuses, with a notice, an answer larger than the client takes', async () => {
    const bench = await Bench.open({ bootFile: () => ({ kind: 'file', chain: 'ipxe-small', file: 'x'.repeat(600) }) })
    expect(bench.discover()).toEqual([])
    expect(bench.notices).toEqual(['dhcp-answer-too-long'])
    expect(bench.observed.map(({ kind }) => kind)).toEqual(['discover'])
  })

  it('serves the next machine after an answer failed in our own code', async () => {
    let broken = true
    const bench = await Bench.open({
      bootFile: (request) => {
        if (broken) throw new Error('out of order')
        return bootFile(request)
      },
    })
    bench.discover({ xid: 1 })
    broken = false
    expect(bench.discover({ xid: 2 })).not.toEqual([])
    expect(bench.notices).toEqual(['dhcp-internal'])
  })

  it('tells once that sending fails', async () => {
    const bench = await Bench.open()
    for (let times = 0; times < 3; times += 1) bench.binding.fail(Object.assign(new Error(), { code: 'ENETDOWN' }))
    expect(bench.notices).toEqual(['dhcp-send-failed'])
  })

  it('tells that sending fails also after a flood of malformed UUIDs', async () => {
    const bench = await Bench.open()
    for (let number = 0; number < 300; number += 1) {
      const mac = `02:00:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 255).toString(16).padStart(2, '0')}`
      bench.discover({ mac, machineId: new Uint8Array(3) })
    }
    bench.binding.fail(Object.assign(new Error(), { code: 'ENETDOWN' }))
    expect(bench.notices.filter((code) => code !== 'uuid-malformed')).toEqual(['dhcp-send-failed'])
    expect(bench.notices).toHaveLength(7)
  })

  it('passes over a DISCOVER larger than an Ethernet frame', async () => {
    const bench = await Bench.open()
    const long = Buffer.concat([bytesOf(message()), new Uint8Array(60_000)])
    bench.binding.receive(67, long, NOBODY)
    expect([bench.binding.sent, bench.observed]).toEqual([[], []])
  })

  it('survives any bytes on both ports', async () => {
    const bench = await Bench.open()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom(67, 4011), (noise, port) => {
        bench.binding.receive(port, noise, NOBODY)
        const cut = bytesOf(message()).subarray(0, 240 + (noise.length % 60))
        bench.binding.receive(port, Buffer.concat([cut, noise]), NOBODY)
      }),
    )
    expect(bench.notices.filter((code) => code === 'dhcp-internal')).toEqual([])
  })

  it('answers 200 machines, each exactly once', async () => {
    const bench = await Bench.open()
    const macs = Array.from({ length: 200 }, (_, number) => `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`)
    const messages = macs.map((mac, xid) => bytesOf(message({ mac, xid })))
    for (const bytes of messages) bench.binding.receive(67, bytes, NOBODY)
    expect(bench.binding.sent.map(({ data }) => packetOf(data).xid)).toEqual(macs.map((_, xid) => xid))
  })

  it('closes 67 again when 4011 is taken', async () => {
    const binding = new MemoryBinding(SERVER, new Map([[4011, new BootdropError('port-taken', 'taken')]]))
    await expect(Bench.open({ binding })).rejects.toMatchObject({ code: 'port-taken' })
    expect(binding.open.size).toBe(0)
  })

  it('closes both ports', async () => {
    const bench = await Bench.open()
    expect(bench.binding.open.size).toBe(2)
    bench.server.close()
    expect(bench.binding.open.size).toBe(0)
  })
})

describe('what it learnt', () => {
  const open = (memory: MachineMemory): Promise<Bench> => Bench.open({ memory })
  const memoryOf = (): MachineMemory => new MachineMemory(NO_STORAGE, { now: () => 0, after: () => () => undefined })

  it('is the first answer in the next session: strategy and loader that brought iPXE up', async () => {
    const memory = memoryOf()
    const first = await open(memory)
    first.discover({ xid: 1 })
    expect(first.discover({ xid: 2 })[4]).toBe('A')
    first.lease()
    first.server.hear(started)
    first.server.hear(ended)
    // The small loader came over and never spoke; the full one does.
    expect(first.discover({ xid: 3 }).slice(3)).toEqual(['ipxe.efi', 'A'])
    first.discover({ xid: 4, ipxe: true })
    const second = await open(memory)
    expect(second.discover({ xid: 9 }).slice(3)).toEqual(['ipxe.efi', 'A'])
  })

  it('serves siblings of the same make, and nobody else', async () => {
    const memory = memoryOf()
    const bench = await open(memory)
    bench.discover({ xid: 1 })
    bench.discover({ xid: 2 })
    bench.discover({ xid: 3, ipxe: true })
    const sibling = Uint8Array.of(0, ...new Array<number>(16).fill(7))
    expect(bench.discover({ xid: 4, mac: '52:54:00:00:00:02', machineId: sibling })[4]).toBe('A')
    expect(bench.discover({ xid: 5, mac: '00:1c:42:00:00:02', machineId: sibling })[4]).toBe('B')
  })

  it('knows a machine by its UUID whatever dongle it wears', async () => {
    const memory = memoryOf()
    const bench = await open(memory)
    bench.discover({ xid: 1 })
    bench.discover({ xid: 2 })
    bench.discover({ xid: 3, ipxe: true })
    expect(bench.discover({ xid: 4, mac: '00:1c:42:00:00:02' })[4]).toBe('A')
  })

  it('is nothing for a ROM that is iPXE itself', async () => {
    const memory = memoryOf()
    const bench = await open(memory)
    bench.discover({ xid: 1, ipxe: true })
    expect(memory.wayOf({ mac: MAC, uuid: undefined, arch: 'uefi-x64', vendorClass: undefined })).toEqual({})
  })
})

describe('who has an address', () => {
  it('is told with what the firmware said and the way that it was sent', async () => {
    const bench = await Bench.open()
    bench.discover({ xid: 1 })
    expect(bench.server.identify(MACHINE.address)).toBeUndefined()
    bench.lease()
    expect(bench.server.identify(MACHINE.address)).toMatchObject({ mac: MAC, arch: 'uefi-x64', chain: 'ipxe-small' })
  })
})

it('answers nobody before it is told how to serve, and lets the guard hear', async () => {
  const heard: number[] = []
  const binding = new MemoryBinding(SERVER)
  const clock: Clock = { now: () => 0, after: () => () => undefined }
  await startDhcp({
    ...{ binding, bootFile, clock, allow: [], deny: [], observe: () => undefined, onNotice: () => undefined },
    memory: new MachineMemory(NO_STORAGE, clock),
    onPacket: ({ xid }) => void heard.push(xid),
  })
  binding.receive(67, bytesOf(message({ xid: 7 })), NOBODY)
  expect(binding.sent).toEqual([])
  expect(heard).toEqual([7])
})
