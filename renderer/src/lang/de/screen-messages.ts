import type { Words } from '../words'

/** Was zu sehen ist, wo der Bildschirm keinen Text zeigt. */
export const described: Words['screen']['described'] = {
  'no-uefi-network': 'Der Netzwerkstart fehlt im Bootmenü',
  'black-screen': 'Bildschirm bleibt nach „Loading kernel“ schwarz',
}

/** Was jede Meldung bedeutet. */
export const meanings: Words['screen']['meanings'] = {
  'pxe-e05':
    'UEFI: Die Datei war länger als vorher angekündigt. Alte BIOS-Karten: Die in der Karte gespeicherten Einstellungen sind beschädigt.',
  'pxe-e07':
    'UEFI: Die Netzwerkkarte hat während der Arbeit versagt. Alte BIOS-Karten: Das BIOS unterstützt das ROM der Karte nicht.',
  'pxe-e09': 'Die Firmware hat keinen Speicher für ihren Netzwerktreiber gefunden, oder der Treiber hat aufgegeben.',
  'pxe-e11': 'Der Rechner hat eine Adresse, findet den Server aber nicht: Für dessen Adresse hat niemand geantwortet.',
  'pxe-e12': 'Die Firmware sieht an ihrer Netzwerkkarte keinen Link.',
  'pxe-e16':
    'Entweder kam keine Antwort, oder keine der Antworten war vollständig, oder Port 4011 eines Bootservers blieb stumm.',
  'pxe-e18': 'Der Server, der nach Adresse oder Datei gefragt wurde, hat nicht rechtzeitig geantwortet.',
  'pxe-e21':
    'Der Start wurde abgebrochen: durch eine Taste, durch ein Bootmenü mit „lokale Platte“ oder von der Firmware.',
  'pxe-e22': 'Der Server ist da, aber am gefragten Port lauscht niemand: Der Rechner fragt den falschen Computer.',
  'pxe-e23': 'Der Dateiserver hat abgelehnt, meist weil er die Datei nicht hat.',
  'pxe-e32': 'Er hat den Bootlader verlangt, und niemand hat geantwortet.',
  'pxe-e35': 'Der Bootlader begann anzukommen und blieb unterwegs stecken.',
  'pxe-e36': 'Der Dateiserver hat abgelehnt, meist weil er die Datei nicht hat.',
  'pxe-e3b': 'Der gefragte Dateiserver hat den Bootlader nicht.',
  'pxe-t01': 'Der gefragte Dateiserver hat den Bootlader nicht.',
  'pxe-t02':
    'Der gefragte Dateiserver darf diese Datei nicht herausgeben. Bootdrop sagt das nie: Es war ein anderer Server.',
  'pxe-e51': 'Niemand hat auf seine Frage nach einer Adresse geantwortet.',
  'pxe-e52': 'Bootdrop oder ein anderer Bootserver hat geantwortet, aber niemand gab ihm eine Adresse.',
  'pxe-e53': 'Er hat eine Adresse bekommen, aber niemand hat ihm gesagt, was er starten soll.',
  'pxe-e55': 'Ein Bootserver war genannt und hat an Port 4011 nicht geantwortet.',
  'pxe-e61': 'Die Netzwerkkarte findet keinen Link: Kabel, Buchse oder Switch.',
  'pxe-e74': 'Ein Bootserver hat mit einem Menü geantwortet, das der Rechner nicht versteht.',
  'pxe-e77': 'Ein Bootserver hat ihn auf andere verwiesen und nicht gesagt, auf welche.',
  'pxe-e78': 'Er hat den genannten Bootserver gesucht und nicht gefunden.',
  'pxe-e79': 'Der Bootlader ist für ein BIOS zu groß: Es wurde einer gesendet, der für etwas anderes gedacht ist.',
  'pxe-ea0': 'Jemand hat eine Taste gedrückt.',
  'pxe-e99': 'Etwas schlug fehl, wofür die Firmware keine Nummer hat, oft mitten in einer Datei.',
  'pxe-m0f':
    'Der Netzwerkstart ist zu Ende, und der nächste Eintrag kommt an die Reihe. Warum, steht eine Zeile darüber.',
  'nbp-zero': 'Er hat nach der Größe des Bootladers gefragt und keine brauchbare Antwort bekommen.',
  'nbp-downloaded': 'Der Bootlader kam ganz an. Folgt nichts mehr, hat die Firmware ihn nicht ausgeführt.',
  'start-pxe': 'Er fragt nach Adresse und Startdatei. Bleibt er dabei stehen, passt ihm keine Antwort.',
  'start-pxe-6':
    'Er fragt über IPv6. Bootdrop stellt über IPv4 bereit: warten, bis er zu IPv4 übergeht, oder im Bootmenü IPv4 wählen.',
  'efi-network-failed':
    'Die Firmware hat es über das Netz versucht und aufgegeben. Steht darüber ein Code oder ein Grund, diesen eingeben.',
  'no-media': 'Die Firmware sieht an ihrer Netzwerkkarte keinen Link.',
  'http-boot-error': 'UEFI HTTP Boot wurde versucht, und die Firmware konnte ihre Datei nicht holen.',
  'no-uefi-network': 'Die Firmware bietet gar keinen Netzwerkstart an.',
  'secure-boot-refusal': 'Die Firmware vertraut der Signatur dessen nicht, was starten sollte.',
  'shim-refusal': 'Der signierte erste Bootlader (Shim) vertraut dem zweiten nicht.',
  'ipxe-initialising': 'iPXE startet die Netzwerkkarten und bleibt an einer davon hängen.',
  'ipxe-no-address': 'iPXE läuft und hat für keine seiner Netzwerkkarten eine Adresse bekommen.',
  'ipxe-nothing': 'iPXE läuft und hat eine Adresse, aber niemand hat ihm gesagt, was es starten soll.',
  'ipxe-timeout': 'iPXE hat einen Server nach einer Datei gefragt, und niemand hat geantwortet.',
  'ipxe-refused': 'Ein Computer hat iPXE geantwortet, aber dort läuft kein Dienst, oder er hat aufgelegt.',
  'ipxe-unreachable': 'iPXE hat keine Adresse, die zum Server führt.',
  'ipxe-link-down': 'iPXE sieht an seiner Netzwerkkarte keinen Link oder kennt keine Karte.',
  'ipxe-not-found': 'Der Server hat die Datei nicht. Bei autoexec.ipxe ist das harmlos.',
  'ipxe-not-executable': 'Die Datei kam an, aber so eine Datei kann iPXE nicht starten.',
  'ipxe-no-memory': 'Im Arbeitsspeicher des Rechners ist kein Platz für die Datei.',
  'ipxe-certificate':
    'iPXE vertraut dem Zertifikat eines Servers nicht, den es über HTTPS gefragt hat, oder der Signatur der Datei, die es starten sollte.',
  'ipxe-http-denied': 'Der Webserver gibt die Datei nicht heraus. Bootdrop sagt das nie: Es war ein anderer Server.',
  'ipxe-http-error': 'Der Server hat abgebrochen oder etwas gesendet, das keinen Sinn ergibt.',
  'ipxe-start-refused': 'iPXE hat die Firmware gebeten, eine Datei zu starten, und sie hat abgelehnt.',
  'ipxe-no-name': 'iPXE konnte den Namen eines Servers nicht auflösen.',
  'ipxe-cancelled': 'Jemand hat eine Taste gedrückt, oder ein Menü ist abgelaufen.',
  'ipxe-unsupported': 'iPXE sollte etwas tun, was in diesem Bau nicht enthalten ist.',
  'ipxe-other':
    'Eine Fehlernummer von iPXE. Die ersten Ziffern sagen, was geschah, die übrigen, an welcher Stelle seiner Quellen.',
  'grub-not-found': 'GRUB läuft und findet seine Dateien oder Einstellungen nicht.',
  'grub-no-kernel': 'GRUB konnte den Kernel nicht laden; warum, steht über dieser Zeile.',
  'grub-video':
    'GRUB hat keinen Grafikmodus gefunden und macht im Textmodus weiter, oder der Bildschirm bleibt dunkel, bis das System etwas zeigt.',
  'grub-memory': 'GRUB hat für Kernel oder initrd keinen Platz gefunden.',
  'no-root': 'Der Kernel läuft und hat kein Dateisystem: Seine initrd kam nicht an oder wurde nicht benutzt.',
  'no-init': 'Der Kernel läuft und hat kein Programm gefunden, das er starten könnte.',
  'no-live': 'Das System ist gestartet und findet sein Dateisystem im Netz nicht.',
  'start-job': 'Das System wartet auf etwas, meist auf sein Netz oder eine Platte. Worauf, steht hinter „for“.',
  'no-interface': 'Das System sieht keine Netzwerkkarte, für die es einen Treiber hat.',
  'no-dhcp-system': 'Das System hat einen Treiber für die Karte, aber keine Adresse bekommen.',
  'no-installer-medium': 'Das Installationsprogramm sucht eine CD oder eine Quelle, die ihm niemand genannt hat.',
  'wrong-cpu': 'Der Kernel ist für einen anderen Prozessor gemacht.',
  'kernel-memory': 'Dem System ging beim Starten der Arbeitsspeicher aus.',
  'black-screen': 'Der Kernel wurde gestartet und zeigt nichts an.',
  'bootmgr-missing': 'Der Rechner hat seine eigene Platte versucht, und dort ist kein startfähiges Windows.',
  'win-0001': 'Windows konnte beim Starten etwas nicht lesen, das es braucht.',
  'win-000f': 'Windows findet seine Startkonfiguration (BCD) oder eine dort genannte Datei nicht.',
  'win-0225': 'Windows hat seine Konfiguration gefunden, aber nicht, worauf sie zeigt.',
  'win-0428': 'Windows vertraut der Signatur einer Datei nicht.',
  'win-0017': 'Windows hat im Speicher keinen Platz für sein Startabbild (boot.wim) gefunden.',
  'win-no-disk': 'Das Windows-Setup läuft und vermisst einen Treiber für die Platte oder das Medium.',
  'win-no-network':
    'Windows PE läuft und steht an der Eingabeaufforderung: Die Installation war über das Netz nicht zu erreichen.',
  'win-boot-device': 'Windows ist gestartet und hat das Gerät verloren, von dem es startete.',
  'no-bootable': 'Der Rechner hat nichts zum Starten gefunden, weder auf seiner Platte noch im Netz.',
}
