import type { PermissionWhy } from '../../../../main/permission/refusals'

/** What is said where the system refuses, or nobody can be asked. `byHand`: the line for the terminal is offered, too. */
export interface RefusalTexts {
  readonly title: string
  readonly happened: string
  readonly todo: readonly string[]
  readonly byHand: boolean
}

const THEN_AGAIN = 'Then try again. It holds until this computer restarts.'

/** Asking for the ports that the system keeps for administrators. */
export const permission = {
  waiting: {
    /** The status strip, and below it. */
    strip: 'Waiting for your password…',
    detail: 'The system’s own dialog asks for it. Nothing is open yet.',
    button: 'Waiting…',
    title: 'Waiting for your password in the system’s dialog…',
    happened:
      'Machines look for boot servers on ports that Linux keeps for administrators. The dialog may be behind this window.',
    /** On one card. */
    factsLabel: (card: string) => `What Bootdrop asks for, on ${card} alone`,
    facts: [
      'Port 67, for address requests (DHCP)',
      'Port 69, for the boot loader (TFTP)',
      'Port 68, to hear other DHCP servers',
    ],
    nothingStays: 'No setting of the system is changed. With Stop, all of it is given back.',
  },
  askAgain: 'Ask again',
  byHand: 'The line below lets every program open ports from 67 up.',
  /** Why it did not come to it. */
  why: {
    dismissed: {
      title: 'The password dialog was closed',
      happened: 'So nothing was opened, and nothing went out to the network.',
      todo: ['Ask again, and enter the password of an administrator of this computer.'],
      byHand: false,
    },
    'not-authorised': {
      title: 'This computer said no',
      happened: 'The password was wrong, or the rules of this computer do not let this user open these ports.',
      todo: [
        'Ask again, with the password of an administrator.',
        `Or have an administrator run the line below. ${THEN_AGAIN}`,
      ],
      byHand: true,
    },
    'no-pkexec': {
      title: 'The program that asks for the password is missing',
      happened: 'Bootdrop asks through pkexec, and that is not installed on this computer.',
      todo: [
        'Install it: the package is called pkexec on Debian and Ubuntu, polkit elsewhere.',
        `Or run the line below in a terminal. ${THEN_AGAIN}`,
      ],
      byHand: true,
    },
    'no-polkit': {
      title: 'The service that asks for the password does not run',
      happened: 'Bootdrop asks through polkit, and that does not answer on this computer.',
      todo: [
        'Start the service polkit, or restart this computer.',
        `Or run the line below in a terminal. ${THEN_AGAIN}`,
      ],
      byHand: true,
    },
    'no-agent': {
      title: 'This desktop has no password dialog',
      happened:
        'The dialog belongs to the desktop (a polkit agent), and none runs here. Small window managers and remote sessions often have none.',
      todo: [
        'Start an agent, such as polkit-gnome or lxpolkit, and ask again.',
        `Or run the line below in a terminal. ${THEN_AGAIN}`,
      ],
      byHand: true,
    },
    flatpak: {
      title: 'A Flatpak cannot ask for the password',
      happened: 'Flatpak keeps Bootdrop apart from the rest of the system, so it reaches no dialog.',
      todo: [
        `Run the line below in a terminal of the system, outside of the Flatpak. ${THEN_AGAIN}`,
        'Or install the .deb package: it asks by itself.',
      ],
      byHand: true,
    },
    snap: {
      title: 'A Snap cannot ask for the password',
      happened: 'Snap keeps Bootdrop apart from the rest of the system, so it reaches no dialog.',
      todo: [`Run the line below in a terminal. ${THEN_AGAIN}`, 'Or install the .deb package: it asks by itself.'],
      byHand: true,
    },
    helper: {
      title: 'The helper did not do its work',
      happened: 'The permission was given, but the program that opens the ports ended without them.',
      todo: ['Ask again.', `If it happens again, run the line below in a terminal. ${THEN_AGAIN}`],
      byHand: true,
    },
    'nothing-bars': {
      title: 'The firewall of this computer keeps nobody out',
      happened: 'No rule was found that would stop machines on this card, so nothing was changed.',
      todo: ['If machines still do not come through, look at the switch, and at firewalls elsewhere on this network.'],
      byHand: false,
    },
  } satisfies Readonly<Record<PermissionWhy, RefusalTexts>> as Readonly<Record<PermissionWhy, RefusalTexts>>,
  /** What the helper said itself, in its own language. */
  said: (text: string) => `It said: ${text}`,
}
