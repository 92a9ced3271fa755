/**
 * Who gives the addresses on the card (DESIGN.md 4.1): decided before the first answer, and watched over until the stop.
 */
import type { Clock } from './clock'
import type { DhcpPacket } from './dhcp/packet'
import type { DhcpServer } from './dhcp/server'
import { startGuard, type Guard } from './dhcp/watch/guard'
import { probe } from './dhcp/watch/probe'
import { dhcpRefused, noticeOf } from './dhcp/watch/words'
import { BootdropError } from './errors'
import { openBenchLeases } from './leases'
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
}

/** The card while it is served. */
export interface Wire {
  /** Looks for other servers now: a machine got stuck after our answer. */
  look(): void
  close(): void
}

/**
 * Listens who else is on the wire, and lets `dhcp` answer in the mode that this leaves. When another server appears where we
 * lease, the leasing ends within the very message that told of it, and we go on beside that server.
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
  throw new BootdropError('no-dhcp', text, { nic: card.name })
}

class SharedWire implements Wire {
  #mode: ServeMode = 'proxy'
  #guard: Guard | undefined
  #closeLeases: () => void = () => undefined

  constructor(private readonly options: WireOptions) {}

  async serve(mode: ServeMode): Promise<void> {
    const { binding, dhcp, store, address, card, clock, signal, storage, listCards } = this.options
    this.#mode = mode
    if (mode === 'dhcp') {
      const [cards, gateways] = await Promise.all([listCards(), gatewaysOf(card.name)])
      const look = (addresses: readonly Ipv4[]): Promise<ReadonlyMap<Ipv4, Mac>> =>
        pokeAndLook({ binding, addresses, clock })
      const leasing = openBenchLeases({ clock, storage, address, cards, gateways, look })
      this.#closeLeases = () => leasing.close()
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
      onServer: (server) => this.#found(server),
      onGone: () => this.#tellServers(),
    })
    onServerPacket((packet, from) => this.#guard?.hear(packet, from))
  }

  look(): void {
    this.#guard?.probeNow()
  }

  close(): void {
    this.#guard?.close()
    this.#closeLeases()
  }

  #found(server: OtherServer): void {
    const { dhcp, notify, store } = this.options
    const notice = noticeOf(server, this.#mode)
    if (this.#mode === 'dhcp' && server.kind === 'dhcp') {
      dhcp.serve({ mode: 'proxy', foreignPxe: server.claimsPxe })
      this.#mode = 'proxy'
      this.#guard?.setMode('proxy')
      store.update({ mode: 'proxy' })
    }
    this.#tellServers()
    if (this.#mode === 'proxy') {
      const foreignPxe = this.#guard?.servers().some(({ kind, claimsPxe }) => kind === 'dhcp' && claimsPxe) ?? false
      dhcp.serve({ mode: 'proxy', foreignPxe })
    }
    if (notice !== undefined) notify(notice.level, notice.code, notice.text)
  }

  #tellServers(): void {
    this.options.store.update({ otherServers: this.#guard?.servers() ?? [] })
  }
}
