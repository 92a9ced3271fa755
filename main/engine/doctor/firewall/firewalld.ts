import type { System } from '../system'
import type { Packet } from './packets'

/** What firewalld lets through from one card. Its zones can be asked for by everybody. */
export interface Zone {
  readonly name: string
  /** `default`, `ACCEPT`, `DROP`, `%%REJECT%%` */
  readonly target: string
  readonly services: readonly string[]
  /** `67/udp`, `8000-8100/tcp` */
  readonly ports: readonly string[]
  /** Rules in its own language, which are not read here. */
  readonly hasRichRules: boolean
}

/** Services of firewalld that name a port of ours (/usr/lib/firewalld/services). */
const SERVICES: Readonly<Record<string, string>> = { dhcp: '67/udp', 'proxy-dhcp': '4011/udp', tftp: '69/udp' }

export async function firewalldRuns(system: System): Promise<boolean> {
  return system.exists('/run/firewalld.pid')
}

/** Each question is a start of Python, so all are asked at once. Undefined where it does not answer. */
export async function zoneOf(system: System, card: string): Promise<Zone | undefined> {
  const program = await system.which('firewall-cmd')
  if (program === undefined) return undefined
  const [own, usual, all] = await Promise.all([
    system.run(program, [`--get-zone-of-interface=${card}`]),
    system.run(program, ['--get-default-zone']),
    system.run(program, ['--list-all-zones']),
  ])
  const name = (own.code === 0 ? own.stdout : usual.stdout).trim()
  return all.code === 0 ? parseZones(all.stdout).find((zone) => zone.name === name) : undefined
}

/** The output of `firewall-cmd --list-all-zones`: a zone's name, perhaps `(active)`, then indented `key: value`. */
export function parseZones(output: string): Zone[] {
  return output
    .split(/\n(?=\S)/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => {
      const field = (key: string): string => new RegExp(`^\\s+${key}:[ \\t]*(.*)$`, 'm').exec(block)?.[1]?.trim() ?? ''
      const list = (key: string): string[] => field(key).split(/\s+/).filter(Boolean)
      return {
        name: /^\S+/.exec(block)?.[0] ?? '',
        target: field('target'),
        services: list('services'),
        ports: list('ports'),
        hasRichRules: /rich rules:[ \t]*\n\s+rule /.test(block),
      }
    })
}

/** Packets that the zone stops. What belongs to a connection that exists it always lets through. */
export function stoppedBy(zone: Zone, packets: readonly Packet[]): Packet[] {
  if (zone.target === 'ACCEPT') return []
  const open = [...zone.ports, ...zone.services.flatMap((service) => SERVICES[service] ?? [])]
  return packets.filter(
    (packet) => packet.state === 'new' && !open.some((port) => opens(port, packet.protocol, packet.port)),
  )
}

function opens(text: string, protocol: string, port: number): boolean {
  const parts = /^(\d+)(?:-(\d+))?\/(\w+)$/.exec(text)
  if (parts?.[3] !== protocol) return false
  const from = Number(parts[1])
  return port >= from && port <= Number(parts[2] ?? from)
}
