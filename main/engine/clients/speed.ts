/** How far back the speed looks: long enough to be steady, short enough to show a cable that was pulled. */
const WINDOW_MS = 2_500
/** Against a burst of reports; at five a second the window holds thirteen. */
const MAX_SAMPLES = 32
/** The first report may come at once: bytes over nothing are no speed. */
const SHORTEST_MS = 200

interface Sample {
  readonly at: number
  readonly bytes: number
}

/** What a transfer's speed is computed from. */
export interface Meter {
  /** Oldest first; never empty. */
  readonly samples: readonly Sample[]
  /** When the bytes last grew. */
  readonly grewAt: number
}

/** A meter that starts at zero bytes. Times in ms since the epoch. */
export function startMeter(now: number): Meter {
  return { samples: [{ at: now, bytes: 0 }], grewAt: now }
}

/** `bytes` were sent in all by now. */
export function measure(meter: Meter, now: number, bytes: number): Meter {
  const before = meter.samples.at(-1)?.bytes ?? 0
  const samples = within([...meter.samples, { at: now, bytes }], now).slice(-MAX_SAMPLES)
  return { samples, grewAt: bytes > before ? now : meter.grewAt }
}

/** Bytes per second over the last moments, a whole number; falls to 0 when nothing comes any more. */
export function speedNow(meter: Meter, now: number): number {
  const samples = within(meter.samples, now)
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return 0
  return averageSpeed(last.bytes - first.bytes, Math.max(now - first.at, SHORTEST_MS))
}

/** Bytes per second, a whole number. */
export function averageSpeed(bytes: number, elapsedMs: number): number {
  return Math.max(0, Math.round((bytes * 1_000) / Math.max(elapsedMs, 1)))
}

/** The samples of the window, and the last one before it, from which its first bytes are counted. */
function within(samples: readonly Sample[], now: number): readonly Sample[] {
  const firstInside = samples.findIndex(({ at }) => at > now - WINDOW_MS)
  return firstInside < 0 ? samples.slice(-1) : samples.slice(Math.max(0, firstInside - 1))
}
