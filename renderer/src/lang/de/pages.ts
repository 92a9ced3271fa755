import type { Words } from '../words'
/** The pages on the right side. */
export const pages: Words['pages'] = {
  label: 'Seiten',
  machines: 'Rechner',
  history: 'Verlauf',
  checks: 'Prüfungen',
  screen: 'Was zeigt sein Bildschirm?',
  settings: 'Einstellungen',
}
