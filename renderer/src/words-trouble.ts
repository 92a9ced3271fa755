import type { WhyCode } from '../../main/engine/types'

/**
 * Every word that a code turns into. The engine speaks codes; people read this table. A problem says what happened, why
 * we think so, and what to do, in that order; it never blames and never shows a bare code.
 */
export interface ProblemWords {
  readonly title: string
  readonly happened: string
  readonly todo: readonly string[]
  /** A line for the terminal that does what is asked for. */
  readonly command?: string
}

/** Why a machine stopped climbing. */
export const WHY: Readonly<Record<WhyCode, ProblemWords>> = {
  'no-request-after-offer': {
    title: 'It asked, was answered, and did not come back',
    happened: 'The machine heard at least one answer but never took an address, so it could not go on.',
    todo: [
      'Check that the network has a working DHCP server, and that the machine gets a link light.',
      'On a managed switch, turn on “PortFast” or “edge port”: the port may still have been blocked.',
      'On a cable without a DHCP server, stop, choose “Give out addresses myself” under “Addresses”, and start again.',
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
  'no-script-request': {
    title: 'The loader runs but does not find its way back',
    happened: 'iPXE asked for an address and then never fetched its boot script.',
    todo: [
      'On a managed switch, turn on “PortFast” or “edge port”: the link went down for a moment and the port blocks.',
      'Check that the firewall of this computer allows Bootdrop’s HTTP port.',
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
  stopped: {
    title: 'Broken off: Bootdrop was stopped',
    happened: 'Bootdrop was stopped while this machine was booting, so it could not be sent the rest.',
    todo: ['Start serving again, then restart the machine.'],
  },
}
