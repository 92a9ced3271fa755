import type { MediumReport } from '../../main/engine/types'
import type { App } from './app.svelte'
import { baseName } from './format'
import { dhcpServers, gotAddress, listed, onCard, wasGuarded } from './machine'

/** The status strip's one sentence. */
export function sentenceOf(app: Pick<App, 'engine' | 'asking' | 'listening' | 'serving' | 'blocker' | 'card'>): string {
  const { engine } = app
  if (app.listening) return `Listening for DHCP servers ${onCard(app.card)}…`
  if (engine.status === 'starting') return 'Starting…'
  if (engine.status === 'stopping') return 'Stopping…'
  if (app.serving) return ['Serving', engine.served?.title, onCard(engine.card)].filter(Boolean).join(' ')
  if (app.asking) return 'Who shall give out the addresses?'
  return app.blocker === undefined ? 'Ready to serve' : 'Not serving'
}

/** How long the engine listens for other servers at most (main/engine/dhcp/watch). */
const LISTEN_MS = 4000

/** What is left of the listening, counted down; 0 and below when it takes longer. */
function listenedOut(since: number, now: number): string {
  const left = Math.ceil((LISTEN_MS - (now - since)) / 1000)
  return left > 0 ? `${String(left)} s left` : 'a moment more'
}

/** What stands below it. */
export function detailOf(
  app: Pick<App, 'engine' | 'asking' | 'listening' | 'startingSince' | 'serving' | 'blocker' | 'card' | 'media'>,
  now = Date.now(),
): string {
  if (app.listening) return `Nothing is given out before that: ${listenedOut(app.startingSince, now)}`
  if (app.asking) return `No DHCP server answered ${onCard(app.card)}`
  if (app.serving) {
    return [app.engine.address, addressesOf(app.engine)].filter((part) => part !== undefined).join(' · ')
  }
  if (app.blocker !== undefined) return 'Nothing goes out to the network yet'
  return `${mediaName(app.media)} ${onCard(app.card)}`
}

/** What stands on a medium; of another server, its address, for that is all there is to tell it by. */
export function nameOfReport({ name, version, filesystem, path }: MediumReport): string {
  return filesystem === 'url' ? baseName(path) : `${name} ${version}`.trim()
}

/** What stands on a medium, once that is known; else the name of its file. */
export function nameOfMedium(medium: App['media'][number]): string {
  return (medium.kind === 'ready' && nameOfReport(medium.report)) || baseName(medium.path)
}

/** `Debian installer`, `3 media`. */
export function mediaName(media: App['media']): string {
  const [first] = media
  if (media.length > 1) return `${String(media.length)} media`
  if (first?.kind !== 'ready') return ''
  const { name, label, filesystem, path } = first.report
  return filesystem === 'url' ? baseName(path) : name || label
}

/** Who gives addresses. That the network has a DHCP server is known once one is heard, or a machine has got an address. */
function addressesOf(engine: App['engine']): string {
  const servers = listed(dhcpServers(engine))
  if (engine.card?.kind === 'loopback') return 'nothing goes out to a network'
  if (wasGuarded(engine)) return `gives out no more addresses: ${servers || 'another server'} does`
  if (engine.mode === 'dhcp') return 'giving out addresses'
  if (servers !== '') return `beside ${servers}`
  return gotAddress(engine.clients)
    ? 'beside the network’s own DHCP server'
    : 'waiting for machines; the network’s DHCP server gives the addresses'
}
