import type { Phase, Rung } from '../types'

/** The ladder, bottom first (DESIGN.md 3.4). */
export const RUNGS = [
  'seen',
  'offered',
  'addressed',
  'loader',
  'ipxe',
  'script',
  'loading',
  'handed-over',
  'running',
  'finished',
] as const satisfies readonly Rung[]

const HEIGHT = new Map<Rung, number>(RUNGS.map((rung, index) => [rung, index]))

/** The rung that a machine stands on, also when it stalled or failed there. */
export function rungOf(phase: Phase): Rung {
  return 'at' in phase ? phase.at : phase.phase
}

/** Whether `rung` is `other` or above it. */
export function isAtLeast(rung: Rung, other: Rung): boolean {
  return (HEIGHT.get(rung) ?? 0) >= (HEIGHT.get(other) ?? 0)
}
