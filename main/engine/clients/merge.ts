import type { Client } from '../types'
import { isOn, patch, type Machine } from './machine'
import { RUNGS, rungOf } from './rungs'
import { withTransfers } from './transfers'

/**
 * One machine out of two views of it: `machine` by its MAC, `stranger` by the address that turned out to be its own. What the
 * stranger fetched was fetched by the machine; the higher rung holds.
 */
export function merge(machine: Machine, stranger: Machine): Machine {
  const [one, other] = [machine.client, stranger.client]
  const higher = isOn(machine, rungOf(other.phase)) ? one : other
  const transfers = [...other.transfers, ...one.transfers].sort((a, b) => a.startedAt - b.startedAt)
  const merged = patch(
    machine,
    {
      phase: higher.phase,
      detail: higher.detail,
      arch: one.arch === 'unknown' ? other.arch : one.arch,
      uuid: one.uuid ?? other.uuid,
      model: one.model ?? other.model,
      title: one.title ?? other.title,
      doing: one.doing ?? other.doing,
      ip: other.ip ?? one.ip,
      firstSeen: Math.min(one.firstSeen, other.firstSeen),
      lastSeen: Math.max(one.lastSeen, other.lastSeen),
      boots: Math.max(one.boots, other.boots),
      reached: earliest(one.reached, other.reached),
    },
    {
      missing: machine.memo.missing ?? stranger.memo.missing,
      activeAt: Math.max(machine.memo.activeAt, stranger.memo.activeAt),
    },
  )
  return withTransfers(merged, transfers, { ...stranger.memo.meters, ...machine.memo.meters })
}

function earliest(one: Client['reached'], other: Client['reached']): Client['reached'] {
  const reached: Partial<Record<(typeof RUNGS)[number], number>> = {}
  for (const rung of RUNGS) {
    const at = Math.min(one[rung] ?? Infinity, other[rung] ?? Infinity)
    if (at !== Infinity) reached[rung] = at
  }
  return reached
}
