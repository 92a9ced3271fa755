import type { Inspecting } from '../../preload/contract'
import { baseName, formatPercent } from './format'
import { words } from './lang/lang.svelte'

/** A screen reader hears the beginning, and each quarter. */
const STEPS = 4

/** What is new in how far an unpacking is, in words for the live region; empty where it is not worth saying. */
export function newsOf(before: Inspecting | undefined, now: Inspecting): string {
  if (before === undefined || before.text !== now.text) return unpackingWords(now)
  const step = (done: number | undefined): number => Math.floor((done ?? 0) * STEPS)
  if (step(now.done) <= step(before.done)) return ''
  return `${baseName(now.path)}: ${formatPercent(step(now.done) / STEPS)}`
}

/** `Unpacking netboot.tar.gz`; the engine's own words name the inner file, and are English. */
export function unpackingWords({ path, text }: Inspecting): string {
  return words().told.engineSpeaksIt ? text : words().medium.unpackingOf(baseName(path))
}

/** `Unpacking: 42 %` */
export function shareWords(done: number | undefined): string {
  const { unpacking, unpackingShare } = words().medium
  return done === undefined ? unpacking : unpackingShare(formatPercent(done))
}
