import type { Clock } from '../../clock'
import { sharedHearsUnicast } from '../../net/sockets'
import type { UdpPeer } from '../../net/udp'
import type { Mac, OtherServer, ServeMode } from '../../types'
import type { DhcpPacket } from '../packet'
import { macBytes, newXid, probeDiscover } from './discover'
import { KnownServers } from './known'
import { openLine, type Line, type LineOptions } from './line'
import { sightingOf, type HeardOn, type Sighting } from './sighting'

/** While we lease: a server that is switched on is to be found in well under a second. */
const LEASING_MS = 500
/** One that leases is known: seldom enough not to bother it, often enough to notice that it has gone. */
const FOUND_MS = 15_000
/** Beside the LAN's own server. */
const PROXY_MS = 60_000

/** A classroom that stalls asks once. */
const PROBE_AGAIN_MS = 1_000

export interface GuardOptions extends LineOptions {
  /** The card's. */
  readonly mac: Mac
  readonly mode: ServeMode
  readonly clock: Clock
  /** In [0, 1), as Math.random. */
  readonly random: () => number
  /**
   * Once for each server, and again when its kind or its claim to be a PXE server changed. Called within the datagram's own
   * event, so that what it stops is stopped before the next message is read.
   * @param sighting what it was known by; undefined when it was silence: it leases no more
   */
  readonly onServer: (server: OtherServer, sighting: Sighting | undefined) => void
  /** It has been silent for three minutes of asking. */
  readonly onGone?: (server: OtherServer) => void
}

/** Keeps looking for other DHCP and PXE servers while we serve. */
export interface Guard {
  readonly way: Line['way']
  /**
   * Every message that the socket on port 67 receives goes in here: REQUESTs that name other servers, and answers to us as a
   * relay. Never throws by itself.
   */
  hear(packet: DhcpPacket, from: UdpPeer): void
  /** Asks now, for a machine that does not get on; at most once a second. */
  probeNow(): void
  /** In `dhcp` mode everyone is asked twice a second until another server leases, then every 15 s; in `proxy` mode every minute. */
  setMode(mode: ServeMode): void
  /** With their `lastHeard`. */
  servers(): readonly OtherServer[]
  /** Whether a server that leases was heard itself; false where only clients named one. */
  leasingHeard(): boolean
  /** Forgets the servers that only clients named: the next one who names it tells of it anew. */
  forgetNamed(): void
  /** Frees the port and every timer. Nothing is called afterwards. */
  close(): void
}

/**
 * Starts to ask and to listen. In `proxy` mode port 68 is left alone where sharing it could take renewals from this
 * computer's own DHCP client; the isolated bench has no server that would renew anything.
 * @throws BootdropError `card-down`; without `sendFromServer` also `port-taken` and `port-forbidden`
 */
export async function startGuard(options: GuardOptions): Promise<Guard> {
  const { avoidClientPort = sharedHearsUnicast && options.mode === 'proxy' } = options
  return new ServerGuard(options, await openLine({ ...options, avoidClientPort }))
}

class ServerGuard implements Guard {
  readonly #known = new KnownServers()
  readonly #startedAt: number
  readonly #mac: Uint8Array
  #mode: ServeMode
  #askedAt: number | undefined
  #closed = false
  #cancel: () => void = () => undefined

  constructor(
    private readonly options: GuardOptions,
    private readonly line: Line,
  ) {
    this.#startedAt = options.clock.now()
    this.#mac = macBytes(options.mac)
    this.#mode = options.mode
    line.onPacket((packet, from, heardOn) => this.#take(packet, from, heardOn))
    this.#ask()
    this.#schedule()
  }

  get way(): Line['way'] {
    return this.line.way
  }

  hear(packet: DhcpPacket, from: UdpPeer): void {
    this.#take(packet, from, 'server')
  }

  probeNow(): void {
    if (this.#closed) return
    const sinceMs = this.#askedAt === undefined ? undefined : this.options.clock.now() - this.#askedAt
    // A clock that was set back must not silence us.
    if (sinceMs === undefined || sinceMs < 0 || sinceMs >= PROBE_AGAIN_MS) this.#ask()
  }

  setMode(mode: ServeMode): void {
    if (this.#closed || mode === this.#mode) return
    this.#mode = mode
    this.#cancel()
    this.#ask()
    this.#schedule()
  }

  servers(): readonly OtherServer[] {
    return this.#known.list()
  }

  leasingHeard(): boolean {
    return this.#known.leasingHeard
  }

  forgetNamed(): void {
    this.#known.forgetNamed()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancel()
    this.line.close()
  }

  #take(packet: DhcpPacket, from: UdpPeer, heardOn: HeardOn): void {
    if (this.#closed) return
    const { binding, clock, onServer } = this.options
    const sighting = sightingOf(packet, from, binding, heardOn)
    if (sighting === undefined) return
    const toUs = Buffer.compare(packet.chaddr.subarray(0, this.#mac.length), this.#mac) === 0
    const heard = this.#known.heard(sighting, clock.now(), toUs)
    if (heard?.changed === true) onServer(heard.server, sighting)
  }

  #schedule(): void {
    const delayMs = this.#mode === 'proxy' ? PROXY_MS : this.#known.leasing ? FOUND_MS : LEASING_MS
    this.#cancel = this.options.clock.after(delayMs, () => {
      const { gone, changed } = this.#known.passed(delayMs)
      // Before the calls: one of them may close us.
      this.#ask()
      this.#schedule()
      for (const server of changed) if (!this.#closed) this.options.onServer(server, undefined)
      for (const server of gone) if (!this.#closed) this.options.onGone?.(server)
    })
  }

  #ask(): void {
    const { clock, mac, random } = this.options
    this.#askedAt = clock.now()
    this.#known.asked()
    const secs = (this.#askedAt - this.#startedAt) / 1_000
    this.line.ask(probeDiscover({ mac, xid: newXid(random), secs }))
  }
}
