import type { Card, Client, EngineState, Transfer } from '../../main/engine/types'
import { formatLeft, formatPart, formatSize, formatSpeed } from './format'
import { uuidForms } from '../../main/engine/rules/uuid'
import { hasSettled } from '../../preload/under-way'
import { gotFullLoader } from './trouble'
import { ARCHS, DOING, LOADER, RUNGS, STARTED } from './words'
import { WHY } from './words-trouble'

/** How a machine fares, seen from a metre away. Colour, icon and filter follow from it. `aside`: not booted from here, by choice. */
export type Mood = 'booting' | 'done' | 'aside' | 'stalled' | 'failed'

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

/** `UEFI x64 · 192.168.1.143`, and the MAC address where it is not the name already. */
export function factsOf(client: Client): string {
  const facts = [ARCHS[client.arch], client.ip, client.model, client.mac]
  return facts.filter((fact) => fact !== undefined && fact !== nameOf(client)).join(' · ')
}

/** Whether some server has given one of these machines an address. */
export function gotAddress(clients: readonly Client[]): boolean {
  return clients.some(({ ip, reached }) => ip !== undefined || reached.addressed !== undefined)
}

/** `on Ethernet (eno1)`. */
export function onCard(card: Card | undefined): string {
  if (card?.kind === 'loopback') return 'to this computer only'
  return `on ${card?.title ?? 'the network'}`
}

/** Where a machine in trouble stands; empty for the others. */
export function stoppedAt(client: Client): string {
  return 'at' in client.phase ? `stopped at “${RUNGS[client.phase.at].step}”` : ''
}

/** `is loading the system`, or the title of its trouble. */
export function doingOf(client: Client, now = Date.now()): string {
  const { phase, doing } = client
  if ('why' in phase) return WHY[phase.why].title
  if (doing !== undefined) return DOING[doing].doing
  if (hasSettled(client, now)) return STARTED
  return phase.phase === 'loader' ? loaderWords(client) : RUNGS[phase.phase].doing
}

/** The same, with what it boots named where there is a choice: `is loading Debian installer 12`. */
export function doingWhat(client: Client, now: number, several: boolean): string {
  const doing = doingOf(client, now)
  return several && client.title !== undefined ? doing.replace(/the system$/, client.title) : doing
}

function loaderWords(client: Client): string {
  const sent = client.transfers.findLast(({ role }) => role === 'loader')
  const whole = sent?.done === true && sent.ok
  if (gotFullLoader(client)) return whole ? LOADER.fullSent : LOADER.full
  return whole ? LOADER.sent : RUNGS.loader.doing
}

/** One word for the same. */
export function stepOf({ phase, doing }: Client): string {
  if ('why' in phase) return phase.why === 'stopped' ? 'Broken off' : phase.phase === 'failed' ? 'Failed' : 'Stalled'
  return doing === undefined ? RUNGS[phase.phase].step : DOING[doing].step
}

/** Files worth a bar: a size probe is a question, not a transfer. */
export function filesOf(client: Client): readonly Transfer[] {
  return client.transfers.filter((transfer) => transfer.role !== 'probe')
}

/** The file that stands for the machine in one line: what runs, else what came last. */
export function currentFile(client: Client): Transfer | undefined {
  const files = filesOf(client)
  return files.findLast((file) => !file.done) ?? files.at(-1)
}

/** 0 to 1; undefined while the size is not known. */
export function shareOf(transfer: Transfer): number | undefined {
  if (transfer.done && transfer.ok) return 1
  if (transfer.sizeBytes === undefined || transfer.sizeBytes === 0) return undefined
  return Math.min(1, transfer.sentBytes / transfer.sizeBytes)
}

/** `38.2 of 62.0 MB · 41.3 MB/s · 1 s left`. */
export function figuresOf(transfer: Transfer): string {
  const { sentBytes, sizeBytes, bytesPerSecond } = transfer
  if (transfer.done) {
    return transfer.ok ? formatSize(sentBytes) : `broke off after ${formatSize(sentBytes)}`
  }
  const amount = sizeBytes === undefined ? formatSize(sentBytes) : formatPart(sentBytes, sizeBytes)
  if (bytesPerSecond < 1) return amount
  const parts = [amount, formatSpeed(bytesPerSecond)]
  if (sizeBytes !== undefined) parts.push(formatLeft((sizeBytes - sentBytes) / bytesPerSecond))
  return parts.join(' · ')
}

export type Filter = 'all' | 'booting' | 'trouble' | 'done'
export type Order = 'first-seen' | 'trouble-first' | 'name'

export function inFilter(client: Client, filter: Filter, now = Date.now()): boolean {
  const mood = moodOf(client, now)
  if (filter === 'all') return true
  if (filter === 'trouble') return mood === 'stalled' || mood === 'failed'
  return filter === 'done' ? mood === 'done' || mood === 'aside' : mood === filter
}

const TROUBLE_FIRST: readonly Mood[] = ['failed', 'stalled', 'booting', 'done', 'aside']

/** A sorted copy; machines that compare equal stay in the order they were first seen. */
export function inOrder(clients: readonly Client[], order: Order, now = Date.now()): readonly Client[] {
  const sorted = [...clients].sort((a, b) => a.firstSeen - b.firstSeen)
  if (order === 'name') sorted.sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true }))
  if (order === 'trouble-first') {
    sorted.sort((a, b) => TROUBLE_FIRST.indexOf(moodOf(a, now)) - TROUBLE_FIRST.indexOf(moodOf(b, now)))
  }
  return sorted
}

/** Does what is typed in the search field name this machine? */
export function matches(client: Client, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return [client.hostname, client.mac, client.ip, client.uuid, client.model].some((field) =>
    field?.toLowerCase().includes(wanted),
  )
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
  return items.length > 1 ? `${items.slice(0, -1).join(', ')} and ${last}` : last
}

/** Who a machine is, in every form that people look for: its UUID is written in two byte orders (main/engine/rules/uuid.ts). */
export function identityOf({ model, mac, uuid, vendorClass }: Client): readonly { what: string; value: string }[] {
  const forms = uuid === undefined ? [] : uuidLines(uuid)
  const lines = [
    { what: 'Model', value: model },
    { what: 'MAC address', value: mac },
    ...forms,
    { what: 'Vendor class', value: vendorClass },
  ]
  return lines.flatMap(({ what, value }) => (value === undefined ? [] : [{ what, value }]))
}

function uuidLines(uuid: string): readonly { what: string; value: string }[] {
  try {
    const { smbios, wire } = uuidForms(uuid)
    return [
      { what: 'UUID', value: smbios },
      { what: 'UUID as sent (option 97)', value: wire },
    ]
  } catch {
    // A board whose maker set none: nothing that names this machine.
    return [{ what: 'UUID', value: uuid }]
  }
}
