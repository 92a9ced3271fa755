import type { Ipv4 } from '../../types'

/** Addresses of the pool that are not leased as others are, each for a reason of its own. Times are ms since the epoch. */
export class Barred {
  /** Somebody else answers there; until when. Oldest first. */
  readonly #abandoned = new Map<Ipv4, number>()
  /** Its holder sent DECLINE, and it is being looked at whether that is so: offered to nobody, renewed by the holder. */
  readonly #doubted = new Set<Ipv4>()
  /** Another machine was seen there than the one that has the lease: renewed by nobody. */
  readonly #contested = new Set<Ipv4>()

  abandon(address: Ipv4, until: number): void {
    // Deleted first, so that it is the newest.
    this.clear(address)
    this.#abandoned.set(address, until)
  }

  doubt(address: Ipv4): void {
    this.#doubted.add(address)
  }

  trust(address: Ipv4): void {
    this.#doubted.delete(address)
  }

  contest(address: Ipv4): void {
    this.#contested.add(address)
  }

  /** It is leased like any other again. */
  clear(address: Ipv4): void {
    for (const barred of [this.#abandoned, this.#doubted, this.#contested]) barred.delete(address)
  }

  /** It is not abandoned any more; what is doubted or contested stays so. */
  leased(address: Ipv4): void {
    this.#abandoned.delete(address)
  }

  isAbandoned(address: Ipv4, now: number): boolean {
    const until = this.#abandoned.get(address)
    return until !== undefined && until > now
  }

  isDoubted(address: Ipv4): boolean {
    return this.#doubted.has(address)
  }

  isContested(address: Ipv4): boolean {
    return this.#contested.has(address)
  }

  /** What was abandoned, also what is so no more; oldest first. */
  abandoned(): readonly { readonly address: Ipv4; readonly until: number }[] {
    return [...this.#abandoned].map(([address, until]) => ({ address, until }))
  }

  /** The clock was set back by so many ms: everything goes on for as long as it still had. */
  shift(back: number): void {
    for (const [address, until] of this.#abandoned) this.#abandoned.set(address, until - back)
  }
}
