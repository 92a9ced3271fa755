import type { Words } from '../words'
import { causes } from './causes'
import { meanings } from './screen-messages'

export const screen: Words['screen'] = {
  causes,
  meanings,
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
  hint: 'PXE-E18, NBP filesize is 0, ipxe.org/040ee119 …',
  machine: 'Zu sehen auf',
  noMachine: 'Irgendein Rechner',
  list: 'Meldungen',
  nearest: 'Ähnliche Meldungen',
  clear: 'Eingabe löschen',
  unknown: 'Diese Meldung kennt Bootdrop nicht',
  unknownText:
    'Das kommt vor: Firmware-Hersteller haben Tausende davon. Gesucht ist die letzte Zeile mit einem Code oder dem Wort „error“. Was ihr am nächsten kommt, steht in der Liste.',
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
