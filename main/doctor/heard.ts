import type { Heard } from '../engine/doctor/servers'
import type { Card, EngineState } from '../engine/types'

/** A server that pings before it offers takes three seconds: what is silent for less may still be there. */
const SILENCE_MS = 4_000

/** What was heard of other servers, by listening or by the guard: kept until the card's network changes. */
export class HeardServers {
  readonly #kept = new Map<string, { readonly wire: string; readonly heard: Heard }>()
  /** Who the neighbours of each card were, while it was served on. */
  readonly #macs = new Map<string, Heard['macs']>()

  of({ name }: Pick<Card, 'name'>): Heard | undefined {
    return this.#kept.get(name)?.heard
  }

  keep(card: Card, heard: Heard): void {
    this.#kept.set(card.name, { wire: wireOf(card), heard })
  }

  /** The table of neighbours belongs to what the guard hears: it tells addresses alone. */
  know(card: Pick<Card, 'name'>, macs: Heard['macs']): void {
    this.#macs.set(card.name, macs)
  }

  /** A snapshot of the engine: the guard listens as long as it serves, to the very stop. @param now ms since the epoch */
  follow({ status, card, otherServers, startedAt }: EngineState, now: number): void {
    // Nobody listens on the computer's own loopback.
    if (card === undefined || card.kind === 'loopback' || (status !== 'serving' && status !== 'stopping')) return
    if (otherServers.length === 0 && now - (startedAt ?? now) < SILENCE_MS) return
    this.keep(card, { servers: otherServers, macs: this.#macs.get(card.name) ?? new Map(), at: now })
  }

  /** The cards as they are now. One that is gone, has no link, or has another address may come back on another network. */
  see(cards: readonly Card[]): void {
    for (const [name, { wire }] of this.#kept) {
      const card = cards.find((one) => one.name === name)
      if (card?.up !== true || wireOf(card) !== wire) {
        this.#kept.delete(name)
        this.#macs.delete(name)
      }
    }
  }
}

const wireOf = ({ mac, addresses }: Card): string => {
  const [first] = addresses
  return `${mac} ${first?.address ?? ''}/${first?.netmask ?? ''}`
}
