import type { Card, Check, EngineState, PortName } from '../types'
import { line } from './line'
import { bars, fromProc, fromSs, type BoundSocket } from './sockets-table'
import type { System, TryBind } from './system'

export const PORT_NAMES = ['dhcp', 'pxe', 'tftp', 'http'] as const satisfies readonly PortName[]

/** The title that our own processes give themselves. */
const OWN_NAME = 'bootdrop'

export interface PortsOptions {
  readonly ports: Readonly<Record<PortName, number>>
  /** Undefined: no card is chosen, and only the tables are read. */
  readonly card: Card | undefined
  readonly engine: Pick<EngineState, 'status' | 'ports'>
  /** This program has them already, for the next start on this card. */
  readonly held: boolean
}

/** Those that machines know by heart: permission is asked for them together. HTTP's is open to every program. */
const HELD: readonly PortName[] = ['dhcp', 'pxe', 'tftp']

/** One port: free on this card, taken (by whom), or open already because it is served. */
export async function checkPort(name: PortName, system: System, options: PortsOptions): Promise<Check> {
  const { engine, card } = options
  const known = engine.ports[name]
  if (engine.status === 'serving' && known.state === 'open') {
    const facts = { port: known.port, protocol: protocolOf(name) }
    return line(`port-${name}`, 'ok', 'ours', `${title(name, known.port)} is open: Bootdrop serves on it.`, { facts })
  }
  const port = options.ports[name]
  const address = card?.addresses[0]?.address
  if (options.held && HELD.includes(name)) {
    const facts = { port, protocol: protocolOf(name) }
    return line(`port-${name}`, 'ok', 'held', `${title(name, port)} is kept for the next start.`, { facts })
  }
  // What Start opens at this very moment is not tried as well.
  const tries = address !== undefined && (engine.status === 'stopped' || engine.status === 'serving')
  if (card === undefined || !tries) return byTable(name, port, card, system)
  const attempt: TryBind = {
    ...{ protocol: protocolOf(name), port, card: card.name, address },
    broadcast: name === 'dhcp',
  }
  switch (await system.tryBind(attempt)) {
    case 'free':
      return free(name, port)
    case 'taken':
      return taken(name, port, system)
    case 'forbidden':
      return byTable(name, port, card, system)
    case 'gone':
      return line(
        `port-${name}`,
        'unknown',
        'gone',
        `${title(name, port)} cannot be tried: the card is down or gone.`,
        {
          facts: { port, protocol: protocolOf(name) },
        },
      )
  }
}

const protocolOf = (name: PortName): 'udp' | 'tcp' => (name === 'http' ? 'tcp' : 'udp')

const PURPOSE: Readonly<Record<PortName, string>> = {
  dhcp: 'DHCP',
  pxe: 'PXE',
  tftp: 'TFTP',
  http: 'HTTP',
}
const title = (name: PortName, port: number): string =>
  `${PURPOSE[name]} port ${protocolOf(name).toUpperCase()} ${port}`

function free(name: PortName, port: number): Check {
  const facts = { port, protocol: protocolOf(name) }
  return line(`port-${name}`, 'ok', 'free', `${title(name, port)} is free.`, { facts })
}

/** Machines know three of the ports by heart; scripts carry the number of HTTP's, and the next free one is taken. */
async function taken(name: PortName, port: number, system: System): Promise<Check> {
  const protocol = protocolOf(name)
  const state = name === 'http' ? 'warning' : 'failed'
  const owner = await system.portOwner(protocol, port).catch(() => undefined)
  const next = name === 'http' ? ' Nothing to do: Bootdrop takes the next free one.' : undefined
  if (owner === undefined) {
    const command = findOwner(system.platform, protocol, port)
    const text = `${title(name, port)} is used by a program of another user, whose name this user may not see.${next ?? ' Find it with the command, and stop it.'}`
    return line(`port-${name}`, state, 'another-user', text, { facts: { port, protocol }, command })
  }
  const facts = { port, protocol, owner }
  if (owner.startsWith(OWN_NAME)) {
    const text = `${title(name, port)} is used by another Bootdrop, ${owner}.${next ?? ' Stop that one first, or use its window.'}`
    return line(`port-${name}`, state, 'bootdrop', text, { facts })
  }
  const text = `${title(name, port)} is used by ${owner}.${next ?? ' Stop that program, or tie it to another network card.'}`
  return line(`port-${name}`, state, 'taken', text, { facts })
}

function findOwner(platform: NodeJS.Platform, protocol: 'udp' | 'tcp', port: number): string {
  if (platform === 'linux') return `sudo ss -l${protocol === 'udp' ? 'u' : 't'}np 'sport = :${port}'`
  if (platform === 'darwin') return `sudo lsof -nP -i${protocol.toUpperCase()}:${port}`
  return `netstat -ano -p ${protocol} | findstr :${port}`
}

/** Without a card to try it on, or the right to: by what the system lists. */
async function byTable(name: PortName, port: number, card: Card | undefined, system: System): Promise<Check> {
  const protocol = protocolOf(name)
  const sockets = await boundSockets(system, protocol)
  if (sockets === undefined) {
    const text = `Whether ${title(name, port)} is free can be told for one card: choose one.`
    return line(`port-${name}`, 'unknown', 'at-start', text, { facts: { port, protocol } })
  }
  const there = sockets.filter((socket) => socket.port === port)
  if (there.length === 0) return free(name, port)
  if (card !== undefined) {
    const address = name === 'dhcp' ? '0.0.0.0' : (card.addresses[0]?.address ?? '0.0.0.0')
    const ours: BoundSocket = { address, device: card.name, port }
    return there.some((socket) => bars(socket, ours)) ? taken(name, port, system) : free(name, port)
  }
  const owner = (await system.portOwner(protocol, port).catch(() => undefined)) ?? 'another program'
  const text = `${title(name, port)} is in use by ${owner}, on all cards or on some: choose a card (--nic) to see whether it is free there.`
  return line(`port-${name}`, 'warning', 'elsewhere', text, { facts: { port, protocol, owner } })
}

/** `ss` also knows which card a socket is held to (libvirt holds its dnsmasq to its own); /proc is there always. */
async function boundSockets(system: System, protocol: 'udp' | 'tcp'): Promise<readonly BoundSocket[] | undefined> {
  if (system.platform !== 'linux') return undefined
  const ss = await system.run('ss', [protocol === 'udp' ? '-Hlun' : '-Hltn'])
  if (ss.code === 0) return fromSs(ss.stdout)
  const table = await system.readFile(`/proc/self/net/${protocol}`)
  return table === undefined ? undefined : fromProc(table, protocol)
}
