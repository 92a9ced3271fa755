import type { FeatureContext } from '../features'
import { attempt, refuse } from '../ipc'
import type { FeatureHandlers } from '../ipc'
import { exportName, toCsv, toJson } from './export'
import type { Journal } from './journal'
import { openJournal } from './open'
import type { JournalEntry } from './types'

/** The window's requests about the bench journal. @param journal follows the engine from now on */
export function journalHandlers(
  { host, wire, send }: FeatureContext,
  journal: Journal = openJournal(host.engine),
): Pick<FeatureHandlers, 'journal' | 'forgetJournal' | 'restoreJournal' | 'exportJournal'> {
  journal.onChange((entries) => send('journal', entries))

  async function save(format: 'csv' | 'json', ids: readonly string[]): Promise<string | null> {
    const now = Date.now()
    const place = await wire.choosePlace(exportName(format, now))
    if (place === null) return null
    const known = new Map(journal.list().map((entry) => [entry.id, entry]))
    const entries = ids.flatMap((id): readonly JournalEntry[] => {
      const entry = known.get(id)
      return entry === undefined ? [] : [entry]
    })
    const text = format === 'csv' ? toCsv(entries) : toJson(entries, now)
    await wire.writeFile(place, new TextEncoder().encode(text)).catch((error: unknown) => refuse(error))
    return place
  }

  return {
    journal: () => ({ ok: true, value: journal.list() }),
    forgetJournal: (ids) => {
      journal.forget(ids)
      return null
    },
    restoreJournal: () => {
      journal.restore()
      return null
    },
    exportJournal: (format, ids) => attempt(() => save(format, ids)),
  }
}
