import type { Assets } from '../assets'
import type { Clock } from '../clock'
import type { Vendors } from '../machines/machines'
import type { Card, CardAddress, Check, EngineState, FixId, PortName, Preflight } from '../types'
import { checkCard } from './card'
import { checkFirewall } from './firewall/firewall'
import { guarded, whyFacts } from './line'
import { checkLoaders } from './loaders'
import { canAsk, checkPermission } from './permission'
import { checkPort, PORT_NAMES } from './ports'
import { checkDisk, checkMemory } from './room'
import { checkDhcpServers, checkPxeServers, type Heard, type Listening } from './servers'
import { checkSleep } from './sleep'
import type { System } from './system'

/** What the host is, and knows. */
export interface PreflightContext {
  readonly system: System
  readonly clock: Clock
  readonly cards: readonly Card[]
  readonly engine: EngineState
  readonly assets: Pick<Assets, 'loaders'>
  readonly vendors: Vendors
  readonly ports: Readonly<Record<PortName, number>>
  /** The cache of unpacked media. */
  readonly cache: string
  /** PermissionOptions.asksAtStart */
  readonly asksAtStart: boolean
  /** SleepOptions.keepsAwake */
  readonly keepsAwake: boolean
  /** The host has this card's ports already, or has opened the firewall for it. */
  readonly held?: (nic: string) => { readonly ports: boolean; readonly firewall: boolean }
  /** What the host can do when a button is pressed: no line offers anything else. */
  readonly fixes: readonly FixId[]
  /** Listens now: sends up to four DISCOVERs and takes up to 4 s. @throws BootdropError; only called when asked for. */
  readonly listen: (card: Card, address: CardAddress) => Promise<Heard>
  /** What was heard on that card's network last, for when it is not listened now. */
  readonly heard?: (card: Card) => Heard | undefined
  /** What the guard hears while we serve, with the neighbours' MACs: read from a table, nothing is sent. */
  readonly neighbours: (card: Card, address: CardAddress) => Promise<Heard['macs']>
}

/**
 * Looks at everything that a boot needs of this computer and of one card. Never rejects: what cannot be looked at is a line that says
 * so. Nothing is sent unless `listen` asks for it, and then not while we serve, for the guard listens already.
 * @param nic null looks at the computer alone
 */
export async function preflight(context: PreflightContext, nic: string | null, listen: boolean): Promise<Preflight> {
  const { system, clock, cards, engine, vendors } = context
  const card = cards.find(({ name }) => name === nic)
  const [address] = card?.addresses ?? []
  const place = card && address && { card: card.name, ...address }
  const portsNow = engine.status === 'serving' ? openPorts(engine, context.ports) : context.ports
  const listening = await listeningOn(context, card, address, listen)
  // The list is large, and without a server nobody asks it.
  if ('heard' in listening && listening.heard.servers.length > 0) await vendors.load()
  const servers = {
    ...{ card, engine, vendorOf: (mac: string) => vendors.of(mac), canListen: context.fixes.includes('listen') },
  }
  const { asksAtStart, keepsAwake } = context
  const fixes = (await canAsk(system)) ? context.fixes : context.fixes.filter((fix) => fix === 'listen')
  const held = (nic === null ? undefined : context.held?.(nic)) ?? { ports: false, firewall: false }
  const lowestPort = Math.min(...PORT_NAMES.map((name) => context.ports[name]))
  const checks = await Promise.all([
    guarded('permission', () => checkPermission(system, { asksAtStart, lowestPort, held: held.ports })),
    ...PORT_NAMES.map((name) =>
      guarded(`port-${name}`, () => checkPort(name, system, { ports: context.ports, card, engine, held: held.ports })),
    ),
    guarded('firewall', () => checkFirewall(system, place, portsNow, held.firewall)),
    guarded('card', () => checkCard(system, nic, cards)),
    guarded('dhcp-servers', () => checkDhcpServers(listening, servers)),
    guarded('pxe-servers', () => checkPxeServers(listening, servers)),
    guarded('sleep', () => checkSleep(system, { engine, keepsAwake })),
    guarded('loaders', () => checkLoaders(() => context.assets.loaders())),
    guarded('disk', () => checkDisk(system, context.cache)),
    guarded('memory', () => checkMemory(system)),
  ])
  const heard = 'heard' in listening ? listening.heard : undefined
  return {
    at: clock.now(),
    nic,
    listened: heard !== undefined,
    servers: heard?.servers ?? [],
    checks: checks.map((check) => withoutFix(check, fixes)),
  }
}

function withoutFix(check: Check, fixes: readonly FixId[]): Check {
  if (check.fix === undefined || fixes.includes(check.fix)) return check
  const { id, state, code, text, facts, command, items } = check
  return {
    ...{ id, state, code, text, facts },
    ...(command === undefined ? {} : { command }),
    ...(items === undefined ? {} : { items }),
  }
}

/** HTTP may have taken another port than the one that was wanted. */
function openPorts({ ports }: EngineState, wanted: PreflightContext['ports']): PreflightContext['ports'] {
  const now = (name: PortName): number => (ports[name].state === 'open' ? ports[name].port : wanted[name])
  return { dhcp: now('dhcp'), pxe: now('pxe'), tftp: now('tftp'), http: now('http') }
}

async function listeningOn(
  { engine, heard, listen, neighbours }: PreflightContext,
  card: Card | undefined,
  address: CardAddress | undefined,
  asked: boolean,
): Promise<Listening> {
  if (card === undefined || address === undefined) return { why: 'no-card' }
  try {
    if (engine.status === 'serving' && engine.card?.name === card.name) {
      return { heard: { servers: engine.otherServers, macs: await neighbours(card, address) } }
    }
    // A start listens itself, and has the ports.
    if (asked && engine.status === 'stopped') return { heard: await listen(card, address) }
    const before = heard?.(card)
    return before === undefined ? { why: 'not-asked' } : { heard: before }
  } catch (error) {
    return { failed: whyFacts(error) }
  }
}
