import type { Assets } from './assets'
import type { FileRequest, Resolution, Resolve } from './boot/resolve'
import type { KeptPacket } from './capture/rings'
import { chooseCard } from './choose-card'
import { Aside } from './clients/aside'
import type { Observe } from './clients/observation'
import type { Clock } from './clock'
import { PORT } from './dhcp/codes'
import { startDhcp, type DhcpServer } from './dhcp/server'
import type { DhcpPacket } from './dhcp/packet'
import type { EngineEvent } from './engine'
import { BootdropError } from './errors'
import { startHttp, type HttpOptions } from './http/server'
import { DEFAULT_PORTS } from './initial'
import { Machines, type Vendors } from './machines/machines'
import { barredPorts, LowPorts, type PortOpener } from './net/low-ports'
import { bindCard, listenTcp } from './net/sockets'
import { tapped } from './net/tap'
import type { CardBinding, UdpPeer } from './net/udp'
import type { NoticeSink } from './notices'
import { Offering, type Choice } from './offering'
import type { StateStore } from './state'
import type { Storage } from './storage'
import { startTftp } from './tftp/server'
import type { Card, CardAddress, Ipv4, LogLine, PortName, ServeConfig, SignedKind } from './types'
import { watchServingCard } from './watch'
import { shareWire } from './wire'

/** Ports to open; http is the first to try. */
export type SessionPorts = Readonly<Record<PortName, number>>

export interface SessionContext {
  readonly config: ServeConfig
  readonly clock: Clock
  readonly assets: Assets
  readonly storage: Storage
  /** OpenOptions.cache */
  readonly cache: string | undefined
  /** Ends the start. */
  readonly signal: AbortSignal
  readonly ports: SessionPorts
  readonly store: StateStore
  readonly listCards: () => Promise<readonly Card[]>
  readonly notify: NoticeSink
  readonly emit: (event: EngineEvent) => void
  readonly vendors?: Vendors | undefined
  /** EngineOptions.opener */
  readonly opener?: PortOpener | undefined
}

/** Everything that is open between a start and a stop. */
export interface Session {
  readonly card: Card
  readonly address: Ipv4
  /** Serves something else from each machine's next boot on. @throws BootdropError; what was served before goes on then */
  choose(choice: Choice): Promise<void>
  /** Name and version of what machines boot. */
  title(): string
  /** Signed loaders that there are. */
  signed(): readonly SignedKind[]
  /** What one machine and we said to each other, as a pcapng file. Also after `close`. */
  capture(clientId: string): Uint8Array | undefined
  /** The same packet by packet, oldest first. Also after `close`. */
  packets(clientId: string): readonly KeptPacket[]
  /** Machines of the self-test. */
  readonly aside: Aside
  /** Where 4011 is. */
  readonly pxePort: number
  /** Closes the servers, the media and every timer. Never rejects. */
  close(): Promise<void>
}

/** Filled in as the servers come up, for each needs another. */
interface Servers {
  offering: Offering | undefined
  dhcp: DhcpServer | undefined
  /** Gets every DHCP message of port 67 that is not ours to answer, too. */
  guard: ((packet: DhcpPacket, from: UdpPeer) => void) | undefined
  readonly resolve: Resolve
  readonly observe: Observe
}

const STARTING: Resolution = { kind: 'not-found', expected: true, reason: 'the server is still starting' }

/**
 * Opens the medium, then the card, then the ports, and wires them together (DESIGN.md section 1). What was opened is closed
 * again when a later step fails.
 * @throws BootdropError
 */
export async function openSession(context: SessionContext): Promise<Session> {
  const opening = new Opening(context)
  try {
    return await opening.run()
  } catch (error) {
    await opening.close()
    throw error
  }
}

class Opening {
  readonly #closers: (() => void | Promise<void>)[] = []
  readonly aside: Aside
  readonly #machines: Machines
  readonly #servers: Servers

  private readonly context: SessionContext

  constructor(context: SessionContext) {
    const storage = tellingStorage(context)
    this.context = { ...context, storage }
    this.aside = new Aside(context.clock)
    const machines = new Machines(this.context)
    this.#closers.push(() => machines.close())
    this.#machines = machines
    const servers: Servers = {
      offering: undefined,
      dhcp: undefined,
      guard: undefined,
      resolve: (request: FileRequest) => servers.offering?.resolve(request) ?? Promise.resolve(STARTING),
      observe: (observation) => {
        servers.dhcp?.hear(observation)
        if (!this.aside.take(observation)) machines.observe(observation)
      },
    }
    this.#servers = servers
  }

  async run(): Promise<Session> {
    const { config, listCards, clock, notify, vendors } = this.context
    // Small beside the listening that comes.
    await vendors?.load()
    const { card, address } = chooseCard(await listCards(), config.nic)
    const open = bindCard(card, address, await this.#lowPorts(card, address))
    const binding = tapped(open, this.#machines.capture.tap)
    // The scripts carry the HTTP port, so that server comes first; nobody knows of it before DHCP answers.
    const httpPort = await this.#http(binding)
    const offering = await this.#offering(`http://${address.address}:${httpPort}`)
    await this.#tftp(binding)
    const dhcp = await this.#dhcp(binding, offering)
    await this.#wire(card, address, open, dhcp)
    this.#closers.push(watchServingCard(card, address.address, clock, notify, this.#clearNotice))
    return {
      card,
      address: address.address,
      choose: (choice) => offering.choose(choice),
      title: () => offering.title,
      signed: () => offering.signed,
      capture: (clientId) => this.#machines.capture.pcapngOf(clientId),
      packets: (clientId) => this.#machines.capture.packetsOf(clientId),
      aside: this.aside,
      pxePort: dhcp.ports.pxe,
      close: () => this.close(),
    }
  }

  /** Last opened, first closed. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close()
  }

  readonly #clearNotice = (code: string): void => this.context.store.clearNotice(code)

  /** All that the system bars is asked for in one go, before anything else is open. */
  async #lowPorts(card: Card, { address }: CardAddress): Promise<LowPorts | undefined> {
    const { opener, ports, signal, store } = this.context
    if (opener === undefined) return undefined
    const place = { card: card.name, address }
    const listening = card.kind === 'loopback' ? [] : [PORT.client]
    const barred = barredPorts(place, [ports.dhcp, ports.tftp, ports.pxe, ...listening])
    if (barred.length === 0) return undefined
    store.update({ waitingFor: 'permission' })
    try {
      const low = new LowPorts(await opener({ ...place, ports: barred }, signal))
      this.#closers.push(() => low.close())
      return low
    } finally {
      store.update({ waitingFor: undefined })
    }
  }

  async #offering(urlBase: string): Promise<Offering> {
    const { assets, cache, signal, clock, notify, config } = this.context
    const { observe } = this.#servers
    const offering = new Offering({
      ...{ assets, cache, signal, clock, urlBase, observe, notify },
      clearNotice: this.#clearNotice,
      identify: (ip) => this.#servers.dhcp?.identify(ip),
      hostname: (mac) => this.#machines.clients().find(({ id }) => id === mac)?.hostname,
      installed: (machine) => this.#machines.installs.of(machine),
    })
    this.#closers.push(() => offering.close())
    await offering.choose(config)
    this.#servers.offering = offering
    return offering
  }

  async #http(binding: CardBinding): Promise<number> {
    const { ports, clock, store, notify } = this.context
    const { resolve, observe } = this.#servers
    const listen: HttpOptions['listen'] = (server, port) => listenTcp(server, binding, port)
    const http = await this.#opened(['http'], () => startHttp({ listen, port: ports.http, resolve, observe, clock }))
    store.setPort('http', { port: http.port, state: 'open' })
    // Any port works, but one that was chosen was chosen for a reason.
    if (ports.http !== http.port && ports.http !== 0 && ports.http !== DEFAULT_PORTS.http) {
      const details = { wanted: ports.http, port: http.port }
      const text = `HTTP port ${ports.http} is not to be had: it is taken, or the system keeps it for administrators. Port ${http.port} is used, and the boot scripts carry it; only what asks for port ${ports.http} by itself finds nothing there.`
      notify('warning', 'http-port-moved', text, undefined, details)
    }
    return http.port
  }

  async #tftp(binding: CardBinding): Promise<void> {
    const { ports, clock, store } = this.context
    const { resolve, observe } = this.#servers
    const log = (level: LogLine['level'], text: string): void => store.line(level, text)
    const tftp = await this.#opened(['tftp'], () =>
      startTftp({ binding, port: ports.tftp, resolve, observe, clock, log }),
    )
    store.setPort('tftp', { port: tftp.port, state: 'open' })
  }

  async #dhcp(binding: CardBinding, offering: Offering): Promise<DhcpServer> {
    const { ports, clock, config, notify, store } = this.context
    const { allow, deny } = config
    const open = (): Promise<DhcpServer> =>
      startDhcp({
        binding,
        ports,
        bootFile: (request) => offering.bootFile(request),
        memory: this.#machines.memory,
        observe: this.#servers.observe,
        onPacket: (packet, from) => this.#servers.guard?.(packet, from),
        clock,
        allow,
        deny,
        onNotice: notify,
      })
    const dhcp = await this.#opened(['dhcp', 'pxe'], open)
    this.#servers.dhcp = dhcp
    store.setPort('dhcp', { port: dhcp.ports.dhcp, state: 'open' })
    store.setPort('pxe', { port: dhcp.ports.pxe, state: 'open' })
    return dhcp
  }

  /** Listens who else is on the wire, and begins to answer in the mode that this leaves. */
  async #wire(card: Card, address: CardAddress, binding: CardBinding, dhcp: DhcpServer): Promise<void> {
    const onServerPacket = (handler: (packet: DhcpPacket, from: UdpPeer) => void): void => {
      this.#servers.guard = handler
    }
    const wire = await shareWire({
      ...this.context,
      card,
      address,
      binding,
      dhcp,
      onServerPacket,
    })
    this.#machines.onStuck = () => wire.look()
    this.#closers.push(() => wire.close())
  }

  /** Opens a server and remembers to close it; when that fails, says which of its ports is to blame. */
  async #opened<T extends { close(): void | Promise<void> }>(
    names: readonly PortName[],
    open: () => Promise<T>,
  ): Promise<T> {
    const { store, ports } = this.context
    try {
      const server = await open()
      this.#closers.push(() => server.close())
      return server
    } catch (error) {
      if (error instanceof BootdropError) {
        const { owner, port } = error.details
        const name = names.find((candidate) => ports[candidate] === port) ?? names[0] ?? 'dhcp'
        store.setPort(name, {
          port: ports[name],
          state: 'failed',
          code: error.code,
          ...(typeof owner === 'string' ? { owner } : {}),
        })
      }
      throw error
    }
  }
}

/** The same storage; the first failure is told, further ones are not. */
function tellingStorage({ storage, notify }: SessionContext): Storage {
  let told = false
  return {
    read: (name) => storage.read(name),
    write(name, value) {
      const kept = storage.write(name, value)
      if (!kept && !told) {
        told = true
        const text =
          'What is to be remembered (leases, what machines need, what was installed) cannot be written: is the disk full? Until the next start everything works.'
        notify('warning', 'state-not-kept', text)
      }
      return kept
    },
  }
}
