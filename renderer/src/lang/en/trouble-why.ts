import type { WhyCode } from '../../../../main/engine/types'
import type { ProblemWords } from '../../words-trouble'

/** Why a machine stopped climbing: what happened, why we think so, what to do. */
export const why: Readonly<Record<WhyCode, ProblemWords>> = {
  'no-request-after-offer': {
    title: 'It asked, was answered, and did not come back',
    happened: 'The machine heard at least one answer but never took an address, so it could not go on.',
    todo: [
      'Check that the network has a working DHCP server, and that the machine gets a link light.',
      'On a managed switch, turn on “PortFast” or “edge port”: the port may still have been blocked.',
      'On a cable without a DHCP server, stop, choose “Give out addresses myself” under “Addresses”, and start again.',
    ],
  },
  'offers-ignored': {
    title: 'It asks again and again and takes no answer',
    happened:
      'The machine keeps asking although it is answered each time. Either the answers do not reach it, or its firmware takes its boot file only from the server that gives it the address.',
    todo: [
      'On a managed switch, turn on “PortFast” or “edge port”, or put a simple switch between.',
      'Connect it by a cable of its own and choose “Give out addresses myself”: every firmware takes that.',
      'Look for an update of its firmware.',
    ],
  },
  'no-dhcp-server': {
    title: 'Nobody gives it an address',
    happened:
      'Bootdrop answered, but it serves beside a DHCP server here, and none was heard on this network. Without an address the machine cannot go on.',
    todo: [
      'Connect the network’s router or DHCP server to this cable.',
      'Or stop, choose “Give out addresses myself” under “Addresses”, and start again.',
    ],
  },
  'no-loader-request': {
    title: 'It has an address but never asked for the loader',
    happened:
      'The machine took an address and then did not ask Bootdrop for a file. It may follow another boot server.',
    todo: [
      'Allow Bootdrop through the firewall of this computer, then restart the machine.',
      'Look for a second boot server (WDS, FOG, an old DHCP option 60 or 66) on this network.',
    ],
  },
  'boot-server-not-asked': {
    title: 'Its question on port 4011 never arrived',
    happened:
      'The machine took an address. Next it should have asked this computer on UDP port 4011, and nothing came. Most often a firewall on this computer drops it.',
    todo: [
      'Allow Bootdrop through the firewall of this computer, then restart the machine.',
      'Restart it in any case: at its next try it is answered in another way that needs no port 4011.',
    ],
  },
  'size-probe-only': {
    title: 'It asked how long the loader is, and no more',
    happened:
      'The firmware asked for the size of the loader, was told, and then never fetched the file. Its next request was lost, or its firmware gave up.',
    todo: [
      'Check the cable and the switch port, then restart the machine.',
      'Look for an update of its firmware.',
      'If it offers HTTP Boot, try that in place of PXE.',
    ],
  },
  'http-boot-refused': {
    title: 'HTTP Boot was answered but nothing was fetched',
    happened:
      'The machine has an address and knows where its loader is, but never fetched it. Many firmwares refuse plain HTTP until it is allowed in their setup.',
    todo: [
      'Allow plain HTTP in its firmware setup: “Allow HTTP connections”, or “HTTP Boot: insecure”.',
      'Or choose PXE over IPv4 in its boot menu.',
      'Check that the firewall of this computer allows Bootdrop’s HTTP port.',
    ],
  },
  'loader-sent-then-silence': {
    title: 'Secure Boot probably refused the loader',
    happened:
      'The whole loader was sent, and then nothing more was heard. A firmware that refuses to run it goes silent.',
    todo: [
      'Boot it again: if it falls silent again, another loader is tried.',
      'Or turn Secure Boot off in its firmware setup.',
    ],
  },
  'secure-boot': {
    title: 'Secure Boot probably refuses the loader',
    happened: 'The whole loader was sent twice, and each time the machine went silent: its firmware does not run it.',
    todo: ['Turn Secure Boot off in its firmware setup, then boot it again.'],
  },
  'no-signed-loader': {
    title: 'There is no signed loader that works here',
    happened: 'A signed loader was chosen for this machine. This medium has none that works here.',
    todo: [
      'Put the signed iPXE and its shim (shimx64.efi, ipxe.efi) into a folder, and choose that folder under “Advanced”.',
      'Or turn Secure Boot off in the firmware setup of the machine, and go back to automatic.',
    ],
  },
  'needs-http-boot': {
    title: 'This boots by UEFI HTTP Boot only',
    happened: 'The machine asked by PXE, and what was chosen for it is fetched by the firmware itself over HTTP.',
    todo: [
      'Choose “HTTP Boot” in its boot menu, often right below “PXE” or “Network”.',
      'Where there is no such line, turn on HTTP Boot in its firmware setup, or choose another recipe.',
    ],
  },
  'no-pi-firmware': {
    title: 'A Raspberry Pi needs its firmware files',
    happened: 'A Raspberry Pi loads its own firmware from the network first, and none is here.',
    todo: [
      'Copy the boot files of a Raspberry Pi card (start4.elf, config.txt, the .dtb files) into a folder.',
      'Choose that folder under “Advanced” as the loaders folder, then switch the Pi off and on.',
    ],
  },
  'loader-did-not-start': {
    title: 'The loader did not start',
    happened: 'The whole loader was sent, and then nothing more was heard.',
    todo: [
      'Start the machine again: another loader is tried, with drivers of its own.',
      'If that falls silent too, look for a BIOS update of the machine or of its card.',
    ],
  },
  'loader-transfer-failed': {
    title: 'The loader did not get through',
    happened: 'The machine began to fetch the loader and the transfer broke off.',
    todo: ['Check the cable and the switch port.', 'Restart the machine: it begins again from the start.'],
  },
  'transfer-restarts': {
    title: 'The loader breaks off again and again',
    happened:
      'The machine began to fetch the loader several times and never got it whole. Packets are lost or cut short on the way.',
    todo: [
      'Try another cable and another switch port, without a dock or adapter between.',
      'On this computer and on the switch, go back to the usual packet size (MTU 1500).',
      'Leave out a VPN, a bridge or a Wi-Fi link on the way.',
    ],
  },
  'no-script-request': {
    title: 'The loader runs but does not find its way back',
    happened: 'iPXE asked for an address and then never fetched its boot script.',
    todo: [
      'On a managed switch, turn on “PortFast” or “edge port”: the link went down for a moment and the port blocks.',
      'Check that the firewall of this computer allows Bootdrop’s HTTP port.',
    ],
  },
  'ipxe-no-address': {
    title: 'The loader runs but gets no address',
    happened:
      'iPXE starts the network card anew. A switch with spanning tree then blocks the port for half a minute, and iPXE gives up before it opens.',
    todo: [
      'On a managed switch, turn on “PortFast” or “edge port” for this port.',
      'Or put a simple switch between: its link stays up.',
    ],
  },
  'script-then-silence': {
    title: 'It has its script and then went silent',
    happened: 'The machine fetched its boot script but asked for none of the files in it. Its own screen says why.',
    todo: [
      'Look at the screen of the machine: too little memory or the wrong processor is written there.',
      'Choose another recipe for this medium and boot again.',
    ],
  },
  'too-little-ram': {
    title: 'The machine has too little memory for this',
    happened: 'It told how much memory it has, and what it is to boot needs more. Its screen asks whether to go on.',
    todo: [
      'Add memory, or choose a recipe or medium that needs less.',
      'Press a key at the machine to try all the same.',
    ],
  },
  'transfer-stalled': {
    title: 'The transfer stands still',
    happened: 'The machine stopped taking data in the middle of a file. The connection is still open.',
    todo: [
      'Check the cable, the switch and the dock or adapter.',
      'Restart the machine if it does not go on by itself.',
    ],
  },
  'transfer-failed': {
    title: 'A file did not get through',
    happened: 'The machine broke off in the middle of a file. Running out of memory is the most common reason.',
    todo: [
      'Compare the memory of the machine with what the medium needs.',
      'Check the cable, then restart the machine.',
    ],
  },
  'image-too-big': {
    title: 'The image does not fit into its memory',
    happened: 'The machine broke off a file that has to lie in its memory as a whole, and there is no room for it.',
    todo: [
      'Choose a recipe that loads kernel and initrd only, in place of the whole image.',
      'Or add memory to the machine.',
    ],
  },
  'file-not-found': {
    title: 'It asked for a file that the medium does not have',
    happened: 'The booting system asked for a file by a name that is not on this medium.',
    todo: ['Choose another recipe or another boot entry for this medium.', 'Open the log to see the name of the file.'],
  },
  'no-loader-for-arch': {
    title: 'There is no loader for this kind of machine',
    happened: 'Bootdrop has loaders for BIOS, 64-bit UEFI and 64-bit ARM UEFI. This machine is none of them.',
    todo: [
      'If the firmware offers both, switch it between UEFI and legacy BIOS boot.',
      'Or choose a folder with an iPXE for it under “Advanced”.',
    ],
  },
  'recipe-not-for-arch': {
    title: 'This recipe does not fit this machine',
    happened: 'What is being served boots another processor or another kind of firmware than this machine has.',
    todo: [
      'Choose a recipe with this firmware’s badge, or a medium for this processor.',
      'If the firmware offers both, switch it between UEFI and legacy BIOS boot.',
    ],
  },
  'medium-gone': {
    title: 'The medium went away while it was loading',
    happened: 'The image could no longer be read, so the machine could not be sent the rest.',
    todo: ['Plug the drive back in, or drop the image again.', 'Then restart the machine.'],
  },
  'system-then-silence': {
    title: 'The system started but never fetched the rest',
    happened:
      'Kernel and initrd came over whole, and then nothing more was asked for. Usually the initrd has no driver for the network card of this machine.',
    todo: [
      'Look at the screen of the machine: “no network card”, “no route” or a shell prompt is written there.',
      'Try a newer medium, or another network card or adapter.',
      'On a managed switch, turn on “PortFast” or “edge port”: the port may block while the system starts its card.',
    ],
  },
  'other-server': {
    title: 'It probably followed another boot server',
    happened: 'Another server on this network calls itself a PXE server, and this machine did not come back.',
    todo: [
      'The notice about that server names it and says what to change there.',
      'Or use a cable and switch of your own for this machine.',
    ],
  },
  'foreign-option-60': {
    title: 'It asks the network’s DHCP server for its boot file',
    happened:
      'The DHCP server of this network says that it is a PXE server as well (option 60). UEFI firmware then asks that server on port 4011, and nobody answers there.',
    todo: [
      'Remove option 60 “PXEClient” from that DHCP server’s options.',
      'Restart the machine in any case: it is answered in another way then, which some firmware prefers.',
      'Or use a cable and switch of your own for this machine.',
    ],
  },
  'boot-loop': {
    title: 'It starts from here again and again',
    happened:
      'The machine has begun to boot from Bootdrop several times in a row and came back each time within minutes. The system crashes, or the machine restarts into network boot.',
    todo: [
      'Look at the screen of the machine just before it restarts.',
      'If the system is installed already, let it boot its own disk.',
      'Else choose another recipe or another boot entry for this medium.',
    ],
  },
  stopped: {
    title: 'Broken off: Bootdrop was stopped',
    happened: 'Bootdrop was stopped while this machine was booting, so it could not be sent the rest.',
    todo: ['Start serving again, then restart the machine.'],
  },
}
