import { legible } from './clients/legible'
import type { Clock } from './clock'
import { STOPPED } from './initial'
import type { EngineState, LogLine, Notice, NoticeDetails, NoticeLevel, PortName, PortState } from './types'

/** Window and command line redraw at most this often; packets come a thousand times faster. */
const PUBLISH_EVERY_MS = 100
/** A bench that runs for a day shall not grow without end; the newest are what a user reads. */
const KEEP_NOTICES = 100
/** Notices about single machines, counted apart: whoever invents MACs pushes out none that tells of the bench itself. */
const KEEP_MACHINE_NOTICES = 50
const KEEP_LOG_LINES = 1000
const MAX_NOTICE_TEXT = 1_000

type Listener<T> = (value: T) => void

/**
 * Holds the one snapshot that everybody reads. Changes are collected and published together, so that a busy wire does not
 * flood the window; a change of `status` is published at once.
 */
export class StateStore {
  #state: EngineState = STOPPED
  readonly #log: LogLine[] = []
  readonly #stateListeners = new Set<Listener<EngineState>>()
  readonly #logListeners = new Set<Listener<LogLine>>()
  #cancelPublish: (() => void) | undefined
  #pending: (() => Partial<EngineState>) | undefined

  constructor(private readonly clock: Clock) {}

  /** The newest snapshot, what is pending included. */
  get state(): EngineState {
    this.#apply()
    return this.#state
  }

  get log(): readonly LogLine[] {
    return this.#log
  }

  onState(listener: Listener<EngineState>): () => void {
    this.#stateListeners.add(listener)
    return () => void this.#stateListeners.delete(listener)
  }

  onLog(listener: Listener<LogLine>): () => void {
    this.#logListeners.add(listener)
    return () => void this.#logListeners.delete(listener)
  }

  /** Changes fields now and tells the listeners soon, or at once when the status changed. */
  update(patch: Partial<EngineState>): void {
    const statusChanged = patch.status !== undefined && patch.status !== this.#state.status
    this.#state = { ...this.#state, ...patch }
    if (statusChanged) this.#publish()
    else this.#publishSoon()
  }

  /** `compute` is asked when the next snapshot is made: for what changes with every packet. */
  refresh(compute: () => Partial<EngineState>): void {
    this.#pending = compute
    this.#publishSoon()
  }

  setPort(name: PortName, state: PortState): void {
    this.update({ ports: { ...this.#state.ports, [name]: state } })
  }

  /** Adds a notice; one with the same code and machine replaces the older one, so that a repeated cause stays one line. */
  notice(level: NoticeLevel, code: string, text: string, mac?: string, details?: NoticeDetails): Notice {
    // Names of files and machines stand in it.
    const notice: Notice = {
      at: this.clock.now(),
      level,
      code,
      text: legible(text, MAX_NOTICE_TEXT),
      ...(mac === undefined ? {} : { mac }),
      ...(details === undefined ? {} : { details }),
    }
    const others = this.#state.notices.filter((old) => old.code !== code || old.mac !== mac)
    this.update({ notices: newestOfEach([...others, notice]) })
    this.line(level, notice.text, mac)
    return notice
  }

  /** Takes a notice back once its cause is gone. */
  clearNotice(code: string): void {
    if (this.#state.notices.some((notice) => notice.code === code)) {
      this.update({ notices: this.#state.notices.filter((notice) => notice.code !== code) })
    }
  }

  line(level: LogLine['level'], text: string, clientId?: string): void {
    const line: LogLine = { at: this.clock.now(), level, clientId, text }
    this.#log.push(line)
    if (this.#log.length > KEEP_LOG_LINES) this.#log.shift()
    for (const listener of this.#logListeners) listener(line)
  }

  #publishSoon(): void {
    this.#cancelPublish ??= this.clock.after(PUBLISH_EVERY_MS, () => this.#publish())
  }

  #publish(): void {
    this.#cancelPublish?.()
    this.#cancelPublish = undefined
    this.#apply()
    for (const listener of this.#stateListeners) listener(this.#state)
  }

  #apply(): void {
    const compute = this.#pending
    this.#pending = undefined
    if (compute) this.#state = { ...this.#state, ...compute() }
  }
}

/** In the order they came. */
function newestOfEach(notices: readonly Notice[]): readonly Notice[] {
  const ofMachines = notices.filter(({ mac }) => mac !== undefined).slice(-KEEP_MACHINE_NOTICES)
  const ofBench = notices.filter(({ mac }) => mac === undefined).slice(-KEEP_NOTICES)
  const kept = new Set([...ofMachines, ...ofBench])
  return notices.filter((notice) => kept.has(notice))
}
