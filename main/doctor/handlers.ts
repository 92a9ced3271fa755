import type { FeatureContext } from '../features'
import type { FeatureHandlers } from '../ipc'

export function checkHandlers(_context: FeatureContext): Pick<FeatureHandlers, 'preflight' | 'fix'> {
  return {
    preflight: () => ({ ok: false, error: { code: 'unexpected', message: 'Under construction.' } }) as const,
    fix: () => ({ ok: false, error: { code: 'unexpected', message: 'Under construction.' } }) as const,
  }
}
