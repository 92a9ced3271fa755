import type { FeatureContext } from './features'
import type { FeatureHandlers } from './ipc'

export function storyHandlers(_context: FeatureContext): Pick<FeatureHandlers, 'story'> {
  return { story: () => [] }
}
