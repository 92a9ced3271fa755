import type { Station } from '../../../../main/engine/diagnosis/types'
import { facts } from './facts'
import { why } from './trouble-why'

const stations: Readonly<Record<Station, string>> = {
  machine: 'Machine',
  card: 'Card',
  dhcp: 'Address',
  loader: 'Loader',
  ipxe: 'iPXE',
  kernel: 'Kernel',
  system: 'System',
}

/** Why machines stop, what was seen of it, and what can be done. */
export const trouble = {
  why,
  facts,
  seen: 'What was seen',
  screenLink: 'Its screen shows a message?',

  /** The picture of a boot. */
  stations,
  brokenAt: (station: string) => `The boot breaks off before “${station}”.`,
  passedTo: (station: string) => ` It came as far as “${station}”.`,

  /** Where Bootdrop gives out the addresses, there is no other DHCP server to look at. */
  asOnlyServer: {
    'no-request-after-offer': {
      happened: 'The machine was offered an address and never took it, so it could not go on.',
      todo: [
        'Check that the machine gets a link light, and that cable and switch are good.',
        'On a managed switch, turn on “PortFast” or “edge port”: the port may still have been blocked.',
      ],
    },
    'offers-ignored': {
      happened: 'The machine keeps asking although it is offered an address each time: the answers do not reach it.',
      todo: [
        'Check the cable and the switch port.',
        'On a managed switch, turn on “PortFast” or “edge port”, or put a simple switch between.',
        'Look for an update of its firmware.',
      ],
    },
    'no-loader-request': {
      todo: [
        'Allow Bootdrop through the firewall of this computer, then restart the machine.',
        'Look for a second boot server on this cable.',
      ],
    },
  },

  byHttpBoot:
    'Choose “UEFI HTTP Boot” in its boot menu or firmware setup in place of PXE: the signed loader of this medium works only that way here.',
  useSigned: 'Use a signed loader for this machine, then boot it again.',
  triedAll: 'If it is off already, look for an update of its firmware: both loaders were tried.',
  tryFull:
    'If it is off already, choose the loader “Full driver” for this machine: the network card may be the reason.',
  trySmall:
    'Choose “Small” as the loader of this machine, under “Choices”: it leaves the card as the firmware started it.',
  putLoader: (file: string) => `Put ${file} into a folder, and choose that folder under “Advanced”.`,
  missingLoader: {
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
  },

  /** Buttons, and what they say once they were pressed. */
  remedies: {
    signed: { todo: 'Use signed loader', done: 'Signed loader from the next boot on' },
    auto: { todo: 'Back to automatic', done: 'Automatic from the next boot on' },
    full: { todo: 'Use full-driver loader', done: 'Full-driver loader from the next boot on' },
    small: { todo: 'Use small loader', done: 'Small loader from the next boot on' },
    'local-disk': { todo: 'Boot its own disk', done: 'Its own disk from the next boot on' },
    checks: { todo: 'Open the checks', done: '' },
    start: { todo: 'Start serving', done: 'Serving' },
  },
}
