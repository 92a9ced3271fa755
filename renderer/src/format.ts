import { words } from './lang/lang.svelte'
import { isLink } from './links'

/** Numbers for people, as the language on show writes them: decimal units as on the box of a disk, few digits, and never a bare number. */
const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** Making one is a hundred times slower than using it, and the board asks for dozens a second. */
const numbers = new Map<string, Intl.NumberFormat>()

/** `41.3`, `41,3`: with so many digits behind the point, no more and no fewer; thousands are not set apart. */
export function formatNumber(value: number, digits = 0): string {
  const { locale } = words().format
  const key = `${locale} ${String(digits)}`
  let format = numbers.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: false,
    })
    numbers.set(key, format)
  }
  return format.format(value)
}

function unitFor(bytes: number): number {
  let power = 0
  // 999.5 would round up to four digits.
  while (power < UNITS.length && bytes / 1000 ** power >= 999.5) power++
  return power
}

function digits(value: number, power: number): number {
  return power === 0 || value >= 99.95 ? 0 : 1
}

/** `62.0 MB`, `512 bytes`. */
export function formatSize(bytes: number): string {
  const power = unitFor(bytes)
  const value = bytes / 1000 ** power
  return `${formatNumber(value, digits(value, power))} ${UNITS[power - 1] ?? words().format.bytes}`
}

/** `38.2 of 62.0 MB`: both in the unit of the whole, so that only one number moves. */
export function formatPart(bytes: number, ofBytes: number): string {
  const power = unitFor(ofBytes)
  const part = formatNumber(bytes / 1000 ** power, digits(ofBytes / 1000 ** power, power))
  return words().format.part(part, formatSize(ofBytes))
}

/** `41.3 MB/s`; a bare `0 MB/s` when nothing moves, so that the unit stays in its place. */
export function formatSpeed(bytesPerSecond: number): string {
  const { perSecond, still } = words().format
  return bytesPerSecond < 1 ? still : perSecond(formatSize(bytesPerSecond))
}

/** `12 s left`, `3 min left`. */
export function formatLeft(seconds: number): string {
  const { secondsLeft, minutesLeft, hoursLeft } = words().format
  if (seconds < 60) return secondsLeft(String(Math.max(1, Math.round(seconds))))
  if (seconds < 3600) return minutesLeft(String(Math.round(seconds / 60)))
  return hoursLeft(formatNumber(seconds / 3600, 1))
}

/** `just now`, `40 s ago`, `5 min ago`, `2 h ago`. */
export function formatAgo(ms: number): string {
  const { justNow, secondsAgo, minutesAgo, hoursAgo } = words().format
  const seconds = Math.floor(ms / 1000)
  if (seconds < 5) return justNow
  if (seconds < 60) return secondsAgo(String(seconds))
  if (seconds < 3600) return minutesAgo(String(Math.floor(seconds / 60)))
  return hoursAgo(String(Math.floor(seconds / 3600)))
}

/** `1 Gb/s`, `2.5 Gb/s`, `100 Mb/s`. */
export function formatLink(mbps: number): string {
  const { gigabits, megabits } = words().format
  if (mbps < 1000) return megabits(String(mbps))
  const gbps = Math.round(mbps / 100) / 10
  return gigabits(formatNumber(gbps, Number.isInteger(gbps) ? 0 : 1))
}

/** `512 MiB` of memory, as the command line says it: the number in the recipe, and never taken for the size of a file. */
export function formatMemory(mib: number): string {
  return `${String(mib)} MiB`
}

/** `14:03:27` in local time. */
export function formatClock(at: number): string {
  return new Date(at).toLocaleTimeString(words().format.locale)
}

/** `14:03` in local time. */
export function formatMinute(at: number): string {
  return new Date(at).toLocaleTimeString(words().format.locale, { hour: '2-digit', minute: '2-digit' })
}

/** `21 Nov 2026`, `21. Nov. 2026` in local time. */
export function formatDate(at: number): string {
  return new Date(at).toLocaleDateString(words().format.locale, { dateStyle: 'medium' })
}

/** `BIOS, UEFI and HTTP` */
export function formatList(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length > 1 ? words().format.and(items.slice(0, -1).join(', '), last) : last
}

/** `42 %`, never 100 before it is done. */
export function formatPercent(done: number): string {
  return `${String(Math.floor(done * 100))} %`
}

/** The last part of a path, of either kind; of a link all but its scheme. */
export function baseName(path: string): string {
  if (isLink(path)) return path.replace(/^\w+:\/\//, '')
  return path.split(/[\\/]/).pop() ?? path
}
