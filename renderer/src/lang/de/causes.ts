import type { Words } from '../words'

/** Woher eine Meldung auf dem Bildschirm kommen kann. */
export const causes: Words['screen']['causes'] = {
  'not-serving': {
    title: 'Es wird gerade nichts bereitgestellt',
    happened: 'Der Rechner hat gefragt, und niemand antwortete: Bootdrop stellt nichts bereit oder wurde angehalten.',
    todo: ['Bereitstellen starten, dann den Rechner neu starten.'],
  },
  'no-link': {
    title: 'Kabel oder Switch-Port haben keinen Link',
    happened:
      'Ohne Link kann die Karte des Rechners nichts senden. Docks und Adapter verlieren ihn oft, wenn sie neu starten.',
    todo: [
      'Auf die Leuchte neben der Buchse achten, ein anderes Kabel und einen anderen Port versuchen.',
      'Dock oder Adapter direkt am Rechner anschließen und auf die Leuchte warten, bevor der Netzwerkstart gewählt wird.',
    ],
  },
  'other-network': {
    title: 'Der Rechner hängt an einem anderen Netz',
    happened:
      'Die Fragen der Rechner gehen nicht über Router oder VLANs hinweg: Sie müssen an der hier gewählten Netzwerkkarte ankommen.',
    todo: [
      'Den Rechner an denselben Switch oder dasselbe VLAN anschließen wie die Karte dieses Computers.',
      'Prüfen, ob links die Karte gewählt ist, an der der Rechner hängt.',
    ],
  },
  'no-network-boot': {
    title: 'Der Netzwerkstart ist aus oder nicht an erster Stelle',
    happened: 'Der Rechner hat gar nicht versucht, aus dem Netz zu starten, oder kennt keinen solchen Eintrag.',
    todo: [
      'Im Firmware-Setup den Netzwerkstart einschalten („UEFI Network Stack“, „PXE“, „Onboard LAN Option ROM“).',
      'Neu starten, die Taste für das Bootmenü drücken und das Netzwerk wählen.',
    ],
  },
  'key-pressed': {
    title: 'Am Rechner wurde abgebrochen',
    happened: 'Jemand hat eine Taste gedrückt, oder das Bootmenü ging zum nächsten Eintrag weiter.',
    todo: ['Neu starten, den Netzwerkstart wählen und nichts drücken, bis er lädt.'],
  },
  'no-dhcp-server': {
    title: 'Niemand gibt ihm eine Adresse',
    happened: 'Bootdrop arbeitet neben einem DHCP-Server, und in diesem Netz antwortet keiner.',
    todo: [
      'Den Router oder DHCP-Server des Netzes an dieses Kabel anschließen.',
      'Oder anhalten, unter „Adressen“ „Selbst Adressen vergeben“ wählen und neu starten.',
    ],
  },
  'second-dhcp': {
    title: 'Hier antworten zwei DHCP-Server',
    happened:
      'Der Rechner hat seine Adresse von einem Server und die Startdatei von einem anderen, oder zwei Rechner haben dieselbe Adresse. Dann wird am falschen Ort nach Dateien gefragt.',
    todo: [
      'In den Prüfungen nach DHCP-Servern lauschen und den ausschalten, der nicht hierher gehört.',
      'Oder ein eigenes Kabel und einen eigenen Switch nehmen.',
    ],
  },
  'option-60': {
    title: 'Der DHCP-Server des Netzes gibt sich als PXE-Server aus',
    happened:
      'Seine Antworten enthalten Option 60 „PXEClient“. UEFI fragt dann ihn an Port 4011, und dort antwortet niemand.',
    todo: [
      'Bei diesem DHCP-Server die Option 60 entfernen.',
      'Oder für diesen Rechner ein eigenes Kabel und einen eigenen Switch nehmen.',
    ],
  },
  'other-boot-server': {
    title: 'Ein anderer Bootserver war schneller',
    happened:
      'WDS, FOG, ein NAS oder ein Router mit Startdatei (Optionen 66 und 67) hat den Rechner woandershin geschickt.',
    todo: [
      'Dessen PXE-Dienst für diese Zeit ausschalten oder die Optionen 66 und 67 beim DHCP-Server entfernen.',
      'Oder ein eigenes Kabel und einen eigenen Switch nehmen.',
    ],
  },
  'port-blocks': {
    title: 'Der Switch-Port ist noch gesperrt',
    happened:
      'Kommt ein Link hoch, sperrt ein Switch mit Spanning Tree den Port etwa 30 Sekunden lang. So lange warten Firmware und iPXE nicht.',
    todo: [
      'Am Switch für diesen Port „PortFast“ oder „Edge Port“ einschalten.',
      'Oder einen einfachen Switch dazwischensetzen, damit der Link bestehen bleibt.',
    ],
  },
  firewall: {
    title: 'Eine Firewall verwirft seine Fragen',
    happened:
      'Eine Firewall auf diesem Computer oder unterwegs lässt die Fragen des Rechners nicht durch (UDP 67, 4011 und 69 sowie der HTTP-Port).',
    todo: [
      'Die Prüfungen ansehen: Sie nennen die Firewall und können sie oft öffnen.',
      'Danach den Rechner neu starten.',
    ],
  },
  'proxy-ignored': {
    title: 'Seine Firmware will alles von einem Server',
    happened:
      'Manche Firmware nimmt die Startdatei nur von dem Server, der auch die Adresse gibt, und übergeht einen zweiten daneben.',
    todo: [
      'Über ein eigenes Kabel anschließen und „Selbst Adressen vergeben“ wählen.',
      'Noch einmal starten: Die Antworten wechseln von Versuch zu Versuch.',
      'Nach einer neueren Firmware sehen.',
    ],
  },
  'http-boot-off': {
    title: 'Seine Firmware lehnt HTTP Boot ab',
    happened: 'Viele Firmwares erlauben nur HTTPS, bis im Setup auch einfaches HTTP erlaubt wird.',
    todo: [
      'Im Firmware-Setup einfaches HTTP erlauben („Allow HTTP connections“).',
      'Oder im Bootmenü PXE über IPv4 wählen.',
    ],
  },
  ipv6: {
    title: 'Er fragt über IPv6',
    happened:
      'Bootdrop stellt über IPv4 bereit. Viele Firmwares versuchen beides nacheinander, und über IPv6 antwortet hier niemand.',
    todo: [
      'Ein bis zwei Minuten warten: Meist geht die Firmware von selbst zu IPv4 über.',
      'Oder neu starten, die Taste für das Bootmenü drücken und den Eintrag mit IPv4 wählen.',
      'Um die Wartezeit zu sparen: im Firmware-Setup den Netzwerkstart über IPv6 ausschalten („IPv6 PXE Support“).',
    ],
  },
  'packets-lost': {
    title: 'Unterwegs gehen Pakete verloren',
    happened:
      'Ein schlechtes Kabel, ein Dock, eine WLAN-Strecke oder eine ungewöhnliche Paketgröße lässt Übertragungen abbrechen.',
    todo: [
      'Ein anderes Kabel und einen anderen Port versuchen, ohne Dock oder Adapter.',
      'An diesem Computer und am Switch zur üblichen Paketgröße zurückkehren (MTU 1500).',
    ],
  },
  'file-missing': {
    title: 'Die verlangte Datei gibt es dort nicht',
    happened: 'Wer gefragt wurde, hat keine Datei mit diesem Namen.',
    todo: [
      'Für dieses Medium ein anderes Rezept oder einen anderen Starteintrag wählen.',
      'Hat er einen anderen Server gefragt: diesen für die Zeit ausschalten.',
    ],
  },
  'secure-boot': {
    title: 'Secure Boot lässt es nicht laufen',
    happened: 'Die Firmware führt nur aus, was mit Schlüsseln signiert ist, denen sie vertraut.',
    todo: [
      'Für diesen Rechner einen signierten Bootlader verwenden, wo es einen gibt.',
      'Oder Secure Boot im Firmware-Setup ausschalten.',
      'Manche Notebooks vertrauen Linux erst, wenn dort „Allow Microsoft 3rd party UEFI CA“ eingeschaltet ist.',
    ],
  },
  'wrong-arch': {
    title: 'Es ist für einen anderen Prozessor oder eine andere Firmware',
    happened: 'Ein 64-Bit-Programm auf einem 32-Bit-Prozessor, ARM auf einem PC oder BIOS statt UEFI läuft nicht.',
    todo: [
      'Ein Medium für diesen Prozessor wählen.',
      'Bietet die Firmware beides an: zwischen UEFI und klassischem BIOS-Start umschalten.',
    ],
  },
  'loader-hangs': {
    title: 'Der Bootlader verträgt sich nicht mit dieser Netzwerkkarte',
    happened: 'Mit manchen Karten bleibt das eine iPXE hängen, und das andere läuft: Es bringt andere Treiber mit.',
    todo: [
      'Diesem Rechner den anderen Bootlader geben („Klein“ oder „Mit eigenen Treibern“), dann neu starten.',
      'Nach einer neueren Firmware sehen.',
    ],
  },
  'firmware-fault': {
    title: 'Die Netzwerkkarte selbst hat einen Fehler',
    happened: 'Die Meldung kommt aus der Karte oder ihrem ROM, noch bevor das Netz beteiligt ist.',
    todo: [
      'Den Rechner eine Minute vom Strom trennen, dann noch einmal versuchen.',
      'Das Firmware-Setup auf Werkseinstellungen setzen und nach einer neueren Firmware sehen.',
      'Eine andere Netzwerkkarte oder einen USB-Adapter versuchen.',
    ],
  },
  certificate: {
    title: 'Einem Zertifikat wird nicht vertraut',
    happened:
      'Das Skript oder System hat etwas über HTTPS geholt, und iPXE vertraut dem Absender nicht, oder die Uhr geht falsch.',
    todo: ['Datum und Uhrzeit im Firmware-Setup stellen.', 'Eine Adresse mit http:// statt https:// verwenden.'],
  },
  'no-name-server': {
    title: 'Ein Name lässt sich nicht auflösen',
    happened: 'Etwas wird über einen Rechnernamen geholt, und in diesem Netz kennt ihn kein Nameserver.',
    todo: ['Eine IP-Adresse statt des Namens verwenden.', 'Oder das Netz mit einem verbinden, das DNS hat.'],
  },
  'too-little-ram': {
    title: 'Der Rechner hat zu wenig Arbeitsspeicher',
    happened: 'Kernel, initrd und manchmal das ganze Abbild liegen zugleich im Speicher.',
    todo: ['Speicher nachrüsten oder ein Rezept oder Medium wählen, das weniger braucht.'],
  },
  'image-too-big': {
    title: 'Das Abbild passt nicht in seinen Arbeitsspeicher',
    happened: 'Auf diesem Weg wird das Abbild als Ganzes geladen, und dafür ist kein Platz.',
    todo: ['Ein Rezept wählen, das nur Kernel und initrd lädt.', 'Oder den Arbeitsspeicher des Rechners erweitern.'],
  },
  'medium-damaged': {
    title: 'Das Medium ist beschädigt oder unvollständig',
    happened: 'Ein abgebrochener Download oder ein defekter Datenträger liefert Dateien, die nicht laufen.',
    todo: ['Die Prüfsumme mit der des Herstellers vergleichen oder das Medium neu herunterladen.'],
  },
  'wrong-recipe': {
    title: 'Das System findet den Rest von sich nicht',
    happened:
      'Der Kernel läuft, hat aber nicht auf eine Weise erfahren, die er versteht, wo der Rest des Systems liegt.',
    todo: [
      'Für dieses Medium ein anderes Rezept oder einen anderen Starteintrag wählen.',
      'Selbst ergänzte Kernel-Parameter wieder herausnehmen.',
    ],
  },
  'no-driver': {
    title: 'Dem System fehlt der Treiber für diese Netzwerkkarte',
    happened: 'Firmware und Bootlader konnten die Karte benutzen, das gestartete System kann es nicht.',
    todo: [
      'Ein neueres Medium versuchen oder eine andere Netzwerkkarte, einen anderen Adapter.',
      'Bei Windows: den Treiber der Karte in den Optionen des Mediums hinzufügen.',
    ],
  },
  'no-disk-system': {
    title: 'Auf seiner eigenen Platte ist kein System',
    happened: 'Der Rechner hat das Netz aufgegeben und seine Platte versucht, und dort lässt sich nichts starten.',
    todo: [
      'Neu starten und im Bootmenü den Netzwerkstart wählen.',
      'Wurde er gerade installiert: noch einmal installieren.',
    ],
  },
  'no-disk-driver': {
    title: 'Windows sieht die Platte nicht',
    happened: 'Der Festplatten-Controller (oft Intel RST oder VMD) braucht einen Treiber, den das Medium nicht hat.',
    todo: [
      'Den Treiber in den Optionen des Mediums hinzufügen.',
      'Oder VMD oder RAID im Firmware-Setup ausschalten, falls noch nichts installiert ist.',
    ],
  },
  harmless: {
    title: 'Diese Zeile ist für sich harmlos',
    happened: 'Sie steht auch bei Starts da, die gelingen. Es zählt, was danach kommt.',
    todo: ['Auf die letzte Zeile des Bildschirms sehen und diese hier eingeben.'],
  },
}
