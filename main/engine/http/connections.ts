import type { Socket } from 'node:net'
import type { Clock } from '../clock'
import type { Ipv4 } from '../types'
import type { HttpLimits } from './limits'

/** One accepted connection. Its requests are answered one after the other, pipelined ones too. */
export interface Connection {
  readonly ip: Ipv4
  readonly socket: Socket
  /** Requests that are waiting or being answered. */
  pending: number
  /** When it became busy, and how many bytes it had been sent until then. */
  busySince: number
  busyFrom: number
  /** True once a request was answered. */
  served: boolean
  /** Grows with every connection that falls idle: the smallest is the oldest. */
  idleSince: number
  /** Settles when the last request so far has been answered. */
  tail: Promise<void>
}

/**
 * Holds every open connection within the limits. When there are too many, the idle ones are closed, oldest first, and those
 * that never asked for anything before those that did: thousands of silent connections cost a good client nothing. When all
 * are busy, one that hardly takes anything gives way; else, so that nobody holds everything, the slowest of the address
 * that holds most, as long as it holds more than the newcomer's.
 */
export class Connections {
  readonly #all = new Set<Connection>()
  readonly #byIp = new Map<Ipv4, Set<Connection>>()
  #idleCount = 0

  /** @param onCut told of a busy connection before it is closed for another */
  constructor(
    private readonly limits: Pick<HttpLimits, 'connections' | 'connectionsPerIp' | 'graceMs' | 'leastBytesPerSecond'>,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly onCut: (socket: Socket) => void,
  ) {}

  get size(): number {
    return this.#all.size
  }

  /** Takes a new connection in, or refuses it (undefined) when none has to give way to it. */
  admit(socket: Socket): Connection | undefined {
    const ip = plainAddress(socket.remoteAddress ?? '')
    const ofIp = this.#byIp.get(ip) ?? new Set<Connection>()
    const { connections, connectionsPerIp } = this.limits
    if (!this.#makeRoom(ofIp, connectionsPerIp, ofIp) || !this.#makeRoom(this.#all, connections, ofIp)) return undefined
    this.#idleCount += 1
    const connection: Connection = {
      ip,
      socket,
      pending: 0,
      busySince: 0,
      busyFrom: 0,
      served: false,
      idleSince: this.#idleCount,
      tail: Promise.resolve(),
    }
    this.#all.add(connection)
    // Making room may have emptied the set and dropped it.
    this.#byIp.set(ip, ofIp.add(connection))
    socket.once('close', () => this.#forget(connection))
    return connection
  }

  /** A request came. */
  began(connection: Connection): void {
    if (connection.pending === 0) {
      connection.busySince = this.clock.now()
      connection.busyFrom = connection.socket.bytesWritten
    }
    connection.pending += 1
  }

  /** A request was answered. */
  ended(connection: Connection): void {
    connection.pending -= 1
    connection.served = true
    this.#idleCount += 1
    connection.idleSince = this.#idleCount
  }

  #makeRoom(set: ReadonlySet<Connection>, limit: number, ofNewcomer: ReadonlySet<Connection>): boolean {
    if (set.size < limit) return true
    const victim = oldestIdle(set) ?? this.#slowest(set, ofNewcomer.size)
    if (victim === undefined) return false
    if (victim.pending > 0) this.onCut(victim.socket)
    victim.socket.destroy()
    this.#forget(victim)
    return true
  }

  /** The busy connection that gives way, if any does: of those that come into question, of the address that holds most. */
  #slowest(set: ReadonlySet<Connection>, newcomerHolds: number): Connection | undefined {
    const { graceMs, leastBytesPerSecond } = this.limits
    const now = this.clock.now()
    let victim: Candidate | undefined
    for (const connection of set) {
      const ageMs = now - connection.busySince
      const isProven = ageMs >= graceMs
      const bytesPerSecond = ((connection.socket.bytesWritten - connection.busyFrom) * 1000) / Math.max(1, ageMs)
      const isTooSlow = isProven && bytesPerSecond < leastBytesPerSecond
      const held = this.#byIp.get(connection.ip)?.size ?? 0
      // One more than the newcomer has would only be handed to and fro.
      if (!isTooSlow && held <= newcomerHolds + 1) continue
      const candidate = { connection, isTooSlow, held, isProven, bytesPerSecond }
      if (victim === undefined || givesWayBefore(candidate, victim)) victim = candidate
    }
    return victim?.connection
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection)
    const ofIp = this.#byIp.get(connection.ip)
    if (ofIp?.delete(connection) && ofIp.size === 0) this.#byIp.delete(connection.ip)
  }
}

interface Candidate {
  readonly connection: Connection
  readonly isTooSlow: boolean
  /** Connections of its address. */
  readonly held: number
  /** Busy for long enough to judge its speed. */
  readonly isProven: boolean
  readonly bytesPerSecond: number
}

function givesWayBefore(one: Candidate, other: Candidate): boolean {
  if (one.isTooSlow !== other.isTooSlow) return one.isTooSlow
  if (one.held !== other.held) return one.held > other.held
  if (one.isProven !== other.isProven) return one.isProven
  return one.bytesPerSecond < other.bytesPerSecond
}

function oldestIdle(set: ReadonlySet<Connection>): Connection | undefined {
  let oldest: Connection | undefined
  for (const candidate of set) {
    if (candidate.pending === 0 && (oldest === undefined || goesBefore(candidate, oldest))) oldest = candidate
  }
  return oldest
}

function goesBefore(one: Connection, other: Connection): boolean {
  return one.served === other.served ? one.idleSince < other.idleSince : !one.served
}

/** A socket that listens on IPv6 too shows IPv4 peers as `::ffff:1.2.3.4`. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
