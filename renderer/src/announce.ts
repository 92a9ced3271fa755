import type { Client, EngineState, Phase } from '../../main/engine/types'
import { inFilter } from './board'
import { words } from './lang/lang.svelte'
import { dhcpServers, doingOf, listed, nameOf } from './machine'

/** The rungs worth interrupting a screen reader for; the ones between pass in seconds. */
const SPOKEN: readonly Phase['phase'][] = ['seen', 'loading', 'handed-over', 'running', 'finished', 'stalled', 'failed']
/** More than this at once would be a flood: then only the sum is told. */
const AT_ONCE = 3

/** What changed between two snapshots, in words for the live region; empty when nothing worth saying did. */
export function announce(before: EngineState, after: EngineState): string {
  const said: string[] = []
  const text = words().machines.announce
  if (before.status === 'starting' && after.status === 'stopped') said.push(text.notStarted)
  else if (before.status !== after.status) said.push(text.status[after.status])
  if (before.mode === 'dhcp' && after.mode === 'proxy') {
    said.push(text.guarded(listed(dhcpServers(after))))
  }
  const known = new Map(before.clients.map((client) => [client.id, client]))
  const moved = after.clients.filter((client) => isNews(known.get(client.id), client))
  if (moved.length > AT_ONCE) {
    const trouble = moved.filter((client) => inFilter(client, 'trouble')).length
    said.push(text.moved(moved.length))
    if (trouble > 0) said.push(text.needLook(trouble))
  } else {
    said.push(...moved.map((client) => `${nameOf(client)} ${spoken(client)}`))
  }
  return said.join('. ')
}

function isNews(old: Client | undefined, client: Client): boolean {
  return old?.phase.phase !== client.phase.phase && SPOKEN.includes(client.phase.phase)
}

function spoken(client: Client): string {
  return inFilter(client, 'trouble') ? words().machines.announce.look(doingOf(client)) : doingOf(client)
}
