import { wakeOnLan } from './engine/net/wake'
import type { FeatureContext } from './features'
import { attempt, type FeatureHandlers } from './ipc'

export function wakeHandlers({ host }: Pick<FeatureContext, 'host'>): Pick<FeatureHandlers, 'wake'> {
  return { wake: (nic, mac) => attempt(async () => wakeOnLan(await host.cards(), nic, mac)) }
}
