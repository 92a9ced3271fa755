import { decideLease, type LeaseDecision, type LeaseServer } from '../../../../../main/engine/dhcp/lease/decide'
import { LeaseTable, type LeaseTableOptions } from '../../../../../main/engine/dhcp/lease/leases'
import { poolOf } from '../../../../../main/engine/dhcp/lease/pool'
import type { DhcpPacket } from '../../../../../main/engine/dhcp/packet'
import type { DhcpRequest } from '../../../../../main/engine/dhcp/request'
import type { UdpPeer } from '../../../../../main/engine/net/udp'
import { FakeClock } from '../../../../support/fake-clock'
import { message, requestOf } from '../messages'

/** A bench in memory: the server at 10.0.0.1/24, and machines that say what they like. */
export const CARD = { address: '10.0.0.1', netmask: '255.255.255.0' }
export const NOWHERE = '0.0.0.0'

export interface Words {
  readonly requested?: string
  readonly serverId?: string
  readonly ciaddr?: string
  readonly giaddr?: string
  /** Option 61. */
  readonly clientId?: Uint8Array
  readonly pxe?: boolean
  readonly header?: Partial<DhcpPacket>
}

export function ipBytes(address: string): Uint8Array {
  return Uint8Array.from(address.split('.').map(Number))
}

export const TYPE = { discover: 1, request: 3, decline: 4, release: 7, inform: 8 } as const

/** One message of one machine. */
export function say(mac: string, type: keyof typeof TYPE, words: Words = {}): DhcpRequest {
  const { requested, serverId, ciaddr, giaddr, clientId, pxe = false } = words
  const more: [number, Uint8Array][] = []
  if (requested !== undefined) more.push([50, ipBytes(requested)])
  if (serverId !== undefined) more.push([54, ipBytes(serverId)])
  if (clientId !== undefined) more.push([61, clientId])
  const header = {
    ...(ciaddr === undefined ? {} : { ciaddr }),
    ...(giaddr === undefined ? {} : { giaddr }),
    ...words.header,
  }
  const plain = { vendorClass: null, arch: [], machineId: null }
  return requestOf(message({ mac, type: TYPE[type], more, header, ...(pxe ? {} : plain) }))
}

export class Bench {
  readonly clock: FakeClock
  readonly leases: LeaseTable
  readonly server: LeaseServer

  constructor(
    options: Partial<LeaseTableOptions> & { readonly clock?: FakeClock } = {},
    server: Partial<LeaseServer> = {},
  ) {
    this.clock = options.clock ?? new FakeClock()
    this.leases = new LeaseTable({ pool: poolOf(CARD, new Set()), ...options, clock: this.clock })
    this.server = {
      address: CARD.address,
      card: CARD,
      ports: { dhcp: 67, client: 68 },
      leases: this.leases,
      serves: () => true,
      own: { macs: new Set(), addresses: new Set([CARD.address]) },
      ...server,
    }
  }

  /** What the server does about a message that comes from `from`, or where such a message comes from. */
  hear(request: DhcpRequest, from?: UdpPeer): LeaseDecision {
    return decideLease(request, from ?? { address: request.packet.ciaddr, port: 68 }, this.server)
  }

  /** DISCOVER. @returns the address offered @throws when none is */
  discover(mac: string, words: Words = {}): string {
    const decision = this.hear(say(mac, 'discover', words))
    if (decision.kind !== 'lease' || decision.type !== 'offer') throw new Error(JSON.stringify(decision))
    return decision.yiaddr
  }

  /** REQUEST in SELECTING. */
  select(mac: string, requested: string, words: Words = {}): LeaseDecision {
    return this.hear(say(mac, 'request', { serverId: CARD.address, ...words, requested }))
  }

  /** Both. @returns the address leased */
  boot(mac: string, words: Words = {}): string {
    const address = this.discover(mac, words)
    const decision = this.select(mac, address, words)
    if (decision.kind !== 'lease') throw new Error(JSON.stringify(decision))
    return decision.yiaddr
  }
}

/** The `number`th machine. */
export function macOf(number: number): string {
  return `52:54:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 0xff).toString(16).padStart(2, '0')}`
}
