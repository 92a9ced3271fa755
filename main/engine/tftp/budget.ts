import type { Clock } from '../clock'

const WINDOW_MS = 1000

/**
 * How many answers may leave within a second, to one address and to all. Requests carry forged addresses: the machine that
 * has such an address must not be drowned by us.
 */
export class Budget {
  readonly #clock: Clock
  readonly #perAddress: number
  readonly #total: number
  readonly #spent = new Map<string, number>()
  #spentInAll = 0
  #windowStart = 0

  constructor(clock: Clock, limits: { readonly perAddress: number; readonly total: number }) {
    this.#clock = clock
    this.#perAddress = limits.perAddress
    this.#total = limits.total
  }

  /** Takes one answer to `address` out of this second's budget; false when there is none left. */
  spend(address: string): boolean {
    const now = this.#clock.now()
    // A clock that was set back begins a new second, too.
    if (now - this.#windowStart >= WINDOW_MS || now < this.#windowStart) {
      this.#windowStart = now
      this.#spent.clear()
      this.#spentInAll = 0
    }
    const spent = this.#spent.get(address) ?? 0
    if (spent >= this.#perAddress || this.#spentInAll >= this.#total) return false
    this.#spent.set(address, spent + 1)
    this.#spentInAll += 1
    return true
  }
}
