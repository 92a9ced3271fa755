import type { Words } from '../words'

/** The pages on the right side, and what stands around them. */
export const pages: Words['pages'] = {
  label: 'Seiten',
  machines: 'Rechner',
  history: 'Verlauf',
  checks: 'Prüfungen',
  screen: 'Was zeigt sein Bildschirm?',
  screenShort: 'Bildschirm',
  settings: 'Einstellungen',
  paste: {
    other: (line) =>
      `„${line}“ ist weder ein ganzer Pfad noch eine Adresse. Den Pfad einer Datei kopieren oder die Datei hier ablegen.`,
    secret: 'Das Kopierte nennt keine Datei. Den Pfad einer Datei kopieren oder die Datei hier ablegen.',
  },
  dismiss: 'Meldung schließen',
}
