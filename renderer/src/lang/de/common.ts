import type { Words } from '../words'

export const common: Words['common'] = {
  add: 'Hinzufügen…',
  cancel: 'Abbrechen',
  cancelOf: (name) => `Abbrechen: ${name}`,
  change: 'Ändern…',
  chooseAnotherFile: 'Andere Datei wählen…',
  close: (title) => `Schließen: ${title}`,
  copied: 'Kopiert',
  copy: 'Kopieren',
  copyCommand: 'Befehl kopieren',
  hide: (title) => `Ausblenden: ${title}`,
  machines: (count) => (count === 1 ? '1 Rechner' : `${String(count)} Rechner`),
  media: (count) => (count === 1 ? '1 Medium' : `${String(count)} Medien`),
  remove: 'Entfernen',
  removeOf: (name) => `Entfernen: ${name}`,
  replace: 'Ersetzen…',
  tryAgain: 'Erneut versuchen',
  undo: 'Rückgängig',
  no: 'kein',
  notKnown: 'nicht bekannt',
  whatToDo: 'Was zu tun ist',
}
