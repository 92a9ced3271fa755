/** What recipes need, what of them nobody has tried, and their notes, by their English text (assets/recipes). */
export const LIMITS: Readonly<Record<string, string>> = {
  "No medium of Leap 16 or SLES 16 was available; the arguments are those of Agama's own sources.":
    'Kein Medium von Leap 16 oder SLES 16 war verfügbar; die Argumente stammen aus den Quellen von Agama.',
  'No Alpine archive was to be had for the tests. Seen in the source of its initramfs; not seen to boot.':
    'Für die Tests gab es kein Archiv von Alpine. Aus der Quelle seines initramfs gelesen, nie starten gesehen.',
  "No DVD of these distributions was available; the arguments are those of anaconda's own sources and documentation.":
    'Keine DVD dieser Distributionen war verfügbar; die Argumente stammen aus Quellen und Dokumentation von anaconda.',
  "No medium of these distributions was available; the arguments are those of anaconda's own sources and documentation.":
    'Kein Medium dieser Distributionen war verfügbar; die Argumente stammen aus Quellen und Dokumentation von anaconda.',
  'No medium of the Arch family was to be had for the tests. Seen in the source of its initramfs; not seen to boot.':
    'Für die Tests gab es kein Medium der Arch-Familie. Aus der Quelle ihres initramfs gelesen, nie starten gesehen.',
  'No such program was started yet.': 'Ein solches Programm wurde noch nicht gestartet.',
  'No Ubuntu medium was to be had for the tests. Seen in the source of its initramfs; not seen to boot.':
    'Für die Tests gab es kein Medium von Ubuntu. Aus der Quelle seines initramfs gelesen, nie starten gesehen.',
  "No Clonezilla ISO was to be had for the tests; one made of Debian's own packages came up, on UEFI.":
    'Für die Tests gab es kein ISO von Clonezilla; eines aus den Paketen von Debian startete unter UEFI.',
  'No medium of CoreOS was available; the arguments are those of its documentation.':
    'Kein Medium von CoreOS war verfügbar; die Argumente stammen aus dessen Dokumentation.',
  'No DBAN image was to be had for the tests; not seen to boot.':
    'Für die Tests gab es kein Abbild von DBAN; nie starten gesehen.',
  'Whether the system in it finds its files depends on it. What reads by the firmware (DOS, GRUB, mfsBSD) does, what brings its own disk drivers does not.':
    'Ob das System darin seine Dateien findet, hängt von ihm ab. Was über die Firmware liest (DOS, GRUB, mfsBSD), findet sie; was eigene Laufwerkstreiber mitbringt, nicht.',
  "No live medium of this family was available. A system with dracut's livenet in Fedora's layout came up, on UEFI.":
    'Kein Live-Medium dieser Familie war verfügbar. Ein System mit livenet von dracut, aufgebaut wie Fedora, startete unter UEFI.',
  'Only Memtest86+ was started this way.': 'Nur Memtest86+ wurde auf diesem Weg gestartet.',
  'No medium of ESXi was available; loader and boot.cfg follow the published sources of esx-boot.':
    'Kein Medium von ESXi war verfügbar; Bootlader und boot.cfg folgen den veröffentlichten Quellen von esx-boot.',
  'No medium of Flatcar was available; the arguments are those of its documentation.':
    'Kein Medium von Flatcar war verfügbar; die Argumente stammen aus dessen Dokumentation.',
  'A stand-in for the server was asked by BIOS and UEFI machines; no real FOG.':
    'Rechner mit BIOS und UEFI fragten einen nachgestellten Server, kein echtes FOG.',
  'No Garuda ISO was to be had for the tests. The same words are in use elsewhere (netboot.xyz); not seen to boot here.':
    'Für die Tests gab es kein ISO von Garuda. Dieselben Argumente sind anderswo im Einsatz (netboot.xyz); hier nie starten gesehen.',
  'Tested with trees of the published layouts; what its initrd makes of it was seen for few media.':
    'Mit Dateibäumen der veröffentlichten Art getestet; was die initrd daraus macht, wurde nur bei wenigen Medien gesehen.',
  'No Gentoo CD was to be had for the tests. The same words are in use elsewhere (netboot.xyz); not seen to boot here.':
    'Für die Tests gab es keine CD von Gentoo. Dieselben Argumente sind anderswo im Einsatz (netboot.xyz); hier nie starten gesehen.',
  'No Gentoo CD was to be had for the tests. Written from what is known of dracut; not seen to boot.':
    'Für die Tests gab es keine CD von Gentoo. Nach dem geschrieben, was von dracut bekannt ist; nie starten gesehen.',
  'No GParted ISO was to be had for the tests; a live system of the same kind was built from Debian and boots.':
    'Für die Tests gab es kein ISO von GParted; ein Live-System derselben Art, aus Debian gebaut, startet.',
  'No medium of Harvester was available; the arguments are those of its own iPXE examples.':
    'Kein Medium von Harvester war verfügbar; die Argumente stammen aus dessen iPXE-Beispielen.',
  'Nobody has followed such an address yet.': 'Einer solchen Adresse ist noch kein Rechner gefolgt.',
  'No such script was run yet.': 'Ein solches Skript lief noch nicht.',
  'Whether what is on it finds its files depends on it. What reads by the firmware (DOS, GRUB) does, what brings its own drivers for CD drives does not.':
    'Ob das System darauf seine Dateien findet, hängt von ihm ab. Was über die Firmware liest (DOS, GRUB), findet sie; was eigene CD-Treiber mitbringt, nicht.',
  'No such ISO was to be had for the tests, and those who boot it over the network add an initrd of their own. It may not find its modules.':
    'Für die Tests gab es kein solches ISO, und wer es über das Netzwerk startet, fügt eine eigene initrd hinzu. Es findet seine Module womöglich nicht.',
  'No kernel was started this way yet.': 'Auf diesem Weg wurde noch kein Kernel gestartet.',
  'No Mageia medium was to be had for the tests. Seen in the source of its installer; not seen to boot.':
    'Für die Tests gab es kein Medium von Mageia. Aus der Quelle seiner Installation gelesen, nie starten gesehen.',
  'No Manjaro ISO was to be had for the tests. The same words are in use elsewhere (netboot.xyz); not seen to boot here.':
    'Für die Tests gab es kein ISO von Manjaro. Dieselben Argumente sind anderswo im Einsatz (netboot.xyz); hier nie starten gesehen.',
  'No image of MemTest86 was available. The free edition is not made for the network; it may miss its pictures and its configuration.':
    'Kein Abbild von MemTest86 war verfügbar. Die freie Ausgabe ist nicht für das Netzwerk gemacht; Bilder und Konfiguration können ihr fehlen.',
  'No image of mfsBSD was available.': 'Kein Abbild von mfsBSD war verfügbar.',
  'No netboot files of NixOS were to be had for the tests. Written from what is known of nixpkgs; not seen to boot.':
    'Für die Tests gab es keine Netboot-Dateien von NixOS. Nach dem geschrieben, was von nixpkgs bekannt ist; nie starten gesehen.',
  'No image of OpenBSD was available; netboot.xyz boots it this way.':
    'Kein Abbild von OpenBSD war verfügbar; netboot.xyz startet es auf diesem Weg.',
  'No medium of OpenBSD was available; netboot.xyz boots it this way.':
    'Kein Medium von OpenBSD war verfügbar; netboot.xyz startet es auf diesem Weg.',
  'No Proxmox ISO was to be had for the tests. The same way is in use elsewhere (netboot.xyz); not seen to boot here.':
    'Für die Tests gab es kein ISO von Proxmox. Derselbe Weg ist anderswo im Einsatz (netboot.xyz); hier nie starten gesehen.',
  'No Puppy ISO was to be had for the tests. Others boot it in the same way with files put into the initramfs; not seen to boot here.':
    'Für die Tests gab es kein ISO von Puppy. Andere starten es ebenso, mit Dateien im initramfs; hier nie starten gesehen.',
  "Most systems start their loader this way and then stop, because their own drivers do not see the drive. If it does, use a USB stick or the virtual drive of the machine's management board.":
    'Die meisten Systeme starten so ihren Bootlader und bleiben dann stehen, weil ihre Treiber das Laufwerk nicht sehen. Dann hilft ein USB-Stick oder das virtuelle Laufwerk der Fernwartung des Rechners.',
  'No ShredOS image was to be had for the tests; not seen to boot.':
    'Für die Tests gab es kein Abbild von ShredOS; nie starten gesehen.',
  'No Slackware DVD was to be had for the tests. It needs nothing but kernel and initrd; not seen to boot.':
    'Für die Tests gab es keine DVD von Slackware. Es braucht nur Kernel und initrd; nie starten gesehen.',
  'No Slax ISO was to be had for the tests. Seen in the source of its initramfs; whether this release has drivers of network cards in it was not.':
    'Für die Tests gab es kein ISO von Slax. Aus der Quelle seines initramfs gelesen; ob diese Ausgabe Treiber für Netzwerkkarten enthält, nicht.',
  "No medium of SUSE was available; the arguments are those of linuxrc's documentation.":
    'Kein Medium von SUSE war verfügbar; die Argumente stammen aus der Dokumentation von linuxrc.',
  'No SystemRescue ISO was to be had for the tests. Seen in its published sources; not seen to boot.':
    'Für die Tests gab es kein ISO von SystemRescue. Aus den veröffentlichten Quellen gelesen, nie starten gesehen.',
  'No medium of Talos was available; the arguments are those of its documentation.':
    'Kein Medium von Talos war verfügbar; die Argumente stammen aus dessen Dokumentation.',
  'No Tiny Core ISO was to be had for the tests. It needs nothing but kernel and initrd; not seen to boot.':
    'Für die Tests gab es kein ISO von Tiny Core. Es braucht nur Kernel und initrd; nie starten gesehen.',
  'No medium of TrueNAS was available. Whether its installer finds TrueNAS.update in the image that live-boot mounts was not tried.':
    'Kein Medium von TrueNAS war verfügbar. Ob seine Installation TrueNAS.update in dem Abbild findet, das live-boot einhängt, wurde nicht versucht.',
  'No such ISO was to be had for the tests. The same way is in use with a mirror of its own; not seen to boot here.':
    'Für die Tests gab es kein solches ISO. Derselbe Weg ist mit eigenem Spiegelserver im Einsatz; hier nie starten gesehen.',
  'No machine has started Windows this way from here yet; see docs/windows.md for what was tried in its place.':
    'Noch kein Rechner hat Windows von hier auf diesem Weg gestartet; was stattdessen versucht wurde, steht in docs/windows.md.',
  'No machine has started Windows PE this way from here yet; see docs/windows.md for what was tried in its place.':
    'Noch kein Rechner hat Windows PE von hier auf diesem Weg gestartet; was stattdessen versucht wurde, steht in docs/windows.md.',
  "No medium of XCP-ng or XenServer was available. Debian's Xen in the same layout came to its dom0, on BIOS.":
    'Kein Medium von XCP-ng oder XenServer war verfügbar. Das Xen von Debian, ebenso aufgebaut, kam unter BIOS bis zur dom0.',

  'A way to the Internet for packages, or the folder "apks" of the ISO of the same release beside the folder "boot".':
    'Zugang zum Internet für Pakete, oder der Ordner „apks“ vom ISO derselben Ausgabe neben dem Ordner „boot“.',
  'The Internet, or a mirror of the distribution that the machine can reach. The image does not hold the packages.':
    'Das Internet oder ein Spiegelserver der Distribution, den der Rechner erreicht. Das Abbild enthält die Pakete nicht.',
  'A place for the images that the machine can reach; SMB, NFS and SSH servers work.':
    'Ein Ort für die Abbilder, den der Rechner erreicht; SMB-, NFS- und SSH-Server gehen.',
  'To install, an Ignition file; without one the live system starts and nobody can log in from outside.':
    'Zum Installieren eine Ignition-Datei; ohne sie startet das Live-System, und niemand kann sich von außen anmelden.',
  'A mirror that the machine can reach, on the Internet or in this network.':
    'Ein Spiegelserver, den der Rechner erreicht, im Internet oder in diesem Netzwerk.',
  'The machine has to reach the FOG server by this address; use its IP address where it has no name server.':
    'Der Rechner muss den FOG-Server unter dieser Adresse erreichen; ohne Namensserver dessen IP-Adresse nehmen.',
  'The machine has to reach that server by this address; https needs an iPXE that was built with it, which those for BIOS are not.':
    'Der Rechner muss den Server unter dieser Adresse erreichen; https braucht ein dafür gebautes iPXE, und die für BIOS sind das nicht.',
  "HTTP on port 80. Mageia's installer asks no other one, so start the serving with 80 as its HTTP port.":
    'HTTP auf Port 80. Die Installation von Mageia fragt keinen anderen; den Dienst deshalb mit 80 als HTTP-Port starten.',
  'A mirror of OpenBSD that the machine can reach; the installer does not see the sets in the image.':
    'Ein Spiegelserver von OpenBSD, den der Rechner erreicht; die Installation sieht die Pakete im Abbild nicht.',
  'A mirror of OpenBSD that the machine can reach; the installer does not see the sets on the disc.':
    'Ein Spiegelserver von OpenBSD, den der Rechner erreicht; die Installation sieht die Pakete auf der CD nicht.',
  'The answer file that was named when the ISO was prepared; one that is fetched by HTTP has to be at the URL that was given then. Bootdrop has it at http://ADDRESS:8067/answer/proxmox-answer.toml, with its own address.':
    'Die Antwortdatei, die beim Vorbereiten des ISOs genannt wurde; wird sie per HTTP geholt, muss sie unter der damals angegebenen Adresse liegen. Bootdrop hat sie unter http://ADRESSE:8067/answer/proxmox-answer.toml, mit seiner eigenen Adresse.',
  "In setup, choose FTP or HTTP as the source, and give the address that the machine's screen shows for this medium.":
    'Im Setup FTP oder HTTP als Quelle wählen und die Adresse angeben, die der Bildschirm des Rechners für dieses Medium zeigt.',
  'For a network medium, the Internet or a mirror. The image does not hold the packages.':
    'Bei einem Netzwerkmedium das Internet oder ein Spiegelserver. Das Abbild enthält die Pakete nicht.',
  'To install, a machine configuration; without one Talos waits in maintenance mode for talosctl.':
    'Zum Installieren eine Rechnerkonfiguration; ohne sie wartet Talos im Wartungsmodus auf talosctl.',
  'A way to the Internet for updates; without one the installation goes on with what is on the ISO.':
    'Zugang zum Internet für Aktualisierungen; ohne ihn geht die Installation mit dem weiter, was auf dem ISO ist.',
  'wimboot 2.9.0 or newer, from github.com/ipxe/wimboot/releases, in your folder of loaders. Bootdrop does not bring it.':
    'wimboot 2.9.0 oder neuer von github.com/ipxe/wimboot/releases, im eigenen Ordner mit Bootladern. Bootdrop bringt es nicht mit.',
  'A driver for the network card within boot.wim, or in a folder of drivers that you choose.':
    'Ein Treiber für die Netzwerkkarte in der boot.wim oder in einem selbst gewählten Treiberordner.',

  'The whole live system of the installer is loaded into memory; SUSE asks for 4 GiB at least.':
    'Das ganze Live-System der Installation wird in den Arbeitsspeicher geladen; SUSE verlangt mindestens 4 GiB.',
  'It starts in memory, with root and no password; setup-alpine installs it; the URL of its answers, where you chose some, stands in /proc/cmdline (setup-alpine -f). It is not signed, so Secure Boot has to be off.':
    'Es startet im Arbeitsspeicher, als root ohne Passwort; setup-alpine installiert es; die Adresse gewählter Antworten steht in /proc/cmdline (setup-alpine -f). Es ist nicht signiert, Secure Boot muss also aus sein.',
  'The installer image (about 1 GB) is loaded into memory, the packages come from the DVD through Bootdrop. RHEL 8 and 9 want 3 GiB for an installation over HTTP.':
    'Das Abbild der Installation (etwa 1 GB) wird in den Arbeitsspeicher geladen, die Pakete kommen über Bootdrop von der DVD. RHEL 8 und 9 wollen 3 GiB für eine Installation über HTTP.',
  'The installer image (about 1 GB) is loaded into memory. RHEL 8 and 9 want 3 GiB for an installation over HTTP.':
    'Das Abbild der Installation (etwa 1 GB) wird in den Arbeitsspeicher geladen. RHEL 8 und 9 wollen 3 GiB für eine Installation über HTTP.',
  'The script runs only on the official medium (its root logs in by itself and fetches it). Nothing of this family is signed: Secure Boot has to be off.':
    'Das Skript läuft nur auf dem offiziellen Medium (dessen root meldet sich selbst an und holt es). Nichts aus dieser Familie ist signiert: Secure Boot muss aus sein.',
  'The program is started as it is. What it fetches afterwards, it asks of the server that its own settings name.':
    'Das Programm wird gestartet, wie es ist. Was es danach holt, fragt es bei dem Server an, den seine Einstellungen nennen.',
  'The machine loads the whole ISO into its memory before it starts. An answer file works with Ubuntu Desktop from 23.04; Mint, Pop!_OS and the other relatives do not read one.':
    'Der Rechner lädt vor dem Start das ganze ISO in den Arbeitsspeicher. Eine Antwortdatei geht mit Ubuntu Desktop ab 23.04; Mint, Pop!_OS und die anderen Verwandten lesen keine.',
  'The whole system is loaded into memory, so nothing of it comes from the disks that are copied.':
    'Das ganze System wird in den Arbeitsspeicher geladen; nichts davon kommt von den kopierten Laufwerken.',
  'The root file system is loaded into memory.': 'Das Root-Dateisystem wird in den Arbeitsspeicher geladen.',
  'THIS ERASES DISKS, AND NOTHING BRINGS THE DATA BACK. Bootdrop starts the program that asks, unless you choose the other entry yourself. It knows no NVMe disks.':
    'DAS LÖSCHT LAUFWERKE, UND NICHTS BRINGT DIE DATEN ZURÜCK. Bootdrop startet das Programm, das nachfragt, solange nicht ausdrücklich der andere Eintrag gewählt wird. NVMe-Laufwerke kennt es nicht.',
  "The whole live file system is loaded into the machine's memory.":
    'Das ganze Live-Dateisystem wird in den Arbeitsspeicher des Rechners geladen.',
  'On BIOS machines the whole image is loaded into memory, and has to fit below 4 GB: up to 1 GB or so works. On UEFI machines it is read over the network while the machine boots.':
    'Auf Rechnern mit BIOS wird das ganze Abbild in den Arbeitsspeicher geladen und muss unter 4 GB passen: bis etwa 1 GB geht. Auf Rechnern mit UEFI wird es beim Start über das Netzwerk gelesen.',
  "The whole live file system is loaded into memory. The initrd has to hold dracut's livenet and network drivers: Fedora's lives do; lives of openSUSE that were made with kiwi's own live module do not, and wait for a disc.":
    'Das ganze Live-Dateisystem wird in den Arbeitsspeicher geladen. Die initrd muss livenet von dracut und Netzwerktreiber enthalten: die von Fedora tut das; die von openSUSE mit dem Live-Modul von kiwi nicht, sie wartet auf eine CD.',
  'The program is started as it is. Where Secure Boot is on, it has to be signed by somebody whom the machine trusts.':
    'Das Programm wird gestartet, wie es ist. Ist Secure Boot an, muss es von jemandem signiert sein, dem der Rechner vertraut.',
  'UEFI machines only. All modules (400 to 700 MB) are loaded into memory.':
    'Nur Rechner mit UEFI. Alle Module (400 bis 700 MB) werden in den Arbeitsspeicher geladen.',
  'The image becomes drive A:, and what is written to it is gone after the boot. BIOS machines only.':
    'Das Abbild wird Laufwerk A:, und was darauf geschrieben wird, ist nach dem Start verloren. Nur Rechner mit BIOS.',
  'Bootdrop gives the machine its loader; from there on the FOG server decides. Another DHCP server may still name FOG as boot server too.':
    'Bootdrop gibt dem Rechner den Bootlader; danach entscheidet der FOG-Server. Ein anderer DHCP-Server darf FOG weiterhin als Bootserver nennen.',
  'The whole system is loaded into memory. It is not signed, so Secure Boot has to be off.':
    'Das ganze System wird in den Arbeitsspeicher geladen. Es ist nicht signiert, Secure Boot muss also aus sein.',
  'The whole system is loaded into memory.': 'Das ganze System wird in den Arbeitsspeicher geladen.',
  'Over the network it installs by a configuration file alone, without questions.':
    'Über das Netzwerk installiert es nur mit einer Konfigurationsdatei, ohne Fragen.',
  'Bootdrop gives the machine its loader, and then the address. What comes after is up to the other server.':
    'Bootdrop gibt dem Rechner den Bootlader und dann die Adresse. Was danach kommt, liegt beim anderen Server.',
  'Bootdrop hands the script out as it is. It is fetched by HTTP, so names in it that begin with no server are taken from beside it.':
    'Bootdrop gibt das Skript aus, wie es ist. Es wird per HTTP geholt; Namen darin, die mit keinem Server beginnen, werden daneben gesucht.',
  'On BIOS machines the whole image is loaded into memory below 4 GB. On UEFI machines it is read over the network while the machine boots.':
    'Auf Rechnern mit BIOS wird das ganze Abbild in den Arbeitsspeicher unter 4 GB geladen. Auf Rechnern mit UEFI wird es beim Start über das Netzwerk gelesen.',
  'Everything that is loaded stays in memory.': 'Alles Geladene bleibt im Arbeitsspeicher.',
  'Reports cannot be saved, because the disk that it looks for is not there.':
    'Berichte lassen sich nicht speichern, weil das Laufwerk fehlt, das es dafür sucht.',
  'Memtest86+ is not signed, so Secure Boot has to be off. Versions 4 and 5 start from BIOS only.':
    'Memtest86+ ist nicht signiert, Secure Boot muss also aus sein. Die Versionen 4 und 5 starten nur unter BIOS.',
  'The password of root is mfsroot. BIOS machines only; the image has to fit below 4 GB of memory.':
    'Das Passwort von root ist mfsroot. Nur Rechner mit BIOS; das Abbild muss in den Speicher unter 4 GB passen.',
  'A script that names servers on the Internet by https works only where the loader can do https; that for BIOS machines cannot.':
    'Ein Skript, das Server im Internet mit https nennt, geht nur, wo der Bootlader https kann; der für BIOS kann es nicht.',
  'The whole ISO goes into memory. On BIOS machines it has to fit below 4 GB, and often does not. Use UEFI.':
    'Das ganze ISO kommt in den Arbeitsspeicher. Auf Rechnern mit BIOS muss es unter 4 GB passen, was oft nicht gelingt. Besser UEFI nehmen.',
  'The whole ISO goes into memory. On BIOS machines it has to fit below 4 GB, and often does not: use UEFI. For an installation without questions drop an ISO that was made with proxmox-auto-install-assistant.':
    'Das ganze ISO kommt in den Arbeitsspeicher. Auf Rechnern mit BIOS muss es unter 4 GB passen, was oft nicht gelingt: besser UEFI nehmen. Für eine Installation ohne Fragen ein ISO ablegen, das mit proxmox-auto-install-assistant gemacht wurde.',
  "The tree's own menu appears on the machine. All that it loads comes by HTTP through iPXE.":
    'Auf dem Rechner erscheint das eigene Menü des Mediums. Alles, was es lädt, kommt per HTTP über iPXE.',
  'Good for small self-contained loaders and tools. Nothing is loaded into memory beforehand.':
    'Gut für kleine, in sich geschlossene Bootlader und Werkzeuge. Nichts wird vorher in den Arbeitsspeicher geladen.',
  'THIS ERASES DISKS, AND NOTHING BRINGS THE DATA BACK. Bootdrop starts the program that asks, unless you choose the other entry yourself. Serve it to no machine but those that are to be erased, by their MAC.':
    'DAS LÖSCHT LAUFWERKE, UND NICHTS BRINGT DIE DATEN ZURÜCK. Bootdrop startet das Programm, das nachfragt, solange nicht ausdrücklich der andere Eintrag gewählt wird. Nur Rechner bedienen, die gelöscht werden sollen, nach ihrer MAC.',
  'It reads from the ISO over the network as long as it runs, so the serving has to go on.':
    'Es liest über das Netzwerk vom ISO, solange es läuft; der Dienst muss also weiterlaufen.',
  'The installer (about 150 MB) is loaded into memory, the packages come from the medium through Bootdrop.':
    'Die Installation (etwa 150 MB) wird in den Arbeitsspeicher geladen, die Pakete kommen über Bootdrop vom Medium.',
  'What boots is Core, a text console: the extensions on the ISO, its desktop among them, are looked for on drives only, and are not loaded.':
    'Es startet Core, eine Textkonsole: die Erweiterungen auf dem ISO, auch der Schreibtisch, werden nur auf Laufwerken gesucht und nicht geladen.',
  'The whole image (about 2 GB) is loaded into memory. TrueNAS asks for 8 GB.':
    'Das ganze Abbild (etwa 2 GB) wird in den Arbeitsspeicher geladen. TrueNAS verlangt 8 GB.',
  'The machine loads the whole ISO into its memory before it starts.':
    'Der Rechner lädt vor dem Start das ganze ISO in den Arbeitsspeicher.',
  "Only for machines that boot by UEFI HTTP Boot (in the firmware's setup, beside PXE). Many firmwares take no image of more than 2 to 4 GB.":
    'Nur für Rechner, die mit UEFI HTTP Boot starten (im Firmware-Setup neben PXE). Viele Firmwares nehmen kein Abbild über 2 bis 4 GB.',
  "A disk is erased only after somebody typed so at the machine, unless you choose otherwise above. Of an answer file, what is for the installed system counts (specialize, oobeSystem); with a file share, all of it. Installing over HTTP applies the image without Setup, so Setup's checks of TPM and Secure Boot do not take place.":
    'Ein Laufwerk wird erst gelöscht, wenn es jemand am Rechner eintippt, solange oben nichts anderes gewählt ist. Von einer Antwortdatei zählt, was für das installierte System ist (specialize, oobeSystem); mit einer Freigabe zählt sie ganz. Über HTTP wird das Abbild ohne Setup eingespielt; dessen Prüfungen von TPM und Secure Boot finden also nicht statt.',
  'What a Windows PE wants from its disc or stick beyond boot.wim is not there over the network: Windows Setup asks for a driver, and deployment media want their server.':
    'Was ein Windows PE über boot.wim hinaus von CD oder Stick will, gibt es über das Netzwerk nicht: Windows Setup fragt nach einem Treiber, und Medien zur Verteilung wollen ihren Server.',
  "The installer asks where its packages are: give it the URL of the tree, which an answer file has as {{base}}. On UEFI machines the medium's own GRUB fetches Xen by TFTP, which takes a minute; it finds its server only with an iPXE of before March 2026 (Bootdrop's own is one).":
    'Die Installation fragt, wo ihre Pakete liegen: die Adresse des Dateibaums angeben, die eine Antwortdatei als {{base}} hat. Auf Rechnern mit UEFI holt das GRUB des Mediums Xen per TFTP, was eine Minute dauert; seinen Server findet es nur mit einem iPXE von vor März 2026 (das von Bootdrop ist so eines).',
}
