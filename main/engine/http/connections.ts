import type { Socket } from 'node:net'
import type { Ipv4 } from '../types'
import type { HttpLimits } from './limits'

/** One accepted connection. Its requests are answered one after the other, pipelined ones too. */
export interface Connection {
  readonly ip: Ipv4
  readonly socket: Socket
  /** Requests that are waiting or being answered. */
  pending: number
  /** True once a request was answered. */
  served: boolean
  /** Grows with every connection that falls idle: the smallest is the oldest. */
  idleSince: number
  /** Settles when the last request so far has been answered. */
  tail: Promise<void>
}

/**
 * Holds every open connection within the limits. When there are too many, the idle ones are closed, oldest first, and those
 * that never asked for anything before those that did: thousands of silent connections cost a good client nothing. A
 * connection with a request in hand is never closed for another.
 */
export class Connections {
  readonly #all = new Set<Connection>()
  readonly #byIp = new Map<Ipv4, Set<Connection>>()
  #idleCount = 0

  constructor(private readonly limits: Pick<HttpLimits, 'connections' | 'connectionsPerIp'>) {}

  get size(): number {
    return this.#all.size
  }

  /** Takes a new connection in, or refuses it (undefined) when all others are busy. */
  admit(socket: Socket): Connection | undefined {
    const ip = plainAddress(socket.remoteAddress ?? '')
    const ofIp = this.#byIp.get(ip) ?? new Set<Connection>()
    if (!this.#makeRoom(ofIp, this.limits.connectionsPerIp) || !this.#makeRoom(this.#all, this.limits.connections)) {
      return undefined
    }
    this.#idleCount += 1
    const connection: Connection = {
      ip,
      socket,
      pending: 0,
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
    connection.pending += 1
  }

  /** A request was answered. */
  ended(connection: Connection): void {
    connection.pending -= 1
    connection.served = true
    this.#idleCount += 1
    connection.idleSince = this.#idleCount
  }

  #makeRoom(set: Set<Connection>, limit: number): boolean {
    if (set.size < limit) return true
    let victim: Connection | undefined
    for (const candidate of set) {
      if (candidate.pending === 0 && (victim === undefined || goesBefore(candidate, victim))) victim = candidate
    }
    if (victim === undefined) return false
    victim.socket.destroy()
    this.#forget(victim)
    return true
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection)
    const ofIp = this.#byIp.get(connection.ip)
    if (ofIp?.delete(connection) && ofIp.size === 0) this.#byIp.delete(connection.ip)
  }
}

function goesBefore(one: Connection, other: Connection): boolean {
  return one.served === other.served ? one.idleSince < other.idleSince : !one.served
}

/** A socket that listens on IPv6 too shows IPv4 peers as `::ffff:1.2.3.4`. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
