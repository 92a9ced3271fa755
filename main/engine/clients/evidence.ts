import type { Evidence } from '../types'
import { NOTHING } from './nothing-counted'
import { legibleName } from './legible'
import { hasLoader, isOn, patch, type Machine } from './machine'
import type { Observation } from './observation'

/** Enough for any count that is shown; a machine left on for a week does not count for ever. */
const MOST = 9_999

/** What an observation adds to what is counted of this boot. `machine` is as it was before the observation, at the foot of a new boot. */
export function counted(machine: Machine, seen: Observation, now: number): Partial<Evidence> | undefined {
  const { evidence } = machine.client
  switch (seen.kind) {
    case 'discover':
      return seen.stage === 'ipxe' && (machine.memo.firmwareSeen || isOn(machine, 'loader'))
        ? ipxeAsked(machine, now)
        : {
            asked: more(evidence?.asked),
            firstAskedAt: evidence?.firstAskedAt ?? now,
            lastAskedAt: now,
          }
    case 'offer':
      if (seen.bootServer) return { bootServerAsked: more(evidence?.bootServerAsked) }
      return isOn(machine, 'ipxe') ? undefined : { answered: more(evidence?.answered) }
    case 'lease':
      return {
        leasedBy: seen.server,
        ipxeLeased: isOn(machine, 'ipxe'),
        ...{ asked: 0, answered: 0, firstAskedAt: undefined, lastAskedAt: undefined },
      }
    case 'transfer-end':
      return ofTransfer(machine, seen)
    case 'not-found':
      return seen.expected ? undefined : { missing: legibleName(seen.file) }
    case 'script':
      return seen.memory === undefined ? undefined : { memory: seen.memory }
    default:
      return undefined
  }
}

export function withEvidence(machine: Machine, more: Partial<Evidence> | undefined): Machine {
  if (more === undefined) return machine
  return patch(machine, { evidence: { ...(machine.client.evidence ?? NOTHING), ...more } })
}

function ipxeAsked(machine: Machine, now: number): Partial<Evidence> {
  const { evidence } = machine.client
  const waited = hasLoader(machine) && !isOn(machine, 'ipxe') ? now - machine.memo.activeAt : undefined
  return {
    ipxeAsked: more(evidence?.ipxeAsked),
    firstIpxeAt: evidence?.firstIpxeAt ?? now,
    ipxeAfterMs: evidence?.ipxeAfterMs ?? waited,
  }
}

function ofTransfer({ client }: Machine, seen: Extract<Observation, { kind: 'transfer-end' }>) {
  const role = client.transfers.find(({ id }) => id === seen.id)?.role
  if (seen.outcome === 'aborted-probe') return { probes: more(client.evidence?.probes) }
  if (role !== 'loader' || seen.outcome === 'complete') return undefined
  return { loaderBreaks: more(client.evidence?.loaderBreaks) }
}

function more(count = 0): number {
  return Math.min(count + 1, MOST)
}
