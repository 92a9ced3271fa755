import type { PortName } from '../../types'

/** What firewalls judge a packet by, as far as it is the same for every machine that boots. */
export interface Packet {
  /** What it is for: a port of ours, or the rest of a TFTP transfer, which goes on at a port of the system's choice. */
  readonly purpose: PortName | 'transfer'
  readonly protocol: 'udp' | 'tcp'
  /** The card it comes in by. */
  readonly card: string
  readonly sourcePort: number | undefined
  readonly port: number
  /** Undefined: any address of the card's network. */
  readonly source: string | undefined
  readonly destination: string
  readonly kind: 'broadcast' | 'unicast'
  readonly state: 'new' | 'established'
  /** The card's network, which the sender is of. */
  readonly network: { readonly address: string; readonly prefix: number }
}

export interface Place {
  readonly card: string
  readonly address: string
  readonly netmask: string
}

/** Some port above those that the system keeps for names; which one, no rule can know. */
const EPHEMERAL = 49_500

/**
 * The packets that have to come through for a machine to boot: its DISCOVER (a broadcast without an address), its questions to the
 * boot server, to TFTP and to HTTP, and the acknowledgements of a TFTP transfer (RFC 1350 section 4: to a new port, which we spoke
 * from first).
 */
export function packetsOf({ card, address, netmask }: Place, ports: Readonly<Record<PortName, number>>): Packet[] {
  const prefix = prefixOf(netmask)
  const network = { address: maskOf(address, prefix), prefix }
  const common = { card, network, source: undefined, destination: address, kind: 'unicast', state: 'new' } as const
  return [
    {
      ...common,
      purpose: 'dhcp',
      protocol: 'udp',
      sourcePort: 68,
      port: ports.dhcp,
      source: '0.0.0.0',
      destination: '255.255.255.255',
      kind: 'broadcast',
    },
    { ...common, purpose: 'pxe', protocol: 'udp', sourcePort: 68, port: ports.pxe },
    { ...common, purpose: 'tftp', protocol: 'udp', sourcePort: undefined, port: ports.tftp },
    { ...common, purpose: 'transfer', protocol: 'udp', sourcePort: undefined, port: EPHEMERAL, state: 'established' },
    { ...common, purpose: 'http', protocol: 'tcp', sourcePort: undefined, port: ports.http },
  ]
}

export function ipv4Number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

export function prefixOf(netmask: string): number {
  const bits = ipv4Number(netmask).toString(2)
  return bits === '0' ? 0 : bits.lastIndexOf('1') + 1
}

function maskOf(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix)
  const base = Math.floor(ipv4Number(address) / size) * size
  return [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')
}

/**
 * Whether the sender is within `address`/`prefix`: undefined where that holds for some senders of the card's network and not for
 * others.
 */
export function sourceIn(packet: Packet, address: string, prefix: number): boolean | undefined {
  const within = (one: string, bits: number): boolean => maskOf(one, bits) === maskOf(address, bits)
  if (packet.source !== undefined) return within(packet.source, prefix)
  const { network } = packet
  if (prefix <= network.prefix) return within(network.address, prefix)
  return within(network.address, network.prefix) ? undefined : false
}

export function destinationIn(packet: Packet, address: string, prefix: number): boolean {
  return maskOf(packet.destination, prefix) === maskOf(address, prefix)
}

/** `UDP 67, 69 and TCP 8067`; the packets of a transfer as `TFTP transfers`. */
export function portsInWords(packets: readonly Packet[]): string {
  const fresh = packets.filter(({ state }) => state === 'new')
  const parts = (['udp', 'tcp'] as const).flatMap((protocol) => {
    const ports = fresh.filter((packet) => packet.protocol === protocol).map(({ port }) => port)
    return ports.length === 0 ? [] : [`${protocol.toUpperCase()} ${ports.sort((a, b) => a - b).join(', ')}`]
  })
  if (packets.length > fresh.length) parts.push('TFTP')
  return parts.join(' + ')
}
