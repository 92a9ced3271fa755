import type { EngineState, PortName, PortState, ServeConfig } from './types'

// Data alone: the window imports it too.

/** The ports of DESIGN.md 3.3. */
export const DEFAULT_PORTS = { dhcp: 67, pxe: 4011, tftp: 69, http: 8067 } as const

/** What a user need not say. */
export const DEFAULTS: Omit<ServeConfig, 'nic' | 'media'> = {
  mode: 'auto',
  askBeforeLeasing: false,
  append: '',
  loader: 'auto',
  rules: [],
  menu: 'several',
  menuTimeoutS: 10,
  installGuard: true,
  httpPort: DEFAULT_PORTS.http,
  allow: [],
  deny: [],
}

const CLOSED: Readonly<Record<PortName, PortState>> = {
  dhcp: { port: DEFAULT_PORTS.dhcp, state: 'closed' },
  pxe: { port: DEFAULT_PORTS.pxe, state: 'closed' },
  tftp: { port: DEFAULT_PORTS.tftp, state: 'closed' },
  http: { port: DEFAULT_PORTS.http, state: 'closed' },
}

/** Nothing served, nothing seen. */
export const STOPPED: EngineState = {
  status: 'stopped',
  mode: undefined,
  card: undefined,
  address: undefined,
  otherServers: [],
  ports: CLOSED,
  served: undefined,
  clients: [],
  notices: [],
  bytesPerSecond: 0,
  startedAt: undefined,
}
