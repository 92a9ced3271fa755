import type { Words } from '../words'

/** The engine's sentences are English: every code has a German one here, as far as its facts go. */
export const told: Words['told'] = {
  engineSpeaksIt: false,
  quoted: '„{said}“',
  formats: {
    preseed: 'eine Preseed-Datei (Debian)',
    kickstart: 'eine Kickstart-Datei (Fedora, Red Hat)',
    autoinstall: 'eine Autoinstall-Datei (Ubuntu)',
    autoyast: 'ein AutoYaST-Profil (SUSE)',
    agama: 'ein Agama-Profil (SUSE)',
    unattend: 'eine Unattend-Datei (Windows)',
    xenserver: 'eine XenServer-Antwortdatei',
    proxmox: 'eine Proxmox-Antwortdatei',
    esxi: 'eine ESXi-Kickstart-Datei',
    ignition: 'eine Ignition-Datei (CoreOS)',
    script: 'ein Skript',
    other: 'eine Antwortdatei',
  },
  doubts: {
    'looks-like': ['Sie sieht aus wie {looks}; hierher gehört aber {takes}.'],
    'not-like': ['Wie {takes} sieht sie nicht aus ({title}).'],
    'no-interpreter': ['In ihrer ersten Zeile steht kein „#!“; es bleibt offen, womit sie auszuführen ist.'],
    'no-cloud-config': [
      'Ihre erste Zeile muss „#cloud-config“ lauten: Sonst übergeht Ubuntu die Datei, ohne etwas zu sagen.',
    ],
    'bad-yaml': ['Zeile {line} ist kein gültiges YAML („{fault}“).'],
    'no-autoinstall': ['„autoinstall:“ fehlt darin; Ubuntu fragt, als gäbe es die Datei nicht.'],
    'bad-json': [
      'Das ist kein gültiges JSON: Der Fehler ist in Zeile {line}, Spalte {column}.',
      'Das ist kein gültiges JSON: Der Fehler ist an Stelle {position}.',
      'Das ist kein gültiges JSON.',
    ],
    butane: [
      'Das ist kein gültiges JSON. Aus Butane (YAML) muss zuerst mit dem Programm butane eine Ignition-Datei gemacht werden.',
    ],
    'open-comment': ['Ein Kommentar darin hat kein Ende (-->).'],
    'no-end': ['Ihr Ende fehlt: Es gibt kein </{root}>.'],
    'behind-end': ['Hinter dem letzten </{root}> steht noch etwas.'],
    'no-section': ['[{section}] fehlt darin, und Proxmox braucht es.'],
    placeholder: ['In Zeile {line} steht noch {placeholder}: dort Eigenes eintragen.'],
    placeholders: ['In den Zeilen {lines} steht noch {placeholder}: dort Eigenes eintragen.'],
    'variable-spelt': ['Zeile {line}: {written} bleibt, wie es ist; die Variable von Bootdrop heißt {ours}.'],
    'no-variable': ['Zeile {line}: {written} bleibt, wie es ist, denn diese Variable gibt es nicht. Es gibt: {known}.'],
    'more-variables': ['Solche Stellen gibt es noch mehr (Anzahl: {more}).'],
    'empty-uuid': ['{variable} bleibt leer bei einem Rechner, dessen Platine keine eigene hat.'],
    'empty-serial': ['{variable} bleibt leer bei einem Rechner, dessen Platine ihre Seriennummer nicht nennt.'],
  },
  causes: { answers: 'Antwortdatei', entries: 'Eintrag', options: 'Option' },
  errors: {
    'usage:append-word': [
      'Die zusätzlichen Kernel-Argumente dürfen „{word}“ nicht enthalten: Zeilenumbrüche, ${…}, ein # am Wortanfang und ein einzelnes &&, || oder ; bedeuten dem Bootlader etwas anderes.',
    ],
    'usage:append-long': ['Die zusätzlichen Kernel-Argumente sind {length} Zeichen lang; höchstens {limit} passen.'],
    'usage:no-medium': ['Es ist kein Medium gewählt.'],
    'usage:not-serving': ['Bootdrop stellt gerade nichts bereit.'],
    'usage:needs-restart': ['Eine andere Karte oder andere Ports gelten erst nach Stoppen und neuem Start.'],
    'usage:path-empty': ['Der Pfad des Mediums ist leer.'],
    'usage:no-answer': ['„{recipe}“ nimmt keine Antwortdatei.'],
    'usage:no-option': ['„{recipe}“ hat keine Option „{option}“.'],
    'usage:wake-address': [
      '{mac} ist nicht die Adresse eines einzelnen Rechners, deshalb wurde nichts gesendet: einen Rechner mit eigener Adresse wählen.',
    ],
    'usage:option': ['Die Option „{option}“ kann nicht auf „{value}“ stehen.'],
    'usage:option-example': ['Die Option „{option}“ kann nicht auf „{value}“ stehen. So schreiben: {example}'],
    'port-taken': [
      '{protocol}-Port {port} ist belegt von {owner}.',
      '{protocol}-Port {port} ist von einem anderen Programm belegt.',
    ],
    'port-taken:own': ['{protocol}-Port {port} ist schon von einem anderen Bootdrop belegt: {owner}.'],
    'port-forbidden': [
      'Das System lässt Bootdrop den {protocol}-Port {port} nicht öffnen: Ein anderes Programm hat ihn vielleicht reserviert, oder es fehlen Administratorrechte.',
    ],
    'card-unknown': ['Die Netzwerkkarte „{nic}“ ist nicht mehr in diesem Computer.'],
    'card-down': [
      'Die Karte {card} hat keine Verbindung: Es steckt kein Kabel, oder sie ist ausgeschaltet.',
      'Die Karte {nic} ist weg, hat keine Verbindung oder hat ihre Adresse verloren.',
    ],
    'card-without-address': [
      'Die Karte {card} hat keine IPv4-Adresse, und nur über eine solche erreichen Rechner Bootdrop.',
    ],
    'medium-missing': ['Unter {path} liegt nichts mehr. Vielleicht wurde es verschoben, gelöscht oder abgezogen.'],
    'medium-unreadable': [
      '{name} ist nicht lesbar ({system}): Der Datenträger oder die Netzwerkfreigabe meldet einen Fehler.',
    ],
    'medium-unreadable:rights': ['{name} darf mit den Rechten dieses Benutzers nicht gelesen werden.'],
    'medium-empty': ['{name} ist leer: Der Download oder das Kopieren hat nicht geklappt.'],
    'medium-empty:archive': ['In {name} sind keine Dateien.'],
    'medium-not-recognised': ['{name} ist weder ein ISO-Abbild noch eine Startdatei, die Bootdrop kennt.'],
    'medium-not-recognised:no-iso': ['In {name} ist kein ISO-Dateisystem, was auch immer der Name sagt.'],
    'medium-not-recognised:packed': ['{name} ist gepackt. Auspacken und das wählen, was darin ist.'],
    'medium-not-recognised:no-file': ['{path} ist weder eine Datei noch ein Ordner.'],
    'medium-not-recognised:link': [
      'Von {path} kann kein Rechner starten. Die Adresse sieht so aus: http://192.168.1.5/fog/service/ipxe/boot.php',
    ],
    'medium-not-recognised:link-image': [
      'Direkt von der Adresse {path} kann kein Rechner starten: herunterladen und die Datei hierher ziehen.',
    ],
    'medium-not-recognised:answer': ['{name} ist eine Antwortdatei: zuerst das Medium hierher ziehen.'],
    'medium-truncated': [
      '{name} ist unvollständig: Dem Abbild fehlen {missingBytes}, die sein eigener Kopf angibt.',
      '{name} ist unvollständig: Das Abbild bricht nach {sizeBytes} ab.',
      '{name} ist unvollständig: Das Abbild bricht ab.',
    ],
    'medium-damaged': [
      '{name} ist beschädigt: {file} ist nicht lesbar.',
      '{name} ist beschädigt: Der Ordner {directory} ist nicht lesbar.',
      '{name} ist beschädigt: {entry} ist nicht lesbar.',
      '{name} ist beschädigt und nicht sicher lesbar.',
    ],
    'medium-damaged:archive': ['{name} ist beschädigt oder unvollständig und lässt sich nicht entpacken.'],
    'medium-changed': ['{name} wurde verändert, seit es geöffnet wurde.'],
    'feature-broken:checks': ['Die Prüfungen sind nicht gestartet: „{cause}“. Alles andere funktioniert.'],
    'feature-broken:evidence': ['Das Speichern von Belegen ist nicht gestartet: „{cause}“. Alles andere funktioniert.'],
    'feature-broken:journal': ['Der Verlauf ist nicht gestartet: „{cause}“. Alles andere funktioniert.'],
    'feature-broken:recent': [
      'Die Liste der letzten Medien ist nicht gestartet: „{cause}“. Alles andere funktioniert.',
    ],
    'feature-broken:self-test': ['Der Selbsttest ist nicht gestartet: „{cause}“. Alles andere funktioniert.'],
    'feature-broken:story': [
      'Die Aufzeichnung der Gespräche mit den Rechnern ist nicht gestartet: „{cause}“. Alles andere funktioniert.',
    ],
    'feature-broken:wake': ['Wake-on-LAN ist nicht gestartet: „{cause}“. Alles andere funktioniert.'],
    'medium-file-missing': ['{path} gibt es auf diesem Medium nicht.'],
    'medium-no-space': [
      'Um {name} zu entpacken, fehlt der Platz ({bytes}) auf dem Datenträger von {folder}.',
      'Um {name} zu entpacken, fehlt der Platz auf dem Datenträger von {folder}.',
    ],
    'medium-no-space:too-big': ['{name} braucht entpackt {bytes} oder mehr; Bootdrop entpackt bis zu {limitBytes}.'],
    'medium-no-space:folder': ['{name} muss entpackt werden, und der Ordner dafür lässt sich nicht anlegen: {folder}'],
    'medium-unsafe': ['{name} wurde nicht entpackt: Es würde außerhalb seines Ordners schreiben oder riesig werden.'],
    'medium-encrypted': ['{name} ist mit einem Passwort geschützt.'],
    'unpacker-missing': ['Der mitgelieferte Entpacker (7-Zip) unter {path} startet nicht.'],
    'answer-missing': ['Die Antwortdatei {name} ist nicht zu gebrauchen: Sie ist nicht da oder nicht lesbar.'],
    'answer-missing:example': ['Ein Beispiel namens „{id}“ gibt es nicht.'],
    'recipe-unknown': ['Das Rezept „{recipe}“ passt nicht zu {name}.'],
    'recipe-unknown:entry': ['Das Rezept „{recipe}“ hat keinen Eintrag „{entry}“.'],
    'recipe-broken': ['Die Rezepte in {folder} sind nicht lesbar.'],
    'no-recipe:refused': ['{name} lässt sich so nicht bereitstellen: {refusal}'],
    'no-recipe:archive': ['In diesem Archiv ist nichts, was sich über das Netz starten ließe.'],
    'no-recipe:image': [
      'Auf diesem Medium ist nichts, was sich über das Netz starten ließe. Von einem USB-Stick startet es vielleicht trotzdem.',
    ],
    'no-recipe:kernel': [
      'Das ist ein Linux-Kernel allein: den Ordner oder das ISO nehmen, worin auch sein initrd liegt.',
    ],
    'no-recipe:file': ['Diese Art von Datei kennt Bootdrop nicht.'],
    'no-recipe:inside': [
      'In diesem Ordner selbst ist nichts, was sich über das Netz starten ließe, aber weiter drinnen: darin {better} wählen.',
    ],
    'no-recipe:folder': [
      'In diesem Ordner ist nichts, was sich über das Netz starten ließe. Das ISO-Abbild oder den Ordner mit den Startdateien wählen.',
    ],
    'no-recipe': ['Mit dem Rezept „{recipe}“ kann von {name} kein Rechner starten.'],
    'loader-missing': ['Die Bootlader sind noch nicht in {folder}.', '{path} ist nicht lesbar.'],
    'disk-silent': ['Der Datenträger von {folder} gibt keine Auskunft.'],
    'loaders-folder': ['Im Ordner {folder} ist kein Bootlader, den Bootdrop verwenden kann.'],
    'loaders-folder:missing': ['Den Ordner {folder} gibt es nicht.'],
    'loaders-folder:file': ['{folder} ist eine Datei; Bootlader werden in einem Ordner gesucht.'],
    'loader-hash': ['Der Bootlader {file} ist keiner von denen, die Bootdrop kennt (SHA-256: {sha256}).'],
    'foreign-dhcp': [
      '{server} vergibt hier schon Adressen. Von zwei Servern bekommen Rechner Adressen, die nicht funktionieren; deshalb ist Bootdrop nicht als zweiter gestartet.',
    ],
    'pool-empty': ['Das Netz dieser Karte ({address}, Maske {netmask}) hat für keinen weiteren Rechner eine Adresse.'],
    'rules-broken': ['Eine Einstellung für einzelne Rechner geht nicht auf: {rule}.'],
    'rules-broken:medium': ['{rule} soll {medium} starten, und das wird gerade nicht bereitgestellt.'],
    'rules-broken:answer': ['{rule} soll eine Antwortdatei bekommen, und {titles} nimmt keine.'],
  },
  notices: {
    'other-dhcp': [
      'Auch {server} hängt an diesem Kabel. Von zwei Servern bekommen Rechner Adressen, die nicht funktionieren; deshalb macht Bootdrop neben ihm weiter: Rechner starten mit dessen Adressen.',
    ],
    'same-address': [
      'Ein anderes Gerät an diesem Kabel, wahrscheinlich ein Router, hat ebenfalls die Adresse {address} und vergibt Adressen. Von zwei Servern bekommen Rechner Adressen, die nicht funktionieren.',
    ],
    'foreign-pxe': [
      '{server} schickt mit seinen Adressen Option 60 „PXEClient“. UEFI-Rechner fragen dann ihn nach dem Bootlader und bleiben bei „Start PXE over IPv4“ stehen.',
    ],
    'http-port-moved': [
      'HTTP-Port {wanted} ist nicht zu haben: Er ist vergeben, oder das System behält ihn Administratoren vor. Genommen wurde Port {port}, und die Bootskripte nennen ihn; nur was von sich aus Port {wanted} fragt, findet dort nichts.',
    ],
    'firewall-not-followed': [
      'HTTP bekam Port {port}, weil der vergeben ist, für den die Firewall geöffnet wurde; sie für diesen zu öffnen ist nicht gelungen. Rechner kommen nicht weiter als bis zu ihrem Bootlader.',
    ],
    'other-pxe': [
      'Auch {server} antwortet startenden Rechnern. Sie nehmen, welche Antwort sie wollen; manche starten also vielleicht das, was dort liegt.',
    ],
    'leasing-resumed': [
      'Unter {server}, das ein Rechner genannt hatte, antwortet kein DHCP-Server. Bootdrop vergibt wieder Adressen. Ein Rechner, der anderswo eingerichtet wurde, merkt sich seinen alten Server vielleicht noch eine Weile.',
    ],
    'state-not-kept': [
      'Vergebene Adressen, Eigenheiten der Rechner und was installiert wurde lassen sich nicht speichern: Ist der Datenträger voll?',
    ],
    'state-not-kept:settings': [
      'Die Einstellungen lassen sich nicht in {file} speichern ({system}). Sie gelten, solange Bootdrop läuft; bei der nächsten Änderung wird es wieder versucht.',
    ],
    'settings-unreadable': [
      'Die Einstellungen in {file} sind nicht lesbar ({system}). Bootdrop hat mit den Vorgaben angefangen und lässt die Datei, wie sie ist.',
    ],
    'pool-full': [
      'Alle Adressen dieses Netzes sind vergeben: {mac} bekommt keine. Zehn Minuten nach dem Ausschalten eines Rechners wird seine wieder frei.',
    ],
    'pool-full:proxy-arp': [
      'Ein anderes Gerät ({by}) antwortet auf {count} Adressen dieses Netzes, deshalb bekommt {mac} keine. Dieses Gerät abziehen oder sein Proxy-ARP ausschalten.',
    ],
    'address-in-use': [
      'Unter {address} hat {mac} ein anderes Gerät gefunden; die Adresse wird ab jetzt nicht mehr vergeben.',
      'Die Adresse {address} ist schon in Gebrauch und wird ab jetzt nicht mehr vergeben.',
      'Eine der Adressen, die Bootdrop vergibt, ist schon in Gebrauch und wird nicht mehr vergeben.',
    ],
    'address-in-use:used': ['{by} verwendet die Adresse {address}, die {mac} gehört.'],
    'address-in-use:many': ['Das Gerät {by} antwortet auf {count} Adressen dieses Netzes.'],
    'card-down': ['Die Karte {card} hat keine Verbindung mehr.'],
    'card-back': ['Die Karte {card} ist unter {address} wieder da.'],
    'card-without-address': ['Die Karte {card} hat ihre Adresse {address} verloren.'],
    'card-address-changed': ['Die Karte {card} hat jetzt die Adresse {now} statt {address}.'],
    'medium-missing': [
      '{name} ist nicht mehr da. Rechner, die inzwischen danach fragen, versuchen es alle halbe Minute wieder.',
    ],
    'medium-changed': ['{name} wurde geändert oder ersetzt, während es bereitgestellt wird.'],
    'medium-back': ['{name} ist wieder da.'],
    'medium-slightly-short': [
      '{name} ist {missingBytes} kürzer, als es selbst angibt. Meist fehlt damit nur Füllung am Ende.',
      '{name} ist etwas kürzer, als es selbst angibt. Meist fehlt damit nur Füllung am Ende.',
    ],
    'medium-odd-size': [
      'Die Größe von {name} ist keine ganze Zahl von Sektoren: Der Download ist vielleicht beschädigt.',
    ],
    'medium-image-only': [
      'Im Abbild {name} ist kein Dateisystem, das Bootdrop liest: Es lässt sich als Ganzes starten, aber nicht Datei für Datei.',
    ],
    'medium-damaged': ['{name} ist vielleicht beschädigt: Nicht alles darin ist lesbar.'],
    'medium-damaged:efi': [
      'Das EFI-Startabbild in {name} ist nicht ganz lesbar; UEFI-Rechner finden vielleicht keinen Bootlader.',
    ],
    'archive-links-left-out': ['Aus {name} führten Verknüpfungen hinaus und wurden weggelassen (Anzahl: {count}).'],
    'answer-doubtful': [
      'Antwortdatei {name} für {recipe}: {doubt} Weitere Zweifel stehen in ihrer Vorschau (Anzahl: {others}).',
      'Antwortdatei {name} für {recipe}: {doubt}',
      'Die Antwortdatei {name} für {recipe} sollte noch einmal angesehen werden.',
    ],
    'answer-unused': ['Die Antwortdatei {name} wird nicht verwendet: {recipe} nimmt keine.'],
    'erases-disks': [
      'Auf jedem Rechner, der das startet, wird ein Datenträger ohne Rückfrage gelöscht (Ursache: {causes}).',
    ],
    'erases-disks:answer': [
      'Rechner, die das starten, werden ohne Rückfrage installiert; auf jedem wird ein Datenträger gelöscht (Ursache: {causes}).',
    ],
    'no-signed-loader': [
      'Signierte Bootlader sind gewählt, und es gibt keine: Im eigenen Bootlader-Ordner liegt kein signiertes iPXE mit Shim, und {title} bringt keine brauchbaren mit.',
    ],
    'loader-needed': [
      'Windows wird über {loaders} gestartet, und das ist nicht hier; noch kann kein Rechner es starten.',
    ],
    'loader-signature': ['{path}: Rechner mit Secure Boot lehnen diesen Bootlader vielleicht ab.'],
    'loader-signature:unsigned': ['{path} ist nicht signiert: Rechner mit Secure Boot lehnen ihn ab.'],
    'loader-signature:alone': ['{path} ist signiert, aber allein: Secure Boot braucht Shim und Bootlader.'],
    'loader-signature:not-microsoft': [
      '{path} ist nicht von Microsoft signiert: Nur Rechner, denen das eigens beigebracht wurde, starten ihn.',
    ],
    'loader-signature:old': [
      '{path} trägt nur die Microsoft-Signatur von 2011: Rechner, die allein der von 2023 trauen, lehnen ihn ab.',
    ],
    'loader-skipped': ['{path} wird nicht verwendet.', 'Nicht alle Bootlader im Ordner werden verwendet.'],
    'loader-skipped:double': ['{path} wird nicht verwendet: {first} ist für dieselben Rechner.'],
    'user-loader': ['Aus dem eigenen Bootlader-Ordner: {path}, SHA-256 {sha256}.'],
    'recipe-broken': ['{file}, Zeile {line}, wird ausgelassen: {problem}', '{file} wird ausgelassen: {problem}'],
    'medium-needs-other': ['{refusal}'],
    'secure-boot': [
      '{machine} hat zweimal den ganzen Bootlader bekommen und ist beide Male verstummt: Seine Firmware lehnt ihn ab, wahrscheinlich weil Secure Boot an ist.',
    ],
    'dhcp-answer-too-long': ['Die Antwort an {mac} passt nicht in eine Nachricht.'],
    'dhcp-send-failed': ['Eine DHCP-Antwort ließ sich nicht senden ({system}).'],
    'dhcp-internal': [
      'Eine Anfrage von {mac} ließ sich nicht beantworten.',
      'Eine DHCP-Anfrage ließ sich nicht beantworten.',
    ],
    'uuid-malformed': ['{mac} hat als Geräte-UUID (Option 97) etwas geschickt, das keine ist; es geht ohne.'],
    'recipe-not-usable': ['Ein Rezept passt, aber kein Rechner könnte damit starten.'],
    'recipe-doubtful': ['Ein Rezept passt, startet aber vielleicht nicht auf jedem Rechner.'],
  },
}
