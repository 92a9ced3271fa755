import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LeaseAnswer } from '../../../../../main/engine/dhcp/lease/decide'
import { leasePacket } from '../../../../../main/engine/dhcp/lease/reply'
import { encode, type DhcpPacket } from '../../../../../main/engine/dhcp/packet'
import type { Answer } from '../../../../../main/engine/dhcp/reply'
import type { DhcpRequest } from '../../../../../main/engine/dhcp/request'
import type { UdpPeer } from '../../../../../main/engine/net/udp'
import type { Strategy } from '../../../../../main/engine/types'
import { describeWith } from '../../../../support/tools'
import { MACHINE_ID, message, requestOf, textOf } from '../messages'
import { Bench, CARD, ipBytes, macOf, NOWHERE, say, type Words } from './bench'

const MAC = macOf(1)
const EVERYONE = { address: '255.255.255.255', port: 68 }
const OFFER: LeaseAnswer = { kind: 'lease', type: 'offer', yiaddr: '10.0.0.9', leaseSeconds: 600 }
const ACK: LeaseAnswer = { ...OFFER, type: 'ack', state: 'selecting' }
const NAK: LeaseAnswer = { kind: 'nak', state: 'selecting', address: '10.0.0.9', why: 'held' }
const INFORM: LeaseAnswer = { kind: 'inform' }
const { server } = new Bench()

function answerTo(
  decision: LeaseAnswer,
  request: DhcpRequest,
  boot?: Answer,
  from: UdpPeer = { address: request.packet.ciaddr, port: 68 },
): { packet: DhcpPacket; to: UdpPeer } {
  const reply = leasePacket(decision, request, from, server, boot)
  if ('reason' in reply) throw new Error(reply.reason)
  return reply
}

function bootOf(request: DhcpRequest, strategy: Strategy, file = 'snponly.efi'): Answer {
  if (request.boot === undefined) throw new Error('no boot client')
  return { request, client: request.boot, server: CARD.address, file, strategy }
}

const options = ({ options }: DhcpPacket): number[] => [...options.keys()].sort((one, two) => one - two)
const seconds = (packet: DhcpPacket, code: number) => Buffer.from(packet.options.get(code) ?? []).readUInt32BE(0)

describe('what the messages hold (RFC 2131 table 3)', () => {
  const words: Words = { header: { xid: 0xabcdef01, flags: 0, secs: 7, hops: 2 } }

  it('OFFER: address, times, mask, server; no router and no name server', () => {
    const { packet } = answerTo(OFFER, say(MAC, 'discover', words))
    expect(packet).toMatchObject({ op: 2, htype: 1, hlen: 6, hops: 0, xid: 0xabcdef01, secs: 0, flags: 0 })
    expect(packet).toMatchObject({ ciaddr: NOWHERE, yiaddr: '10.0.0.9', siaddr: NOWHERE, giaddr: NOWHERE })
    expect(packet).toMatchObject({ sname: '', file: '' })
    expect(options(packet)).toEqual([1, 51, 53, 54, 58, 59])
    expect([...(packet.options.get(53) ?? [])]).toEqual([2])
    expect([packet.options.get(54), packet.options.get(1)]).toEqual([ipBytes(CARD.address), ipBytes(CARD.netmask)])
  })

  it('times are a half and seven eighths of the lease (section 4.4.5)', () => {
    const { packet } = answerTo(OFFER, say(MAC, 'discover'))
    expect([51, 58, 59].map((code) => seconds(packet, code))).toEqual([600, 300, 525])
  })

  it('ACK: the same, and ciaddr as it was asked', () => {
    const { packet } = answerTo(ACK, say(MAC, 'request', { ciaddr: '10.0.0.9' }))
    expect(packet).toMatchObject({ ciaddr: '10.0.0.9', yiaddr: '10.0.0.9' })
    expect(options(packet)).toEqual([1, 51, 53, 54, 58, 59])
    expect([...(packet.options.get(53) ?? [])]).toEqual([5])
  })

  it('NAK: the server and a text, nothing else', () => {
    const request = say(MAC, 'request', { ciaddr: '10.0.0.9', pxe: true })
    const { packet } = answerTo(NAK, request, bootOf(request, 'C'))
    expect(packet).toMatchObject({ ciaddr: NOWHERE, yiaddr: NOWHERE, siaddr: NOWHERE, sname: '', file: '' })
    expect(options(packet)).toEqual([53, 54, 56])
    expect([...(packet.options.get(53) ?? [])]).toEqual([6])
    expect(textOf(packet, 56)).toBe('address is leased to another machine')
  })

  it('ACK to INFORM: neither address nor times (section 4.3.5)', () => {
    const { packet } = answerTo(INFORM, say(MAC, 'inform', { ciaddr: '10.0.0.40' }))
    expect(packet).toMatchObject({ ciaddr: '10.0.0.40', yiaddr: NOWHERE })
    expect(options(packet)).toEqual([1, 53, 54])
    expect([...(packet.options.get(53) ?? [])]).toEqual([5])
  })

  it('echoes the client identifier in each (RFC 6842), but for one that leaves no room for the boot file', () => {
    const clientId = Uint8Array.of(0xff, 0, 2, 0, 0, 0xab)
    for (const decision of [OFFER, ACK, NAK, INFORM]) {
      expect(answerTo(decision, say(MAC, 'discover', { clientId })).packet.options.get(61)).toEqual(clientId)
    }
    const long = say(MAC, 'discover', { clientId: new Uint8Array(200) })
    expect(answerTo(OFFER, long).packet.options.has(61)).toBe(false)
  })
})

describe('the boot part, for machines that want to boot', () => {
  const discover = say(MAC, 'discover', { pxe: true })
  const request = say(MAC, 'request', { pxe: true, requested: '10.0.0.9', serverId: CARD.address })

  it('is whole in the OFFER and again in the ACK, where EDK2 reads it (strategy C)', () => {
    for (const [decision, asked] of [[OFFER, discover] as const, [ACK, request] as const]) {
      const { packet } = answerTo(decision, asked, bootOf(asked, 'C'))
      expect(packet).toMatchObject({ yiaddr: '10.0.0.9', siaddr: CARD.address, sname: CARD.address })
      expect(packet.file).toBe('snponly.efi')
      expect(options(packet)).toEqual([1, 43, 51, 53, 54, 58, 59, 60, 66, 67, 97])
      expect([textOf(packet, 60), textOf(packet, 67)]).toEqual(['PXEClient', 'snponly.efi\0'])
      expect([...(packet.options.get(43) ?? [])]).toEqual([6, 1, 8, 255])
      expect(packet.options.get(97)).toEqual(MACHINE_ID)
      expect(packet.options.get(53)).toEqual(Uint8Array.of(decision === OFFER ? 2 : 5))
    }
  })

  it('has no option 43 in strategy B', () => {
    const { packet } = answerTo(OFFER, discover, bootOf(discover, 'B'))
    expect(options(packet)).toEqual([1, 51, 53, 54, 58, 59, 60, 66, 67, 97])
  })

  it('has a URL and says HTTPClient to UEFI HTTP Boot', () => {
    const http = requestOf(message({ mac: MAC, vendorClass: 'HTTPClient:Arch:00016:UNDI:003001', arch: [16] }))
    const url = `http://${CARD.address}:8067/snponly.efi`
    const { packet } = answerTo(OFFER, http, bootOf(http, 'C', url))
    expect([textOf(packet, 60), packet.file, packet.options.has(43)]).toEqual(['HTTPClient', url, false])
  })

  it('fits the smallest message with the longest file and client identifier', () => {
    const asked = say(MAC, 'discover', { pxe: true, clientId: new Uint8Array(64) })
    const { packet } = answerTo(OFFER, asked, bootOf(asked, 'C', 'x'.repeat(127)))
    expect(encode(packet, 548)).toHaveProperty('bytes')
  })
})

describe('where it goes (RFC 2131 section 4.1)', () => {
  it('to everyone while the machine has no address, whether it asks for a broadcast or not', () => {
    for (const flags of [0, 0x8000]) {
      const { packet, to } = answerTo(OFFER, say(MAC, 'discover', { header: { flags } }))
      expect([to, packet.flags]).toEqual([EVERYONE, flags])
    }
  })

  it('to its address once it works with one: RENEWING, INFORM', () => {
    const from = { address: '10.0.0.9', port: 68 }
    expect(answerTo(ACK, say(MAC, 'request', { ciaddr: '10.0.0.9' })).to).toEqual(from)
    expect(answerTo(INFORM, say(MAC, 'inform', { ciaddr: '10.0.0.9' })).to).toEqual(from)
  })

  it('NAK always to everyone: the address is the wrong one', () => {
    expect(answerTo(NAK, say(MAC, 'request', { ciaddr: '10.0.0.9' })).to).toEqual(EVERYONE)
  })

  it('to a relay of this very network, which has to broadcast a NAK', () => {
    const relay = { address: '10.0.0.200', port: 67 }
    const request = say(MAC, 'request', { giaddr: relay.address, header: { flags: 0 } })
    expect(answerTo(NAK, request, undefined, relay)).toMatchObject({ to: relay, packet: { flags: 0x8000 } })
    expect(answerTo(ACK, request, undefined, relay)).toMatchObject({ to: relay, packet: { flags: 0 } })
  })

  it('nowhere for a relay that cannot be one', () => {
    const request = say(MAC, 'request', { giaddr: CARD.address })
    const reply = leasePacket(ACK, request, { address: '10.0.0.9', port: 67 }, server)
    expect(reply).toEqual({ reason: 'no relay at 10.0.0.9 can have the address 10.0.0.1' })
  })
})

describeWith(['tshark', 'text2pcap'], 'as tshark reads it', () => {
  const say4 = (decision: LeaseAnswer, type: 'discover' | 'request' | 'inform', words: Words): DhcpPacket => {
    const request = say(MAC, type, { clientId: Uint8Array.of(0xff, 0, 0, 0, 1, 0, 3, 0, 1, 2, 3, 4, 5, 6), ...words })
    return answerTo(decision, request, request.boot && bootOf(request, 'C')).packet
  }
  const packets = [
    say4(OFFER, 'discover', { pxe: true }),
    say4(ACK, 'request', { pxe: true }),
    say4(ACK, 'request', { ciaddr: '10.0.0.9' }),
    say4(NAK, 'request', {}),
    say4(INFORM, 'inform', { ciaddr: '10.0.0.9' }),
  ]

  it('each message is whole, and there is nothing to warn of', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootdrop-lease-'))
    try {
      const hex = packets.map((packet) => {
        const encoded = encode(packet)
        const bytes = 'bytes' in encoded ? encoded.bytes : new Uint8Array()
        return `000000 ${Buffer.from(bytes).toString('hex').replace(/../g, '$& ')}`
      })
      const [text, capture] = [join(folder, 'sent.txt'), join(folder, 'sent.pcap')]
      writeFileSync(text, `${hex.join('\n')}\n`)
      execFileSync('text2pcap', ['-q', '-u', '67,68', text, capture], { stdio: 'ignore' })
      const fields = [
        '-e',
        'dhcp.option.dhcp',
        '-e',
        'dhcp.ip.your',
        '-e',
        'dhcp.option.ip_address_lease_time',
        '-e',
        '_ws.expert',
      ]
      const out = execFileSync('tshark', ['-r', capture, '-T', 'fields', ...fields], {
        encoding: 'utf8',
        stdio: 'pipe',
      })
      expect(out.split('\n').slice(0, -1)).toEqual([
        '2\t10.0.0.9\t600\t',
        '5\t10.0.0.9\t600\t',
        '5\t10.0.0.9\t600\t',
        '6\t0.0.0.0\t\t',
        '5\t0.0.0.0\t\t',
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
