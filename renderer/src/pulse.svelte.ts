/** One sample a second, for ten minutes. */
export const KEEP_SAMPLES = 600
/** As many as the curve in the status strip is wide. */
const KEEP_SPEEDS = 40
/** Figures change at this pace, however fast the snapshots come: a number that flickers cannot be read. */
const TICK_MS = 500
/** The window looks at the clock this often for what changes by waiting alone. */
const TICKS_PER_CLOCK = 10

/** What went over the wire at one moment. */
export interface Sample {
  /** ms since the epoch. */
  readonly at: number
  /** To all machines, by TFTP and HTTP. */
  readonly bytesPerSecond: number
}

/** The window's pace: what changes by itself, or is drawn slower than it comes. */
export class Pulse {
  /** Counts up while the window is open; what depends on it is drawn at a readable pace. */
  tick = $state(0)
  /** Now, in ms since the epoch, a few seconds old at most. */
  clock = $state(Date.now())
  /** Newest last. */
  samples = $state.raw<readonly Sample[]>([])
  /** Bytes per second, newest last: the end of the samples. */
  readonly speeds = $derived(this.samples.slice(-KEEP_SPEEDS).map(({ bytesPerSecond }) => bytesPerSecond))

  /** @param speed bytes per second right now; returns what ends the beat */
  start(speed: () => number): () => void {
    const timer = setInterval(() => {
      this.tick++
      if (this.tick % TICKS_PER_CLOCK === 0) this.clock = Date.now()
      if (this.tick % 2 === 0) this.#sample(speed())
    }, TICK_MS)
    return () => clearInterval(timer)
  }

  #sample(bytesPerSecond: number): void {
    const at = Date.now()
    // In a window that is hidden, timers are slow: by time, not by number.
    const from = at - KEEP_SAMPLES * 1000
    this.samples = [...this.samples.slice(1 - KEEP_SAMPLES), { at, bytesPerSecond }].filter((one) => one.at >= from)
  }
}
