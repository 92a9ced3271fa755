import type { Words } from '../words'

/** Warum ein Rechner stehen blieb. */
export const why: Words['trouble']['why'] = {
  'no-request-after-offer': {
    title: 'Er fragte, bekam Antwort und meldete sich nicht mehr',
    happened:
      'Der Rechner hat mindestens eine Antwort gehört, aber keine Adresse genommen. Ohne Adresse geht es nicht weiter.',
    todo: [
      'Prüfen, ob im Netz ein DHCP-Server läuft und ob die Link-Anzeige am Rechner leuchtet.',
      'Am verwalteten Switch „PortFast“ oder „Edge Port“ einschalten: Der Port war womöglich noch gesperrt.',
      'An einem Kabel ohne DHCP-Server: anhalten, unter „Adressen“ „Selbst Adressen vergeben“ wählen, neu starten.',
    ],
  },
  'offers-ignored': {
    title: 'Er fragt immer wieder und nimmt keine Antwort an',
    happened:
      'Der Rechner fragt weiter, obwohl er jedes Mal Antwort bekommt. Entweder erreichen ihn die Antworten nicht, oder seine Firmware nimmt die Startdatei nur von dem Server, der ihr auch die Adresse gibt.',
    todo: [
      'Am verwalteten Switch „PortFast“ oder „Edge Port“ einschalten oder einen einfachen Switch dazwischensetzen.',
      'Über ein eigenes Kabel anschließen und „Selbst Adressen vergeben“ wählen: Das nimmt jede Firmware an.',
      'Nach einer neueren Firmware für den Rechner sehen.',
    ],
  },
  'no-dhcp-server': {
    title: 'Niemand gibt ihm eine Adresse',
    happened:
      'Bootdrop hat geantwortet, arbeitet hier aber neben einem DHCP-Server, und in diesem Netz war keiner zu hören. Ohne Adresse kommt der Rechner nicht weiter.',
    todo: [
      'Den Router oder DHCP-Server des Netzes an dieses Kabel anschließen.',
      'Oder anhalten, unter „Adressen“ „Selbst Adressen vergeben“ wählen und neu starten.',
    ],
  },
  'no-loader-request': {
    title: 'Er hat eine Adresse, fragt aber nicht nach dem Bootlader',
    happened:
      'Der Rechner hat eine Adresse genommen und danach keine Datei von Bootdrop verlangt. Vielleicht folgt er einem anderen Bootserver.',
    todo: [
      'Bootdrop in der Firewall dieses Computers erlauben, dann den Rechner neu starten.',
      'Nach einem zweiten Bootserver in diesem Netz suchen (WDS, FOG, alte DHCP-Option 60 oder 66).',
    ],
  },
  'boot-server-not-asked': {
    title: 'Seine Frage an Port 4011 kam nicht an',
    happened:
      'Der Rechner hat eine Adresse genommen. Danach hätte er diesen Computer an UDP-Port 4011 fragen müssen, und dort kam nichts an. Meist verwirft eine Firewall auf diesem Computer die Frage.',
    todo: [
      'Bootdrop in der Firewall dieses Computers erlauben, dann den Rechner neu starten.',
      'Auf jeden Fall neu starten: Beim nächsten Versuch bekommt er eine andere Antwort, die ohne Port 4011 auskommt.',
    ],
  },
  'size-probe-only': {
    title: 'Er fragte nach der Größe des Bootladers, mehr nicht',
    happened:
      'Die Firmware hat nach der Größe des Bootladers gefragt, die Antwort bekommen und die Datei dann nicht geholt. Ihre nächste Frage ging verloren, oder sie hat aufgegeben.',
    todo: [
      'Kabel und Switch-Port prüfen, dann den Rechner neu starten.',
      'Nach einer neueren Firmware sehen.',
      'Falls er HTTP Boot anbietet: damit statt mit PXE versuchen.',
    ],
  },
  'http-boot-refused': {
    title: 'HTTP Boot wurde beantwortet, aber nichts geholt',
    happened:
      'Der Rechner hat eine Adresse und weiß, wo sein Bootlader liegt, hat ihn aber nicht geholt. Viele Firmwares lehnen einfaches HTTP ab, bis es im Setup erlaubt wird.',
    todo: [
      'Im Firmware-Setup einfaches HTTP erlauben: „Allow HTTP connections“ oder „HTTP Boot: insecure“.',
      'Oder im Bootmenü PXE über IPv4 wählen.',
      'Prüfen, ob die Firewall dieses Computers den HTTP-Port von Bootdrop durchlässt.',
    ],
  },
  'loader-sent-then-silence': {
    title: 'Secure Boot hat den Bootlader vermutlich abgelehnt',
    happened:
      'Der ganze Bootlader wurde gesendet, danach war nichts mehr zu hören. Eine Firmware, die ihn nicht ausführen will, verstummt.',
    todo: [
      'Noch einmal starten: Verstummt er wieder, kommt ein anderer Bootlader an die Reihe.',
      'Oder Secure Boot im Firmware-Setup ausschalten.',
    ],
  },
  'secure-boot': {
    title: 'Secure Boot lehnt den Bootlader vermutlich ab',
    happened:
      'Der ganze Bootlader wurde zweimal gesendet, und beide Male verstummte der Rechner: Seine Firmware führt ihn nicht aus.',
    todo: ['Secure Boot im Firmware-Setup ausschalten, dann neu starten.'],
  },
  'no-signed-loader': {
    title: 'Hier gibt es keinen passenden signierten Bootlader',
    happened:
      'Für diesen Rechner ist ein signierter Bootlader gewählt. Auf diesem Medium ist keiner, der hier funktioniert.',
    todo: [
      'Das signierte iPXE und sein Shim (shimx64.efi, ipxe.efi) in einen Ordner legen und ihn unter „Erweitert“ auswählen.',
      'Oder Secure Boot im Firmware-Setup des Rechners ausschalten und zu „Automatisch“ zurückkehren.',
    ],
  },
  'needs-http-boot': {
    title: 'Das startet nur über UEFI HTTP Boot',
    happened: 'Der Rechner fragte über PXE. Was für ihn gewählt ist, holt die Firmware aber selbst über HTTP.',
    todo: [
      'Im Bootmenü „HTTP Boot“ wählen, oft gleich unter „PXE“ oder „Netzwerk“.',
      'Fehlt dieser Eintrag: HTTP Boot im Firmware-Setup einschalten oder ein anderes Rezept wählen.',
    ],
  },
  'no-pi-firmware': {
    title: 'Ein Raspberry Pi braucht seine Firmware-Dateien',
    happened: 'Ein Raspberry Pi lädt zuerst seine eigene Firmware aus dem Netz, und hier liegt keine.',
    todo: [
      'Die Startdateien einer Raspberry-Pi-Karte (start4.elf, config.txt, die .dtb-Dateien) in einen Ordner kopieren.',
      'Diesen Ordner unter „Erweitert“ als Lader-Ordner wählen, dann den Pi aus- und einschalten.',
    ],
  },
  'loader-did-not-start': {
    title: 'Der Bootlader lief nicht an',
    happened: 'Der ganze Bootlader wurde gesendet, danach war nichts mehr zu hören.',
    todo: [
      'Den Rechner noch einmal starten: Dann kommt ein Bootlader mit eigenen Treibern an die Reihe.',
      'Verstummt er auch damit: nach einem BIOS-Update für Rechner oder Netzwerkkarte sehen.',
    ],
  },
  'loader-transfer-failed': {
    title: 'Der Bootlader kam nicht durch',
    happened: 'Der Rechner begann den Bootlader zu holen, dann brach die Übertragung ab.',
    todo: ['Kabel und Switch-Port prüfen.', 'Den Rechner neu starten: Er beginnt wieder von vorn.'],
  },
  'transfer-restarts': {
    title: 'Der Bootlader bricht immer wieder ab',
    happened:
      'Der Rechner hat mehrmals begonnen, den Bootlader zu holen, und ihn nie ganz bekommen. Unterwegs gehen Pakete verloren oder werden abgeschnitten.',
    todo: [
      'Ein anderes Kabel und einen anderen Switch-Port versuchen, ohne Dock oder Adapter dazwischen.',
      'An diesem Computer und am Switch zur üblichen Paketgröße zurückkehren (MTU 1500).',
      'VPN, Netzwerkbrücke oder WLAN-Strecke auf dem Weg weglassen.',
    ],
  },
  'no-script-request': {
    title: 'Der Bootlader läuft, findet aber nicht zurück',
    happened: 'iPXE hat nach einer Adresse gefragt und danach sein Startskript nicht geholt.',
    todo: [
      'Am verwalteten Switch „PortFast“ oder „Edge Port“ einschalten: Der Link war kurz weg, und der Port sperrt.',
      'Prüfen, ob die Firewall dieses Computers den HTTP-Port von Bootdrop durchlässt.',
    ],
  },
  'ipxe-no-address': {
    title: 'Der Bootlader läuft, bekommt aber keine Adresse',
    happened:
      'iPXE startet die Netzwerkkarte neu. Ein Switch mit Spanning Tree sperrt den Port dann eine halbe Minute lang, und iPXE gibt auf, bevor er öffnet.',
    todo: [
      'Am verwalteten Switch für diesen Port „PortFast“ oder „Edge Port“ einschalten.',
      'Oder einen einfachen Switch dazwischensetzen: Dann bleibt der Link bestehen.',
    ],
  },
  'script-then-silence': {
    title: 'Er hat sein Skript und verstummte dann',
    happened:
      'Der Rechner hat sein Startskript geholt, aber keine der Dateien darin verlangt. Warum, steht auf seinem Bildschirm.',
    todo: [
      'Auf den Bildschirm des Rechners sehen: Dort steht, ob der Speicher zu klein ist oder der Prozessor nicht passt.',
      'Für dieses Medium ein anderes Rezept wählen und neu starten.',
    ],
  },
  'too-little-ram': {
    title: 'Der Rechner hat dafür zu wenig Arbeitsspeicher',
    happened:
      'Er hat gemeldet, wie viel Speicher er hat, und was er starten soll, braucht mehr. Sein Bildschirm fragt, ob es trotzdem weitergehen soll.',
    todo: [
      'Speicher nachrüsten oder ein Rezept oder Medium wählen, das weniger braucht.',
      'Am Rechner eine Taste drücken, um es trotzdem zu versuchen.',
    ],
  },
  'transfer-stalled': {
    title: 'Die Übertragung steht still',
    happened: 'Der Rechner nimmt mitten in einer Datei keine Daten mehr an. Die Verbindung besteht noch.',
    todo: [
      'Kabel, Switch und Dock oder Adapter prüfen.',
      'Den Rechner neu starten, falls er nicht von selbst weitermacht.',
    ],
  },
  'transfer-failed': {
    title: 'Eine Datei kam nicht durch',
    happened: 'Der Rechner hat mitten in einer Datei abgebrochen. Am häufigsten reicht der Arbeitsspeicher nicht.',
    todo: [
      'Den Arbeitsspeicher des Rechners mit dem Bedarf des Mediums vergleichen.',
      'Das Kabel prüfen, dann den Rechner neu starten.',
    ],
  },
  'image-too-big': {
    title: 'Das Abbild passt nicht in seinen Arbeitsspeicher',
    happened:
      'Der Rechner hat eine Datei abgebrochen, die als Ganzes in seinem Speicher liegen muss, und dafür ist kein Platz.',
    todo: [
      'Ein Rezept wählen, das nur Kernel und initrd lädt statt des ganzen Abbilds.',
      'Oder den Arbeitsspeicher des Rechners erweitern.',
    ],
  },
  'file-not-found': {
    title: 'Er verlangte eine Datei, die das Medium nicht hat',
    happened: 'Das startende System hat eine Datei verlangt, die es unter diesem Namen auf dem Medium nicht gibt.',
    todo: [
      'Für dieses Medium ein anderes Rezept oder einen anderen Starteintrag wählen.',
      'Der Name der Datei steht im Protokoll.',
    ],
  },
  'no-loader-for-arch': {
    title: 'Für diese Art Rechner gibt es keinen Bootlader',
    happened:
      'Bootdrop hat Bootlader für BIOS, 64-Bit-UEFI und 64-Bit-ARM-UEFI. Dieser Rechner gehört zu keiner dieser Arten.',
    todo: [
      'Bietet die Firmware beides an: zwischen UEFI und klassischem BIOS-Start umschalten.',
      'Oder unter „Erweitert“ einen Ordner mit einem passenden iPXE wählen.',
    ],
  },
  'recipe-not-for-arch': {
    title: 'Dieses Rezept passt nicht zu diesem Rechner',
    happened: 'Was bereitsteht, ist für einen anderen Prozessor oder eine andere Firmware gemacht.',
    todo: [
      'Ein Rezept mit dem Kennzeichen dieser Firmware wählen oder ein Medium für diesen Prozessor.',
      'Bietet die Firmware beides an: zwischen UEFI und klassischem BIOS-Start umschalten.',
    ],
  },
  'medium-gone': {
    title: 'Das Medium verschwand während des Ladens',
    happened: 'Das Abbild war nicht mehr zu lesen, deshalb konnte der Rest nicht gesendet werden.',
    todo: ['Das Laufwerk wieder anschließen oder das Abbild erneut ablegen.', 'Dann den Rechner neu starten.'],
  },
  'system-then-silence': {
    title: 'Das System startete, holte aber den Rest nicht',
    happened:
      'Kernel und initrd kamen ganz an, danach wurde nichts mehr verlangt. Meist fehlt der initrd ein Treiber für die Netzwerkkarte dieses Rechners.',
    todo: [
      'Auf den Bildschirm des Rechners sehen: Dort steht „no network card“, „no route“ oder eine Eingabezeile.',
      'Ein neueres Medium versuchen oder eine andere Netzwerkkarte, einen anderen Adapter.',
      'Am verwalteten Switch „PortFast“ oder „Edge Port“ einschalten: Der Port sperrt womöglich, während das System seine Karte startet.',
    ],
  },
  'other-server': {
    title: 'Er ist vermutlich einem anderen Bootserver gefolgt',
    happened: 'Ein anderer Server in diesem Netz gibt sich als PXE-Server aus, und dieser Rechner kam nicht zurück.',
    todo: [
      'Der Hinweis zu diesem Server nennt ihn und sagt, was dort zu ändern ist.',
      'Oder für diesen Rechner ein eigenes Kabel und einen eigenen Switch nehmen.',
    ],
  },
  'foreign-option-60': {
    title: 'Er fragt den DHCP-Server des Netzes nach der Startdatei',
    happened:
      'Der DHCP-Server dieses Netzes gibt sich auch als PXE-Server aus (Option 60). UEFI fragt dann ihn an Port 4011, und dort antwortet niemand.',
    todo: [
      'Bei diesem DHCP-Server die Option 60 „PXEClient“ entfernen.',
      'Den Rechner auf jeden Fall neu starten: Dann bekommt er eine andere Antwort, die manche Firmware vorzieht.',
      'Oder für diesen Rechner ein eigenes Kabel und einen eigenen Switch nehmen.',
    ],
  },
  'boot-loop': {
    title: 'Er startet immer wieder von hier',
    happened:
      'Der Rechner hat mehrmals hintereinander von Bootdrop gestartet und kam jedes Mal nach wenigen Minuten zurück. Das System stürzt ab, oder der Rechner startet wieder ins Netz.',
    todo: [
      'Kurz vor dem Neustart auf den Bildschirm des Rechners sehen.',
      'Ist das System schon installiert: von der eigenen Platte starten lassen.',
      'Sonst für dieses Medium ein anderes Rezept oder einen anderen Starteintrag wählen.',
    ],
  },
  stopped: {
    title: 'Abgebrochen: Bootdrop wurde angehalten',
    happened: 'Bootdrop wurde angehalten, während dieser Rechner startete, deshalb fehlt ihm der Rest.',
    todo: ['Wieder bereitstellen, dann den Rechner neu starten.'],
  },
}
