import type { BootPlan } from '../recipes/types'
import type { Machine } from './machine'

/** Recipes know their need roughly: a machine that misses it by so little is let through without a question. */
const SLACK_MIB = 64

/** One sentence where a machine has less memory than a plan needs; undefined where it has enough, or does not tell. */
export function tooLittleMemory(plan: BootPlan, { memoryMiB }: Machine): string | undefined {
  if (memoryMiB === undefined || memoryMiB + SLACK_MIB >= plan.minRamMiB) return undefined
  return `${plan.title} needs about ${plan.minRamMiB} MiB of memory; this machine has ${memoryMiB} MiB.`
}
