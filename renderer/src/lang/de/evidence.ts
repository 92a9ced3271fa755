import type { Words } from '../words'

export const evidence: Words['evidence'] = {
  title: 'Belege speichern',
  about:
    'Eine Zip-Datei mit Protokoll, Einstellungen, Prüfungen, letztem Selbsttest, Verlauf und allem, was jeder Rechner getan und gesagt hat: für den, der weiterhelfen soll, oder für die eigenen Unterlagen.',
  mask: 'Ohne Namen und Adressen',
  maskMore: 'Adressen, Namen und Seriennummern werden durch Platzhalter ersetzt, in jeder Datei durch dieselben.',
  openMore: 'Die echten Adressen und Namen bleiben darin: nur an Leute weitergeben, denen man sie anvertraut.',
  never: 'Medien, Bootloader, Antwortdateien und Kennwörter sind nie dabei.',
  save: 'Belege speichern…',
  saving: 'Wird gespeichert…',
  saved: (path) => `Gespeichert als ${path}`,
  show: 'Im Ordner zeigen',
  failed: 'Die Belege wurden nicht gespeichert',
}
