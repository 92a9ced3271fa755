import { RUNGS, rungOf } from '../../main/engine/clients/rungs'
import type { Client, Rung } from '../../main/engine/types'
import { standingMs } from './standing'

/** One rung of a machine's ladder, with its times. */
export interface Step {
  readonly rung: Rung
  readonly state: 'passed' | 'here' | 'ahead'
  /** When it was reached, ms since the epoch; undefined where nobody saw it. */
  readonly at: number | undefined
  /** How long it stood here, ms; undefined where it still does, or nobody saw it come. */
  readonly tookMs: number | undefined
}

/** The whole ladder, from the bottom. */
export function stepsOf({ phase, reached }: Pick<Client, 'phase' | 'reached'>): readonly Step[] {
  const here = RUNGS.indexOf(rungOf(phase))
  const times = RUNGS.map((rung, index) => (index <= here ? reached[rung] : undefined))
  const took = standingMs(times)
  return RUNGS.map((rung, index) => ({
    rung,
    state: index === here ? 'here' : index < here ? 'passed' : 'ahead',
    at: times[index],
    tookMs: took[index],
  }))
}

/** How long this boot has taken, ms; undefined before anything was seen of it. @param until of a boot that goes on: now */
export function totalOf(steps: readonly Step[], until: number | undefined): number | undefined {
  const times = steps.flatMap(({ at }) => at ?? [])
  const [first] = times
  const end = until ?? times.at(-1)
  return first === undefined || end === undefined ? undefined : Math.max(0, end - first)
}
