import type { MediumReport } from '../../main/engine/types'
import type { App } from './app.svelte'
import { checkWords } from './check-words'
import { baseName, formatLeft, formatList } from './format'
import { words } from './lang/lang.svelte'
import { dhcpServers, gotAddress, onCard, wasGuarded } from './machine'

/** The status strip's one sentence. */
export function sentenceOf(
  app: Pick<App, 'engine' | 'asking' | 'listening' | 'serving' | 'blocker' | 'card' | 'checks'>,
): string {
  const { engine } = app
  const { strip, permission } = words()
  if (isWaiting(engine)) return permission.waiting.strip
  if (app.listening) return strip.listening(onCard(app.card))
  if (engine.status === 'starting') return strip.starting
  if (engine.status === 'stopping') return strip.stopping
  if (app.serving) return strip.serving(engine.served?.title ?? '', onCard(engine.card))
  if (app.asking) return strip.whoGives
  if (app.blocker !== undefined) return strip.notServing
  return app.checks.obstacle === undefined ? strip.ready : strip.inTheWay
}

/** The system's own dialog is open. */
const isWaiting = ({ status, waitingFor }: App['engine']): boolean =>
  status === 'starting' && waitingFor === 'permission'

/** How long the engine listens for other servers at most (main/engine/dhcp/watch). */
const LISTEN_MS = 4000

/** What is left of the listening, counted down; 0 and below when it takes longer. */
function listenedOut(since: number, now: number): string {
  const left = Math.ceil((LISTEN_MS - (now - since)) / 1000)
  return left > 0 ? formatLeft(left) : words().strip.aMomentMore
}

/** What stands below it. */
export function detailOf(
  app: Pick<
    App,
    'engine' | 'asking' | 'listening' | 'startingSince' | 'serving' | 'blocker' | 'card' | 'media' | 'checks'
  >,
  now = Date.now(),
): string {
  const { strip, permission } = words()
  if (isWaiting(app.engine)) return permission.waiting.detail
  if (app.listening) return strip.nothingBefore(listenedOut(app.startingSince, now))
  if (app.asking) return strip.noneAnswered(onCard(app.card))
  if (app.serving) {
    return [app.engine.address, addressesOf(app.engine)].filter((part) => part !== undefined).join(' · ')
  }
  if (app.blocker !== undefined) return strip.nothingGoesOut
  const { obstacle } = app.checks
  if (obstacle !== undefined) {
    const { name, what } = checkWords(obstacle)
    return strip.wayDetail(name, what)
  }
  return strip.mediumOn(mediaName(app.media), onCard(app.card))
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
  if (media.length > 1) return words().common.media(media.length)
  if (first?.kind !== 'ready') return ''
  const { name, label, filesystem, path } = first.report
  return filesystem === 'url' ? baseName(path) : name || label
}

/** Who gives addresses. That the network has a DHCP server is known once one is heard, or a machine has got an address. */
function addressesOf(engine: App['engine']): string {
  const { strip } = words()
  const servers = formatList(dhcpServers(engine))
  if (engine.card?.kind === 'loopback') return strip.noNetwork
  if (wasGuarded(engine)) return strip.noMoreAddresses(servers)
  if (engine.mode === 'dhcp') return strip.givingOut
  if (servers !== '') return strip.beside(servers)
  return gotAddress(engine.clients) ? strip.besideOwn : strip.waiting
}
