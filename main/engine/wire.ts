/**
 * Who gives the addresses on the card (DESIGN.md 4.1): decided before the first answer, and watched over until the stop.
 */
import type { Clock } from './clock'
import type { DhcpPacket } from './dhcp/packet'
import type { DhcpServer } from './dhcp/server'
import { startGuard, type Guard } from './dhcp/watch/guard'
import { probe } from './dhcp/watch/probe'
import type { Sighting } from './dhcp/watch/sighting'
import { dhcpRefused, leasingResumed, noticeOf, sameAddress } from './dhcp/watch/words'
import { BootdropError } from './errors'
import { openBenchLeases, type BenchLeases } from './leases'
import { gatewaysOf } from './net/gateways'
import { pokeAndLook } from './net/neighbours'
import type { CardBinding, UdpPeer } from './net/udp'
import type { NoticeSink } from './notices'
import type { StateStore } from './state'
import type { Storage } from './storage'
import type { Card, CardAddress, Ipv4, Mac, OtherServer, ServeConfig, ServeMode } from './types'

export interface WireOptions {
  readonly config: Pick<ServeConfig, 'mode' | 'askBeforeLeasing'>
  readonly card: Card
  readonly address: CardAddress
  /** Not tapped: questions to the whole network are no conversation with a machine. */
  readonly binding: CardBinding
  readonly dhcp: DhcpServer
  readonly clock: Clock
  readonly storage: Storage
  readonly store: StateStore
  readonly signal: AbortSignal
  readonly notify: NoticeSink
  readonly listCards: () => Promise<readonly Card[]>
  /** Who gets every message of port 67 from now on. */
  readonly onServerPacket: (handler: (packet: DhcpPacket, from: UdpPeer) => void) => void
  /** Who answers at these addresses; the system's table of neighbours, or another for tests. */
  readonly look?: (addresses: readonly Ipv4[]) => Promise<ReadonlyMap<Ipv4, Mac>>
}

/** The card while it is served. */
export interface Wire {
  /** Looks for other servers now: a machine got stuck after our answer. */
  look(): void
  close(): void
}

/**
 * Listens who else is on the wire, and lets `dhcp` answer in the mode that this leaves. When another server appears where we
 * lease, the leasing ends within the very message that told of it, and we go on beside that server. Where only a client named
 * it and nobody answers, the leasing is resumed; what a server said itself holds until the stop.
 * @throws BootdropError `foreign-dhcp` for dhcp mode where a server answers, `no-dhcp` where nobody does and the user wanted to
 * be asked, `pool-empty`, `cancelled`
 */
export async function shareWire(options: WireOptions): Promise<Wire> {
  const { card, config, store } = options
  // Nobody but this computer is on its loopback.
  const alone = card.kind === 'loopback'
  const mode = alone ? (config.mode === 'dhcp' ? 'dhcp' : 'proxy') : await modeFor(options)
  const wire = new SharedWire(options)
  try {
    await wire.serve(mode)
    if (!alone) await wire.watch()
    store.line('info', mode === 'dhcp' ? 'Nobody else gives addresses here: Bootdrop does.' : PROXY_LINE)
    return wire
  } catch (error) {
    wire.close()
    throw error
  }
}

const PROXY_LINE = 'Serving beside the DHCP server of this network; Bootdrop gives no addresses.'

/** `proxy` needs no question: there we harm nobody. Leasing does, so it is never begun without having listened. */
async function modeFor(options: WireOptions): Promise<ServeMode> {
  const { config, binding, card, clock, dhcp, signal, store, onServerPacket } = options
  if (config.mode === 'proxy') return 'proxy'
  store.line('info', `Listening for DHCP servers on ${card.title}.`)
  const sendFromServer = (data: Uint8Array, to: UdpPeer): void => dhcp.send(data, to)
  const line = { binding, sendFromServer, onServerPacket }
  const servers = await probe({ ...line, mac: card.mac, clock, random: Math.random, signal })
  store.update({ otherServers: servers })
  const leasing = servers.find(({ kind }) => kind === 'dhcp')
  if (config.mode === 'dhcp') {
    if (leasing === undefined) return 'dhcp'
    throw new BootdropError('foreign-dhcp', dhcpRefused(leasing), { server: leasing.address })
  }
  if (leasing !== undefined) return 'proxy'
  if (!config.askBeforeLeasing) return 'dhcp'
  const text = `No DHCP server answers on ${card.title}. On a cable or switch of its own Bootdrop can give the addresses; if there is a server that is only slow, it can serve beside it.`
  throw new BootdropError('no-dhcp', text, { nic: card.name, card: card.title })
}

/** A server that a client named is asked at once and then so often, a second apart: one that pings before it offers takes three. */
const ASK_NAMED = 9
/** Whoever is named again and again may be one that answers only machines that it knows. */
const MAX_RESUMES = 3

class SharedWire implements Wire {
  #mode: ServeMode = 'proxy'
  #guard: Guard | undefined
  #leasing: BenchLeases | undefined
  #cancelAsking: () => void = () => undefined
  #resumes = 0
  /** Counts what is told of other servers: it may come again about the same. */
  #tellings = 0

  constructor(private readonly options: WireOptions) {}

  async serve(mode: ServeMode): Promise<void> {
    const { binding, dhcp, store, address, card, clock, signal, storage, listCards } = this.options
    this.#mode = mode
    if (mode === 'dhcp') {
      const [cards, gateways] = await Promise.all([listCards(), gatewaysOf(card.name)])
      const { look = (addresses: readonly Ipv4[]) => pokeAndLook({ binding, addresses, clock }) } = this.options
      const leasing = openBenchLeases({
        ...{ clock, storage, address, cards, gateways, look },
        tell: (code, text, about, details) => dhcp.warn(code, text, about, details),
        onNeverOffered: () => this.#sameAddress(),
      })
      this.#leasing = leasing
      if (card.kind !== 'loopback') await leasing.scan()
      signal.throwIfAborted()
      dhcp.serve({ mode, leasing })
    } else dhcp.serve({ mode })
    store.update({ mode })
  }

  async watch(): Promise<void> {
    const { binding, card, clock, dhcp, onServerPacket } = this.options
    this.#guard = await startGuard({
      binding,
      mac: card.mac,
      mode: this.#mode,
      clock,
      random: Math.random,
      sendFromServer: (data, to) => dhcp.send(data, to),
      onServer: (server, sighting) => this.#found(server, sighting),
      onGone: () => this.#tellServers(),
    })
    onServerPacket((packet, from) => this.#guard?.hear(packet, from))
  }

  look(): void {
    this.#guard?.probeNow()
  }

  close(): void {
    this.#cancelAsking()
    this.#guard?.close()
    this.#leasing?.close()
  }

  #found(server: OtherServer, sighting: Sighting | undefined): void {
    const { dhcp, notify } = this.options
    const notice = noticeOf(server, this.#mode, sighting)
    if (this.#mode === 'dhcp' && server.kind === 'dhcp') {
      this.#stopLeasing(server.claimsPxe)
      if (sighting?.by === 'request' && this.#resumes < MAX_RESUMES) this.#askNamed(server, ASK_NAMED)
    }
    this.#tellServers()
    if (this.#mode === 'proxy') {
      const foreignPxe = this.#guard?.servers().some(({ kind, claimsPxe }) => kind === 'dhcp' && claimsPxe) ?? false
      dhcp.serve({ mode: 'proxy', foreignPxe })
    }
    if (notice === undefined) return
    // Whoever forges boot servers shall not flood the user; what changes our own part is always told.
    if (notice.level === 'warning') dhcp.warn(notice.code, notice.text, `${(this.#tellings += 1)}`, notice.details)
    else notify(notice.level, notice.code, notice.text, undefined, notice.details)
  }

  #stopLeasing(foreignPxe: boolean): void {
    this.options.dhcp.serve({ mode: 'proxy', foreignPxe })
    this.#mode = 'proxy'
    this.#guard?.setMode('proxy')
    this.options.store.update({ mode: 'proxy' })
  }

  /** Only a client named that server: it is asked itself. */
  #askNamed(server: OtherServer, times: number): void {
    this.#cancelAsking = this.options.clock.after(1_000, () => {
      if (this.#guard === undefined || this.#guard.leasingHeard()) return
      if (times === 0) return this.#resume(this.#guard, server)
      this.#guard.probeNow()
      this.#askNamed(server, times - 1)
    })
  }

  #resume(guard: Guard, { address }: OtherServer): void {
    const { dhcp, notify, store } = this.options
    const leasing = this.#leasing
    if (leasing === undefined) return
    this.#resumes += 1
    guard.forgetNamed()
    this.#mode = 'dhcp'
    dhcp.serve({ mode: 'dhcp', leasing })
    guard.setMode('dhcp')
    store.update({ mode: 'dhcp' })
    store.clearNotice('other-dhcp')
    this.#tellServers()
    const { level, code, text, details } = leasingResumed(address)
    notify(level, code, text, undefined, details)
  }

  /** For the session: that server is never heard, so its silence tells nothing. */
  #sameAddress(): void {
    if (this.#mode !== 'dhcp') return
    this.#stopLeasing(false)
    const { level, code, text, details } = sameAddress(this.options.address.address)
    this.options.notify(level, code, text, undefined, details)
  }

  #tellServers(): void {
    this.options.store.update({ otherServers: this.#guard?.servers() ?? [] })
  }
}
