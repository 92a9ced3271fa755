import type {
  CardKind,
  Client,
  ClientArch,
  Cpu,
  Firmware,
  LoaderChoice,
  PortName,
  Rung,
  ServeConfig,
} from '../../main/engine/types'

/** The rungs of the ladder: a word for the step, and what the machine is doing while it stands there. */
export const RUNGS: Readonly<Record<Rung, { readonly step: string; readonly doing: string }>> = {
  seen: { step: 'Asked', doing: 'asked for a boot server' },
  offered: { step: 'Answered', doing: 'was answered; it now asks for an address' },
  addressed: { step: 'Address', doing: 'has an address' },
  loader: { step: 'Loader', doing: 'is fetching the loader' },
  ipxe: { step: 'iPXE', doing: 'runs the loader' },
  script: { step: 'Script', doing: 'has its boot script' },
  loading: { step: 'Loading', doing: 'is loading the system' },
  'handed-over': { step: 'Started', doing: 'is starting the system' },
  running: { step: 'Running', doing: 'is running the system' },
  finished: { step: 'Finished', doing: 'has finished' },
}

/** What is said of a machine that was handed over a while ago and has not been heard since. */
export const STARTED = 'has started the system'

/** Where it does not climb because of a choice. */
export const DOING: Readonly<Record<NonNullable<Client['doing']>, { readonly step: string; readonly doing: string }>> =
  {
    menu: { step: 'At the menu', doing: 'is at the menu, waiting for a choice' },
    'local-disk': { step: 'Own disk', doing: 'boots its own disk' },
    ignored: { step: 'Left alone', doing: 'is left alone, as chosen' },
  }

/** The loader that comes second has network drivers of its own; sent whole, each is given a minute to speak. */
export const LOADER = {
  sent: 'has the loader, starts it',
  full: 'is trying the loader with its own drivers',
  fullSent: 'has the loader with its own drivers, starts it',
} as const

export const ARCHS: Readonly<Record<ClientArch, string>> = {
  bios: 'BIOS',
  'uefi-ia32': 'UEFI 32-bit',
  'uefi-x64': 'UEFI x64',
  'uefi-arm32': 'UEFI ARM 32-bit',
  'uefi-arm64': 'UEFI ARM64',
  'http-ia32': 'HTTP Boot 32-bit',
  'http-x64': 'HTTP Boot x64',
  'http-arm32': 'HTTP Boot ARM 32-bit',
  'http-arm64': 'HTTP Boot ARM64',
  rpi: 'Raspberry Pi',
  unknown: 'Firmware not told',
}

export const CPUS: Readonly<Record<Cpu, string>> = {
  x86: '32-bit PC',
  x64: '64-bit PC',
  arm32: '32-bit ARM',
  arm64: '64-bit ARM',
}

export const FIRMWARES: Readonly<Record<Firmware, string>> = { bios: 'BIOS', uefi: 'UEFI' }

/** Marks on the cards that are rarely meant. */
export const CARD_KINDS: Readonly<Record<Extract<CardKind, 'wifi' | 'virtual'>, string>> = {
  wifi: 'Wi-Fi',
  virtual: 'Virtual',
}

export const CARD_PROBLEMS: Readonly<Record<'down' | 'no-address', string>> = {
  down: 'No cable or switched off',
  'no-address': 'No address yet',
}

export const PORTS: Readonly<Record<PortName, { readonly title: string; readonly text: string }>> = {
  dhcp: { title: 'DHCP', text: 'Machines ask here who can boot them' },
  pxe: { title: 'PXE', text: 'Machines that want a second answer ask here' },
  tftp: { title: 'TFTP', text: 'The loader is sent from here' },
  http: { title: 'HTTP', text: 'Kernel and system are sent from here' },
}

/** How machines get addresses. */
export const MODES: Readonly<
  Record<ServeConfig['mode'], { readonly title: string; readonly short: string; readonly text: string }>
> = {
  auto: {
    title: 'Automatic',
    short: 'automatic',
    text: 'Beside the network’s DHCP server; asks where there is none',
  },
  proxy: {
    title: 'Beside the network’s DHCP server',
    short: 'from the network’s server',
    text: 'It gives the addresses, Bootdrop the boot files',
  },
  dhcp: {
    title: 'Give out addresses myself',
    short: 'given out by Bootdrop',
    text: 'For an isolated bench; stops when another server is heard',
  },
}

/** Which loader one machine gets. */
export const LOADERS: Readonly<Record<LoaderChoice, { readonly title: string; readonly text: string }>> = {
  auto: { title: 'Automatic', text: 'Small first, and what comes next when that led to nothing' },
  small: { title: 'Small', text: 'iPXE with the firmware’s own network driver' },
  full: { title: 'Full driver', text: 'iPXE with network drivers of its own' },
  signed: { title: 'Signed for Secure Boot', text: 'From the medium, or from your loaders folder' },
}

/** What one machine boots, next to one of the media. */
export const BOOTS = {
  everyone: 'As everyone',
  'local-disk': 'Its own disk',
  ignore: 'Nothing: it is ignored',
} as const

/** How long the menu waits. */
export const MENU_TIMEOUTS: readonly { readonly seconds: number; readonly title: string }[] = [
  { seconds: 10, title: '10 seconds' },
  { seconds: 30, title: '30 seconds' },
  { seconds: 0, title: 'a key is pressed' },
]
