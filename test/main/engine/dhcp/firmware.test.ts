import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decideOnBootServer, decideOnDhcp } from '../../../../main/engine/dhcp/decide'
import { encode } from '../../../../main/engine/dhcp/packet'
import { Sessions } from '../../../../main/engine/dhcp/sessions'
import { readFirmware, type RecordedPacket } from '../../../fixtures/firmware/read'
import { bytesOf, FACTS, packetOf, requestOf } from './messages'

/** Recorded from QEMU: see test/fixtures/firmware/README.md. */
const folder = new URL('../../../fixtures/firmware/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.hex') ? [file.slice(0, -'.hex'.length)] : []))
const machines = names.filter((name) => !name.endsWith('.answers'))

const isDhcp = ({ sourcePort, destinationPort }: RecordedPacket): boolean =>
  [67, 68, 4011].includes(destinationPort) && [67, 68, 4011].includes(sourcePort)
const dhcpOf = (name: string): RecordedPacket[] => readFirmware(name).filter(isDhcp)

/** What each machine is, and what its first DISCOVER must be answered with. */
const EXPECTED: Record<string, { arch: string; stage: string; file: string }> = {
  'seabios-ipxe-rom': { arch: 'bios', stage: 'ipxe', file: 'http://192.168.77.20:8067/boot.ipxe' },
  'ipxe-undionly': { arch: 'bios', stage: 'ipxe', file: 'http://192.168.77.20:8067/boot.ipxe' },
  'ipxe-snponly': { arch: 'uefi-x64', stage: 'ipxe', file: 'http://192.168.77.20:8067/boot.ipxe' },
  'ipxe-efi': { arch: 'uefi-x64', stage: 'ipxe', file: 'http://192.168.77.20:8067/boot.ipxe' },
  'ipxe-arm64': { arch: 'uefi-arm64', stage: 'ipxe', file: 'http://192.168.77.20:8067/boot.ipxe' },
  'ovmf-pxe': { arch: 'uefi-x64', stage: 'firmware', file: 'snponly.efi' },
  'aavmf-pxe': { arch: 'uefi-arm64', stage: 'firmware', file: 'snponly-arm64.efi' },
  'ovmf-http': { arch: 'http-x64', stage: 'firmware', file: 'http://192.168.77.20:8067/snponly.efi' },
}

it('knows every recorded machine', () => {
  expect([...machines].sort()).toEqual(Object.keys(EXPECTED).sort())
})

describe.each(names)('%s', (name) => {
  it('is read whole, and every option survives being written again', () => {
    for (const { payload } of dhcpOf(name)) {
      const packet = packetOf(payload)
      expect(packetOf(bytesOf(packet))).toEqual(packet)
    }
  })
})

describe.each(machines)('%s', (name) => {
  const expected = EXPECTED[name]
  const packets = dhcpOf(name)

  it('is told for what it is', () => {
    const { boot } = requestOf(packetOf(packets[0]?.payload ?? new Uint8Array()))
    expect(boot).toMatchObject({ arch: expected?.arch, stage: expected?.stage, malformedMachineId: false })
    expect(boot?.uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })

  it('has its DISCOVERs answered within its own size limit, and its leases noted', () => {
    const sessions = new Sessions()
    for (const { payload, source, sourcePort, destinationPort, at } of packets) {
      const packet = packetOf(payload)
      const request = requestOf(packet)
      const from = { address: source, port: sourcePort }
      if (destinationPort === 4011) {
        const decision = decideOnBootServer(request, from, sessions.get(request.mac), FACTS)
        expect(decision).toMatchObject({ kind: 'reply', to: from })
        continue
      }
      const { boot, mac } = request
      if (request.messageType === 1 && boot !== undefined)
        sessions.discovered(mac, boot, packet.xid, at * 1000, { mode: 'proxy' })
      const decision = decideOnDhcp(request, from, sessions.get(mac), FACTS)
      if (request.messageType === 3) {
        expect(decision).toMatchObject({ kind: 'ignore', observations: [{ kind: 'lease', mac }] })
        continue
      }
      expect(decision).toMatchObject({ kind: 'reply', packet: { file: expected?.file, siaddr: FACTS.address } })
      if (decision.kind === 'reply') expect(encode(decision.packet, request.maxBytes)).toHaveProperty('bytes')
    }
  })
})

it('never answers what servers say', () => {
  for (const name of names.filter((each) => each.endsWith('.answers'))) {
    for (const { payload } of dhcpOf(name)) expect(() => requestOf(packetOf(payload))).toThrow('is no request')
  }
})
