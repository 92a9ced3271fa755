import { describe, expect, it } from 'vitest'
import { decideLease, type LeaseServer } from '../../../../../main/engine/dhcp/lease/decide'
import { leasePacket } from '../../../../../main/engine/dhcp/lease/reply'
import { encode, type DhcpPacket } from '../../../../../main/engine/dhcp/packet'
import type { Answer } from '../../../../../main/engine/dhcp/reply'
import type { DhcpRequest } from '../../../../../main/engine/dhcp/request'
import { readFirmware } from '../../../../fixtures/firmware/read'
import { packetOf, requestOf } from '../messages'
import { Bench, ipBytes } from './bench'

/**
 * Recorded beside dnsmasq (test/fixtures/firmware/README.md), heard by the bench's own server instead. A REQUEST names the server
 * and the address of the OFFER that the machine chose: these two are put in, as the machine would have; all else is as it came.
 */
const ADDRESS = '192.168.77.20'
const CARD = { address: ADDRESS, netmask: '255.255.255.0' }
const POOL = Array.from({ length: 100 }, (_, index) => `192.168.77.${index + 100}`)
const EVERYONE = { address: '255.255.255.255', port: 68 }

const MACHINES: Record<string, string> = {
  'seabios-ipxe-rom': `http://${ADDRESS}:8067/boot.ipxe`,
  'ipxe-undionly': `http://${ADDRESS}:8067/boot.ipxe`,
  'ipxe-snponly': `http://${ADDRESS}:8067/boot.ipxe`,
  'ipxe-efi': `http://${ADDRESS}:8067/boot.ipxe`,
  'ipxe-arm64': `http://${ADDRESS}:8067/boot.ipxe`,
  'ovmf-pxe': 'snponly.efi',
  'aavmf-pxe': 'snponly-arm64.efi',
  'ovmf-http': `http://${ADDRESS}:8067/snponly.efi`,
}

/** What the machine sent on ports 67 and 68, in order. */
function messagesOf(name: string): { request: DhcpRequest; at: number }[] {
  const sent = readFirmware(name).filter(({ destinationPort }) => destinationPort === 67)
  return sent.map(({ payload, at }) => ({ request: requestOf(packetOf(payload)), at }))
}

function choosing(request: DhcpRequest, offered: string): DhcpRequest {
  const options = new Map(request.packet.options)
  if (options.has(50)) options.set(50, ipBytes(offered))
  if (options.has(54)) options.set(54, ipBytes(ADDRESS))
  return requestOf({ ...request.packet, options })
}

function answer(server: LeaseServer, request: DhcpRequest, file: string): { packet: DhcpPacket; kind: string } {
  const from = { address: request.packet.ciaddr, port: 68 }
  const decision = decideLease(request, from, server)
  if (decision.kind !== 'lease') throw new Error(JSON.stringify(decision))
  const client = request.boot
  const boot: Answer | undefined = client && { request, client, server: ADDRESS, file, strategy: 'C' }
  const reply = leasePacket(decision, request, from, server, boot)
  if ('reason' in reply) throw new Error(reply.reason)
  expect(reply.to).toEqual(EVERYONE)
  expect(encode(reply.packet, request.maxBytes)).toHaveProperty('bytes')
  return { packet: reply.packet, kind: decision.type }
}

function benchOf(): Bench {
  const own = { macs: new Set<string>(), addresses: new Set([ADDRESS]) }
  return new Bench({ pool: POOL }, { address: ADDRESS, card: CARD, own })
}

describe.each(Object.entries(MACHINES))('%s on a bench of its own', (name, file) => {
  it('gets an address and its boot file in every OFFER and every ACK, always the same', () => {
    const bench = benchOf()
    let offered: string | undefined
    const kinds = new Set<string>()
    for (const { request, at } of messagesOf(name)) {
      bench.clock.advance(Math.max(0, 1_000_000 + at * 1000 - bench.clock.now()))
      const { packet, kind } = answer(bench.server, choosing(request, offered ?? '0.0.0.0'), file)
      offered ??= packet.yiaddr
      kinds.add(kind)
      expect(POOL).toContain(packet.yiaddr)
      expect(packet).toMatchObject({ yiaddr: offered, siaddr: ADDRESS, file, xid: request.packet.xid })
      expect(packet.options.get(97)).toEqual(request.packet.options.get(97))
      expect(packet.options.get(61)).toEqual(request.packet.options.get(61))
    }
    expect([...kinds].sort()).toEqual(['ack', 'offer'])
    expect(bench.leases.bound()).toMatchObject([{ address: offered, state: 'bound' }])
  })
})

it('the iPXE of a ROM, and the iPXE that it loads, have one address', () => {
  const bench = benchOf()
  const mac = messagesOf('seabios-ipxe-rom')[0]?.request.mac
  const addresses = ['seabios-ipxe-rom', 'ipxe-undionly'].flatMap((name) =>
    messagesOf(name)
      .filter(({ request }) => request.mac === mac)
      .map(
        ({ request }) =>
          answer(bench.server, choosing(request, bench.leases.of(request.mac)?.address ?? ''), 'x').packet.yiaddr,
      ),
  )
  expect(addresses.length).toBeGreaterThan(3)
  expect(new Set(addresses).size).toBe(1)
})
