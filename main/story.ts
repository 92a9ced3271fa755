import type { FeatureContext } from './features'
import type { FeatureHandlers } from './ipc'

export function storyHandlers({ host }: FeatureContext): Pick<FeatureHandlers, 'story'> {
  return { story: (clientId) => host.engine.story(clientId) }
}
