import type { ProblemWords } from './words-trouble'

/** Notices that are not errors of their own: the engine's sentence tells the facts, these give it a name and a way on. */
export const NOTICES: Readonly<Record<string, Pick<ProblemWords, 'title' | 'todo'>>> = {
  'other-dhcp': {
    title: 'Bootdrop stopped giving out addresses: another DHCP server appeared',
    todo: ['If it should not be there: switch it off, stop, and start again.'],
  },
  'same-address': {
    title: 'Bootdrop stopped giving out addresses: another machine has this computer’s address',
    todo: ['Give the card of this computer another address, or unplug the other machine; then stop and start again.'],
  },
  'state-not-kept': {
    title: 'What is to be remembered cannot be written',
    todo: ['Make room on the disk. Until then everything works, and is forgotten at the next start.'],
  },
  'foreign-pxe': {
    title: 'A DHCP server on this network calls itself a boot server',
    todo: [
      'Take option 60 “PXEClient” out of its settings (on Windows: DHCP, scope options, 060).',
      'BIOS machines are not troubled by it. UEFI machines that offer “HTTP Boot” can take that way meanwhile.',
    ],
  },
  'other-pxe': {
    title: 'Another boot server is on this network',
    todo: [
      'Stop the other one while you work (WDS, FOG, another computer with Bootdrop).',
      'Or use a cable and switch of your own.',
    ],
  },
  'no-signed-loader': {
    title: 'No signed loader is here',
    todo: ['Put the signed iPXE and its shim into a folder, and choose that folder under “Advanced”.'],
  },
  'loader-needed': {
    title: 'wimboot is missing',
    todo: [
      'Download wimboot 2.9.0 or newer from its makers (github.com/ipxe/wimboot/releases) and put it into a folder.',
      'Choose that folder under “Advanced”.',
    ],
  },
  'pool-full': {
    title: 'There is no address left to give out',
    todo: ['Switch off machines that are done, or give the card an address in a larger network.'],
  },
  'address-in-use': {
    title: 'An address is in use already',
    todo: ['Give the device that has it another address, outside of what Bootdrop gives out.'],
  },
  'card-down': { title: 'The network card lost its link', todo: ['Check the cable and the switch.'] },
  'card-address-changed': {
    title: 'The address of the network card changed',
    todo: ['Stop and start again, so that machines are told the new one.'],
  },
  'medium-missing': { title: 'The medium is gone', todo: ['Plug its drive back in, or choose the file again.'] },
  'medium-slightly-short': { title: 'The image is a little short', todo: ['If a machine fails, download it again.'] },
  'medium-image-only': {
    title: 'Its files cannot be read',
    todo: ['The image itself can still be served as a disk in memory, to BIOS machines.'],
  },
  'archive-links-left-out': { title: 'Links that lead out of the archive are left out', todo: [] },
  'answer-doubtful': {
    title: 'The answer file may not be what this installer expects',
    todo: ['Look at its preview. If it is right all the same, go on.'],
  },
  'erases-disks': {
    title: 'Erases a disk without asking',
    todo: ['If that is not meant: stop, or take the answer file away.'],
  },
  'answer-unused': {
    title: 'The answer file is not used',
    todo: ['What is booted takes none. Choose another recipe, or take the file away.'],
  },
  'too-little-ram': { title: 'A machine has too little memory', todo: ['Choose a smaller system for it.'] },
  'recipe-not-for-arch': {
    title: 'A machine cannot boot this recipe',
    todo: ['Choose a recipe with its kind of firmware, or a medium for its processor.'],
  },
}

const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/

/**
 * What the window tells of other servers in its own words: the engine's sentences, made for the terminal, speak of modes and
 * end with what to do. The server is named as they name it.
 */
const OTHER_SERVER: Readonly<Record<string, (server: string) => string>> = {
  'foreign-dhcp': (server) =>
    `${server} gives out addresses here. Two servers give machines addresses that do not work, so Bootdrop did not start as the second.`,
  'other-dhcp': (server) =>
    `${server} is on this cable, too. Two servers give machines addresses that do not work, so Bootdrop goes on beside it: machines boot with its addresses.`,
  'same-address': (own) =>
    `Another machine on this cable, most likely a router, has the address ${own}, too, and gives out addresses. Two servers give machines addresses that do not work.`,
  'foreign-pxe': (server) =>
    `${server} sends option 60 “PXEClient” with its addresses. UEFI machines then ask it for their loader, and stop at “Start PXE over IPv4”.`,
  'other-pxe': (server) =>
    `${server} answers machines that boot, too. They take whichever answer they like, so some may boot what it serves.`,
}

/** What happened, in the window's own words where it has some for this code; else the engine's sentence. */
export function happenedOf(code: string, message: string): string {
  const server = IPV4.exec(message)?.[0]
  return (server === undefined ? undefined : entry(OTHER_SERVER, code)?.(server)) ?? message
}

/** A row of a table of words; undefined for a code that is not in it, whatever it is called. */
export function entry<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined
}
