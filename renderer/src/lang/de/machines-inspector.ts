import type { machinesInspector as english } from '../en/machines-inspector'

export const machinesInspector: typeof english = {
  label: (name) => `Ablauf von ${name}`,
  back: 'Alle Rechner',
  close: 'Schließen',
  tabs: { boot: 'Start', packets: 'Pakete', choices: 'Auswahl', facts: 'Daten und Werkzeuge' },
  noFiles: 'Er hat noch keine Datei angefordert.',
  notices: 'Hinweise',
  noChoices:
    'Dieser Rechner ist nur an seiner Adresse zu erkennen: Morgen ließe er sich von einem anderen nicht unterscheiden.',
  fromNext: 'Gilt ab seinem nächsten Start.',
  everyone: 'Wieder wie alle',

  boots: 'Startet',
  only: (medium) => `Nur ${medium}`,
  notServed: (medium) => `${medium} (wird gerade nicht bereitgestellt)`,
  recipe: 'Rezept',
  recipeAsMedium: 'Wie für das Medium gewählt',
  loader: 'Bootlader',
  append: 'Kernel-Parameter',
  appendHint: 'Wie für alle; was hier steht, gilt stattdessen',
  again: 'Erneut installieren, obwohl gerade installiert wurde',

  identity: {
    vendor: 'Netzwerkkarte von',
    model: 'Modell',
    hostname: 'Name',
    mac: 'MAC-Adresse',
    ip: 'Adresse',
    arch: 'Firmware',
    uuid: 'UUID',
    uuidSent: 'UUID wie gesendet (Option 97)',
    vendorClass: 'Vendor Class',
    strategy: 'Beantwortet',
    boots: 'Starts gesehen',
    firstSeen: 'Zuerst gesehen',
  },
  answered: {
    A: 'alles in einem Angebot, neben dem DHCP-Server',
    B: 'ein Angebot, und noch einmal auf Port 4011',
    C: 'alles in einem Angebot, samt Adresse',
  },
  who: 'Angaben zum Rechner',
  tools: 'Werkzeuge',
  wake: {
    title: 'Wake on LAN',
    needs: (card) =>
      `Sendet das Weckpaket über ${card}. Es wirkt nur, wenn Wake on LAN im Firmware-Setup des Rechners eingeschaltet ist und er Strom und Netzwerkkabel hat.`,
    noCard: 'Zuerst eine Netzwerkkarte wählen: Über sie geht das Weckpaket hinaus.',
    button: 'Aufwecken',
    sent: (card) =>
      `Über ${card} gesendet. Das dauert ein paar Sekunden; bleibt der Rechner dunkel, ist Wake on LAN bei ihm aus.`,
  },
  capture: {
    title: 'Netzwerkmitschnitt',
    text: 'DHCP und TFTP mit diesem Rechner, für Wireshark.',
    button: 'Speichern…',
    saved: (path) => `Gespeichert als ${path}`,
  },
  copy: {
    title: 'Daten als Text',
    text: 'Angaben, Zeitverlauf, Dateien und Störung, etwa für ein Ticket.',
    button: 'Kopieren',
    copied: 'Kopiert',
  },
  log: { title: 'Protokoll', text: 'Nur die Zeilen dieses Rechners.', button: 'Anzeigen' },
}
