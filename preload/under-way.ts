import { isAtLeast, rungOf } from '../main/engine/clients/rungs'
import type { Client } from '../main/engine/types'

/** A system that fetches nothing of its own (memtest86+) is never heard again: after this long it has started. */
const SETTLED_AFTER_MS = 30_000

/** Handed over a while ago, and nothing is on its way any more. */
export function hasSettled({ phase, reached, lastSeen, transfers }: Client, now: number): boolean {
  if (phase.phase !== 'handed-over' || transfers.some((transfer) => !transfer.done)) return false
  return now - (reached['handed-over'] ?? lastSeen) > SETTLED_AFTER_MS
}

/** Whether a stop now would break a boot: the window and the main process ask before it, both by this. */
export function isUnderWay(client: Client, now: number): boolean {
  const { phase, doing, mac, transfers } = client
  if (transfers.some(({ done }) => !done)) return true
  if ('why' in phase || doing === 'local-disk' || doing === 'ignored') return false
  if (phase.phase === 'running' || phase.phase === 'finished' || hasSettled(client, now)) return false
  // A machine known by its address alone did not ask for a boot.
  return mac !== undefined && isAtLeast(rungOf(phase), 'offered')
}

/** How many boots a stop now would break. */
export function underWay(clients: readonly Client[], now: number): number {
  return clients.filter((client) => isUnderWay(client, now)).length
}
