import type { ClientArch, WhyCode } from '../../main/engine/types'

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
      'Or use a signed loader for it, or turn Secure Boot off in its firmware setup.',
    ],
  },
  'secure-boot': {
    title: 'Secure Boot refuses the loader',
    happened: 'The whole loader was sent twice, and each time the machine went silent: its firmware does not run it.',
    todo: [
      'Use a signed loader for this machine, then boot it again.',
      'Or turn Secure Boot off in its firmware setup.',
      'If it is off already, choose “Full driver” under “Details and choices”: the network card may be the reason.',
    ],
  },
  'no-signed-loader': {
    title: 'There is no signed loader that works here',
    happened:
      'A signed loader was chosen for this machine, and neither the medium nor your loaders folder has one for it.',
    todo: [
      'Put the signed iPXE and its shim (shimx64.efi, ipxe.efi) into a folder, and choose that folder under “Advanced”.',
      'Media of Debian and Ubuntu bring a signed loader of their own. It works where Bootdrop gives out the addresses, and by UEFI HTTP Boot.',
      'Or turn Secure Boot off in the firmware setup of the machine.',
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
}

/** What is missing for kinds of firmware that Bootdrop brings no loader for. */
const NO_LOADER: Partial<
  Record<ClientArch, { readonly happened: string; readonly file: string; readonly how: string }>
> = {
  'uefi-ia32': {
    happened: 'This machine has 32-bit UEFI firmware, and Bootdrop brings no loader for it.',
    file: 'iPXE for 32-bit UEFI (bin-i386-efi/snponly.efi)',
    how: 'If the firmware offers legacy BIOS boot, switch to it: that needs no further file.',
  },
  'uefi-arm32': {
    happened: 'This machine has 32-bit ARM UEFI firmware, and Bootdrop brings no loader for it.',
    file: 'iPXE for 32-bit ARM (bin-arm32-efi/snponly.efi)',
    how: 'If the firmware comes as a 64-bit build too, that one boots with what is here.',
  },
}
const SAME_FILE: Partial<Record<ClientArch, ClientArch>> = { 'http-ia32': 'uefi-ia32', 'http-arm32': 'uefi-arm32' }

/** The words for a machine's trouble; where a loader is missing, they name the one for its firmware. */
export function whyWords(why: WhyCode, arch: ClientArch): ProblemWords {
  const missing = why === 'no-loader-for-arch' ? NO_LOADER[SAME_FILE[arch] ?? arch] : undefined
  if (missing === undefined) return WHY[why]
  const { happened, file, how } = missing
  return {
    title: WHY[why].title,
    happened,
    todo: [`Put ${file} into a folder, and choose that folder under “Advanced”.`, how],
  }
}
