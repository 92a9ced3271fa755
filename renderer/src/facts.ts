import type { Fact } from '../../main/engine/diagnosis/types'
import { formatNumber, formatSize } from './format'
import { words } from './lang/lang.svelte'

const MIB_PER_GIB = 1024

/** Memory as it is sold: `4 GB` for 4096 MiB, `1.5 GB`. */
function formatMemory(mib: number): string {
  if (mib < MIB_PER_GIB) return `${formatNumber(mib)} MB`
  const gib = mib / MIB_PER_GIB
  return `${formatNumber(gib, Math.abs(gib - Math.round(gib)) < 0.06 ? 0 : 1)} GB`
}

/** What was seen, as a whole sentence. */
export function factWords(fact: Fact): string {
  const { trouble, machines } = words()
  const tell = trouble.facts[fact.code] as (fact: Fact, show: Show) => string
  return tell(fact, { size: formatSize, memory: formatMemory, step: (rung) => machines.rungs[rung].step })
}

type Show = Parameters<ReturnType<typeof words>['trouble']['facts']['memory']>[1]
