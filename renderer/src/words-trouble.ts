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
      'On an isolated bench, add a router: without a DHCP server no machine gets an address.',
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
      'Turn Secure Boot off in the firmware setup of the machine, then boot again.',
      'If it is off already: the loader may not get along with this network card. Boot again, another loader is tried.',
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
    todo: ['If the firmware offers both, switch it between UEFI and legacy BIOS boot.'],
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
