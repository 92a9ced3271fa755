import type { Words } from '../words'
import { causes } from './causes'
import { described, meanings } from './screen-messages'

export const screen: Words['screen'] = {
  causes,
  meanings,
  described,
  groups: {
    pxe: 'Firmware: PXE und HTTP Boot',
    loader: 'Bootlader: iPXE, GRUB, Secure Boot',
    system: 'Systeme: Linux, Windows, eigene Platte',
  },
  leanings: {
    likely: 'Wahrscheinlich',
    possible: 'Möglich',
    unlikely: 'Unwahrscheinlich',
    open: 'Von hier nicht zu sehen',
  },
  title: 'Was zeigt sein Bildschirm?',
  intro: 'Eingeben, was auf dem Bildschirm steht, soweit es zu lesen ist, oder in der Liste auswählen.',
  field: 'Meldung oder Code auf dem Bildschirm',
  // It stands for further words: with a space, which does not break.
  hint: 'PXE-E18, NBP filesize is 0, ipxe.org/040ee119\u00a0…',
  machine: 'Zu sehen auf',
  noMachine: 'Irgendein Rechner',
  list: 'Meldungen',
  nearest: 'Ähnliche Meldungen',
  found: 'Gefundene Meldung',
  common: 'Häufige Meldungen',
  clear: 'Eingabe löschen',
  unknown: 'Diese Meldung kennt Bootdrop nicht',
  unknownText:
    'Auf dem Bildschirm nach einem Code wie PXE-E18 oder 0xc000000f suchen oder nach einer Adresse wie ipxe.org/040ee119. Gibt es beides nicht, die letzte Zeile oder ein paar Wörter daraus eingeben, deutsch oder englisch.',
  unknownNear: 'Was dem am nächsten kommt, steht in der Liste.',
  unknownCommon: 'Ähnlich ist nichts davon: Die Liste zeigt die Meldungen, nach denen am häufigsten gefragt wird.',
  noneYet: 'Eine Meldung auswählen, um zu sehen, woher sie kommt',
  noneYetText:
    'Die Ursachen stehen in der Reihenfolge, die zu dem passt, was Bootdrop von dem Rechner gesehen hat: was er gefragt und geholt hat und wo er verstummte.',
  of: (machine) => `Nach dem, was von ${machine} zu sehen war`,
  ofAny: 'Rechner auswählen, auf dem es steht: Dann richtet sich die Reihenfolge nach dem, was von ihm zu sehen war.',
  causesTitle: 'Woher das kommt',
  speaksFor: 'Spricht dafür',
  speaksAgainst: 'Spricht dagegen',
  listen: 'Nach DHCP-Servern lauschen',
  listening: 'Lauscht…',
  listened: (servers) => (servers.length === 0 ? 'Kein DHCP-Server zu hören.' : `Gehört: ${servers.join(', ')}.`),
  listenFailed: 'An dieser Netzwerkkarte war gerade nichts zu hören.',
}
