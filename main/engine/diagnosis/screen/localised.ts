import type { MessageId } from './messages'

/**
 * The same messages as firmware and Windows show them in German, and what is seen where no text is shown. Understood in every
 * language of the window: the machine's language is another one than the window's.
 */
export const LOCALISED: Readonly<Partial<Record<MessageId, readonly string[]>>> = {
  'pxe-e18': ['Zeitüberschreitung', 'Zeitüberschreitung bei der Antwort des Servers', 'Der Server antwortet nicht'],
  'pxe-e51': ['Keine DHCP-Angebote empfangen'],
  'pxe-e53': ['Keine Startdatei gefunden', 'Kein Name der Startdatei empfangen', 'Keine Bootdatei gefunden'],
  'pxe-e61': ['Medientest fehlgeschlagen, Kabel prüfen', 'Kabel überprüfen', 'Netzwerkkabel nicht angeschlossen'],
  'no-media': ['Kein Medium vorhanden', 'Medium getrennt'],
  'no-uefi-network': ['Kein Netzwerkstart im Bootmenü', 'Der Netzwerkstart fehlt im Bootmenü', 'Kein PXE im Bootmenü'],
  'secure-boot-refusal': [
    'Sicherheitsverletzung',
    'Secure-Boot-Verletzung',
    'Ungültige Signatur',
    'Ungültige Signatur erkannt. Secure-Boot-Richtlinie im Setup überprüfen',
  ],
  'no-interface': ['Kein Netzwerkadapter gefunden', 'Keine Netzwerkkarte gefunden'],
  'kernel-memory': ['Kein Arbeitsspeicher mehr', 'Arbeitsspeicher voll'],
  'black-screen': ['schwarzer Bildschirm', 'Bildschirm bleibt schwarz', 'Bildschirm bleibt dunkel'],
  'bootmgr-missing': ['BOOTMGR fehlt', 'NTLDR fehlt'],
  'win-0001': ['Ein erforderliches Gerät ist nicht verbunden oder kann nicht darauf zugegriffen werden'],
  'win-000f': ['Die Startkonfigurationsdaten für den PC fehlen oder enthalten Fehler'],
  'win-0225': ['Fehler bei der Startauswahl, da auf ein erforderliches Gerät nicht zugegriffen werden kann'],
  'win-0428': ['Die digitale Signatur für diese Datei konnte nicht überprüft werden'],
  'win-0017': [
    'Nicht genügend Arbeitsspeicher',
    'Es ist nicht genügend Arbeitsspeicher verfügbar, um ein RAM-Datenträgergerät zu erstellen',
  ],
  'win-no-disk': [
    'Ein Medientreiber, den der Computer benötigt, fehlt',
    'Es wurden keine Treiber gefunden',
    'Es wurden keine Gerätetreiber gefunden',
    'Es wurden keine Laufwerke gefunden',
    'Wo möchten Sie Windows installieren',
  ],
  'win-no-network': [
    'Der Netzwerkpfad wurde nicht gefunden',
    'Systemfehler 53 aufgetreten',
    'Systemfehler 67 aufgetreten',
  ],
  'no-bootable': [
    'Es wurde kein startfähiges Gerät gefunden',
    'Kein Startgerät gefunden',
    'Kein bootfähiges Gerät gefunden',
    'Kein bootfähiges Medium gefunden',
    'Kein Bootmedium gefunden',
    'Betriebssystem nicht gefunden',
    'Es wurde kein Betriebssystem gefunden',
    'Startgerät nicht gefunden',
  ],
}
