import type { App } from './app.svelte'
import { dhcpServers, gotAddress, listed, onCard, wasGuarded } from './machine'

/** The status strip's one sentence. */
export function sentenceOf(app: Pick<App, 'engine' | 'listening' | 'serving' | 'blocker' | 'card'>): string {
  const { engine } = app
  if (app.listening) return `Listening for DHCP servers ${onCard(app.card)}…`
  if (engine.status === 'starting') return 'Starting…'
  if (engine.status === 'stopping') return 'Stopping…'
  if (app.serving) return ['Serving', engine.served?.title, onCard(engine.card)].filter(Boolean).join(' ')
  return app.blocker === undefined ? 'Ready to serve' : 'Not serving'
}

/** What stands below it. */
export function detailOf(app: Pick<App, 'engine' | 'listening' | 'serving' | 'blocker' | 'card' | 'media'>): string {
  if (app.listening) return 'Up to 4 seconds. Nothing is given out before that.'
  if (app.serving) {
    return [app.engine.address, addressesOf(app.engine)].filter((part) => part !== undefined).join(' · ')
  }
  if (app.blocker !== undefined) return 'Nothing goes out to the network yet'
  return `${mediaName(app.media)} ${onCard(app.card)}`
}

/** `Debian installer`, `3 media`. */
export function mediaName(media: App['media']): string {
  const [first] = media
  if (media.length > 1) return `${String(media.length)} media`
  return first?.kind === 'ready' ? first.report.name || first.report.label : ''
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
