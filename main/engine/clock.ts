/**
 * Time as an argument. Every part that waits or measures takes a `Clock`, so that its tests run without a real second.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `callback` once after `delayMs`; returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void
}

/** The real clock. Its timers never keep the process alive by themselves. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
