import type { FeatureContext } from '../features'
import type { FeatureHandlers } from '../ipc'

export function evidenceHandlers(_context: FeatureContext): Pick<FeatureHandlers, 'saveEvidence' | 'showSaved'> {
  return {
    saveEvidence: () => ({ ok: false, error: { code: 'unexpected', message: 'Under construction.' } }) as const,
    showSaved: () => null,
  }
}
