import type { Clock } from '../../main/engine/clock'

interface Timer {
  readonly at: number
  readonly callback: () => void
}

/** A clock that only moves when told to. Timers run in order of their time. */
export class FakeClock implements Clock {
  #now: number
  #timers: Timer[] = []

  constructor(startAt = 1_000_000) {
    this.#now = startAt
  }

  now(): number {
    return this.#now
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { at: this.#now + delayMs, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Timers that are waiting. */
  get pending(): number {
    return this.#timers.length
  }

  /** Moves on by `ms`, running what falls due, also what is set meanwhile. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.#now = Math.max(this.#now, due.at)
      due.callback()
    }
    this.#now = end
  }
}
