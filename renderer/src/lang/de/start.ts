import type { Words } from '../words'

export const start: Words['start'] = {
  start: 'Bereitstellen',
  listening: 'Lauscht…',
  restart: 'Mit dieser Auswahl neu starten',
  serveThese: 'Diese Auswahl bereitstellen',
  nothingChanged: 'Noch ist nichts geändert.',
  needsRestart: 'Das braucht einen Neustart: Laufende Starts brechen ab.',
  nextBoot: 'Gilt für jeden Rechner ab seinem nächsten Start. Laufende Starts gehen weiter.',
  stop: 'Stoppen',
  stopWhileBooting: (count) =>
    `Stoppen: ${String(count)} ${count === 1 ? 'Rechner startet' : 'Rechner starten'} gerade`,
  pressAgain: (count) =>
    `${String(count)} ${count === 1 ? 'Rechner startet' : 'Rechner starten'} gerade. Zum Stoppen noch einmal drücken.`,
  blocked: {
    noMedium: 'Zuerst ein Medium wählen',
    reading: 'Das Medium wird gelesen',
    otherMedium: 'Ein anderes Medium wählen',
    nothingToBoot: 'Auf diesem Medium ist nichts zu starten',
    option: (title) => `Die Option „${title}“ ändern`,
    answer: (title) => `Antwortdatei wählen: ${title}`,
    append: 'Die zusätzlichen Kernel-Argumente ändern',
    card: 'Eine Netzwerkkarte wählen',
    cable: 'Kabel einstecken oder andere Karte wählen',
    address: 'Der Karte eine Adresse geben oder andere Karte wählen',
  },
  whatIsServed: 'Was bereitgestellt wird',
  served: 'Wird bereitgestellt',
  aMedium: 'Ein Medium',
  withMenu: 'Mit einem Menü an jedem Rechner',
  inTheMenu: 'Im Menü',
  bootsByItself: 'Startet von selbst',
  since: (clock, machines) => `Seit ${clock} · ${machines} in der Liste`,
  ownChoices: (count) =>
    count === 1 ? '1 Rechner mit eigenen Einstellungen' : `${String(count)} Rechner mit eigenen Einstellungen`,
  ownChoicesLabel: 'Rechner mit eigenen Einstellungen',
  asEveryone: (who) => `Wieder wie alle: ${who}`,
}
