import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MESSAGE } from '../../../../../main/engine/dhcp/codes'
import { decode, type DhcpPacket } from '../../../../../main/engine/dhcp/packet'
import { sightingOf, type HeardOn } from '../../../../../main/engine/dhcp/watch/sighting'
import { message } from '../messages'
import { answer, DHCP, flipped, PXE, pxeOffer, request, SELF } from './answers'

const CLIENT = { address: '0.0.0.0', port: 68 }
const at68 = (packet: DhcpPacket, from = DHCP) => sightingOf(packet, from, SELF, 'client')

describe('an answer heard on port 68', () => {
  it('with an address is a DHCP server, named by option 54', () => {
    const sighting = at68(answer({ serverId: '192.168.77.2' }))
    expect(sighting).toMatchObject({ address: '192.168.77.2', kind: 'dhcp', claimsPxe: false })
  })

  it.each([
    ['without option 54', null],
    ['with option 54 zero', '0.0.0.0'],
  ])('%s is named by its source', (_name, serverId) => {
    expect(at68(answer({ serverId }))?.address).toBe(DHCP.address)
  })

  it.each([
    ['our own', SELF.address],
    ['a multicast', '224.0.0.1'],
    ['the broadcast', '255.255.255.255'],
    ['the whole network’s', '192.168.77.255'],
    ['the network’s own', '192.168.77.0'],
    ['a loopback', '127.0.0.1'],
  ])('with %s address in option 54 is named by its source, and counts', (_name, serverId) => {
    for (const type of [MESSAGE.offer, MESSAGE.ack, MESSAGE.nak]) {
      expect(at68(answer({ type, serverId }))).toMatchObject({ address: DHCP.address, kind: 'dhcp', by: 'answer' })
    }
  })

  it('with an address and option 60 PXEClient is a DHCP server that claims to be a PXE server', () => {
    expect(at68(answer({ vendorClass: 'PXEClient' }))).toMatchObject({ kind: 'dhcp', claimsPxe: true })
  })

  it('with another option 60 claims nothing', () => {
    expect(at68(answer({ vendorClass: 'MSFT 5.0' }))?.claimsPxe).toBe(false)
  })

  it.each([
    ['option 60 PXEClient', pxeOffer()],
    ['option 60 HTTPClient', pxeOffer({ vendorClass: 'HTTPClient' })],
    ['option 67', answer({ serverId: PXE.address, bootFile: 'wdsnbp.com', header: { yiaddr: '0.0.0.0' } })],
    ['the file field', answer({ serverId: PXE.address, header: { yiaddr: '0.0.0.0', file: 'wdsnbp.com' } })],
  ])('without an address, with %s, is a boot server', (_name, packet) => {
    expect(at68(packet, PXE)).toMatchObject({ address: PXE.address, kind: 'pxe' })
  })

  it('without an address and without anything to boot is nobody', () => {
    expect(at68(answer({ header: { yiaddr: '0.0.0.0' } }))).toBeUndefined()
  })

  it('tells where it sends machines, without control characters', () => {
    const packet = pxeOffer({ header: { siaddr: '192.168.77.8', file: 'boot\n.efi' } })
    expect(at68(packet, PXE)).toMatchObject({ siaddr: '192.168.77.8', file: 'boot?.efi' })
  })

  it.each([
    ['ACK', MESSAGE.ack, {}],
    ['ACK to an INFORM', MESSAGE.ack, { yiaddr: '0.0.0.0' }],
    ['NAK', MESSAGE.nak, { yiaddr: '0.0.0.0' }],
  ])('that is an %s is a DHCP server', (_name, type, header) => {
    expect(at68(answer({ type, header }))?.kind).toBe('dhcp')
  })

  it('that is a NAK says nothing about option 60', () => {
    expect(at68(answer({ type: MESSAGE.nak }))?.claimsPxe).toBeUndefined()
  })

  it('of plain BOOTP, with an address, counts as well', () => {
    expect(at68(answer({ type: null, serverId: null }))).toMatchObject({ address: DHCP.address, kind: 'dhcp' })
  })

  it('through a relay counts, and names the server and the relay', () => {
    const packet = answer({ serverId: '10.1.0.5', header: { giaddr: '192.168.77.3' } })
    expect(at68(packet)).toMatchObject({ address: '10.1.0.5', relay: '192.168.77.3' })
  })

  it('of a server of another network counts: it leases on this wire', () => {
    const packet = answer({ serverId: '10.9.8.7', header: { yiaddr: '10.9.8.100' } })
    expect(at68(packet, { address: '10.9.8.7', port: 67 })?.address).toBe('10.9.8.7')
  })

  it.each([
    ['of our own', answer({ serverId: SELF.address }), { address: SELF.address, port: 67 }],
    ['from our own address with the id of another', answer(), { address: SELF.address, port: 67 }],
    ['of our own through a relay', answer({ serverId: SELF.address, header: { giaddr: DHCP.address } }), DHCP],
    ['from nobody, with a multicast id', answer({ serverId: '224.0.0.1' }), { address: '0.0.0.0', port: 67 }],
    ['from nobody, without an id', answer({ serverId: null }), { address: '0.0.0.0', port: 67 }],
    ['that is of no known type', answer({ type: 13 }), DHCP],
  ])('%s does not count', (_name, packet, from) => {
    expect(at68(packet, from)).toBeUndefined()
  })
})

describe('an answer heard on port 67', () => {
  it('to us as a relay counts, and names no relay', () => {
    const sighting = sightingOf(answer({ header: { giaddr: SELF.address } }), DHCP, SELF)
    expect(sighting).toMatchObject({ address: DHCP.address, kind: 'dhcp', relay: undefined })
  })

  it.each(['0.0.0.0', '192.168.99.1'])('with giaddr %s is of another network and does not count', (giaddr) => {
    expect(sightingOf(answer({ header: { giaddr } }), DHCP, SELF)).toBeUndefined()
  })
})

describe('a message of a client', () => {
  it('that takes the offer of another server names a DHCP server', () => {
    const sighting = sightingOf(request('192.168.77.2'), CLIENT, SELF)
    expect(sighting).toMatchObject({ address: '192.168.77.2', kind: 'dhcp', by: 'request', claimsPxe: undefined })
  })

  it.each([
    ['takes our offer', request(SELF.address)],
    ['names server 0.0.0.0', request('0.0.0.0')],
    ['names a multicast server', request('239.1.2.3')],
    ['came through a relay', request('192.168.99.1', { giaddr: '192.168.99.2' })],
    ['has an address and looks for boot servers', request(PXE.address, { ciaddr: '192.168.77.100' })],
    ['renews', message({ type: MESSAGE.request, header: { ciaddr: '192.168.77.100' } })],
    ['declines', { ...request(DHCP.address), options: new Map([[53, Uint8Array.of(MESSAGE.decline)]]) }],
    ['only looks', message()],
  ])('that %s names nobody', (_name, packet) => {
    expect(sightingOf(packet, CLIENT, SELF)).toBeUndefined()
  })
})

describe('hostile bytes', () => {
  const heardOn = fc.constantFrom<HeardOn>('server', 'client')
  const from = fc.record({ address: fc.ipV4(), port: fc.nat(65_535) })

  it('never throw, nor name us or nobody', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 600 }), flipped())
    fc.assert(
      fc.property(bytes, from, heardOn, (data, peer, on) => {
        const decoded = decode(data)
        if ('reason' in decoded) return
        const sighting = sightingOf(decoded.packet, peer, SELF, on)
        expect([SELF.address, '0.0.0.0', '255.255.255.255']).not.toContain(sighting?.address)
      }),
      { numRuns: 2_000 },
    )
  })
})
