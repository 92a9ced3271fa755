import { afterEach, describe, expect, it } from 'vitest'
import { BootdropError } from '../../../../../main/engine/errors'
import { probe, type ProbeOptions } from '../../../../../main/engine/dhcp/watch/probe'
import { FakeClock } from '../../../../support/fake-clock'
import { MemoryBinding } from '../memory-binding'
import { bytesOf, packetOf } from '../messages'
import { answer, DHCP, OWN_MAC, PXE, pxeOffer, request, SELF } from './answers'

const TAKEN = new BootdropError('port-taken', 'taken')
const settled = (): Promise<void> => new Promise(setImmediate)

class Wire {
  readonly clock = new FakeClock()
  readonly binding: MemoryBinding
  ended = false
  result: ReturnType<typeof probe>

  constructor(taken: readonly number[] = [], more: Partial<ProbeOptions> = {}) {
    const { clock } = this
    this.binding = new MemoryBinding(SELF.address, new Map(taken.map((port) => [port, TAKEN])))
    this.result = probe({ binding: this.binding, mac: OWN_MAC, clock, random: () => 0.5, ...more })
    const end = (): void => void (this.ended = true)
    this.result.then(end, end)
  }

  static async open(...args: ConstructorParameters<typeof Wire>): Promise<Wire> {
    const wire = new Wire(...args)
    await settled()
    return wire
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms)
    await settled()
  }

  get asked() {
    return this.binding.sent.map(({ data, fromPort, to }) => ({ ...packetOf(data), fromPort, to }))
  }
}

let wire: Wire
afterEach(() => {
  // Whatever happened: every port is free again, and no timer waits.
  expect([wire.binding.open.size, wire.clock.pending]).toEqual([0, 0])
})

describe('probe', () => {
  it('asks four times within three seconds, one question growing older', async () => {
    wire = await Wire.open()
    await wire.advance(4_000)
    expect(wire.asked.map(({ secs }) => secs)).toEqual([0, 1, 2, 3])
    expect(new Set(wire.asked.map(({ xid }) => xid)).size).toBe(1)
    expect(wire.asked[0]).toMatchObject({ fromPort: 68, to: { address: '255.255.255.255', port: 67 } })
  })

  it('takes four seconds of silence for nobody', async () => {
    wire = await Wire.open()
    await wire.advance(3_999)
    expect(wire.ended).toBe(false)
    await wire.advance(1)
    await expect(wire.result).resolves.toEqual([])
  })

  it('ends 300 ms after a DHCP server, with who else answered meanwhile', async () => {
    wire = await Wire.open()
    wire.binding.receive(68, bytesOf(answer()), DHCP)
    await wire.advance(299)
    wire.binding.receive(68, bytesOf(pxeOffer()), PXE)
    await settled()
    expect(wire.ended).toBe(false)
    await wire.advance(1)
    await expect(wire.result).resolves.toMatchObject([
      { address: DHCP.address, kind: 'dhcp', claimsPxe: false },
      { address: PXE.address, kind: 'pxe', claimsPxe: true },
    ])
  })

  it('is not kept waiting by a server that answers again and again', async () => {
    wire = await Wire.open()
    wire.binding.receive(68, bytesOf(answer()), DHCP)
    await wire.advance(200)
    wire.binding.receive(68, bytesOf(answer()), DHCP)
    await wire.advance(100)
    await expect(wire.result).resolves.toHaveLength(1)
  })

  it('waits on after a boot server alone: the DHCP server may be slower', async () => {
    wire = await Wire.open()
    wire.binding.receive(68, bytesOf(pxeOffer()), PXE)
    await wire.advance(3_500)
    wire.binding.receive(68, bytesOf(answer()), DHCP)
    await wire.advance(300)
    await expect(wire.result).resolves.toMatchObject([{ kind: 'pxe' }, { kind: 'dhcp' }])
  })

  it('hears a client that takes the offer of a server only where such messages come: not on port 68', async () => {
    wire = await Wire.open([68])
    wire.binding.receive(67, bytesOf(request('192.168.77.2')), { address: '0.0.0.0', port: 68 })
    await wire.advance(300)
    await expect(wire.result).resolves.toMatchObject([{ address: '192.168.77.2' }])
  })

  it('asks as a relay where port 68 is not to be had, and hears the answer on port 67', async () => {
    wire = await Wire.open([68])
    expect(wire.asked).toMatchObject([{ giaddr: SELF.address, fromPort: 67 }])
    wire.binding.receive(67, bytesOf(answer({ header: { giaddr: SELF.address } })), DHCP)
    await wire.advance(300)
    await expect(wire.result).resolves.toMatchObject([{ address: DHCP.address, kind: 'dhcp' }])
  })

  it('fails where neither port is to be had', async () => {
    wire = await Wire.open([67, 68])
    await expect(wire.result).rejects.toMatchObject({ code: 'port-taken' })
  })

  it('takes other ports', async () => {
    wire = await Wire.open([], { ports: { dhcp: 6700, client: 6800 } })
    expect(wire.asked).toMatchObject([{ fromPort: 6800, to: { port: 6700 } }])
    await wire.advance(4_000)
  })

  it('ends at once when it is cancelled', async () => {
    const controller = new AbortController()
    wire = await Wire.open([], { signal: controller.signal })
    controller.abort(new Error('stopped'))
    await expect(wire.result).rejects.toThrow('stopped')
  })

  it('does not begin when it is cancelled before', async () => {
    wire = await Wire.open([], { signal: AbortSignal.abort(new Error('stopped')) })
    await expect(wire.result).rejects.toThrow('stopped')
    expect(wire.asked).toEqual([])
  })

  it('is cancelled while the port is being opened', async () => {
    const controller = new AbortController()
    wire = new Wire([], { signal: controller.signal })
    controller.abort(new Error('stopped'))
    await expect(wire.result).rejects.toThrow('stopped')
    await settled()
  })
})
