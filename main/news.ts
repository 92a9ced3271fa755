import type { Client } from './engine/types'

/** What is worth telling of a machine to somebody who does not look: `up` is a system that runs, `done` one that is installed. */
export type News = 'up' | 'done' | 'trouble'

/** Undefined while there is nothing to tell. */
export function newsOf({ phase, doing }: Client): News | undefined {
  if (doing === 'local-disk' || doing === 'ignored') return undefined
  switch (phase.phase) {
    case 'running':
      return 'up'
    case 'finished':
      return 'done'
    case 'stalled':
    case 'failed':
      // The user's own stop is no news.
      return phase.why === 'stopped' ? undefined : 'trouble'
    default:
      return undefined
  }
}

/** What a technician calls it. */
export function nameOf({ hostname, mac, ip, id }: Client): string {
  return (hostname ?? '') !== '' ? (hostname ?? '') : (mac ?? ip ?? id)
}
