import type { FeatureContext } from '../features'
import type { FeatureHandlers } from '../ipc'

export function selfTestHandlers(_context: FeatureContext): Pick<FeatureHandlers, 'selfTest' | 'cancelSelfTest'> {
  return {
    selfTest: () => ({ ok: false, error: { code: 'unexpected', message: 'Under construction.' } }) as const,
    cancelSelfTest: () => null,
  }
}
