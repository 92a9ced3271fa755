import type { Words } from '../words'

export const errors: Words['errors'] = {
  usage: {
    title: 'Diese Auswahl geht so nicht',
    happened: 'Eine der Einstellungen wurde abgelehnt.',
    todo: ['Die zusätzlichen Kernel-Argumente und die Netzwerkkarte prüfen, dann erneut versuchen.'],
  },
  'port-taken': {
    title: 'Ein anderes Programm hat den Port',
    happened: 'Ein Port, den Bootdrop braucht, ist von einem anderen Programm auf diesem Computer belegt.',
    todo: [
      'Das andere Programm beenden, dann erneut versuchen.',
      'Unter Linux ist das oft dnsmasq, ein DHCP-Server oder libvirt.',
    ],
  },
  'port-forbidden': {
    title: 'Dieser Computer verlangt eine Erlaubnis',
    happened: 'Rechner suchen Boot-Server auf Ports unter 1024, und die hält das System Administratoren vor.',
    todo: [
      'Die Zeile unten in einem Terminal ausführen: Sie lässt jedes Programm Ports ab 67 öffnen, bis dieser Computer neu startet.',
      'Dann erneut versuchen. Bootdrop selbst braucht keine Administratorrechte.',
    ],
    command: 'sudo sysctl -w net.ipv4.ip_unprivileged_port_start=67',
  },
  'card-unknown': {
    title: 'Diese Netzwerkkarte ist weg',
    happened: 'Die gewählte Netzwerkkarte ist nicht mehr in diesem Computer.',
    todo: ['Wieder anschließen oder eine andere Karte wählen.'],
  },
  'card-down': {
    title: 'Die Netzwerkkarte hat keine Verbindung',
    happened: 'Die Karte ist ausgeschaltet, oder es steckt kein Kabel.',
    todo: ['Kabel einstecken und den Switch prüfen oder eine andere Karte wählen.'],
  },
  'card-without-address': {
    title: 'Die Netzwerkkarte hat keine Adresse',
    happened: 'Rechner erreichen Bootdrop nur über eine IPv4-Adresse, und diese Karte hat keine.',
    todo: [
      'Mit einem Netz verbinden, das einen DHCP-Server hat.',
      'Oder der Karte, in einem Netz nur für diese Rechner, eine feste Adresse wie 192.168.77.1 mit der Maske 255.255.255.0 geben.',
    ],
  },
  'medium-missing': {
    title: 'Die Datei ist nicht mehr da',
    happened: 'Das Abbild wurde verschoben, umbenannt oder gelöscht, oder sein Laufwerk wurde abgezogen.',
    todo: ['Das Laufwerk wieder anschließen oder die Datei neu wählen.'],
  },
  'medium-unreadable': {
    title: 'Die Datei ist nicht lesbar',
    happened: 'Das System hat das Lesen verweigert, oder der Datenträger meldet einen Fehler.',
    todo: [
      'Prüfen, ob die Leserechte da sind und das Laufwerk gesund ist.',
      'Die Datei auf diesen Computer kopieren und noch einmal hierher ziehen.',
    ],
  },
  'medium-empty': {
    title: 'Die Datei ist leer',
    happened: 'Sie enthält kein einziges Byte. So sieht ein Download aus, der gerade erst begonnen hat.',
    todo: ['Warten, bis der Download fertig ist, oder neu herunterladen.'],
  },
  'medium-not-recognised': {
    title: 'Das ist kein Boot-Medium',
    happened: 'Es ist weder ein ISO-Abbild noch etwas anderes, das ein Rechner starten könnte.',
    todo: ['Ein ISO-Abbild wählen, zum Beispiel von Debian, einem Live-System oder memtest86+.'],
  },
  'medium-truncated': {
    title: 'Das Abbild ist nicht vollständig',
    happened: 'Es ist kürzer, als sein eigener Kopf angibt. So sieht ein abgebrochener Download aus.',
    todo: ['Neu herunterladen und die Prüfsumme vergleichen, falls es eine gibt.'],
  },
  'medium-damaged': {
    title: 'Das Abbild ist beschädigt',
    happened: 'Sein Inhaltsverzeichnis widerspricht sich, seine Dateien sind nicht sicher zu finden.',
    todo: ['Neu herunterladen und die Prüfsumme vergleichen, falls es eine gibt.'],
  },
  'medium-changed': {
    title: 'Das Abbild wurde im laufenden Betrieb verändert',
    happened:
      'Die Datei wurde ersetzt oder gekürzt. Was Rechner bisher geladen haben, passt vielleicht nicht zusammen.',
    todo: ['Das Abbild noch einmal hierher ziehen, dann die Rechner neu starten, die gerade geladen haben.'],
  },
  'answer-missing': {
    title: 'Die Antwortdatei ist nicht zu gebrauchen',
    happened: 'Sie wurde verschoben oder gelöscht, oder sie ist nicht lesbar.',
    todo: ['Die Antwortdatei neu wählen oder ohne eine starten.'],
  },
  'medium-file-missing': {
    title: 'Dem Medium fehlt eine Datei',
    happened: 'Eine Datei, die das Rezept startet, ist nicht auf diesem Medium.',
    todo: ['Ein anderes Rezept wählen oder das Abbild neu herunterladen.'],
  },
  'medium-no-space': {
    title: 'Zum Entpacken fehlt der Platz',
    happened:
      'Archive und gepackte Abbilder werden zuerst in einen Ordner ausgepackt, und dessen Datenträger ist zu voll.',
    todo: ['Dort Platz schaffen oder das Archiv anderswo entpacken und den Ordner hierher ziehen.'],
  },
  'medium-unsafe': {
    title: 'Das Archiv wurde nicht entpackt',
    happened: 'Es würde außerhalb seines Ordners schreiben oder viel größer werden als jedes Boot-Medium.',
    todo: ['Wer ihm traut, entpackt es selbst und zieht den Ordner hierher.'],
  },
  'medium-encrypted': {
    title: 'Das Archiv hat ein Passwort',
    happened: 'Archive mit Passwort kann Bootdrop nicht öffnen.',
    todo: ['Selbst entpacken und den Ordner hierher ziehen.'],
  },
  'unpacker-missing': {
    title: 'Der Entpacker startet nicht',
    happened: 'Bootdrop öffnet Archive mit dem mitgelieferten 7-Zip, und das fehlt oder darf nicht laufen.',
    todo: ['Bootdrop neu installieren oder das Archiv selbst entpacken und den Ordner hierher ziehen.'],
  },
  'recipe-unknown': {
    title: 'Dieses Rezept gibt es nicht mehr',
    happened: 'Das gewählte Rezept gehört nicht zu diesem Medium.',
    todo: ['Ein anderes Rezept wählen.'],
  },
  'recipe-broken': {
    title: 'Eine Rezeptdatei ist fehlerhaft',
    happened: 'Sie ließ sich nicht als Rezept lesen.',
    todo: ['Die Rezeptdatei berichtigen oder entfernen.'],
  },
  'no-recipe': {
    title: 'Hier gibt es nichts zu starten',
    happened: 'Das Medium ist lesbar, enthält aber keinen Kernel, den ein Rechner über das Netz laden könnte.',
    todo: ['Das Netboot- oder Live-Abbild desselben Systems versuchen.'],
  },
  'loader-missing': {
    title: 'Die Bootlader fehlen',
    happened: 'Bootdrop gibt den Rechnern iPXE, und dessen Dateien sind noch nicht hier.',
    todo: ['Einmal „npm run setup“ mit Internetverbindung ausführen, dann erneut versuchen.'],
  },
  'loaders-folder': {
    title: 'Der eigene Bootlader-Ordner ist nicht zu gebrauchen',
    happened: 'Er ist nicht da, nicht lesbar oder enthält nichts, was ein Rechner starten könnte.',
    todo: ['Unter „Erweitert“ einen anderen Ordner wählen oder keinen.'],
  },
  'loader-hash': {
    title: 'Ein Bootlader ist nicht der, den wir kennen',
    happened: 'Seine Prüfsumme weicht von der hinterlegten ab, deshalb wird er nicht ausgegeben.',
    todo: ['Mit „npm run setup“ neu holen.'],
  },
  'already-serving': {
    title: 'Bootdrop läuft schon',
    happened: 'Es stellt bereits etwas bereit, in diesem Fenster oder in einem Terminal.',
    todo: ['Zuerst das andere stoppen.'],
  },
  cancelled: {
    title: 'Der Start wurde abgebrochen',
    happened: 'Er wurde angehalten, bevor er begonnen hatte. Ins Netz ging nichts hinaus.',
    todo: ['„Bereitstellen“ drücken, wenn es so weit ist.'],
  },
  'no-dhcp': {
    title: 'In diesem Netz vergibt niemand Adressen',
    happened: 'Auf dieser Karte hat kein DHCP-Server geantwortet. Ohne Adresse kann kein Rechner starten.',
    todo: [
      'Wenn nur die Rechner von hier an diesem Netz hängen: Bootdrop die Adressen vergeben lassen. Es hört sofort damit auf, wenn es einen anderen DHCP-Server hört.',
      'Wenn es einen DHCP-Server gibt, der nur langsam oder ausgeschaltet war: neben ihm bereitstellen.',
    ],
  },
  'foreign-dhcp': {
    title: 'In diesem Netz ist ein anderer DHCP-Server',
    happened:
      'Zwei Server, die Adressen vergeben, würden das Netz stören; deshalb ist Bootdrop nicht als zweiter gestartet.',
    todo: [
      'Neben ihm bereitstellen: Der andere vergibt die Adressen, Bootdrop die Startdateien.',
      'Oder ihn von diesem Netz abziehen und neu starten.',
    ],
  },
  'pool-empty': {
    title: 'Es gibt keine Adressen zu vergeben',
    happened: 'Das Netz dieser Karte ist zu klein: Neben ihrer eigenen Adresse ist keine für einen Rechner frei.',
    todo: [
      'Der Karte eine Adresse in einem größeren Netz geben, etwa 192.168.77.1 mit der Maske 255.255.255.0.',
      'Oder neben einem DHCP-Server bereitstellen.',
    ],
  },
  'rules-broken': {
    title: 'Die Einstellungen für einen Rechner passen nicht zusammen',
    happened: 'Eine der Einstellungen für einzelne Rechner wurde abgelehnt, deshalb wurde keine übernommen.',
    todo: ['Unter „Rechner mit eigenen Einstellungen“ entfernen und neu machen.'],
  },
  'selftest-failed': {
    title: 'Der Selbsttest kam nicht durch',
    happened: 'Der eingebaute Test-Rechner konnte nicht starten.',
    todo: ['Im Protokoll steht, welcher Schritt scheiterte.'],
  },
  'feature-broken': {
    title: 'Ein Teil von Bootdrop ist nicht gestartet',
    happened: 'Ein Teil des Fensters ließ sich nicht anlegen. Alles andere funktioniert.',
    todo: [
      'Wenn möglich, das Genannte beheben; dann Bootdrop schließen und wieder öffnen.',
      'Bleibt es dabei: Bootdrop neu installieren.',
    ],
  },
  'permission-refused': {
    title: 'Die Erlaubnis wurde nicht erteilt',
    happened: 'Dieser Computer wurde um Erlaubnis gefragt, und sie wurde verweigert.',
    todo: ['Erneut versuchen und mit dem Passwort eines Administrators erlauben.'],
  },
  'permission-unavailable': {
    title: 'Hier kann niemand um Erlaubnis gefragt werden',
    happened:
      'Auf diesem Computer gibt es keinen Dienst, der einen Administrator fragt, oder Bootdrop ist eingesperrt und erreicht ihn nicht.',
    todo: ['Die Prüfungen öffnen: Dort steht die Zeile fürs Terminal, die dasselbe tut.'],
  },
  'permission-failed': {
    title: 'Die Erlaubnis ist da, hat aber nicht geholfen',
    happened: 'Wofür sie war, ging trotzdem nicht. Es wurde nichts dauerhaft geändert.',
    todo: ['Erneut versuchen. Wenn es wieder passiert: das Protokoll kopieren und an uns schicken.'],
  },
  unexpected: {
    title: 'Etwas ging schief, womit wir nicht gerechnet haben',
    happened: 'Bootdrop konnte nicht zu Ende führen, was verlangt war. Es läuft nichts weiter.',
    todo: ['Erneut versuchen. Wenn es wieder passiert: das Protokoll kopieren und an uns schicken.'],
  },
}
