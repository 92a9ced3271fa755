import type { Leaning } from '../../../../main/engine/diagnosis/types'
import type { Group } from '../../../../main/engine/diagnosis/screen/messages'
import { causes } from './causes'
import { described, meanings } from './screen-messages'

const groups: Readonly<Record<Group, string>> = {
  pxe: 'Firmware: PXE and HTTP Boot',
  loader: 'Loaders: iPXE, GRUB, Secure Boot',
  system: 'Systems: Linux, Windows, own disk',
}

const leanings: Readonly<Record<Leaning, string>> = {
  likely: 'Likely',
  possible: 'Possible',
  unlikely: 'Unlikely',
  open: 'Not seen from here',
}

/** What does its screen say? */
export const screen = {
  causes,
  meanings,
  described,
  groups,
  leanings,
  title: 'What does its screen say?',
  intro: 'Type what the screen shows, as far as it can be read, or pick it from the list.',
  field: 'Message or code on the screen',
  hint: 'PXE-E18, NBP filesize is 0, ipxe.org/040ee119, …',
  machine: 'Shown on',
  noMachine: 'Any machine',
  list: 'Messages',
  nearest: 'Nearest messages',
  found: 'Message found',
  common: 'Common messages',
  clear: 'Clear what was typed',
  unknown: 'Bootdrop does not know this message',
  unknownText:
    'Look on the screen for a code such as PXE-E18 or 0xc000000f, or an address such as ipxe.org/040ee119. If there is none, type the last line, or a few words of it, in English or German.',
  unknownNear: 'What comes nearest to it is in the list.',
  unknownCommon: 'Nothing in the list comes near it: it shows the messages that are asked for most.',
  noneYet: 'Pick a message to see where it comes from',
  noneYetText:
    'The causes are put in order by what Bootdrop saw of the machine: what it asked, what it fetched, and where it fell silent.',
  of: (machine: string) => `By what was seen of ${machine}`,
  ofAny: 'Choose the machine it is shown on, and the causes are put in order by what was seen of it.',
  causesTitle: 'Where it comes from',
  speaksFor: 'Speaks for it',
  speaksAgainst: 'Speaks against it',
  listen: 'Listen for DHCP servers',
  listening: 'Listening…',
  listened: (servers: readonly string[]) =>
    servers.length === 0 ? 'No DHCP server was heard.' : `Heard: ${servers.join(', ')}.`,
  listenFailed: 'Nothing could be heard on this network card now.',
}
