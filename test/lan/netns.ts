/**
 * A small office inside network namespaces, so that DHCP servers can be tried without a packet on a real wire.
 *
 * ```
 *   wan ── wan0 laptop lan0 ──┐
 *                             lan (bridge br0) ── tap0: QEMU
 *                   router ───┘
 *
 *   alone:   nobody answers on the router's cable, and the laptop's card has given itself a link-local address
 *   relayed: … br0 ── lan0 relay lan1 ── (bridge br1) ── tap0: QEMU, on a segment of its own behind a DHCP relay
 * ```
 *
 * The laptop's default route goes by `wan0`: a program that lets the routing table choose its card sends broadcasts there,
 * which is the usual Wi-Fi and bench-cable laptop. Every link is made inside the namespaces, none passes through the root
 * namespace, and the names carry this process's id so that two runs cannot meet.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run, start, tryRun, type Child } from './process'

export const LAN = {
  subnet: '192.168.77.0',
  broadcast: '192.168.77.255',
  router: '192.168.77.1',
  laptop: '192.168.77.20',
  poolFirst: '192.168.77.100',
  poolLast: '192.168.77.150',
} as const

/** What a card gives itself where nobody gives it anything (RFC 3927). */
export const ALONE = { laptop: '169.254.77.20' } as const

/** The segment behind the relay. */
export const FAR = {
  subnet: '192.168.78.0',
  relay: '192.168.78.1',
  relayOnLan: '192.168.77.2',
  poolFirst: '192.168.78.100',
  poolLast: '192.168.78.150',
} as const

export const WAN = { listener: '10.99.0.1', laptop: '10.99.0.2' } as const

export type Place = 'lan' | 'router' | 'laptop' | 'wan' | 'relay'

const PLACES: readonly Place[] = ['lan', 'router', 'laptop', 'wan', 'relay']
const PREFIX = 'bootdrop'

export interface LanOptions {
  /** No router, and a link-local address on the laptop's card: the isolated bench. */
  readonly alone?: boolean
  /** The machines stand on a segment of their own, behind a router that relays DHCP (peers.ts starts the relay). */
  readonly relayed?: boolean
}

export interface Lan {
  /** Folder of this run: serial texts, captures, lease files. Kept afterwards as an artefact. */
  readonly folder: string
  namespace(place: Place): string
  /** Runs a short command there. @throws Error with its standard error */
  run(place: Place, command: string, ...args: string[]): string
  /** Starts a process there; it is ended with the LAN at the latest. */
  start(place: Place, command: string, ...args: string[]): Child
  /** Ends every process started here and removes the namespaces. Safe to call twice. */
  close(): Promise<void>
}

let opened = 0

/** Makes the namespaces and cables. @throws Error with everything taken down again */
export async function openLan(options: LanOptions = {}): Promise<Lan> {
  removeLeftOvers()
  const id = `${PREFIX}-${process.pid}-${++opened}`
  const name = (place: Place): string => `${id}-${place}`
  const folder = resolve('test-results', 'lan', id)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const children: Child[] = []

  const remove = (): void => {
    for (const place of PLACES) removeNamespace(name(place))
  }
  // A test run that is interrupted never reaches afterAll.
  process.once('exit', remove)

  const lan: Lan = {
    folder,
    namespace: name,
    run: (place, command, ...args) => run('ip', ['netns', 'exec', name(place), command, ...args]),
    start: (place, command, ...args) => {
      const child = start('ip', ['netns', 'exec', name(place), command, ...args])
      children.push(child)
      return child
    },
    close: async () => {
      await Promise.all(children.splice(0).map((child) => child.end()))
      remove()
      process.removeListener('exit', remove)
    },
  }
  try {
    build(name, options)
  } catch (error) {
    await lan.close()
    throw error
  }
  return lan
}

type Names = (place: Place) => string

const ip = (name: Names, place: Place, ...args: string[]): string => run('ip', ['-n', name(place), ...args])

const address = (name: Names, place: Place, card: string, cidr: string): string =>
  ip(name, place, 'address', 'add', cidr, 'broadcast', '+', 'dev', card)

function build(name: Names, { alone = false, relayed = false }: LanOptions): void {
  for (const place of PLACES) {
    run('ip', ['netns', 'add', name(place)])
    ip(name, place, 'link', 'set', 'lo', 'up')
    // IPv6 chatter would only blur the captures.
    run('ip', ['netns', 'exec', name(place), 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1'])
    run('ip', ['netns', 'exec', name(place), 'sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1'])
  }
  bridge(name, 'br0')
  cable(name, 'router', 'lan0', 'port1', 'br0')
  cable(name, 'laptop', 'lan0', 'port2', 'br0')
  cable(name, 'laptop', 'wan0', 'lan0')
  if (!alone) address(name, 'router', 'lan0', `${LAN.router}/24`)
  address(name, 'laptop', 'lan0', alone ? `${ALONE.laptop}/16` : `${LAN.laptop}/24`)
  address(name, 'laptop', 'wan0', `${WAN.laptop}/24`)
  address(name, 'wan', 'lan0', `${WAN.listener}/24`)
  ip(name, 'laptop', 'route', 'add', 'default', 'via', WAN.listener, 'dev', 'wan0')
  if (relayed) farSegment(name)
  ip(name, 'lan', 'tuntap', 'add', 'tap0', 'mode', 'tap')
  plug(name, 'tap0', relayed ? 'br1' : 'br0')
}

/** A second bridge, and between the two a machine that routes; laptop and router know the way there. */
function farSegment(name: Names): void {
  bridge(name, 'br1')
  cable(name, 'relay', 'lan0', 'port3', 'br0')
  cable(name, 'relay', 'lan1', 'port4', 'br1')
  address(name, 'relay', 'lan0', `${FAR.relayOnLan}/24`)
  address(name, 'relay', 'lan1', `${FAR.relay}/24`)
  run('ip', ['netns', 'exec', name('relay'), 'sysctl', '-qw', 'net.ipv4.ip_forward=1'])
  for (const place of ['router', 'laptop'] as const)
    ip(name, place, 'route', 'add', `${FAR.subnet}/24`, 'via', FAR.relayOnLan, 'dev', 'lan0')
}

function bridge(name: Names, bridgeName: string): void {
  ip(name, 'lan', 'link', 'add', bridgeName, 'type', 'bridge', 'stp_state', '0', 'mcast_snooping', '0')
  ip(name, 'lan', 'link', 'set', bridgeName, 'up')
}

/** A cable from a card to a port of a bridge, or else to the card of the same name in `wan`. */
function cable(name: Names, from: Place, card: string, port: string, bridgeName?: string): void {
  const to = bridgeName === undefined ? 'wan' : 'lan'
  ip(name, from, 'link', 'add', card, 'type', 'veth', 'peer', 'name', port, 'netns', name(to))
  ip(name, from, 'link', 'set', card, 'up')
  if (bridgeName === undefined) ip(name, to, 'link', 'set', port, 'up')
  else plug(name, port, bridgeName)
}

function plug(name: Names, port: string, bridgeName: string): void {
  ip(name, 'lan', 'link', 'set', port, 'master', bridgeName)
  ip(name, 'lan', 'link', 'set', port, 'up')
}

function removeNamespace(namespace: string): void {
  if (!existsSync(join('/run/netns', namespace))) return
  // Whatever still runs in there was started by this run: nobody else knows the name.
  for (const pid of (tryRun('ip', ['netns', 'pids', namespace]) ?? '').split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has just ended by itself.
    }
  }
  tryRun('ip', ['netns', 'delete', namespace])
}

/** Namespaces of a run whose process is gone (it was killed) would stay until the next restart of the machine. */
function removeLeftOvers(): void {
  if (!existsSync('/run/netns')) return
  for (const namespace of readdirSync('/run/netns')) {
    const pid = new RegExp(`^${PREFIX}-(\\d+)-\\d+-(${PLACES.join('|')})$`).exec(namespace)?.[1]
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeNamespace(namespace)
  }
}
