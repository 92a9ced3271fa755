import type { OpenOptions } from '../options'

const EVERY_MS = 100

/** Tells progress ten times a second at most, and only when it goes on. */
export function progressTeller(
  text: string,
  onProgress: OpenOptions['onProgress'],
  now: () => number = () => performance.now(),
): (done: number | undefined) => void {
  let toldAtMs = -Infinity
  let told: number | undefined
  return (done) => {
    const nowMs = now()
    if (!onProgress || nowMs - toldAtMs < EVERY_MS || (done !== undefined && done <= (told ?? -1))) return
    toldAtMs = nowMs
    told = done
    onProgress({ done: done === undefined ? undefined : Math.min(1, done), text })
  }
}
