/**
 * A small office inside network namespaces, so that DHCP servers can be tried without a packet on a real wire.
 *
 * ```
 *   wan ── wan0 laptop lan0 ──┐
 *                             lan (bridge br0) ── tap0: QEMU
 *                   router ───┘
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

export const WAN = { listener: '10.99.0.1', laptop: '10.99.0.2' } as const

export type Place = 'lan' | 'router' | 'laptop' | 'wan'

const PLACES: readonly Place[] = ['lan', 'router', 'laptop', 'wan']
const PREFIX = 'bootdrop'

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
export async function openLan(): Promise<Lan> {
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
    build(name)
  } catch (error) {
    await lan.close()
    throw error
  }
  return lan
}

function build(name: (place: Place) => string): void {
  const ip = (place: Place, ...args: string[]): string => run('ip', ['-n', name(place), ...args])
  for (const place of PLACES) {
    run('ip', ['netns', 'add', name(place)])
    ip(place, 'link', 'set', 'lo', 'up')
    // IPv6 chatter would only blur the captures.
    run('ip', ['netns', 'exec', name(place), 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1'])
    run('ip', ['netns', 'exec', name(place), 'sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1'])
  }
  ip('lan', 'link', 'add', 'br0', 'type', 'bridge', 'stp_state', '0', 'mcast_snooping', '0')
  ip('lan', 'link', 'set', 'br0', 'up')
  cable(ip, name, 'router', 'lan0', 'lan', 'port1')
  cable(ip, name, 'laptop', 'lan0', 'lan', 'port2')
  cable(ip, name, 'laptop', 'wan0', 'wan', 'lan0')
  ip('lan', 'tuntap', 'add', 'tap0', 'mode', 'tap')
  for (const port of ['port1', 'port2', 'tap0']) {
    ip('lan', 'link', 'set', port, 'master', 'br0')
    ip('lan', 'link', 'set', port, 'up')
  }
  ip('router', 'address', 'add', `${LAN.router}/24`, 'broadcast', '+', 'dev', 'lan0')
  ip('laptop', 'address', 'add', `${LAN.laptop}/24`, 'broadcast', '+', 'dev', 'lan0')
  ip('laptop', 'address', 'add', `${WAN.laptop}/24`, 'broadcast', '+', 'dev', 'wan0')
  ip('wan', 'address', 'add', `${WAN.listener}/24`, 'broadcast', '+', 'dev', 'lan0')
  ip('laptop', 'route', 'add', 'default', 'via', WAN.listener, 'dev', 'wan0')
}

function cable(
  ip: (place: Place, ...args: string[]) => string,
  name: (place: Place) => string,
  from: Place,
  card: string,
  to: Place,
  port: string,
): void {
  ip(from, 'link', 'add', card, 'type', 'veth', 'peer', 'name', port, 'netns', name(to))
  ip(from, 'link', 'set', card, 'up')
  ip(to, 'link', 'set', port, 'up')
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
