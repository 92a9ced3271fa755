import type { Card, Client, EngineState } from '../../main/engine/types'
import { uuidForms } from '../../main/engine/rules/uuid'
import { hasSettled } from '../../preload/under-way'
import { formatClock } from './format'
import { cardTitle } from './card-title'
import { words } from './lang/lang.svelte'
import { gotFullLoader, whyWords } from './trouble'

/** How a machine fares, seen from a metre away. Colour, icon and filter follow from it. `aside`: not booted from here, by choice. */
export type Mood = 'booting' | 'done' | 'aside' | 'stalled' | 'failed'

/** What a trouble is called does not depend on the place. */
const ANYWHERE = { mode: undefined, signed: [] } as const

export function moodOf(client: Client, now = Date.now()): Mood {
  const { phase } = client.phase
  if (phase === 'stalled' || phase === 'failed') return phase
  if (client.doing === 'local-disk' || client.doing === 'ignored') return 'aside'
  return phase === 'running' || phase === 'finished' || hasSettled(client, now) ? 'done' : 'booting'
}

/** What a technician calls it: its host name, or its MAC address, which is printed on its sticker. */
export function nameOf(client: Client): string {
  if (client.hostname !== undefined && client.hostname !== '') return client.hostname
  return client.mac ?? client.ip ?? client.id
}

/** What it goes by in lists: its host name, else its model, else its MAC address. */
export function titleOf(client: Client): string {
  const { hostname, model } = client
  return hostname !== undefined && hostname !== '' ? hostname : (model ?? nameOf(client))
}

/** `:01:02:03`: two of one make share the first half of a MAC address, this is what they are told apart by. */
export const tailOf = (mac: string): string => mac.slice(8)

/** Model and firmware where its SMBIOS told them, else who made its network card. */
export function makerOf({ model, vendor }: Client): string | undefined {
  return model ?? vendor
}

/** `Dell · UEFI x64 · 192.168.1.143`: without what it goes by. The MAC address stands apart, its end must never be cut off. */
export function factsOf(client: Client): string {
  const facts = [makerOf(client), words().machines.archs[client.arch], client.ip]
  return facts.filter((fact) => fact !== undefined && fact !== titleOf(client)).join(' · ')
}

/** Whether some server has given one of these machines an address. */
export function gotAddress(clients: readonly Client[]): boolean {
  return clients.some(({ ip, reached }) => ip !== undefined || reached.addressed !== undefined)
}

/** `on Ethernet (eno1)`. */
export function onCard(card: Card | undefined): string {
  const { machines } = words()
  if (card?.kind === 'loopback') return machines.onLoopback
  return machines.onCard(card ? cardTitle(card) : machines.theNetwork)
}

/** Where a machine in trouble stands; empty for the others. */
export function stoppedAt(client: Client): string {
  const { machines } = words()
  return 'at' in client.phase ? machines.stoppedAt(machines.rungs[client.phase.at].step) : ''
}

/** `is loading the system`, or the title of its trouble. */
export function doingOf(client: Client, now = Date.now()): string {
  const { phase, doing } = client
  const { machines } = words()
  if ('why' in phase) return whyWords(phase.why, client, ANYWHERE).title
  if (doing !== undefined) return machines.doing[doing].doing
  if (hasSettled(client, now)) return machines.started
  return phase.phase === 'loader' ? loaderWords(client) : machines.rungs[phase.phase].doing
}

/** The same, with what it boots named where there is a choice: `is loading Debian installer 12`. */
export function doingWhat(client: Client, now: number, several: boolean): string {
  const { phase, doing, title } = client
  const { machines } = words()
  if (!several || title === undefined || doing !== undefined || hasSettled(client, now)) return doingOf(client, now)
  if (phase.phase === 'loading') return machines.loadingWhat(title)
  if (phase.phase === 'handed-over') return machines.startingWhat(title)
  return phase.phase === 'running' ? machines.runningWhat(title) : doingOf(client, now)
}

function loaderWords(client: Client): string {
  const { rungs, loader } = words().machines
  const sent = client.transfers.findLast(({ role }) => role === 'loader')
  const whole = sent?.done === true && sent.ok
  if (gotFullLoader(client)) return whole ? loader.fullSent : loader.full
  return whole ? loader.sent : rungs.loader.doing
}

/** One word for the same. */
export function stepOf({ phase, doing }: Client): string {
  const { machines } = words()
  if ('why' in phase) {
    if (phase.why === 'stopped') return machines.brokenOff
    return phase.phase === 'failed' ? machines.failed : machines.stalled
  }
  return doing === undefined ? machines.rungs[phase.phase].step : machines.doing[doing].step
}

/** Other servers that lease addresses, the newest first. */
export function dhcpServers({ otherServers }: EngineState): readonly string[] {
  return otherServers
    .filter(({ kind }) => kind === 'dhcp')
    .map(({ address }) => address)
    .reverse()
}

const ENDED_LEASING = ['other-dhcp', 'same-address']

/** Whether leasing was given up because another server was heard. */
export function wasGuarded({ mode, status, notices }: EngineState): boolean {
  return status === 'serving' && mode === 'proxy' && notices.some(({ code }) => ENDED_LEASING.includes(code))
}

/** `192.168.1.1 and 192.168.1.2`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length > 1 ? words().format.and(items.slice(0, -1).join(', '), last) : last
}

export interface Fact {
  readonly what: string
  readonly value: string
}

/** Who a machine is, in every form that people look for: its UUID is written in two byte orders (main/engine/rules/uuid.ts). */
export function identityOf(client: Client): readonly Fact[] {
  const { identity, answered } = words().machines.inspector
  const { model, vendor, hostname, mac, ip, arch, uuid, vendorClass, strategy, boots, firstSeen } = client
  const lines = [
    { what: identity.model, value: model },
    { what: identity.vendor, value: vendor },
    { what: identity.hostname, value: hostname },
    { what: identity.mac, value: mac },
    { what: identity.ip, value: ip },
    { what: identity.arch, value: words().machines.archs[arch] },
    ...(uuid === undefined ? [] : uuidLines(uuid)),
    { what: identity.vendorClass, value: vendorClass },
    { what: identity.strategy, value: strategy && answered[strategy] },
    { what: identity.boots, value: String(boots) },
    { what: identity.firstSeen, value: formatClock(firstSeen) },
  ]
  return lines.flatMap(({ what, value }) => (value === undefined || value === '' ? [] : [{ what, value }]))
}

function uuidLines(uuid: string): readonly Fact[] {
  const { identity } = words().machines.inspector
  try {
    const { smbios, wire } = uuidForms(uuid)
    return [
      { what: identity.uuid, value: smbios },
      { what: identity.uuidSent, value: wire },
    ]
  } catch {
    // A board whose maker set none: nothing that names this machine.
    return [{ what: identity.uuid, value: uuid }]
  }
}
