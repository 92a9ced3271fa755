/** FIELD.md 3.1, first half: which offers there are, and what firmware makes of them. */
import { describe, expect, it } from 'vitest'
import { startGuard } from '../../../../main/engine/dhcp/watch/guard'
import { noticeOf } from '../../../../main/engine/dhcp/watch/words'
import type { OtherServer } from '../../../../main/engine/types'
import { FakeClock } from '../../../support/fake-clock'
import { MemoryBinding } from '../dhcp/memory-binding'
import { ROUTER, SERVER, type MessageOptions } from '../dhcp/messages'
import { debianTree, FieldBench, ip, LEASED, URL_BASE, type BenchOptions, type Reply } from './bench'
import { decodedByTshark } from './capture'
import * as edk2 from './edk2'
import * as ipxe from './ipxe'
import { BIOS, EVERYONE, IPXE, UEFI_ARM64, UEFI_X64 } from './machines'
import { option60Offer, routerOffer, WINDOWS } from './others'
import { tags } from './wire'

const tree = debianTree()
const bench = (options: Partial<BenchOptions> = {}): Promise<FieldBench> =>
  FieldBench.open({ media: [tree()], ...options })

/** Answers to DISCOVERs that come one after the other, each a new try. */
const tries = (at: FieldBench, machine: MessageOptions, count: number): Reply[] =>
  Array.from({ length: count }, (_, index) => at.answer({ ...machine, xid: index + 1 }))
const option43 = ({ packet }: Reply): number[] | undefined => {
  const value = packet.options.get(43)
  return value && [...value]
}

describe('siaddr is never 0.0.0.0 in a proxy answer', () => {
  it.each(EVERYONE)('to %s, whichever strategy it gets', async (_, machine) => {
    for (const { packet } of tries(await bench(), machine, 3)) expect(packet.siaddr).toBe(SERVER)
  })

  it.each(EVERYONE)('nor in the ACK on 4011 to %s', async (_, machine) => {
    expect((await bench()).ask4011(machine).packet.siaddr).toBe(SERVER)
  })
})

describe('an offer with option 60 "PXEClient" is kept as proxy offer by iPXE', () => {
  it.each([
    ['a UEFI', IPXE],
    ['a BIOS', { ...BIOS, ipxe: true }],
  ])('and ours is complete for %s: siaddr and a boot filename, nothing is asked on 4011', async (_, machine) => {
    const { bytes, fromPort } = (await bench()).answer(machine)
    const heard = [
      { bytes: routerOffer(), fromPort: 67 },
      { bytes, fromPort },
    ]
    expect(ipxe.decide(heard)).toEqual({ does: 'boot', file: `${URL_BASE}/boot.ipxe`, nextServer: SERVER })
    expect(ipxe.decide([...heard].reverse())).toEqual(ipxe.decide(heard))
  })

  it('whose REQUEST to port 4011 it answers from source port 4011, with its server-id, siaddr and filename', async () => {
    const { bytes, fromPort } = (await bench()).ask4011(IPXE, { address: LEASED, port: 68 })
    const step = ipxe.afterBootServer({ bytes, fromPort }, SERVER)
    expect(step).toEqual({ does: 'boot', file: `${URL_BASE}/boot.ipxe`, nextServer: SERVER })
    expect(ipxe.afterBootServer({ bytes, fromPort: 67 }, SERVER)).toBeUndefined()
    expect(ipxe.afterBootServer({ bytes, fromPort }, ROUTER)).toBeUndefined()
  })

  it('also where its ROM is stock firmware that a plain ROM strategy answers (A and B)', async () => {
    for (const { bytes, fromPort } of tries(await bench(), UEFI_X64, 2)) {
      const step = ipxe.decide([
        { bytes: routerOffer(), fromPort: 67 },
        { bytes, fromPort },
      ])
      expect(step).toEqual({ does: 'boot', file: 'snponly.efi', nextServer: SERVER })
    }
  })
})

describe('iPXE waits only 2 s for a proxy offer', () => {
  it('and is answered before any time passes, by a server that waits for nothing', async () => {
    const at = await bench()
    const before = { now: at.clock.now(), pending: at.clock.pending }
    expect(at.say(IPXE)).toHaveLength(1)
    expect({ now: at.clock.now(), pending: at.clock.pending }).toEqual(before)
  })

  it('so the script that we serve retries dhcp, and the machine may try again', async () => {
    const script = (await (await bench()).get('/boot.ipxe')).body.toString()
    expect(script).toMatch(/^isset \$\{netX\/ip\} \|\| ifconf --configurator dhcp \|\| dhcp \|\| goto no_address$/m)
    expect(script).toMatch(/^:retry\ngoto start$/m)
  })

  it('and an offer that came too late leaves it without a filename, as the model shows', () => {
    expect(ipxe.decide([{ bytes: routerOffer(), fromPort: 67 }])).toEqual({ does: 'wait 2 s for a proxy' })
    expect(ipxe.decide([{ bytes: routerOffer(), fromPort: 67 }], true)).toEqual({ does: 'no filename' })
  })
})

describe('EDK2 classifies offers', () => {
  const judged = (replies: Reply[]): string[] => replies.map(({ bytes }) => edk2.judgeOffer(bytes).type)

  it.each([
    ['beside another DHCP server, UEFI', 'proxy', UEFI_X64, ['ProxyBinl', 'ProxyPxe10', 'ProxyBinl']],
    ['beside another DHCP server, UEFI arm64', 'proxy', UEFI_ARM64, ['ProxyBinl', 'ProxyPxe10', 'ProxyBinl']],
    ['beside another DHCP server, BIOS', 'proxy', BIOS, ['ProxyPxe10', 'ProxyBinl', 'ProxyPxe10']],
    ['alone on the wire, UEFI', 'dhcp', UEFI_X64, ['DhcpPxe10', 'DhcpBinl', 'DhcpPxe10']],
    ['alone on the wire, BIOS', 'dhcp', BIOS, ['DhcpPxe10', 'DhcpBinl', 'DhcpPxe10']],
  ] as const)('ours %s, one try after the other', async (_, mode, machine, types) => {
    expect(judged(tries(await bench({ mode }), machine, 3))).toEqual(types)
  })

  it.each(EVERYONE)('and ours to %s never has sub-options 1 to 5 (WfM 1.1a, discarded)', async (_, machine) => {
    for (const mode of ['proxy', 'dhcp'] as const) {
      for (const { packet } of tries(await bench({ mode }), machine, 2)) {
        const sub = tags(Buffer.from(packet.options.get(43) ?? []))
        expect([1, 2, 3, 4, 5].filter((tag) => sub.has(tag))).toEqual([])
      }
    }
  })

  it('DhcpOnly + ProxyPxe10: our loader is fetched from us, whatever the order', async () => {
    const [, a] = tries(await bench(), UEFI_X64, 2)
    const offers = [routerOffer(), a?.bytes ?? new Uint8Array()]
    const step = { does: 'tftp', server: SERVER, file: 'snponly.efi', by: 'DhcpOnly + ProxyPxe10' }
    expect([edk2.decide(offers), edk2.decide([...offers].reverse())]).toEqual([step, step])
  })

  it('DhcpOnly + ProxyBinl: unicast REQUEST to siaddr on 4011, and the ACK carries a boot file', async () => {
    const at = await bench()
    const { bytes } = at.answer(UEFI_X64)
    expect(edk2.decide([routerOffer(), bytes])).toEqual({
      ...{ does: 'ask 4011', server: SERVER, by: 'DhcpOnly + ProxyBinl' },
    })
    at.takes()
    const ack = at.ask4011({ ...UEFI_X64, xid: 77 })
    expect(edk2.afterBootServer(ack.bytes, 77)).toMatchObject({ does: 'tftp', server: SERVER, file: 'snponly.efi' })
  })

  it('4 tries at 1, 2, 3, 4 s on 4011 are each answered, all alike', async () => {
    const at = await bench()
    at.say(UEFI_X64)
    at.takes()
    const acks = [1, 2, 3, 4].map((seconds) => {
      const { bytes } = at.ask4011({ ...UEFI_X64, xid: 77 })
      at.clock.advance(seconds * 1000)
      return Buffer.from(bytes).toString('hex')
    })
    expect(new Set(acks).size).toBe(1)
  })

  it('DhcpPxe10 first of all: alone on the wire our one OFFER, and our ACK, are all that it needs', async () => {
    const at = await bench({ mode: 'dhcp' })
    const { bytes, packet } = at.answer(UEFI_X64)
    const step = { does: 'tftp', server: SERVER, file: 'snponly.efi', by: 'DhcpPxe10' }
    expect(edk2.decide([bytes])).toEqual(step)
    const more = [[50, ip(packet.yiaddr)] as const, [54, ip(SERVER)] as const]
    expect(edk2.decide([at.answer({ ...UEFI_X64, type: 3, more }).bytes])).toEqual(step)
  })

  it('DhcpBinl: alone on the wire, the second try asks us on 4011', async () => {
    const [, b] = tries(await bench({ mode: 'dhcp' }), UEFI_X64, 2)
    expect(edk2.decide([b?.bytes ?? new Uint8Array()])).toEqual({ does: 'ask 4011', server: SERVER, by: 'DhcpBinl' })
  })

  it('a proxy offer alone is no valid offer: PXE-E16 until the LAN has a DHCP server', async () => {
    const [b, a] = tries(await bench(), UEFI_X64, 2)
    for (const reply of [a, b]) expect(edk2.decide([reply?.bytes ?? new Uint8Array()]).does).toBe('PXE-E16')
  })
})

describe('two working strategies in the wild, and they differ per firmware', () => {
  it('(A) option 43 = 06 01 08 + filename + siaddr in the OFFER', async () => {
    const reply = (await bench()).answer(BIOS)
    expect(option43(reply)).toEqual([6, 1, 8, 255])
    expect(reply.packet).toMatchObject({ siaddr: SERVER, file: 'undionly.kpxe' })
  })

  it('(B) OFFER with option 60/97 and no option 43, then 4011 with siaddr + sname + file, again without option 43', async () => {
    const at = await bench()
    const offer = at.answer(UEFI_X64)
    const ack = at.ask4011(UEFI_X64)
    for (const reply of [offer, ack]) {
      expect(option43(reply)).toBeUndefined()
      expect([reply.packet.options.has(60), reply.packet.options.has(97)]).toEqual([true, true])
      expect(reply.packet).toMatchObject({ siaddr: SERVER, sname: SERVER, file: 'snponly.efi' })
    }
  })

  it('BINL is the lowest common denominator: UEFI menu code is not used first, for arch >= 6', async () => {
    for (const arch of [6, 7, 9, 10, 11]) {
      const at = await bench()
      expect(option43(at.answer({ arch: [arch], vendorClass: 'PXEClient' }))).toBeUndefined()
    }
  })

  it('some machines accept neither: alone on the wire they get a single complete offer from one DHCP server (C)', async () => {
    const reply = (await bench({ mode: 'dhcp' })).answer(UEFI_X64)
    expect(reply.packet).toMatchObject({ siaddr: SERVER, sname: SERVER, file: 'snponly.efi' })
    expect(reply.packet.yiaddr).toMatch(/^192\.168\.77\.\d+$/)
    expect([option43(reply), reply.packet.options.has(51)]).toEqual([[6, 1, 8, 255], true])
  })

  it('chosen per client: one that asks again gets the other, its neighbour still the first', async () => {
    const at = await bench()
    const neighbour = { ...UEFI_X64, mac: '52:54:00:00:00:02', machineId: null }
    expect(tries(at, UEFI_X64, 2).map(option43)).toEqual([undefined, [6, 1, 8, 255]])
    expect(option43(at.answer(neighbour))).toBeUndefined()
  })

  it('and what worked comes first at the next boot, also behind another network adapter (same UUID)', async () => {
    const at = await bench()
    tries(at, UEFI_X64, 2)
    at.takes()
    at.say({ ...IPXE, xid: 3 })
    at.clock.advance(3_600_000)
    expect(option43(at.answer({ ...UEFI_X64, xid: 4, mac: '00:e0:4c:00:00:09' }))).toEqual([6, 1, 8, 255])
  })

  it('a repeated DISCOVER (4, 8, 16 s) is the same try', async () => {
    const at = await bench()
    const replies = [0, 4, 8, 16].map((seconds) => {
      at.clock.advance(seconds * 1000)
      return Buffer.from(at.answer(UEFI_X64).bytes).toString('hex')
    })
    expect(new Set(replies).size).toBe(1)
  })
})

describe('with discovery-control bit 3 set and sub-option 8 present, EDK2 takes the server from the list, not siaddr', () => {
  it.each(EVERYONE)('so ours to %s never has sub-option 8, and siaddr is believed', async (_, machine) => {
    for (const mode of ['proxy', 'dhcp'] as const) {
      const at = await bench({ mode })
      const acks = mode === 'proxy' ? [at.ask4011(machine)] : []
      for (const { packet } of [...tries(at, machine, 2), ...acks]) {
        expect(tags(Buffer.from(packet.options.get(43) ?? [])).has(8)).toBe(false)
      }
    }
  })
})

describe("option 60 from someone else's DHCP server", () => {
  it('makes every EDK2 client go to 4011 there, whichever strategy we answer with', async () => {
    for (const { bytes } of tries(await bench(), UEFI_X64, 2)) {
      expect(edk2.decide([bytes, option60Offer()])).toEqual({ does: 'ask 4011', server: WINDOWS, by: 'DhcpBinl' })
    }
  })

  it('but not beside a plain DHCP server too, once strategy A had its turn', async () => {
    const [b, a] = tries(await bench(), UEFI_X64, 2).map(({ bytes }) => bytes)
    const others = [routerOffer(), option60Offer()]
    expect(edk2.decide([...others, b ?? new Uint8Array()])).toMatchObject({ server: WINDOWS })
    expect(edk2.decide([...others, a ?? new Uint8Array()])).toMatchObject({ does: 'tftp', server: SERVER })
  })

  it('BIOS works: our answer to it is complete', async () => {
    const { packet } = (await bench()).answer(BIOS)
    expect(packet).toMatchObject({ siaddr: SERVER, file: 'undionly.kpxe' })
  })

  it('is seen when it is heard, and the culprit is named in a notice', async () => {
    const found: OtherServer[] = []
    const binding = new MemoryBinding(SERVER)
    const guard = await startGuard({
      ...{ binding, mac: '02:00:00:00:00:aa', mode: 'proxy', clock: new FakeClock(), random: () => 0.5 },
      ...{ avoidClientPort: false, onServer: (server) => found.push(server) },
    })
    binding.receive(68, routerOffer(), { address: ROUTER, port: 67 })
    binding.receive(68, option60Offer(), { address: WINDOWS, port: 67 })
    guard.close()
    const notices = found.map((server) => noticeOf(server, 'proxy'))
    expect(notices).toMatchObject([undefined, { level: 'warning', code: 'foreign-pxe' }])
    expect(notices[1]?.text).toContain(WINDOWS)
  })
})

decodedByTshark()
