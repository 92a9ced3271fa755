import type { Inspecting } from '../../preload/contract'
import { baseName, formatPercent } from './format'

/** A screen reader hears the beginning, and each quarter. */
const STEPS = 4

/** What is new in how far an unpacking is, in words for the live region; empty where it is not worth saying. */
export function newsOf(before: Inspecting | undefined, now: Inspecting): string {
  if (before === undefined || before.text !== now.text) return now.text
  const step = (done: number | undefined): number => Math.floor((done ?? 0) * STEPS)
  if (step(now.done) <= step(before.done)) return ''
  return `${baseName(now.path)}: ${formatPercent(step(now.done) / STEPS)}`
}
