import type { ErrorCode } from '../../../../main/engine/errors'

/** A problem: what happened, why we think so, and what to do, in that order; it never blames and never shows a bare code. */
export interface ProblemTexts {
  readonly title: string
  readonly happened: string
  readonly todo: readonly string[]
  /** A line for the terminal that does what is asked for. */
  readonly command?: string
}

/** What can go wrong when a medium is opened or serving starts. `happened` is used when no facts are known. */
export const errors: Readonly<Record<ErrorCode | 'unexpected', ProblemTexts>> = {
  usage: {
    title: 'That choice does not work',
    happened: 'One of the settings was refused.',
    todo: ['Check the extra kernel arguments and the network card, then try again.'],
  },
  'port-taken': {
    title: 'Another program has the port',
    happened: 'A port that Bootdrop needs is in use by another program on this computer.',
    todo: ['Stop the other program, then try again.', 'On Linux that is often dnsmasq, a DHCP server or libvirt.'],
  },
  'port-forbidden': {
    title: 'This computer asks for permission',
    happened: 'Machines look for boot servers on ports below 1024, and the system keeps those for administrators.',
    todo: [
      'Run the line below in a terminal: it lets every program open ports from 67 up, until this computer restarts.',
      'Then try again. Bootdrop itself needs no administrator rights.',
    ],
    command: 'sudo sysctl -w net.ipv4.ip_unprivileged_port_start=67',
  },
  'card-unknown': {
    title: 'That network card is gone',
    happened: 'The network card you chose is no longer in this computer.',
    todo: ['Plug it back in, or choose another card.'],
  },
  'card-down': {
    title: 'The network card has no link',
    happened: 'The card is off or no cable is plugged in.',
    todo: ['Plug in the cable and check the switch, or choose another card.'],
  },
  'card-without-address': {
    title: 'The network card has no address',
    happened: 'Machines can only reach Bootdrop at an IPv4 address, and this card has none.',
    todo: [
      'Connect it to a network with a DHCP server.',
      'Or, on an isolated bench, give the card a fixed address such as 192.168.77.1 with mask 255.255.255.0.',
    ],
  },
  'medium-missing': {
    title: 'The file is no longer there',
    happened: 'The image was moved, renamed or deleted, or its drive was unplugged.',
    todo: ['Plug the drive back in, or choose the file again.'],
  },
  'medium-unreadable': {
    title: 'The file cannot be read',
    happened: 'The system refused to read it, or the disk reported an error.',
    todo: [
      'Check that you may read the file, and that its drive is healthy.',
      'Copy it to this computer and drop it again.',
    ],
  },
  'medium-empty': {
    title: 'The file is empty',
    happened: 'It has no bytes at all. A download that has only just begun looks like this.',
    todo: ['Wait for the download to finish, or download it again.'],
  },
  'medium-not-recognised': {
    title: 'This is not a boot medium',
    happened: 'It is neither an ISO image nor anything else that a machine could boot.',
    todo: ['Choose an ISO image, for example of Debian, of a live system or of memtest86+.'],
  },
  'medium-truncated': {
    title: 'The image is not whole',
    happened: 'It is shorter than its own header says. A download that was cut off looks like this.',
    todo: ['Download it again, and compare the checksum if there is one.'],
  },
  'medium-damaged': {
    title: 'The image is damaged',
    happened: 'Its table of contents contradicts itself, so its files cannot be found safely.',
    todo: ['Download it again, and compare the checksum if there is one.'],
  },
  'medium-changed': {
    title: 'The image changed while it was served',
    happened: 'The file was replaced or cut short. What machines have loaded so far may not fit together.',
    todo: ['Drop the image again, then restart the machines that were loading.'],
  },
  'answer-missing': {
    title: 'The answer file cannot be used',
    happened: 'It was moved or deleted, or it cannot be read.',
    todo: ['Choose the answer file again, or boot without one.'],
  },
  'medium-file-missing': {
    title: 'The medium lacks a file it should have',
    happened: 'A file that the recipe boots is not on this medium.',
    todo: ['Choose another recipe, or download the image again.'],
  },
  'medium-no-space': {
    title: 'There is not enough room to unpack it',
    happened: 'Archives and packed images are unpacked into a folder of yours first, and its disk is too full.',
    todo: ['Make room on that disk, or unpack the archive elsewhere and drop the folder.'],
  },
  'medium-unsafe': {
    title: 'The archive was not unpacked',
    happened: 'It would write to places outside of its own folder, or become far bigger than any boot medium.',
    todo: ['If you trust it, unpack it yourself and drop the folder.'],
  },
  'medium-encrypted': {
    title: 'The archive has a password',
    happened: 'Bootdrop cannot open archives that are protected by a password.',
    todo: ['Unpack it yourself and drop the folder.'],
  },
  'unpacker-missing': {
    title: 'The unpacker cannot be started',
    happened: 'Bootdrop opens archives with 7-Zip, which comes with it, and it is missing or must not run.',
    todo: ['Install Bootdrop again, or unpack the archive yourself and drop the folder.'],
  },
  'recipe-unknown': {
    title: 'That recipe is gone',
    happened: 'The recipe that was chosen does not belong to this medium.',
    todo: ['Choose another recipe.'],
  },
  'recipe-broken': {
    title: 'A recipe file is broken',
    happened: 'It could not be read as a recipe.',
    todo: ['Correct or remove the recipe file.'],
  },
  'no-recipe': {
    title: 'Nothing here can be booted',
    happened: 'The medium can be read, but no kernel was found that a machine could load over the network.',
    todo: ['Try the netboot or live image of the same system.'],
  },
  'loader-missing': {
    title: 'The boot loaders are missing',
    happened: 'Bootdrop hands out iPXE to the machines, and its files are not here yet.',
    todo: ['Run “npm run setup” once while connected to the internet, then try again.'],
  },
  'loaders-folder': {
    title: 'Your folder of boot loaders cannot be used',
    happened: 'It is not there, cannot be read, or holds nothing that a machine could start.',
    todo: ['Choose another folder under “Advanced”, or none.'],
  },
  'loader-hash': {
    title: 'A boot loader is not the one we know',
    happened: 'Its checksum differs from the pinned one, so it is not handed out.',
    todo: ['Run “npm run setup” to fetch it anew.'],
  },
  'already-serving': {
    title: 'Bootdrop is already serving',
    happened: 'It runs once already, in this window or in a terminal.',
    todo: ['Stop the other one first.'],
  },
  cancelled: {
    title: 'The start was broken off',
    happened: 'It was stopped before it had begun. Nothing went out to the network.',
    todo: ['Press Start serving when you are ready.'],
  },
  'no-dhcp': {
    title: 'Nobody gives out addresses on this network',
    happened: 'No DHCP server answered on this card. A machine without an address cannot boot.',
    todo: [
      'If this is a bench of its own, let Bootdrop give out the addresses. It stops at once when it hears another DHCP server.',
      'If there is a DHCP server that was only slow or switched off, serve beside it.',
    ],
  },
  'foreign-dhcp': {
    title: 'Another DHCP server is on this network',
    happened: 'Two servers that give out addresses would break the network, so Bootdrop did not start as one.',
    todo: [
      'Serve beside it: the other server gives the addresses, Bootdrop the boot files.',
      'Or unplug it from this bench, then start again.',
    ],
  },
  'pool-empty': {
    title: 'There are no addresses to give out',
    happened: 'The network of this card is too small: next to the card’s own address it holds none for a machine.',
    todo: [
      'Give the card an address in a larger network, such as 192.168.77.1 with mask 255.255.255.0.',
      'Or serve beside a DHCP server.',
    ],
  },
  'rules-broken': {
    title: 'The choices for one machine do not fit together',
    happened: 'One of the choices for single machines was refused, so none of them was taken over.',
    todo: ['Remove it under “Machines with choices of their own”, and make it again.'],
  },
  'selftest-failed': {
    title: 'The self-test did not get through',
    happened: 'The built-in machine could not boot.',
    todo: ['Open the log to see which step failed.'],
  },
  'feature-broken': {
    title: 'A part of Bootdrop did not start',
    happened: 'One part of the window could not be made. Everything else works.',
    todo: ['Close Bootdrop and open it again.', 'If it stays so, install Bootdrop anew.'],
  },
  'permission-refused': {
    title: 'The permission was not given',
    happened: 'This computer was asked for permission, and it was refused.',
    todo: ['Try again, and allow it with the password of an administrator.'],
  },
  'permission-unavailable': {
    title: 'Nobody can be asked for permission here',
    happened: 'This computer has no service that asks an administrator, or Bootdrop is locked in and cannot reach it.',
    todo: ['Open the checks: they show the line for the terminal that does the same.'],
  },
  'permission-failed': {
    title: 'The permission was given, and it did not help',
    happened: 'What it was for did not work all the same. Nothing was changed for good.',
    todo: ['Try again. If it happens again, copy the log and send it to us.'],
  },
  unexpected: {
    title: 'Something went wrong that we did not foresee',
    happened: 'Bootdrop could not finish what you asked for. Nothing is left running.',
    todo: ['Try again. If it happens again, copy the log and send it to us.'],
  },
}
