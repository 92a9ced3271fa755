import type { CheckLine, CheckLines } from '../../check-words'
import type { CheckId, CheckState } from '../../../../main/engine/types'

/** Pre-flight: what each line is called, what it can find, and what is to be done about it. */
const names: Readonly<Record<CheckId, string>> = {
  permission: 'Permission',
  'port-dhcp': 'DHCP port',
  'port-pxe': 'PXE port',
  'port-tftp': 'TFTP port',
  'port-http': 'HTTP port',
  firewall: 'Firewall',
  card: 'Network card',
  'dhcp-servers': 'DHCP servers',
  'pxe-servers': 'Other PXE servers',
  sleep: 'Sleep',
  loaders: 'Boot loaders',
  disk: 'Disk',
  memory: 'Memory',
}

const states: Readonly<Record<CheckState, string>> = {
  ok: 'Fine',
  warning: 'Look',
  failed: 'In the way',
  unknown: 'Not known',
}

const cannotTell: CheckLine = { what: (t) => `This could not be checked: ${t('why')}` }
const lowPorts = 'Linux keeps the ports that machines boot from for administrators'
const untilRestart = () => 'Run the line below in a terminal: it opens low ports until the next restart.'

/** UDP ports that every firmware knows by heart. */
const port: CheckLines['port-dhcp'] = {
  free: { what: (t) => `${t('protocol').toUpperCase()} ${t('port')} is free.` },
  ours: { what: (t) => `${t('protocol').toUpperCase()} ${t('port')} is open, Bootdrop serves on it.` },
  held: { what: (t) => `${t('protocol').toUpperCase()} ${t('port')} is kept for the next start.` },
  taken: {
    what: (t) => `${t('protocol').toUpperCase()} ${t('port')} is used by ${t('owner')}.`,
    todo: () => 'Stop that program, or tie it to another network card.',
  },
  bootdrop: {
    what: (t) => `${t('protocol').toUpperCase()} ${t('port')} is used by another Bootdrop: ${t('owner')}.`,
    todo: () => 'Stop that one first, or use its window.',
  },
  'another-user': {
    what: (t) =>
      `${t('protocol').toUpperCase()} ${t('port')} is used by a program of another user, whose name only an administrator may see.`,
    todo: () => 'Find it with the line below, and stop it.',
  },
  elsewhere: {
    what: (t) => `${t('protocol').toUpperCase()} ${t('port')} is in use by ${t('owner')}, on all cards or on some.`,
    todo: () => 'Choose a card to see whether it is free there.',
  },
  'at-start': { what: () => 'Choose a card to see whether it is free there.' },
  gone: { what: () => 'It cannot be tried: the card is down or gone.' },
  'cannot-tell': cannotTell,
}

/** Scripts carry its number: any port will do. */
const httpPort: CheckLines['port-http'] = {
  ...port,
  taken: { what: port.taken.what, todo: () => 'Nothing to do: Bootdrop takes the next free port.' },
  bootdrop: { what: port.bootdrop.what, todo: () => 'Nothing to do: Bootdrop takes the next free port.' },
  'another-user': { what: port['another-user'].what, todo: () => 'Nothing to do: Bootdrop takes the next free port.' },
}

const notListened: CheckLine = {
  what: () => 'Not listened yet: nothing is sent unless you ask for it.',
  todo: () => 'Listening sends a few DHCP requests to this network and takes up to 4 seconds.',
}
const cannotListen: CheckLine = {
  what: (t) => `Bootdrop could not listen: ${t('why')}`,
  todo: () => 'While serving it listens by itself.',
}
const noCard: CheckLine = { what: () => 'Choose a card that has a link and an address.' }

const lines: CheckLines = {
  permission: {
    root: { what: () => 'Bootdrop runs as administrator (root) and may open every port.' },
    capability: { what: () => 'Bootdrop has the right to open low ports.' },
    'low-ports-free': { what: (t) => `On this computer every program may open ports from ${t('start')} on.` },
    'not-needed': { what: () => 'None is needed: every program may open the ports.' },
    held: { what: () => 'It was given already: Start needs no password.' },
    asks: { what: () => `${lowPorts}. At Start you are asked for your password, for these ports alone.` },
    flatpak: { what: () => `${lowPorts}, and from within Flatpak nobody can be asked for them.`, todo: untilRestart },
    snap: { what: () => `${lowPorts}, and from within a Snap nobody can be asked for them.`, todo: untilRestart },
    'no-polkit': {
      what: () => `${lowPorts}, and the program that asks for the password (pkexec) is not installed.`,
      todo: () => 'Install polkit; or run the line below in a terminal: it opens low ports until the next restart.',
    },
    barred: { what: () => `${lowPorts}.`, todo: untilRestart },
    'cannot-tell': cannotTell,
  },
  'port-dhcp': port,
  'port-pxe': port,
  'port-tftp': port,
  'port-http': httpPort,
  firewall: {
    none: { what: () => 'No firewall is active.' },
    'none-found': {
      what: () => 'None of the usual firewalls is set up here. The rules themselves only an administrator may read.',
    },
    open: { what: (t) => `The firewall (${t('firewall')}) lets in all that a boot needs.` },
    opened: { what: (t) => `Bootdrop has opened it for ${t('card')}, and closes it again when you stop.` },
    blocks: {
      what: (t) => `The firewall (${t('firewall')}) drops ${t('ports')}: machines get no answer.`,
      todo: () => 'Let these packets in on this card.',
    },
    'may-block': {
      what: (t) => `The firewall (${t('firewall')}) may drop ${t('ports')}: its rules depend on more than can be told.`,
      todo: () => 'If machines get no answer, let these packets in on this card.',
    },
    'probably-blocks': {
      what: (t) =>
        `The firewall (${t('firewall')}) is on and refuses what no rule allows. Its rules only an administrator may read.`,
      todo: (t) => `Unless you allowed ${t('ports')} before, let them in on this card.`,
    },
    'blocks-all': {
      what: (t) => `The firewall of ${t('firewall')} blocks all connections from outside, whatever its rules allow.`,
      todo: () => 'Switch “block all” off in the settings of the firewall.',
    },
    asks: {
      what: (t) => `The firewall of ${t('firewall')} has no rule for Bootdrop yet, and asks at the first start.`,
      todo: () => 'Answer with “Allow”.',
    },
    'not-readable': {
      what: (t) => `A firewall is active (${t('firewall')}), and what it lets in only an administrator may read.`,
      todo: () => 'The line below shows it. A boot needs UDP 67, 69, 4011 and TCP 8067.',
    },
    'no-answer': {
      what: (t) =>
        `What the firewall lets in could not be found out: ${t('tool')} did not answer in time, or told too much.`,
      todo: () => 'Run the line below and see whether it ends. A boot needs UDP 67, 69, 4011 and TCP 8067.',
    },
    'no-card': noCard,
    'cannot-tell': cannotTell,
  },
  card: {
    ready: {
      what: (t) =>
        [`${t('card')} has a link and the address ${t('address')}`, t('speedMbps')].filter(Boolean).join(', ') + '.',
    },
    'none-chosen': { what: () => 'No card is chosen yet.', todo: () => 'Choose the card that the machines hang on.' },
    'none-usable': {
      what: () => 'No network card has a link and an address.',
      todo: () => 'Plug in the cable that the machines hang on.',
    },
    gone: {
      what: (t) => `The card ${t('card')} is no longer in this computer.`,
      todo: () => 'Plug it back in, or choose another one.',
    },
    down: {
      what: (t) => `The card ${t('card')} is switched off.`,
      todo: () => 'Switch it on in the network settings.',
    },
    'no-link': {
      what: (t) => `The card ${t('card')} has no link.`,
      todo: () => 'Check the cable at both ends, and whether the switch or the machine is on.',
    },
    'no-address': {
      what: (t) => `The card ${t('card')} has no address.`,
      todo: () =>
        'Connect it to a network with a DHCP server. On an isolated bench, give it a fixed address such as 192.168.77.1 with mask 255.255.255.0.',
    },
    loopback: {
      what: (t) => `${t('card')} is this computer alone: no machine can boot from it.`,
      todo: () => 'Choose the card that the machines hang on.',
    },
    vpn: {
      what: (t) => `${t('card')} is a tunnel (VPN): no machine can boot over it.`,
      todo: () => 'Choose the card that the cable is in.',
    },
    wifi: {
      what: (t) => `${t('card')} is Wi-Fi. Many access points keep the broadcasts of booting machines to themselves.`,
      todo: () => 'Better take a cable. The machines must hang on one in this same network.',
    },
    virtual: {
      what: (t) => `${t('card')} is a virtual card: only virtual machines on this computer can boot from it.`,
    },
    'link-local': {
      what: (t) => `${t('card')} gave itself the address ${t('address')}, for no DHCP server gave it one.`,
      todo: () => 'On an isolated bench Bootdrop can give out the addresses. Else check the cable.',
    },
    mtu: {
      what: (t) => `${t('card')} has an MTU of ${t('mtu')} where machines expect 1500: large packets may get lost.`,
      todo: () => 'Set it back to 1500 in the network settings.',
    },
    slow: {
      what: (t) => `${t('card')} runs at ${t('speedMbps')} only, and all machines share it.`,
      todo: () => 'Try another cable or another port: a damaged cable is the usual cause.',
    },
    'cannot-tell': cannotTell,
  },
  'dhcp-servers': {
    'not-listened': notListened,
    one: {
      what: (t) =>
        `${t('server')}${t('vendor') === '' ? '' : ` (${t('vendor')})`} gives out the addresses; Bootdrop serves beside it.`,
    },
    several: {
      what: (t) => `More than one DHCP server answers: ${t('servers')}.`,
      todo: () => 'Unless they are meant as a pair, switch one off: machines may get the same address twice.',
    },
    none: {
      what: () => 'No DHCP server answered: machines get no address by themselves.',
      todo: () => 'On an isolated bench Bootdrop can give them out. If there should be a server, check the cable.',
    },
    'only-us': { what: () => 'Bootdrop gives out the addresses, and no other DHCP server is heard.' },
    'no-card': noCard,
    'cannot-listen': cannotListen,
    'cannot-tell': cannotTell,
  },
  'pxe-servers': {
    'not-listened': { what: () => 'Not listened yet: both kinds of servers are heard at once.' },
    none: { what: () => 'No other boot server answers on this card.' },
    other: {
      what: (t) => `Another boot server answers: ${t('servers')}. Machines take whichever is first.`,
      todo: () => 'Switch it off, or serve on a cable of your own.',
    },
    claims: {
      what: (t) =>
        `The DHCP server ${t('servers')} calls itself a PXE server (option 60): UEFI machines then ask it instead of Bootdrop.`,
      todo: () => 'Take option 60 “PXEClient” out of its settings, unless a boot server runs there.',
    },
    'no-card': noCard,
    'cannot-listen': cannotListen,
    'cannot-tell': cannotTell,
  },
  sleep: {
    'kept-awake': { what: () => 'This computer is kept awake while it serves.' },
    'will-be-kept-awake': { what: () => 'This computer will be kept awake while it serves.' },
    'not-kept-awake': { what: () => 'The sleep settings of this computer stay as they are.' },
    lid: { what: () => 'It is kept awake while it serves. Closing the lid still sends it to sleep: leave it open.' },
    battery: {
      what: (t) => `This computer runs on its battery (${t('percent')} %).`,
      todo: () => 'Plug it in: an empty battery ends every boot.',
    },
    'cannot-tell': cannotTell,
  },
  loaders: {
    all: {
      what: (t) =>
        t('count') === '1'
          ? 'The only one is here, and it is a build that Bootdrop knows.'
          : `All ${t('count')} are here, and each is a build that Bootdrop knows.`,
    },
    'some-missing': {
      what: (t) => `There is none for ${t('names')}: such machines cannot boot.`,
      todo: () => 'Fetch them with the line below while connected to the internet.',
    },
    missing: {
      what: () => 'They are not here yet.',
      todo: () => 'Fetch them with the line below while connected to the internet.',
    },
    changed: {
      what: (t) => `${t('file')} is not the one that Bootdrop knows, and is not handed out.`,
      todo: () => 'Delete it, and fetch it anew with the line below.',
    },
    folder: {
      what: () => 'Your own folder of boot loaders cannot be used.',
      todo: () => 'Choose another folder under “Advanced”, or none.',
    },
    'cannot-tell': cannotTell,
  },
  disk: {
    enough: { what: (t) => `${t('freeBytes')} are free for archives that have to be unpacked.` },
    low: {
      what: (t) => `Only ${t('freeBytes')} are free. Images are served in place; archives have to be unpacked first.`,
      todo: () => 'Make room before you drop a large archive.',
    },
    full: {
      what: (t) => `The disk is full, ${t('freeBytes')} are left: nothing can be unpacked or remembered.`,
      todo: (t) => `Make room on the disk of ${t('folder')}.`,
    },
    'cannot-tell': cannotTell,
  },
  memory: {
    enough: { what: (t) => `${t('freeBytes')} of ${t('totalBytes')} are free.` },
    low: {
      what: (t) => `Only ${t('freeBytes')} of ${t('totalBytes')} are free.`,
      todo: () => 'Close other programs, or boots get slow.',
    },
    'cannot-tell': cannotTell,
  },
}

export const checks = {
  names,
  states,
  lines,
  computer: 'This computer',
  network: (card: string) => `The network at ${card}`,
  networkOfNone: 'The network',
  fine: 'Nothing stands in the way.',
  look: (count: number) =>
    count === 1 ? 'There is one thing to look at.' : `There are ${String(count)} things to look at.`,
  blocked: (count: number) =>
    count === 1 ? 'One thing stands in the way.' : `${String(count)} things stand in the way.`,
  checking: 'Checking…',
  checkedAt: (time: string) => `Checked at ${time}`,
  again: 'Check again',
  listen: 'Listen for DHCP and boot servers',
  listening: 'Listening, up to 4 seconds…',
  /** @param date of another day than today */
  heardAt: (time: string, date?: string) => `Heard${date === undefined ? '' : ` on ${date}`} at ${time}.`,
  /** The same where nobody was heard. */
  listenedAt: (time: string, date?: string) => `Listened${date === undefined ? '' : ` on ${date}`} at ${time}.`,
  fixes: {
    'ask-permission': 'Allow now',
    'open-firewall': 'Open for this card',
  },
  /** What a button is doing. */
  fixing: { 'ask-permission': 'Asking…', 'open-firewall': 'Asking…' },
  undone: 'It is undone when you stop.',
  notFixed: (why: string) => `That did not work: ${why}`,
  notChecked: (why: string) => `The check itself failed: ${why}`,
  showLoaders: 'Versions and checksums',
  optionSixty: 'calls itself a PXE server (option 60)',
  chip: {
    checking: 'Checking this computer…',
    fine: 'Ports, firewall, network: fine',
    chooseCard: 'Choose a card, then it is checked',
    look: (count: number) => (count === 1 ? '1 thing to look at' : `${String(count)} things to look at`),
    blocked: (count: number) => (count === 1 ? '1 thing is in the way' : `${String(count)} things are in the way`),
    show: 'Show the checks',
  },
}
