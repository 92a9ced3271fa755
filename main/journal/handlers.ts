import type { FeatureContext } from '../features'
import type { FeatureHandlers } from '../ipc'

export function journalHandlers(
  _context: FeatureContext,
): Pick<FeatureHandlers, 'journal' | 'forgetJournal' | 'restoreJournal' | 'exportJournal'> {
  return {
    journal: () => [],
    forgetJournal: () => null,
    restoreJournal: () => null,
    exportJournal: () => ({ ok: false, error: { code: 'unexpected', message: 'Under construction.' } }) as const,
  }
}
