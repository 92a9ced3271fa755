import type { LogLine } from '../../../../main/engine/types'

/** The log. Its lines are the engine's, and English in every language: that is what gets sent to us. */
export const log = {
  title: 'Log',
  lines: 'Log lines',
  /** Stands before whose lines are shown. */
  machine: 'Machine',
  allMachines: 'All machines',
  showAll: 'Show all machines',
  onlyThis: 'Only this machine',
  /** Said where the window speaks another language. */
  inEnglish: 'The log is in English',
  empty: 'Nothing has happened yet.',
  emptyOfOne: 'No line is about this machine.',
  levels: { debug: 'debug', info: 'info', warning: 'warning', error: 'error' } as Readonly<
    Record<LogLine['level'], string>
  >,
  bootKeys: 'Boot menu key, right after power-on',
}
