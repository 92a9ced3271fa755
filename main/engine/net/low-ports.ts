/**
 * Ports that the system keeps from ordinary users, opened by somebody with more rights.
 *
 * Linux bars ports below 1024 to whoever is not root. The sockets that a start needs are asked for all at once, so that the
 * user is asked once; everything after that is as with sockets of our own.
 */
import { BootdropError, systemCode } from '../errors'
import type { Ipv4 } from '../types'
import { closeDescriptor, discardWaiting, duplicate, openBoundSocket } from './libc'
import { boundTo } from './place'
import type { HeldPorts } from './sockets'

/** Every port that may be asked for, and how it is opened. Nothing else is ever opened for an ordinary user. */
export const ASKED_PORTS = {
  /** DHCP. */
  67: { broadcast: true, shared: false },
  /** Listening for other DHCP servers, beside the computer's own DHCP client. */
  68: { broadcast: true, shared: true },
  /** TFTP. */
  69: { broadcast: false, shared: false },
  /** PXE boot server. */
  4011: { broadcast: true, shared: false },
} as const

export type AskedPort = keyof typeof ASKED_PORTS

export const isAskedPort = (port: unknown): port is AskedPort =>
  typeof port === 'number' && Object.hasOwn(ASKED_PORTS, port)

export interface PortRequest {
  readonly card: string
  /** One of the card's. */
  readonly address: Ipv4
  readonly ports: readonly AskedPort[]
}

/** A socket bound as `boundTo` says. The descriptor belongs to whoever gets it. */
export interface OpenedPort {
  readonly port: AskedPort
  readonly fd: number
}

/**
 * Opens the ports with more rights than ours, which may ask the user. Shared ports may be missing in the answer, the others
 * are all there.
 * @throws BootdropError `permission-refused`, `permission-unavailable`, `permission-failed`, `port-taken`, `card-down`; the
 * signal's reason once it is aborted
 */
export type PortOpener = (request: PortRequest, signal: AbortSignal) => Promise<readonly OpenedPort[]>

/**
 * The ports that the system does not let us open, or [] where it lets us, or where what bars us is not among ASKED_PORTS.
 * A port that is taken counts as allowed: the start itself tells who has it.
 */
export function barredPorts(place: Omit<PortRequest, 'ports'>, wanted: readonly number[]): readonly AskedPort[] {
  const barred = wanted.filter((port) => isBarred(place, port))
  const asked = barred.filter(isAskedPort)
  // Without port 68 we still hear other servers, if not as well: that alone is no reason to ask anybody.
  const enough = asked.length === barred.length && asked.some((port) => !ASKED_PORTS[port].shared)
  return enough ? asked : []
}

function isBarred(place: Omit<PortRequest, 'ports'>, port: number): boolean {
  const how = isAskedPort(port) ? ASKED_PORTS[port] : { broadcast: false }
  try {
    closeDescriptor(openBoundSocket(boundTo(place, { port, ...how })))
    return false
  } catch (error) {
    return systemCode(error) === 'EACCES'
  }
}

/** The opened ports of one session. */
export class LowPorts implements HeldPorts {
  readonly #fds = new Map<number, number>()

  constructor(opened: readonly OpenedPort[]) {
    for (const { port, fd } of opened) this.#fds.set(port, fd)
  }

  take(port: number): number | undefined {
    const fd = this.#fds.get(port)
    if (fd === undefined) return undefined
    discardWaiting(fd)
    // We listen on it, stop, and listen again later: it stays open for the next time.
    if (isAskedPort(port) && ASKED_PORTS[port].shared) return duplicate(fd)
    this.#fds.delete(port)
    return fd
  }

  /** Closes those that nobody took. */
  close(): void {
    for (const fd of this.#fds.values()) closeDescriptor(fd)
    this.#fds.clear()
  }
}

/** What an aborted signal was aborted with. */
export function reasonOf(signal: AbortSignal): Error {
  const { reason } = signal as { reason: unknown }
  return reason instanceof Error ? reason : new BootdropError('cancelled', 'Stopped before the start was done.')
}
