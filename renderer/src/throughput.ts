import type { Client } from '../../main/engine/types'
import type { Sample } from './pulse.svelte'

/** The last ten minutes in figures and in words. */
export const MINUTES = 10

export interface Throughput {
  readonly now: number
  readonly peak: number
  /** Over the seconds in which something was sent. */
  readonly average: number
}

export function throughputOf(samples: readonly Sample[]): Throughput {
  const busy = samples.map(({ bytesPerSecond }) => bytesPerSecond).filter((speed) => speed >= 1)
  return {
    now: samples.at(-1)?.bytesPerSecond ?? 0,
    peak: Math.max(0, ...busy),
    average: busy.length === 0 ? 0 : busy.reduce((sum, speed) => sum + speed, 0) / busy.length,
  }
}

/** The same minute by minute, the newest first: what stands in for the picture. @param now ms since the epoch */
export function minutesOf(
  samples: readonly Sample[],
  now: number,
): readonly ({ readonly minutesAgo: number } & Throughput)[] {
  const groups = Array.from({ length: MINUTES }, (): Sample[] => [])
  for (const sample of samples) groups[Math.floor((now - sample.at) / 60_000)]?.push(sample)
  return groups.flatMap((group, minutesAgo) => (group.length === 0 ? [] : [{ minutesAgo, ...throughputOf(group) }]))
}

/** Counts the bytes that went out, from one look at the machines to the next. */
export class ByteCounter {
  /** What each transfer had at the last look, by id; undefined before the first one. */
  #before: ReadonlyMap<string, number> | undefined

  /**
   * Bytes since the last look; what a window finds that opens while machines boot has gone out some time before.
   * @param clients undefined while nothing is served: all that comes then is new
   */
  count(clients: readonly Client[] | undefined): number {
    const before = this.#before
    const sent = clients?.flatMap(({ id, transfers }) =>
      transfers.map((one) => [`${id} ${one.id}`, one.sentBytes] as const),
    )
    this.#before = new Map(sent)
    if (before === undefined || sent === undefined) return 0
    return sent.reduce((sum, [id, bytes]) => sum + Math.max(0, bytes - (before.get(id) ?? 0)), 0)
  }
}

/** Machines that are being sent something right now. */
export function loadingOf(clients: readonly Client[]): number {
  return clients.filter(({ transfers }) => transfers.some(({ done }) => !done)).length
}

/** Narrower than that, a single boot would be a wall. */
const LEAST_S = 60
const TICK_STEPS_S = [10, 20, 30, 60, 120]
const MOST_TICKS = 6

/** How many seconds the picture shows: from the first byte that is known on, for nothing is to be seen before it. */
export function spanOf(samples: readonly Sample[]): number {
  const last = samples.at(-1)?.at ?? 0
  const first = samples.find(({ bytesPerSecond }) => bytesPerSecond >= 1)?.at ?? last
  return Math.min(MINUTES * 60, Math.max(LEAST_S, Math.ceil((last - first) / 1000) + 1))
}

/** Which moments of that span have a line and a word, in seconds before now, the oldest first; and whether they are minutes. */
export function timeTicks(spanS: number): { readonly secondsAgo: readonly number[]; readonly inMinutes: boolean } {
  const step = TICK_STEPS_S.find((one) => spanS / one <= MOST_TICKS) ?? 120
  const secondsAgo = Array.from({ length: Math.floor(spanS / step) + 1 }, (_none, index) => index * step).reverse()
  return { secondsAgo, inMinutes: step >= 60 }
}

/** Where the lines of the grid lie: steps of 1, 2 or 5, so that the numbers beside them are short. */
export function speedTicks(peak: number): readonly number[] {
  const rough = Math.max(peak, 1_000_000) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough
  const count = Math.ceil(Math.max(peak, 1_000_000) / step)
  return Array.from({ length: count + 1 }, (_none, index) => index * step)
}
