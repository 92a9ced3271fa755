import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Clock } from './clock'
import { watchCard, type CardSituation } from './net/watch-card'
import type { NoticeSink } from './notices'
import type { Card, Ipv4 } from './types'

/** Often enough to be told before the next machine asks, seldom enough for a slow network share. */
const LOOK_EVERY_MS = 2_000

/**
 * Watches the image or folder behind a medium while it is served, and says when it vanished, was changed, or came back.
 * @returns what ends the watch
 */
export function watchMedium(path: string, clock: Clock, notify: NoticeSink, clear: (code: string) => void): () => void {
  let first: string | undefined
  let told: 'here' | 'gone' | 'changed' = 'here'
  let cancel: () => void = () => undefined
  let ended = false

  const look = async (): Promise<void> => {
    const now = await fingerprint(path)
    if (ended) return
    first ??= now
    const state = now === undefined ? 'gone' : now === first ? 'here' : 'changed'
    if (state !== told) {
      told = state
      tellMedium(state, basename(path), notify, clear)
    }
    cancel = clock.after(LOOK_EVERY_MS, () => void look())
  }
  void look()
  return () => {
    ended = true
    cancel()
    for (const code of MEDIUM_TROUBLES) clear(code)
  }
}

const MEDIUM_TROUBLES = ['medium-missing', 'medium-changed']

function tellMedium(
  state: 'here' | 'gone' | 'changed',
  name: string,
  notify: NoticeSink,
  clear: (code: string) => void,
): void {
  for (const code of MEDIUM_TROUBLES) clear(code)
  if (state === 'gone') {
    notify(
      'error',
      'medium-missing',
      `${name} is gone: plug its disk in again, or choose the medium anew. Machines that ask meanwhile try again every half minute.`,
      undefined,
      { name },
    )
  } else if (state === 'changed') {
    notify(
      'error',
      'medium-changed',
      `${name} was changed or replaced while it is served: choose it anew, or stop and start, to serve it as it is now.`,
      undefined,
      { name },
    )
  } else {
    notify('info', 'medium-back', `${name} is back.`, undefined, { name })
  }
}

/** Folders change their time when a file is added, which is no harm: only their identity counts. */
async function fingerprint(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path)
    const identity = `${found.dev}:${found.ino}`
    return found.isDirectory() ? identity : `${identity}:${found.size}:${found.mtimeMs}`
  } catch {
    return undefined
  }
}

/**
 * Watches the card that is served on. Sockets survive a cable that is pulled and put back; they do not survive another address,
 * because every script and URL carries the old one.
 * @returns what ends the watch
 */
export function watchServingCard(
  card: Card,
  address: Ipv4,
  clock: Clock,
  notify: NoticeSink,
  clear: (code: string) => void,
): () => void {
  return watchCard(card.name, clock, (now) => tellCard(card.title, address, now, notify, clear))
}

function tellCard(
  title: string,
  address: Ipv4,
  now: CardSituation,
  notify: NoticeSink,
  clear: (code: string) => void,
): void {
  for (const code of ['card-down', 'card-without-address', 'card-address-changed']) clear(code)
  if (now.state === 'down') {
    const text = `The card ${title} is down: plug its cable in again. Serving goes on by itself then.`
    notify('error', 'card-down', text, undefined, { card: title })
  } else if (now.addresses.some((one) => one.address === address)) {
    notify('info', 'card-back', `The card ${title} is back at ${address}.`, undefined, { card: title, address })
  } else if (now.addresses.length === 0) {
    const text = `The card ${title} lost its address ${address}: give it back in the system's network settings. Serving goes on then.`
    notify('error', 'card-without-address', text, undefined, { card: title, address })
  } else {
    const other = now.addresses[0]?.address ?? ''
    const text = `The card ${title} has the address ${other} now instead of ${address}: stop and start to serve there.`
    notify('error', 'card-address-changed', text, undefined, { card: title, address, now: other })
  }
}
