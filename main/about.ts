import type { FeatureContext } from './features'
import type { FeatureHandlers } from './ipc'

export function aboutHandlers(_context: FeatureContext): Pick<FeatureHandlers, 'about'> {
  return {
    about: () => ({ version: '0.1.0', platform: process.platform, language: 'en', confinement: null }),
  }
}
