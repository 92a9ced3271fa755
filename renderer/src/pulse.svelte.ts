import type { EngineState } from '../../main/engine/types'
import { ByteCounter } from './throughput'

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

  readonly #counter = new ByteCounter()

  /** @param engine what is served; undefined while nothing is. Returns what ends the beat */
  start(engine: () => Pick<EngineState, 'clients' | 'bytesPerSecond'> | undefined): () => void {
    const timer = setInterval(() => {
      this.tick++
      if (this.tick % TICKS_PER_CLOCK === 0) this.clock = Date.now()
      if (this.tick % 2 === 0) this.#sample(engine())
    }, TICK_MS)
    return () => clearInterval(timer)
  }

  #sample(engine: Pick<EngineState, 'clients' | 'bytesPerSecond'> | undefined): void {
    const at = Date.now()
    const seconds = (at - (this.samples.at(-1)?.at ?? at - 1000)) / 1000
    const bytes = this.#counter.count(engine?.clients)
    // What came and went between two samples counts, too; the engine's own figure is of this moment alone.
    const bytesPerSecond = bytes > 0 && seconds > 0 ? bytes / seconds : (engine?.bytesPerSecond ?? 0)
    // In a window that is hidden, timers are slow: by time, not by number.
    const from = at - KEEP_SAMPLES * 1000
    this.samples = [...this.samples.slice(1 - KEEP_SAMPLES), { at, bytesPerSecond }].filter((one) => one.at >= from)
  }
}
