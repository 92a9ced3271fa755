import type { Assets } from './assets'
import { createBoot } from './boot/boot'
import type { Boot } from './boot/contract'
import type { Resolution } from './boot/resolve'
import type { Observation, Observe } from './clients/observation'
import { createRegistry, type Registry } from './clients/registry'
import type { Clock } from './clock'
import { startProxyDhcp, type ProxyDhcp } from './dhcp/server'
import type { EngineEvent } from './engine'
import { BootdropError } from './errors'
import { startHttp, type HttpOptions } from './http/server'
import { lineOf } from './log'
import type { Medium } from './media/medium'
import { openMedium } from './media/open'
import { bindCard, listenTcp } from './net/sockets'
import type { CardBinding } from './net/udp'
import type { NoticeSink } from './notices'
import { chooseMatch } from './recipes/choose'
import { problemInWords } from './recipes/load'
import type { StateStore } from './state'
import { startTftp } from './tftp/server'
import type { Card, CardAddress, Ipv4, LogLine, PortName, ServeConfig, ServeMode } from './types'
import { watchMedium, watchServingCard } from './watch'

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
  /** Closes the servers, the media and every timer. Never rejects. */
  close(): Promise<void>
}

const TICK_MS = 1_000

/** Filled in as the servers come up, for each needs another. */
interface Servers {
  boot: Boot | undefined
  dhcp: ProxyDhcp | undefined
  readonly resolve: Boot['resolve']
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
    const { config } = this.context
    const mode = modeFor(config)
    const { card, address } = await this.#card()
    const media = await this.#media()
    const binding = bindCard(card, address)
    const servers = this.#servers()
    // The scripts carry the HTTP port, so that server comes first; nobody knows of it before DHCP answers.
    const httpPort = await this.#http(binding, servers)
    const boot = await this.#boot(media, `http://${address.address}:${httpPort}`, servers.observe)
    servers.boot = boot
    await this.#tftp(binding, servers)
    await this.#dhcp(binding, boot, servers)
    this.#watch(card, address, media)
    return { card, address: address.address, mode, close: () => this.close() }
  }

  /** Last opened, first closed. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close()
  }

  async #card(): Promise<{ card: Card; address: CardAddress }> {
    const { config, listCards } = this.context
    const cards = await listCards()
    const card = cards.find(({ name }) => name === config.nic)
    if (card === undefined) {
      const names = cards.map(({ name }) => name).join(', ')
      throw new BootdropError('card-unknown', `There is no network card "${config.nic}". There are: ${names}.`)
    }
    if (card.problem === 'down') {
      throw new BootdropError('card-down', `The card ${card.title} is down: plug its cable in or switch it on.`, {
        nic: card.name,
      })
    }
    const [address] = card.addresses
    if (address === undefined) {
      const text = `The card ${card.title} has no IPv4 address: give it one in the system's network settings, then start again.`
      throw new BootdropError('card-without-address', text, { nic: card.name })
    }
    return { card, address }
  }

  async #media(): Promise<Medium[]> {
    const media: Medium[] = []
    for (const path of this.context.config.media) {
      const medium = await openMedium(path)
      this.#closers.push(() => medium.close())
      media.push(medium)
    }
    return media
  }

  async #boot(media: readonly Medium[], urlBase: string, observe: Observe): Promise<Boot> {
    const { config, assets, notify } = this.context
    const [medium, ...otherMedia] = media
    if (medium === undefined) throw new BootdropError('usage', 'There is no medium to serve: choose one first.')
    const { recipes, problems } = await assets.recipes()
    for (const problem of problems) {
      notify('warning', 'recipe-broken', `This recipe is left out: ${problemInWords(problem)}`)
    }
    const match = await chooseMatch(medium, recipes, config.recipe)
    const boot = await createBoot({
      medium,
      match,
      ...(config.entry === undefined ? {} : { entry: config.entry }),
      append: config.append,
      loaders: await assets.loaders(),
      urlBase,
      otherMedia,
      observe,
      notify: ({ level, code, text, mac }) => notify(level, code, text, mac),
    })
    return boot
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
      boot: undefined,
      dhcp: undefined,
      resolve: (request) => servers.boot?.resolve(request) ?? Promise.resolve(STARTING),
      observe: (observation) => {
        servers.dhcp?.hear(observation)
        this.#observe(registry, observation)
      },
    }
    return servers
  }

  #observe(registry: Registry, observation: Observation): void {
    registry.observe(observation)
    const line = lineOf(observation)
    if (line === undefined) return
    const id = 'mac' in observation ? observation.mac : undefined
    const clientId = id ?? ('ip' in observation ? registry.byIp(observation.ip)?.id : undefined)
    this.context.store.line(line.level, line.text, clientId)
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

  async #dhcp(binding: CardBinding, boot: Boot, servers: Servers): Promise<void> {
    const { ports, clock, config, notify, store } = this.context
    const { allow, deny } = config
    const open = (): Promise<ProxyDhcp> =>
      startProxyDhcp({
        binding,
        ports,
        bootFile: boot.bootFile,
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

  #watch(card: Card, address: CardAddress, media: readonly Medium[]): void {
    const { clock, store, notify } = this.context
    const clear = (code: string): void => store.clearNotice(code)
    this.#closers.push(watchServingCard(card, address.address, clock, notify, clear))
    for (const medium of media) this.#closers.push(watchMedium(medium.identity.path, clock, notify, clear))
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

function speedOf(registry: Registry): number {
  let bytesPerSecond = 0
  for (const client of registry.clients()) {
    for (const transfer of client.transfers) if (!transfer.done) bytesPerSecond += transfer.bytesPerSecond
  }
  return bytesPerSecond
}
