import type { Assets } from './assets'
import type { Resolution, Resolve } from './boot/resolve'
import { chooseCard } from './choose-card'
import type { Observation, Observe } from './clients/observation'
import { createRegistry, type Registry } from './clients/registry'
import type { Clock } from './clock'
import { startProxyDhcp, type ProxyDhcp } from './dhcp/server'
import type { EngineEvent } from './engine'
import { BootdropError } from './errors'
import { startHttp, type HttpOptions } from './http/server'
import { lineOf } from './log'
import { bindCard, listenTcp } from './net/sockets'
import type { CardBinding } from './net/udp'
import type { NoticeSink } from './notices'
import { Offering, type Choice } from './offering'
import type { StateStore } from './state'
import { startTftp } from './tftp/server'
import type { Card, Ipv4, LogLine, PortName, ServeConfig, ServeMode } from './types'
import { watchServingCard } from './watch'

/** Ports to open; http is the first to try. */
export type SessionPorts = Readonly<Record<PortName, number>>

export interface SessionContext {
  readonly config: ServeConfig
  readonly clock: Clock
  readonly assets: Assets
  readonly ports: SessionPorts
  readonly store: StateStore
  readonly listCards: () => Promise<readonly Card[]>
  readonly notify: NoticeSink
  readonly emit: (event: EngineEvent) => void
}

/** Everything that is open between a start and a stop. */
export interface Session {
  readonly card: Card
  readonly address: Ipv4
  readonly mode: ServeMode
  /** Serves something else from each machine's next boot on. @throws BootdropError; what was served before goes on then */
  choose(choice: Choice): Promise<void>
  /** Name and version of what machines boot. */
  title(): string
  /** Closes the servers, the media and every timer. Never rejects. */
  close(): Promise<void>
}

const TICK_MS = 1_000

/** Filled in as the servers come up, for each needs another. */
interface Servers {
  offering: Offering | undefined
  dhcp: ProxyDhcp | undefined
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

  constructor(private readonly context: SessionContext) {}

  async run(): Promise<Session> {
    const { config, listCards } = this.context
    const mode = modeFor(config)
    const { card, address } = chooseCard(await listCards(), config.nic)
    const binding = bindCard(card, address)
    const servers = this.#servers()
    // The scripts carry the HTTP port, so that server comes first; nobody knows of it before DHCP answers.
    const httpPort = await this.#http(binding, servers)
    const offering = await this.#offering(`http://${address.address}:${httpPort}`, servers)
    await this.#tftp(binding, servers)
    await this.#dhcp(binding, offering, servers)
    const { clock, notify } = this.context
    this.#closers.push(watchServingCard(card, address.address, clock, notify, this.#clearNotice))
    return {
      card,
      address: address.address,
      mode,
      choose: (choice) => offering.choose(choice),
      title: () => offering.title,
      close: () => this.close(),
    }
  }

  /** Last opened, first closed. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close()
  }

  #registry(): Registry {
    const { clock, emit, store } = this.context
    const registry = createRegistry({
      clock,
      onChange: (client) => {
        emit({ type: 'client', client })
        refresh()
      },
      onTransfer: (client, transfer) => {
        emit({ type: 'transfer', client, transfer })
        refresh()
      },
    })
    const refresh = (): void =>
      store.refresh(() => ({ clients: registry.clients(), bytesPerSecond: speedOf(registry) }))
    let cancel = (): void => undefined
    const tick = (): void => {
      registry.tick()
      refresh()
      cancel = clock.after(TICK_MS, tick)
    }
    tick()
    this.#closers.push(() => cancel())
    return registry
  }

  /** What the servers share: where names become bytes, and where they tell what they saw. */
  #servers(): Servers {
    const registry = this.#registry()
    const servers: Servers = {
      offering: undefined,
      dhcp: undefined,
      resolve: (request) => servers.offering?.resolve(request) ?? Promise.resolve(STARTING),
      observe: (observation) => {
        servers.dhcp?.hear(observation)
        this.#observe(registry, observation)
      },
    }
    return servers
  }

  #observe(registry: Registry, observation: Observation): void {
    registry.observe(observation)
    const line = lineOf(observation, fileOf(registry, observation))
    if (line === undefined) return
    const id = 'mac' in observation ? observation.mac : undefined
    const clientId = id ?? ('ip' in observation ? registry.byIp(observation.ip)?.id : undefined)
    this.context.store.line(line.level, line.text, clientId)
  }

  readonly #clearNotice = (code: string): void => this.context.store.clearNotice(code)

  async #offering(urlBase: string, servers: Servers): Promise<Offering> {
    const { assets, clock, notify, config } = this.context
    const { observe } = servers
    const offering = new Offering({ assets, clock, urlBase, observe, notify, clearNotice: this.#clearNotice })
    this.#closers.push(() => offering.close())
    await offering.choose(config)
    servers.offering = offering
    return offering
  }

  async #http(binding: CardBinding, servers: Servers): Promise<number> {
    const { ports, clock, store } = this.context
    const { resolve, observe } = servers
    const listen: HttpOptions['listen'] = (server, port) => listenTcp(server, binding, port)
    const http = await this.#opened(['http'], () => startHttp({ listen, port: ports.http, resolve, observe, clock }))
    store.setPort('http', { port: http.port, state: 'open' })
    return http.port
  }

  async #tftp(binding: CardBinding, servers: Servers): Promise<void> {
    const { ports, clock, store } = this.context
    const { resolve, observe } = servers
    const log = (level: LogLine['level'], text: string): void => store.line(level, text)
    const tftp = await this.#opened(['tftp'], () =>
      startTftp({ binding, port: ports.tftp, resolve, observe, clock, log }),
    )
    store.setPort('tftp', { port: tftp.port, state: 'open' })
  }

  async #dhcp(binding: CardBinding, offering: Offering, servers: Servers): Promise<void> {
    const { ports, clock, config, notify, store } = this.context
    const { allow, deny } = config
    const open = (): Promise<ProxyDhcp> =>
      startProxyDhcp({
        binding,
        ports,
        bootFile: (request) => offering.bootFile(request),
        observe: servers.observe,
        clock,
        allow,
        deny,
        onNotice: notify,
      })
    const dhcp = await this.#opened(['dhcp', 'pxe'], open)
    servers.dhcp = dhcp
    store.setPort('dhcp', { port: dhcp.ports.dhcp, state: 'open' })
    store.setPort('pxe', { port: dhcp.ports.pxe, state: 'open' })
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

/** Leasing comes with the isolated bench (issue 3); until then a wire without a DHCP server cannot be served. */
function modeFor(config: ServeConfig): ServeMode {
  if (config.mode === 'dhcp') {
    throw new BootdropError(
      'usage',
      'This version serves beside a DHCP server only (--mode proxy). Connect the card to a network that has one, such as any home router.',
    )
  }
  return 'proxy'
}

/** The name of the file whose transfer ends; the observation only has its id. */
function fileOf(registry: Registry, observation: Observation): string | undefined {
  if (observation.kind !== 'transfer-end') return undefined
  return registry.byIp(observation.ip)?.transfers.find(({ id }) => id === observation.id)?.file
}

function speedOf(registry: Registry): number {
  let bytesPerSecond = 0
  for (const client of registry.clients()) {
    for (const transfer of client.transfers) if (!transfer.done) bytesPerSecond += transfer.bytesPerSecond
  }
  return bytesPerSecond
}
