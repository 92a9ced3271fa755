import type { Ipv4, Mac } from '../../types'

/** So that a flood of a few thousand a second does not push out what a machine is about to take. */
const MAX_OFFERS = 16_384
/** Of these the newest are kept across a restart. */
const MAX_SAVED = 500

export interface Offered {
  readonly mac: Mac
  readonly address: Ipv4
}

/**
 * Who was offered what, also where the offer was taken back, ran out, or was made before a restart: whoever asks us for what is
 * not in here was offered it by another who has our address. By no clock: one that leaps makes no offer unsaid.
 */
export class Offers {
  readonly #made = new Map<string, Offered>()

  add(mac: Mac, address: Ipv4): void {
    const key = `${mac} ${address}`
    // Deleted first, so that it is the newest.
    this.#made.delete(key)
    this.#made.set(key, { mac, address })
    const [oldest] = this.#made.keys()
    if (this.#made.size > MAX_OFFERS && oldest !== undefined) this.#made.delete(oldest)
  }

  has(mac: Mac, address: Ipv4): boolean {
    return this.#made.has(`${mac} ${address}`)
  }

  newest(): readonly Offered[] {
    return [...this.#made.values()].slice(-MAX_SAVED)
  }
}
