/** Notices that mean something else than an error of the same code, or are no errors at all: their names, and a way on. */
export const notices: Readonly<Record<string, { readonly title: string; readonly todo: readonly string[] }>> = {
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
  'settings-unreadable': {
    title: 'Your settings cannot be read',
    todo: [
      'Close Bootdrop, then give yourself the right to read the file named above, or rename it.',
      'Until then everything works, and what you choose is forgotten at the next start.',
    ],
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
  'http-port-moved': {
    title: 'HTTP has another port than was chosen',
    todo: ['If a machine needs just that port: stop the program that has it, or start with more rights.'],
  },
  'firewall-not-followed': {
    title: 'The firewall keeps machines from the HTTP port',
    todo: ['Open the firewall again in the checks.'],
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
  'medium-damaged': {
    title: 'The image may be damaged',
    todo: ['Download it again, and compare the checksum if there is one.'],
  },
  'medium-changed': {
    title: 'The image changed while it was served',
    todo: ['Choose it anew, or stop and start, to serve it as it is now.'],
  },
  'medium-back': { title: 'The medium is back', todo: [] },
  'medium-odd-size': { title: 'The image has an odd size', todo: ['If a machine fails, download it again.'] },
  'medium-needs-other': { title: 'This medium needs another way', todo: [] },
  'recipe-broken': {
    title: 'A recipe file is broken',
    todo: ['Correct or remove the recipe file.'],
  },
  'recipe-not-usable': { title: 'One way to boot it does not work', todo: [] },
  'recipe-doubtful': { title: 'One way to boot it may not work', todo: [] },
  'card-back': { title: 'The network card is back', todo: [] },
  'card-without-address': {
    title: 'The network card lost its address',
    todo: ['Give it back in the system’s network settings. Serving goes on then.'],
  },
  'leasing-resumed': { title: 'Bootdrop gives out addresses again', todo: [] },
  'secure-boot': {
    title: 'Secure Boot refuses the loader',
    todo: ['Switch Secure Boot off in the firmware setup of the machine, or give it a signed loader.'],
  },
  'loader-signature': { title: 'One of your boot loaders may be refused', todo: [] },
  'loader-skipped': { title: 'One of your boot loaders is not used', todo: [] },
  'user-loader': { title: 'One of your boot loaders is used', todo: [] },
  'dhcp-answer-too-long': {
    title: 'An answer did not fit',
    todo: ['Copy the log and send it to us: this should not happen.'],
  },
  'dhcp-send-failed': {
    title: 'An answer could not be sent',
    todo: ['Check the cable and the network settings of this computer.'],
  },
  'dhcp-internal': {
    title: 'A request could not be answered',
    todo: ['Copy the log and send it to us: this should not happen.'],
  },
  'uuid-malformed': { title: 'A machine does not tell its number as it should', todo: [] },
}
