import type { Words } from '../words'

export const log: Words['log'] = {
  title: 'Protokoll',
  lines: 'Protokollzeilen',
  machine: 'Rechner',
  allMachines: 'Alle Rechner',
  showAll: 'Alle Rechner zeigen',
  onlyThis: 'Nur dieser Rechner',
  inEnglish: 'Das Protokoll ist englisch',
  empty: 'Noch ist nichts passiert.',
  emptyOfOne: 'Zu diesem Rechner gibt es keine Zeile.',
  levels: { debug: 'Einzelheit', info: 'Information', warning: 'Warnung', error: 'Fehler' },
  bootKeys: 'Taste für das Boot-Menü, gleich nach dem Einschalten',
}
