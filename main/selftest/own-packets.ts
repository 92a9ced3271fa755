import { prefixOf, type Packet } from '../engine/doctor/firewall/packets'
import type { DoorCode } from './doors'
import type { OutsidePlace } from './outside'

/** A packet of the test itself, and the doors that look shut where a firewall drops it. */
export interface OwnPacket {
  readonly packet: Packet
  readonly doors: readonly DoorCode[]
}

/** Ports that the system chooses, of the machine and of a TFTP transfer. */
const MACHINE = 49_500
const TRANSFER = 49_501

/**
 * What goes to and fro between the test's machine and Bootdrop, as the input chain of this Linux sees it (tried with counters in
 * test/lan/selftest.test.ts). The DISCOVER is a broadcast, which comes back by the card it went out by, but with an address and not
 * from port 68. All else is from this computer to itself and comes by the loopback card, whatever card its socket is tied to.
 */
export function ownPackets({ card, address: { address, netmask }, ports }: OutsidePlace): OwnPacket[] {
  const network = { address, prefix: prefixOf(netmask) }
  const common = { source: address, destination: address, kind: 'unicast', card: 'lo', state: 'new', network } as const
  const packet = (
    purpose: Packet['purpose'],
    sourcePort: number,
    port: number,
    more: Partial<Packet> = {},
  ): Packet => ({
    ...common,
    protocol: purpose === 'http' ? 'tcp' : 'udp',
    ...{ purpose, sourcePort, port },
    ...more,
  })
  const broadcast = { card: card.name, destination: '255.255.255.255', kind: 'broadcast' } as const
  const answer = { state: 'established' } as const
  return [
    { doors: ['dhcp-not-heard'], packet: packet('dhcp', MACHINE, ports.dhcp, broadcast) },
    // The question was a broadcast: for the kernel this is no answer to it.
    { doors: ['dhcp-answer-lost'], packet: packet('dhcp', ports.dhcp, MACHINE) },
    { doors: ['pxe-not-heard'], packet: packet('pxe', MACHINE, ports.pxe) },
    { doors: ['pxe-answer-lost'], packet: packet('pxe', ports.pxe, MACHINE, answer) },
    { doors: ['tftp-not-heard'], packet: packet('tftp', MACHINE, ports.tftp) },
    // From a port of the system's choice (RFC 1350 section 4): nor is this.
    { doors: ['tftp-answer-lost'], packet: packet('transfer', TRANSFER, MACHINE) },
    { doors: ['tftp-data-lost'], packet: packet('transfer', MACHINE, TRANSFER, answer) },
    { doors: ['http-refused', 'http-silent'], packet: packet('http', MACHINE, ports.http) },
    { doors: ['http-silent'], packet: packet('http', ports.http, MACHINE, answer) },
  ]
}
