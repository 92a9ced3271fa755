import type { CardKind, PortName, PortState, ServeConfig } from '../../../../main/engine/types'

/** The third choice of the rail: the card, who gives addresses, and the ports. */
export const network = {
  step: 'Network',
  card: 'Network card',
  chooseCard: 'Choose the card the machines hang on',
  looking: 'Looking for network cards…',
  none: 'No network card found. Plug one in, it shows up here.',
  wifiAdvice: 'Machines rarely boot over Wi-Fi: they must hang on a cable in this same network.',
  virtualAdvice: 'Only virtual machines on this computer can boot from this card.',
  /** Cards whose maker the system does not tell. */
  kinds: { wired: 'Ethernet', wifi: 'Wi-Fi', virtual: 'Virtual card', loopback: 'This computer only' } as Readonly<
    Record<CardKind, string>
  >,
  wifi: 'Wi-Fi',
  virtual: 'Virtual',
  down: 'No cable or switched off',
  noAddress: 'No address yet',
  internet: 'internet',
  addresses: 'Addresses',
  addressesAre: 'Addresses:',
  /** How machines get addresses. */
  modes: {
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
  } as Readonly<Record<ServeConfig['mode'], { readonly title: string; readonly short: string; readonly text: string }>>,
  ports: 'Ports',
  port: {
    dhcp: { title: 'DHCP', text: 'Machines ask here who can boot them' },
    pxe: { title: 'PXE', text: 'Machines that want a second answer ask here' },
    tftp: { title: 'TFTP', text: 'The loader is sent from here' },
    http: { title: 'HTTP', text: 'Kernel and system are sent from here' },
  } as Readonly<Record<PortName, { readonly title: string; readonly text: string }>>,
  portStates: {
    closed: 'not in use yet',
    open: 'open',
    failed: 'could not be opened',
  } as Readonly<Record<PortState['state'], string>>,
  portTells: {
    closed: (port: string) => `Port ${port} is not in use yet.`,
    open: (port: string) => `Port ${port} is open.`,
    failed: (port: string) => `Port ${port} could not be opened.`,
    takenBy: (port: string, owner: string) => `Port ${port} could not be opened: taken by ${owner}.`,
  },
}
