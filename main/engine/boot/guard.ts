import type { BootOptions, Installed, MachineFacts } from './contract'
import type { Assignment } from './assign'
import { targetOf } from './machine'

/** Who was just installed; undefined for everyone else. */
export type Guard = (
  machine: Pick<MachineFacts, 'uuid' | 'arch'> & { mac: string },
  assigned: Assignment,
) => Installed | undefined

/**
 * The install-loop guard. A machine that was just installed and comes back gets its own disk, but only where it would be installed
 * once more: a memory test that is served afterwards is meant.
 */
export function createGuard({ installed }: Pick<BootOptions, 'installed'>): Guard {
  return ({ mac, uuid, arch }, { again, offers }) => {
    if (again) return undefined
    const found = installed({ mac: mac === '' ? undefined : mac, uuid })
    if (found === undefined) return undefined
    const would = offers.some((offer) => {
      const plan = offer.planFor(targetOf(arch))
      return plan.kind !== 'refusal' && (plan.installs || plan.title === found.title)
    })
    return would ? found : undefined
  }
}
