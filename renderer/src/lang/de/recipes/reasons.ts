/** Why a recipe fits a medium, by its English text (assets/recipes). */
export const REASONS: Readonly<Record<string, string>> = {
  'Its label is that of an Agama installer.': 'Das Medium trägt den Namen einer Agama-Installation.',
  'It is a SUSE medium with a live system and packages to install.':
    'Es ist ein Medium von SUSE mit Live-System und Paketen zum Installieren.',
  'It holds kernel, initramfs and modules of an Alpine netboot archive.':
    'Es enthält Kernel, initramfs und Module eines Netboot-Archivs von Alpine.',
  'It has the release file of an Alpine medium.': 'Es hat die Versionsdatei eines Alpine-Mediums.',
  'Its label is that of an Alpine medium.': 'Es trägt den Namen eines Alpine-Mediums.',
  'It holds the anaconda installer and the BaseOS packages.':
    'Es enthält die anaconda-Installation und die Pakete von BaseOS.',
  'It holds the anaconda installer and a BaseOS folder.':
    'Es enthält die anaconda-Installation und einen Ordner BaseOS.',
  'It holds the anaconda installer and its packages.': 'Es enthält die anaconda-Installation mit ihren Paketen.',
  'It holds the anaconda installer without packages.': 'Es enthält die anaconda-Installation ohne Pakete.',
  'It is laid out like antiX and MX Linux.': 'Es ist aufgebaut wie antiX und MX Linux.',
  'It has the version file of an Arch Linux medium.': 'Es hat die Versionsdatei eines Arch-Linux-Mediums.',
  'Its label is that of Arch Linux.': 'Es trägt den Namen von Arch Linux.',
  'It is laid out like the Arch Linux medium.': 'Es ist aufgebaut wie das Medium von Arch Linux.',
  'It was made with archiso, as Arch Linux is.': 'Es wurde wie Arch Linux mit archiso gemacht.',
  'It is named like a network boot program.': 'Es heißt wie ein Netzwerk-Startprogramm.',
  'It is a live medium of the Ubuntu family from before 2019-10.':
    'Es ist ein Live-Medium der Ubuntu-Familie von vor Oktober 2019.',
  'It is a live medium of Linux Mint from before 2020.': 'Es ist ein Live-Medium von Linux Mint von vor 2020.',
  'Its own description names it, and it holds a live file system of the Ubuntu family.':
    'Seine Beschreibung nennt es, und es enthält ein Live-Dateisystem der Ubuntu-Familie.',
  'It holds a live file system of the Ubuntu family and its kernel.':
    'Es enthält ein Live-Dateisystem der Ubuntu-Familie und den Kernel dazu.',
  'It has the version file of Clonezilla live.': 'Es hat die Versionsdatei von Clonezilla Live.',
  'Its label is that of CoreOS.': 'Es trägt den Namen von CoreOS.',
  'It holds the root file system of CoreOS beside its kernel.':
    'Es enthält das Root-Dateisystem von CoreOS neben dem Kernel.',
  'It holds the three PXE files of CoreOS.': 'Es enthält die drei PXE-Dateien von CoreOS.',
  'It holds the kernel of DBAN.': 'Es enthält den Kernel von DBAN.',
  'Its own description names it, and it holds the packages of an installation CD.':
    'Seine Beschreibung nennt es, und es enthält die Pakete einer Installations-CD.',
  'It holds the installer of a Debian CD.': 'Es enthält die Installation einer Debian-CD.',
  'It holds the netboot tree of the Debian installer.': 'Es enthält die Netboot-Dateien der Debian-Installation.',
  "It is Debian's package of the installer for the network.":
    'Es ist das Debian-Paket der Installation für das Netzwerk.',
  "It holds the netboot tree of Ubuntu's Debian installer.":
    'Es enthält die Netboot-Dateien der Debian-Installation von Ubuntu.',
  'It is laid out like the mini.iso of the Debian installer.':
    'Es ist aufgebaut wie die mini.iso der Debian-Installation.',
  'It holds a kernel and an initrd named as the Debian installer names them.':
    'Es enthält Kernel und initrd, benannt wie bei der Debian-Installation.',
  'Its own description names it, and it holds a live file system of the Debian family.':
    'Seine Beschreibung nennt es, und es enthält ein Live-Dateisystem der Debian-Familie.',
  'It holds a live file system of the Debian family and its kernel.':
    'Es enthält ein Live-Dateisystem der Debian-Familie und den Kernel dazu.',
  'It is laid out like Grml.': 'Es ist aufgebaut wie Grml.',
  'It is the image of a disk.': 'Es ist das Abbild eines Laufwerks.',
  'Its label is that of a live medium of this family.': 'Es trägt den Namen eines Live-Mediums dieser Familie.',
  'It holds a live file system as dracut boots it.': 'Es enthält ein Live-Dateisystem, wie dracut es startet.',
  'It holds a live file system as kiwi lays it out.': 'Es enthält ein Live-Dateisystem, wie kiwi es anlegt.',
  'It is a single UEFI program.': 'Es ist ein einzelnes UEFI-Programm.',
  'Its label is that of the ESXi installer.': 'Es trägt den Namen der ESXi-Installation.',
  'It holds the boot.cfg and the image database of the ESXi installer.':
    'Es enthält die boot.cfg und die Abbilddatenbank der ESXi-Installation.',
  'Its boot.cfg is that of the ESXi installer.': 'Seine boot.cfg ist die der ESXi-Installation.',
  'It holds the PXE files of Flatcar.': 'Es enthält die PXE-Dateien von Flatcar.',
  'It holds kernel and system of the Flatcar ISO.': 'Es enthält Kernel und System des Flatcar-ISOs.',
  'It is a floppy image with the label of FreeDOS.': 'Es ist ein Diskettenabbild mit dem Namen von FreeDOS.',
  'It is the image of a floppy disk.': 'Es ist das Abbild einer Diskette.',
  "It is the address of a FOG server's boot menu.": 'Es ist die Adresse des Startmenüs eines FOG-Servers.',
  'Its label is that of a FreeBSD medium.': 'Es trägt den Namen eines FreeBSD-Mediums.',
  'It holds a FreeBSD kernel, and its label names a system made of it.':
    'Es enthält einen FreeBSD-Kernel und trägt den Namen eines Systems auf dessen Grundlage.',
  "It holds FreeBSD's kernel and its version program.":
    'Es enthält den Kernel von FreeBSD und dessen Versionsprogramm.',
  "It holds FreeBSD's kernel and loader.": 'Es enthält Kernel und Bootlader von FreeBSD.',
  'It holds the file systems of a Garuda medium.': 'Es enthält die Dateisysteme eines Garuda-Mediums.',
  'Its own boot menu leads to a Linux kernel.': 'Sein Startmenü führt zu einem Linux-Kernel.',
  'It holds kernel and file system of a Gentoo CD.': 'Es enthält Kernel und Dateisystem einer Gentoo-CD.',
  'It holds kernel and file system of a Gentoo CD, and its boot menu starts dracut.':
    'Es enthält Kernel und Dateisystem einer Gentoo-CD, und sein Startmenü startet dracut.',
  'It has the version file of GParted Live.': 'Es hat die Versionsdatei von GParted Live.',
  'It holds the release file of Harvester and its system.':
    'Es enthält die Versionsdatei von Harvester und dessen System.',
  "It holds a live system of Elemental and Harvester's bundle.":
    'Es enthält ein Live-System von Elemental und die Beigaben von Harvester.',
  'It is an address of netboot.xyz.': 'Es ist eine Adresse von netboot.xyz.',
  'It is an address on another server.': 'Es ist eine Adresse auf einem anderen Server.',
  'It is an iPXE script.': 'Es ist ein iPXE-Skript.',
  'It holds an iPXE script named boot.ipxe.': 'Es enthält ein iPXE-Skript namens boot.ipxe.',
  'It holds an iPXE script.': 'Es enthält ein iPXE-Skript.',
  'It is a small disc with GRUB and nothing that Bootdrop knows a better way for.':
    'Es ist eine kleine CD mit GRUB und nichts, wofür Bootdrop einen besseren Weg kennt.',
  'Its label is that of a FreeDOS disc.': 'Es trägt den Namen einer FreeDOS-CD.',
  'It is a small bootable disc, and may run from memory.':
    'Es ist eine kleine startfähige CD und läuft vielleicht aus dem Arbeitsspeicher.',
  'It holds the modules of the Kaspersky Rescue Disk.': 'Es enthält die Module der Kaspersky Rescue Disk.',
  'It is named like a program that starts as a Linux kernel does.':
    'Es heißt wie ein Programm, das wie ein Linux-Kernel startet.',
  'It holds kernel and initrd of the Mageia installer.': 'Es enthält Kernel und initrd der Mageia-Installation.',
  'It holds the file systems of a Manjaro medium.': 'Es enthält die Dateisysteme eines Manjaro-Mediums.',
  "It holds the program of PassMark's MemTest86 with its font and picture.":
    'Es enthält das Programm MemTest86 von PassMark mit Schrift und Bild.',
  "Its label is that of PassMark's MemTest86.": 'Es trägt den Namen von MemTest86 von PassMark.',
  "It is named like the image of PassMark's MemTest86.": 'Es heißt wie das Abbild von MemTest86 von PassMark.',
  'Its label is that of the Memtest86+ image.': 'Es trägt den Namen des Abbilds von Memtest86+.',
  'It is the Memtest86+ program for BIOS.': 'Es ist das Programm Memtest86+ für BIOS.',
  'It is the Memtest86+ program for UEFI.': 'Es ist das Programm Memtest86+ für UEFI.',
  'It is named like the Memtest86+ program.': 'Es heißt wie das Programm Memtest86+.',
  'Its label and its program are those of Memtest86+.': 'Name und Programm sind die von Memtest86+.',
  'It is named like a release of the Memtest86+ program.': 'Es heißt wie eine Ausgabe von Memtest86+.',
  'It is a disk image that is named like mfsBSD.': 'Es ist ein Laufwerksabbild, das wie mfsBSD heißt.',
  'It is named like mfsBSD and holds its root for memory.':
    'Es heißt wie mfsBSD und enthält dessen Root für den Arbeitsspeicher.',
  'It holds a FreeBSD kernel and a root for memory.':
    'Es enthält einen FreeBSD-Kernel und ein Root für den Arbeitsspeicher.',
  'It holds the netboot files of NixOS with their script.':
    'Es enthält die Netboot-Dateien von NixOS mit ihrem Skript.',
  'Its label is that of NixOS, and it holds a Nix store.': 'Es trägt den Namen von NixOS und enthält einen Nix-Store.',
  'It holds a Nix store.': 'Es enthält einen Nix-Store.',
  "It is a disk image that is named like OpenBSD's installer.":
    'Es ist ein Laufwerksabbild, das wie die Installation von OpenBSD heißt.',
  'Its label is that of an OpenBSD install medium.': 'Es trägt den Namen eines Installationsmediums von OpenBSD.',
  "It holds OpenBSD's installation kernel and its CD loader.":
    'Es enthält den Installationskernel von OpenBSD und dessen CD-Bootlader.',
  'It holds the modules of Porteus.': 'Es enthält die Module von Porteus.',
  'It is a Proxmox installer that was prepared to run without questions.':
    'Es ist eine Proxmox-Installation, die für den Lauf ohne Fragen vorbereitet wurde.',
  'Its own description says that it is a Proxmox installer.':
    'Seine Beschreibung sagt, dass es eine Proxmox-Installation ist.',
  'It holds a Proxmox installer.': 'Es enthält eine Proxmox-Installation.',
  'It holds the file system of a Puppy.': 'Es enthält das Dateisystem eines Puppy.',
  'Its readme is that of a Puppy.': 'Seine Readme-Datei ist die eines Puppy.',
  'It holds a file system named as that of a Puppy.': 'Es enthält ein Dateisystem, das wie das eines Puppy heißt.',
  'It holds pxelinux with its configuration.': 'Es enthält pxelinux mit seiner Konfiguration.',
  'It holds pxelinux with its configuration in a folder.':
    'Es enthält pxelinux mit seiner Konfiguration in einem Ordner.',
  'It holds pxelinux as the Debian installer brings it.':
    'Es enthält pxelinux, wie die Debian-Installation es mitbringt.',
  'It holds pxelinux as the Ubuntu installer brings it.':
    'Es enthält pxelinux, wie die Ubuntu-Installation es mitbringt.',
  'It is a bootable disc of a kind that Bootdrop does not know.':
    'Es ist eine startfähige CD einer Art, die Bootdrop nicht kennt.',
  'It holds the kernel of ShredOS.': 'Es enthält den Kernel von ShredOS.',
  'It holds kernel and installer of Slackware.': 'Es enthält Kernel und Installation von Slackware.',
  'It is laid out like Slax.': 'Es ist aufgebaut wie Slax.',
  'Its label is that of a SUSE installation medium.': 'Es trägt den Namen eines Installationsmediums von SUSE.',
  'It holds the installer that linuxrc loads.': 'Es enthält die Installation, die linuxrc lädt.',
  'It is laid out like SystemRescue.': 'Es ist aufgebaut wie SystemRescue.',
  'It has the module list of Tails.': 'Es hat die Modulliste von Tails.',
  'Its label is that of Tails.': 'Es trägt den Namen von Tails.',
  'Its label is that of Talos Linux.': 'Es trägt den Namen von Talos Linux.',
  'It holds kernel and initramfs of Talos, as its image factory names them.':
    'Es enthält Kernel und initramfs von Talos, benannt wie von dessen Image Factory.',
  'It holds kernel and initramfs, named as releases of Talos name them.':
    'Es enthält Kernel und initramfs, benannt wie in Ausgaben von Talos.',
  'It holds kernel and system of Tiny Core Linux.': 'Es enthält Kernel und System von Tiny Core Linux.',
  'It holds files named as those of Tiny Core Linux.': 'Es enthält Dateien, die wie die von Tiny Core Linux heißen.',
  'It holds the update file of TrueNAS and a live system.':
    'Es enthält die Aktualisierungsdatei von TrueNAS und ein Live-System.',
  'It holds the manifest of TrueNAS and a live system.': 'Es enthält das Manifest von TrueNAS und ein Live-System.',
  'It holds the network installer of Ubuntu Server and the system that it installs.':
    'Es enthält die Netzwerkinstallation von Ubuntu Server und das System, das sie installiert.',
  'Its own description says that it is Ubuntu Server.': 'Seine Beschreibung sagt, dass es Ubuntu Server ist.',
  'It holds the file system of Ubuntu Server.': 'Es enthält das Dateisystem von Ubuntu Server.',
  'Its label is that of Ubuntu Server.': 'Es trägt den Namen von Ubuntu Server.',
  'Its label is that of a Void live medium.': 'Es trägt den Namen eines Live-Mediums von Void.',
  'Its EFI loader can be started by firmware that takes the whole image (UEFI HTTP Boot).':
    'Sein EFI-Bootlader lässt sich von Firmware starten, die das ganze Abbild nimmt (UEFI HTTP Boot).',
  'It is a bootable disc for UEFI, and firmware can take the whole image (UEFI HTTP Boot).':
    'Es ist eine startfähige CD für UEFI, und Firmware kann das ganze Abbild nehmen (UEFI HTTP Boot).',
  'It is an image that Windows is installed from, and none that starts.':
    'Es ist ein Abbild, von dem Windows installiert wird, und keines, das startet.',
  'It is laid out like Windows Setup.': 'Es ist aufgebaut wie Windows Setup.',
  'It is laid out like Windows Setup for two processors.':
    'Es ist aufgebaut wie Windows Setup für zwei Prozessorarten.',
  "Its label is that of Hiren's BootCD PE.": 'Es trägt den Namen von Hiren’s BootCD PE.',
  'It is boot media of the Microsoft Deployment Toolkit.': 'Es ist ein Startmedium des Microsoft Deployment Toolkit.',
  'It is boot media of Configuration Manager.': 'Es ist ein Startmedium von Configuration Manager.',
  'It is a deployment share of the Microsoft Deployment Toolkit.':
    'Es ist eine Bereitstellungsfreigabe des Microsoft Deployment Toolkit.',
  'It has a boot image of Windows PE.': 'Es hat ein Startabbild von Windows PE.',
  'It has boot images of Windows PE for two processors.':
    'Es hat Startabbilder von Windows PE für zwei Prozessorarten.',
  'It is a boot image of Windows PE.': 'Es ist ein Startabbild von Windows PE.',
  'Its label is that of the XCP-ng or XenServer installer.':
    'Es trägt den Namen der Installation von XCP-ng oder XenServer.',
  'It holds Xen, its kernel and the install.img of XCP-ng or XenServer.':
    'Es enthält Xen, dessen Kernel und die install.img von XCP-ng oder XenServer.',
}
