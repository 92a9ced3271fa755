import type { Words } from '../words'
import { facts } from './facts'
import { why } from './trouble-why'

export const trouble: Words['trouble'] = {
  why,
  facts,
  seen: 'Was zu sehen war',
  screenLink: 'Zeigt sein Bildschirm eine Meldung?',

  stations: {
    machine: 'Rechner',
    card: 'Karte',
    dhcp: 'Adresse',
    loader: 'Lader',
    ipxe: 'iPXE',
    kernel: 'Kernel',
    system: 'System',
  },
  brokenAt: (station) => `Der Start bricht vor „${station}“ ab.`,
  passedTo: (station) => ` Er kam bis „${station}“.`,

  asOnlyServer: {
    'no-request-after-offer': {
      happened:
        'Dem Rechner wurde eine Adresse angeboten, und er hat sie nicht genommen. Ohne sie geht es nicht weiter.',
      todo: [
        'Prüfen, ob die Link-Anzeige am Rechner leuchtet und ob Kabel und Switch in Ordnung sind.',
        'Am verwalteten Switch „PortFast“ oder „Edge Port“ einschalten: Der Port war womöglich noch gesperrt.',
      ],
    },
    'offers-ignored': {
      happened:
        'Der Rechner fragt weiter, obwohl ihm jedes Mal eine Adresse angeboten wird: Die Antworten erreichen ihn nicht.',
      todo: [
        'Kabel und Switch-Port prüfen.',
        'Am verwalteten Switch „PortFast“ oder „Edge Port“ einschalten oder einen einfachen Switch dazwischensetzen.',
        'Nach einer neueren Firmware für den Rechner sehen.',
      ],
    },
    'no-loader-request': {
      todo: [
        'Bootdrop in der Firewall dieses Computers erlauben, dann den Rechner neu starten.',
        'Nach einem zweiten Bootserver an diesem Kabel suchen.',
      ],
    },
  },

  byHttpBoot:
    'Im Bootmenü oder Firmware-Setup „UEFI HTTP Boot“ statt PXE wählen: Der signierte Bootlader dieses Mediums funktioniert hier nur so.',
  useSigned: 'Für diesen Rechner einen signierten Bootlader verwenden, dann neu starten.',
  triedAll: 'Ist es schon aus: nach einer neueren Firmware sehen. Beide Bootlader wurden versucht.',
  tryFull:
    'Ist es schon aus: für diesen Rechner den Bootlader „Mit eigenen Treibern“ wählen. Es kann an der Netzwerkkarte liegen.',
  trySmall:
    'Für diesen Rechner unter „Auswahl“ den Bootlader „Klein“ wählen: Er lässt die Karte, wie die Firmware sie gestartet hat.',
  putLoader: (file) => `${file} in einen Ordner legen und diesen unter „Erweitert“ wählen.`,
  missingLoader: {
    'uefi-ia32': {
      happened: 'Dieser Rechner hat eine 32-Bit-UEFI-Firmware, und dafür bringt Bootdrop keinen Bootlader mit.',
      file: 'iPXE für 32-Bit-UEFI (bin-i386-efi/snponly.efi)',
      how: 'Bietet die Firmware den klassischen BIOS-Start an: darauf umschalten, das braucht keine weitere Datei.',
    },
    'uefi-arm32': {
      happened: 'Dieser Rechner hat eine 32-Bit-ARM-UEFI-Firmware, und dafür bringt Bootdrop keinen Bootlader mit.',
      file: 'iPXE für 32-Bit-ARM (bin-arm32-efi/snponly.efi)',
      how: 'Gibt es die Firmware auch in 64 Bit, startet diese mit dem, was hier ist.',
    },
  },

  remedies: {
    signed: { todo: 'Signierten Bootlader verwenden', done: 'Ab dem nächsten Start: signierter Bootlader' },
    auto: { todo: 'Zurück zu Automatisch', done: 'Ab dem nächsten Start: automatisch' },
    full: { todo: 'Bootlader mit eigenen Treibern', done: 'Ab dem nächsten Start: mit eigenen Treibern' },
    small: { todo: 'Kleinen Bootlader verwenden', done: 'Ab dem nächsten Start: kleiner Bootlader' },
    'local-disk': { todo: 'Von eigener Platte starten', done: 'Ab dem nächsten Start: eigene Platte' },
    checks: { todo: 'Prüfungen öffnen', done: '' },
    start: { todo: 'Bereitstellen starten', done: 'Wird bereitgestellt' },
  },
}
