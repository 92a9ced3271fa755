import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { Clock } from '../clock'
import type { CardAddress } from '../types'
import { addressesOf } from './addresses'

/** How a card is right now. `down` also when it was pulled out. */
export interface CardSituation {
  readonly state: 'usable' | 'no-address' | 'down'
  readonly addresses: readonly CardAddress[]
}

const LOOK_EVERY_MS = 1_000

/**
 * Looks at a card once a second and calls back whenever it went down, came back, or its IPv4 addresses changed; never for
 * the situation found first.
 * @param look how to look; tests give their own
 * @returns what ends the watch
 */
export function watchCard(
  name: string,
  clock: Clock,
  callback: (now: CardSituation) => void,
  look: (name: string) => CardSituation = cardSituation,
): () => void {
  let known = keyOf(look(name))
  let cancel = (): void => undefined
  const next = (): void => {
    cancel = clock.after(LOOK_EVERY_MS, () => {
      const now = look(name)
      next()
      if (keyOf(now) === known) return
      known = keyOf(now)
      callback(now)
    })
  }
  next()
  return () => cancel()
}

function keyOf({ state, addresses }: CardSituation): string {
  return [state, ...addresses.map(({ address, netmask }) => `${address}/${netmask}`)].join(' ')
}

/** A fraction of a millisecond: no program is started. */
export function cardSituation(name: string): CardSituation {
  const entries = networkInterfaces()[name] ?? []
  const addresses = addressesOf(entries)
  if (addresses.length > 0) return { state: 'usable', addresses }
  return { state: entries.length > 0 || hasCarrier(name) ? 'no-address' : 'down', addresses }
}

/** Node does not list a card that is up but has no address of any kind; Linux tells the difference. */
function hasCarrier(name: string): boolean {
  try {
    return readFileSync(`/sys/class/net/${name}/operstate`, 'latin1').trim() === 'up'
  } catch {
    return false
  }
}
