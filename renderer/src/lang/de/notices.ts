import type { Words } from '../words'

export const notices: Words['notices'] = {
  'other-dhcp': {
    title: 'Bootdrop vergibt keine Adressen mehr: Ein anderer DHCP-Server ist aufgetaucht',
    todo: ['Falls er dort nicht hingehört: ausschalten, dann stoppen und neu starten.'],
  },
  'same-address': {
    title: 'Bootdrop vergibt keine Adressen mehr: Ein anderes Gerät hat die Adresse dieses Computers',
    todo: [
      'Der Netzwerkkarte dieses Computers eine andere Adresse geben oder das andere Gerät abziehen; dann stoppen und neu starten.',
    ],
  },
  'state-not-kept': {
    title: 'Was gemerkt werden soll, lässt sich nicht speichern',
    todo: ['Platz auf dem Datenträger schaffen. Bis dahin geht alles, ist beim nächsten Start aber vergessen.'],
  },
  'settings-unreadable': {
    title: 'Die Einstellungen sind nicht lesbar',
    todo: [
      'Bootdrop schließen, dann die oben genannte Datei lesbar machen oder umbenennen.',
      'Bis dahin geht alles; was gewählt wird, ist beim nächsten Start aber vergessen.',
    ],
  },
  'foreign-pxe': {
    title: 'Ein DHCP-Server in diesem Netz gibt sich als Boot-Server aus',
    todo: [
      'Option 60 „PXEClient“ aus seinen Einstellungen nehmen (Windows: DHCP, Bereichsoptionen, 060).',
      'BIOS-Rechner stört sie nicht. UEFI-Rechner mit „HTTP Boot“ können solange diesen Weg nehmen.',
    ],
  },
  'other-pxe': {
    title: 'In diesem Netz ist noch ein Boot-Server',
    todo: [
      'Den anderen anhalten, solange hier gearbeitet wird (WDS, FOG, ein weiterer Computer mit Bootdrop).',
      'Oder ein eigenes Kabel und einen eigenen Switch verwenden.',
    ],
  },
  'no-signed-loader': {
    title: 'Es ist kein signierter Bootlader da',
    todo: ['Das signierte iPXE und sein Shim in einen Ordner legen und diesen unter „Erweitert“ wählen.'],
  },
  'loader-needed': {
    title: 'wimboot fehlt',
    todo: [
      'wimboot 2.9.0 oder neuer bei den Machern herunterladen (github.com/ipxe/wimboot/releases) und in einen Ordner legen.',
      'Diesen Ordner unter „Erweitert“ wählen.',
    ],
  },
  'http-port-moved': {
    title: 'HTTP hat einen anderen Port als gewählt',
    todo: ['Braucht ein Rechner genau diesen Port: das Programm beenden, das ihn hat, oder mit mehr Rechten starten.'],
  },
  'firewall-not-followed': {
    title: 'Die Firewall hält Rechner vom HTTP-Port ab',
    todo: ['Die Firewall in den Prüfungen noch einmal öffnen.'],
  },
  'pool-full': {
    title: 'Es ist keine Adresse mehr frei',
    todo: ['Fertige Rechner ausschalten oder der Karte eine Adresse in einem größeren Netz geben.'],
  },
  'address-in-use': {
    title: 'Eine Adresse ist schon in Gebrauch',
    todo: ['Dem Gerät, das sie hat, eine andere Adresse geben, außerhalb derer, die Bootdrop vergibt.'],
  },
  'card-down': {
    title: 'Die Netzwerkkarte hat keine Verbindung mehr',
    todo: ['Kabel und Switch prüfen. Danach geht es von selbst weiter.'],
  },
  'card-address-changed': {
    title: 'Die Adresse der Netzwerkkarte hat sich geändert',
    todo: ['Stoppen und neu starten, damit die Rechner die neue erfahren.'],
  },
  'medium-missing': {
    title: 'Das Medium ist weg',
    todo: ['Das Laufwerk wieder anschließen oder die Datei neu wählen.'],
  },
  'medium-slightly-short': {
    title: 'Das Abbild ist etwas zu kurz',
    todo: ['Wenn ein Rechner scheitert: neu herunterladen.'],
  },
  'medium-image-only': {
    title: 'Seine Dateien sind nicht lesbar',
    todo: ['Das Abbild selbst kann BIOS-Rechnern trotzdem als Datenträger im Speicher dienen.'],
  },
  'archive-links-left-out': { title: 'Verknüpfungen, die aus dem Archiv hinausführen, wurden weggelassen', todo: [] },
  'answer-doubtful': {
    title: 'Die Antwortdatei ist vielleicht nicht das, was dieses Installationsprogramm erwartet',
    todo: ['Die Vorschau ansehen. Wenn sie trotzdem stimmt, einfach weitermachen.'],
  },
  'erases-disks': {
    title: 'Löscht einen Datenträger ohne Rückfrage',
    todo: ['Falls das nicht gemeint ist: stoppen oder die Antwortdatei entfernen.'],
  },
  'answer-unused': {
    title: 'Die Antwortdatei wird nicht verwendet',
    todo: ['Was gestartet wird, nimmt keine. Ein anderes Rezept wählen oder die Datei entfernen.'],
  },
  'too-little-ram': { title: 'Ein Rechner hat zu wenig Speicher', todo: ['Für ihn ein kleineres System wählen.'] },
  'recipe-not-for-arch': {
    title: 'Ein Rechner kann mit diesem Rezept nicht starten',
    todo: ['Ein Rezept für seine Firmware oder ein Medium für seinen Prozessor wählen.'],
  },
  'medium-damaged': {
    title: 'Das Abbild ist vielleicht beschädigt',
    todo: ['Neu herunterladen und die Prüfsumme vergleichen, falls es eine gibt.'],
  },
  'medium-changed': {
    title: 'Das Abbild wurde im laufenden Betrieb verändert',
    todo: ['Neu wählen oder stoppen und starten, damit es so ausgeliefert wird, wie es jetzt ist.'],
  },
  'medium-back': { title: 'Das Medium ist wieder da', todo: [] },
  'medium-odd-size': {
    title: 'Das Abbild hat eine krumme Größe',
    todo: ['Wenn ein Rechner scheitert: neu herunterladen.'],
  },
  'medium-needs-other': { title: 'Dieses Medium braucht einen anderen Weg', todo: [] },
  'recipe-broken': {
    title: 'Eine Rezeptdatei ist fehlerhaft',
    todo: ['Die Rezeptdatei berichtigen oder entfernen.'],
  },
  'recipe-not-usable': { title: 'Ein Weg, es zu starten, geht nicht', todo: [] },
  'recipe-doubtful': { title: 'Ein Weg, es zu starten, ist unsicher', todo: [] },
  'card-back': { title: 'Die Netzwerkkarte ist wieder da', todo: [] },
  'card-without-address': {
    title: 'Die Netzwerkkarte hat ihre Adresse verloren',
    todo: ['Sie ihr in den Netzwerkeinstellungen des Systems zurückgeben. Dann geht es weiter.'],
  },
  'leasing-resumed': { title: 'Bootdrop vergibt wieder Adressen', todo: [] },
  'secure-boot': {
    title: 'Secure Boot lehnt den Bootlader ab',
    todo: ['Secure Boot im Firmware-Setup des Rechners ausschalten oder ihm einen signierten Bootlader geben.'],
  },
  'loader-signature': { title: 'Einer der eigenen Bootlader wird vielleicht abgelehnt', todo: [] },
  'loader-skipped': { title: 'Einer der eigenen Bootlader wird nicht verwendet', todo: [] },
  'user-loader': { title: 'Einer der eigenen Bootlader wird verwendet', todo: [] },
  'dhcp-answer-too-long': {
    title: 'Eine Antwort hat nicht gepasst',
    todo: ['Das Protokoll kopieren und an uns schicken: Das sollte nicht vorkommen.'],
  },
  'dhcp-send-failed': {
    title: 'Eine Antwort ließ sich nicht senden',
    todo: ['Das Kabel und die Netzwerkeinstellungen dieses Computers prüfen.'],
  },
  'dhcp-internal': {
    title: 'Eine Anfrage ließ sich nicht beantworten',
    todo: ['Das Protokoll kopieren und an uns schicken: Das sollte nicht vorkommen.'],
  },
  'uuid-malformed': { title: 'Ein Rechner nennt seine Nummer nicht so, wie er sollte', todo: [] },
}
