import type { Clock } from './clock'
import type {
  Client,
  EngineState,
  LogLine,
  Notice,
  ServeConfig,
  ServedChoice,
  ServeMode,
  StoryLine,
  Transfer,
  Ipv4,
  Mac,
} from './types'
import type { KeptPacket } from './capture/rings'
import { storyOf } from './capture/story'
import type { AsideMachine } from './clients/aside'
import { BootdropError, messageOf } from './errors'
import type { NoticeSink } from './notices'
import { openSession, type Session, type SessionPorts } from './session'
import { DEFAULT_PORTS, STOPPED } from './initial'
import { StateStore } from './state'
import type { Assets } from './assets'
import type { Vendors } from './machines/machines'
import { NO_STORAGE, type Storage } from './storage'
import { listCards } from './net/cards'
import type { PortOpener } from './net/low-ports'

/** What happens while serving; the JSON lines of the command line are made of these (DESIGN.md 3.2). */
export type EngineEvent =
  | { readonly type: 'ready'; readonly state: EngineState; readonly mode: ServeMode }
  | { readonly type: 'client'; readonly client: Client }
  | { readonly type: 'transfer'; readonly client: Client; readonly transfer: Transfer }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'stopped' }

/** What the outside may ask and listen to. Each `on…` gives back what ends the subscription. */
export interface Engine {
  /** The newest snapshot; a new object after every change. */
  state(): EngineState
  /** Recent log lines, oldest first. */
  log(): readonly LogLine[]
  /** Called with every new snapshot, at most ten times a second. */
  onState(listener: (state: EngineState) => void): () => void
  onLog(listener: (line: LogLine) => void): () => void
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** @throws BootdropError with every port given back */
  start(config: ServeConfig): Promise<void>
  /**
   * Serves other media, recipes, kernel arguments, loaders or rules from each machine's next boot on; boots under way go on.
   * @throws BootdropError `usage` when it is not serving or when `config` names another card, port, mode or other lists of
   * machines, which need a stop; or what is wrong with the choice, and what was served before goes on
   */
  change(config: ServeConfig): Promise<void>
  /** Frees every port. Safe in any state: a start that is under way ends with `cancelled`. */
  stop(): Promise<void>
  /** Tells something that the host of the engine noticed, as the engine tells what it notices itself. */
  notice: NoticeSink
  /** What one machine and we said to each other, as a pcapng file; undefined when nothing is kept of it. */
  capture(clientId: string): Uint8Array | undefined
  /** The same packet by packet, oldest first. Like `capture` also after a stop, until the next start. */
  packets(clientId: string): readonly KeptPacket[]
  /** The same in the field's own terms (capture/story.ts). */
  story(clientId: string): StoryLine[]
  /**
   * Serves a machine of this computer's own without a trace: until `end` it is in no state, event or log.
   * @throws BootdropError `usage` when it is not serving
   */
  aside(mac: Mac, ip: Ipv4): AsideMachine
}

export interface EngineOptions {
  readonly clock: Clock
  /** Loaders and recipes. */
  readonly assets: Assets
  /** Where leases and what machines need outlive the engine. */
  readonly storage?: Storage
  /** OpenOptions.cache */
  readonly cache?: string
  /** Ports where they shall not be the well-known ones (demo, tests). */
  readonly ports?: Partial<SessionPorts>
  readonly vendors?: Vendors
  /** Whom to ask for ports that the system bars us from; without one such a start ends with `port-forbidden`. */
  readonly opener?: PortOpener
}

/** One engine serves one card at a time; it can be started again after a stop. */
export function createEngine(options: EngineOptions): Engine {
  return new BootdropEngine(options)
}

class BootdropEngine implements Engine {
  readonly #store: StateStore
  readonly #events = new Set<(event: EngineEvent) => void>()
  #session: Session | undefined
  /** What is being served. */
  #config: ServeConfig | undefined
  #starting: Promise<void> | undefined
  #abort: AbortController | undefined
  /** What is still asked of a session after its end. */
  #last: Pick<Session, 'capture' | 'packets' | 'pxePort'> | undefined

  constructor(private readonly options: EngineOptions) {
    this.#store = new StateStore(options.clock)
  }

  state(): EngineState {
    return this.#store.state
  }

  log(): readonly LogLine[] {
    return this.#store.log
  }

  onState(listener: (state: EngineState) => void): () => void {
    return this.#store.onState(listener)
  }

  onLog(listener: (line: LogLine) => void): () => void {
    return this.#store.onLog(listener)
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#events.add(listener)
    return () => void this.#events.delete(listener)
  }

  async start(config: ServeConfig): Promise<void> {
    if (this.#store.state.status !== 'stopped') {
      throw new BootdropError('already-serving', 'Bootdrop is serving already: stop it first.')
    }
    // Last session's machines stay on show until this one serves: a start that is broken off takes nothing away.
    const { clients } = this.#store.state
    this.#store.update({ ...STOPPED, clients, status: 'starting' })
    this.#abort = new AbortController()
    this.#starting = this.#open(config, this.#abort.signal)
    try {
      await this.#starting
    } finally {
      this.#starting = undefined
    }
  }

  async change(config: ServeConfig): Promise<void> {
    const serving = this.#session
    if (serving === undefined || this.#config === undefined)
      throw new BootdropError('usage', 'Bootdrop is not serving.', { reason: 'not-serving' })
    // The guard may have ended the leasing since; whoever leaves the mode to us has nothing against the one that we are in.
    const modes = ['auto', this.#config.mode, this.#store.state.mode]
    if (fixedPart(config) !== fixedPart(this.#config) || !modes.includes(config.mode)) {
      throw new BootdropError('usage', 'Another card, port or list of machines needs a stop and a new start.', {
        reason: 'needs-restart',
      })
    }
    await serving.choose(config)
    this.#config = config
    this.#store.update({ served: servedOf(config, serving) })
    this.#store.line('info', `Serving ${serving.title()} from each machine's next boot on.`)
  }

  async stop(): Promise<void> {
    // A stop that comes while the start is under way waits for its end, so that no port is opened behind its back.
    this.#abort?.abort(new BootdropError('cancelled', 'Stopped before the start was done.'))
    await this.#starting?.catch(() => undefined)
    const session = this.#session
    if (session === undefined) return
    this.#session = undefined
    // The evidence is wanted most once everything is over.
    this.#last = session
    this.#store.update({ status: 'stopping' })
    await session.close()
    this.#store.line('info', 'Stopped: every port is free again.')
    const { clients } = this.#store.state
    this.#store.update({ ...STOPPED, clients })
    this.#emit({ type: 'stopped' })
  }

  notice(...args: Parameters<NoticeSink>): void {
    this.#notify(...args)
  }

  capture(clientId: string): Uint8Array | undefined {
    return this.#session?.capture(clientId) ?? this.#last?.capture(clientId)
  }

  packets(clientId: string): readonly KeptPacket[] {
    return (this.#session ?? this.#last)?.packets(clientId) ?? []
  }

  story(clientId: string): StoryLine[] {
    const pxe = (this.#session ?? this.#last)?.pxePort ?? DEFAULT_PORTS.pxe
    return storyOf(this.packets(clientId), { pxe })
  }

  aside(mac: Mac, ip: Ipv4): AsideMachine {
    if (this.#session === undefined) throw new BootdropError('usage', 'Bootdrop is not serving.')
    return this.#session.aside.add(mac, ip)
  }

  async #open(config: ServeConfig, signal: AbortSignal): Promise<void> {
    const before = this.#store.state.clients
    const { clock, assets, ports, cache, vendors, opener, storage = NO_STORAGE } = this.options
    try {
      const session = await openSession({
        config,
        clock,
        assets,
        storage,
        cache,
        signal,
        vendors,
        opener,
        ports: { ...DEFAULT_PORTS, http: config.httpPort, ...ports },
        store: this.#store,
        listCards,
        notify: this.#notify,
        emit: (event) => this.#emit(event),
      })
      this.#session = session
      this.#config = config
      const { card, address } = session
      const served = servedOf(config, session)
      this.#last = undefined
      this.#store.update({ status: 'serving', card, address, served, startedAt: clock.now() })
      this.#store.line('info', `Serving ${session.title()} on ${card.title}, ${address}.`)
      const { state } = this.#store
      this.#emit({ type: 'ready', state, mode: state.mode ?? 'proxy' })
    } catch (error) {
      this.#store.update({ ...STOPPED, clients: before, ports: failedPorts(this.#store.state.ports) })
      const cancelled = error instanceof BootdropError && error.code === 'cancelled'
      this.#store.line(cancelled ? 'info' : 'error', messageOf(error))
      throw error
    }
  }

  readonly #notify: NoticeSink = (level, code, text, mac, details) => {
    this.#emit({ type: 'notice', notice: this.#store.notice(level, code, text, mac, details) })
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#events) listener(event)
  }
}

function servedOf(config: ServeConfig, session: Session): ServedChoice {
  const { media, append, loader, rules, menu, menuTimeoutS, installGuard } = config
  const choice = { media, append, loader, rules, menu, menuTimeoutS, installGuard }
  return { title: session.title(), signed: session.signed(), ...choice }
}

/** After a failed start: the port that is to blame keeps its reason, those that were opened before it are closed again. */
function failedPorts(ports: EngineState['ports']): EngineState['ports'] {
  const kept = Object.entries(ports).filter(([, { state }]) => state === 'failed')
  return { ...STOPPED.ports, ...Object.fromEntries(kept) }
}

/** What cannot change while serving, as one text to compare; the mode apart. */
function fixedPart({ nic, httpPort, allow, deny }: ServeConfig): string {
  return JSON.stringify([nic, httpPort, allow, deny])
}
