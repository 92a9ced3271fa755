/** One sample a second, as many as the curve in the status strip is wide. */
const KEEP_SPEEDS = 40
/** Figures change at this pace, however fast the snapshots come: a number that flickers cannot be read. */
const TICK_MS = 500
/** The window looks at the clock this often for what changes by waiting alone. */
const TICKS_PER_CLOCK = 10

/** The window's pace: what changes by itself, or is drawn slower than it comes. */
export class Pulse {
  /** Counts up while the window is open; what depends on it is drawn at a readable pace. */
  tick = $state(0)
  /** Now, in ms since the epoch, a few seconds old at most. */
  clock = $state(Date.now())
  /** Bytes per second, newest last. */
  speeds = $state.raw<readonly number[]>([])

  /** @param speed bytes per second right now; returns what ends the beat */
  start(speed: () => number): () => void {
    const timer = setInterval(() => {
      this.tick++
      if (this.tick % TICKS_PER_CLOCK === 0) this.clock = Date.now()
      if (this.tick % 2 === 0) this.speeds = [...this.speeds, speed()].slice(-KEEP_SPEEDS)
    }, TICK_MS)
    return () => clearInterval(timer)
  }
}
