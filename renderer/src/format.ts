import { isLink } from './links'

/** Numbers for people: decimal units as on the box of a disk, few digits, and never a bare number. */
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

function unitFor(bytes: number): number {
  let power = 0
  // 999.5 would round up to four digits.
  while (power < UNITS.length - 1 && bytes / 1000 ** power >= 999.5) power++
  return power
}

function digits(value: number, power: number): string {
  return power === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)
}

/** `62.0 MB`, `512 bytes`. */
export function formatSize(bytes: number): string {
  const power = unitFor(bytes)
  return `${digits(bytes / 1000 ** power, power)} ${UNITS[power] ?? ''}`
}

/** `38.2 of 62.0 MB`: both in the unit of the whole, so that only one number moves. */
export function formatPart(bytes: number, ofBytes: number): string {
  const power = unitFor(ofBytes)
  const part = (bytes / 1000 ** power).toFixed(power === 0 || ofBytes / 1000 ** power >= 99.95 ? 0 : 1)
  return `${part} of ${formatSize(ofBytes)}`
}

/** `41.3 MB/s`; a bare `0 MB/s` when nothing moves, so that the unit stays in its place. */
export function formatSpeed(bytesPerSecond: number): string {
  return bytesPerSecond < 1 ? '0 MB/s' : `${formatSize(bytesPerSecond)}/s`
}

/** `12 s left`, `3 min left`. */
export function formatLeft(seconds: number): string {
  if (seconds < 60) return `${String(Math.max(1, Math.round(seconds)))} s left`
  if (seconds < 3600) return `${String(Math.round(seconds / 60))} min left`
  return `${(seconds / 3600).toFixed(1)} h left`
}

/** `just now`, `40 s ago`, `5 min ago`, `2 h ago`. */
export function formatAgo(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 5) return 'just now'
  if (seconds < 60) return `${String(seconds)} s ago`
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min ago`
  return `${String(Math.floor(seconds / 3600))} h ago`
}

/** `1 Gb/s`, `2.5 Gb/s`, `100 Mb/s`. */
export function formatLink(mbps: number): string {
  return mbps >= 1000 ? `${String(Math.round(mbps / 100) / 10)} Gb/s` : `${String(mbps)} Mb/s`
}

/** `512 MiB` of memory, as the command line says it: the number in the recipe, and never taken for the size of a file. */
export function formatMemory(mib: number): string {
  return `${String(mib)} MiB`
}

/** `14:03:27` in local time. */
export function formatClock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB')
}

/** `1 machine`, `3 machines`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`
}

/** `preseed file`, `AutoYaST profile`: within a sentence. */
export function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}+(\s|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
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
