import { formatNumber } from './format'
import { words } from './lang/lang.svelte'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** `340 ms`, `3.2 s`, `42 s`, `3 min 05 s`, `2 h 10 min`: how long something took, as exact as anybody needs it. */
export function formatDuration(ms: number): string {
  const { time } = words().machines
  if (ms < 950) return time.ms(String(Math.max(0, Math.round(ms / 10) * 10)))
  if (ms < 9_950) return time.seconds(formatNumber(ms / 1000, 1))
  if (ms < MINUTE - 500) return time.seconds(String(Math.round(ms / 1000)))
  const seconds = Math.round(ms / 1000)
  if (ms < HOUR) return time.minutes(String(Math.floor(seconds / 60)), two(seconds % 60))
  const minutes = Math.round(ms / MINUTE)
  return time.hours(String(Math.floor(minutes / 60)), two(minutes % 60))
}

const two = (value: number): string => String(value).padStart(2, '0')
