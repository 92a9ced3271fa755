import { createContext } from 'svelte'
import { STOPPED } from '../../main/engine/initial'
import type { Bootdrop, Result, Settings } from '../../preload/contract'
import type { Card, EngineState, LogLine, ServeConfig } from '../../main/engine/types'
import { announce } from './announce'
import { blocker, pickCard, pickRecipe, serveConfig } from './choices'
import type { MediumState } from './choices'
import { keepSame } from './same'

const KEEP_LOG_LINES = 2000
/** One sample a second, as many as the curve in the status strip is wide. */
const KEEP_SPEEDS = 40
/** Figures change at this pace, however fast the snapshots come: a number that flickers cannot be read. */
const TICK_MS = 500
const COLLECT_NEWS_MS = 250

const NO_SETTINGS: Settings = { medium: null, recipes: {}, card: null, append: '', logOpen: false }

/** A problem on show: code and the engine's sentence, worded by words.ts. */
export interface Problem {
  readonly code: string
  readonly message: string
}

/**
 * The window's whole state. Snapshots come in whole and are replaced whole; what can be derived is derived.
 */
export class App {
  engine = $state.raw<EngineState>(STOPPED)
  log = $state.raw<readonly LogLine[]>([])
  /** Undefined until the first list has come. */
  cards = $state.raw<readonly Card[] | undefined>(undefined)
  settings = $state.raw<Settings>(NO_SETTINGS)
  medium = $state.raw<MediumState>({ kind: 'none' })
  /** Why the last start or stop failed. */
  problem = $state.raw<Problem | undefined>(undefined)
  /** What the running engine was started with. */
  served = $state.raw<ServeConfig | undefined>(undefined)
  /** When each hidden notice was raised, by code: raised again, it shows again. */
  hidden = $state.raw<Readonly<Record<string, number>>>({})
  announcement = $state('')
  /** Counts up while the window is open; what depends on it is drawn at a readable pace. */
  tick = $state(0)
  speeds = $state.raw<readonly number[]>([])
  /** The machine whose lines the log shows; undefined for all. */
  logOf = $state<string | undefined>(undefined)

  readonly report = $derived(this.medium.kind === 'ready' ? this.medium.report : undefined)
  readonly recipe = $derived(this.report && pickRecipe(this.report, this.settings.recipes[this.report.path]?.recipe))
  readonly entry = $derived.by(() => {
    const chosen = this.report && this.settings.recipes[this.report.path]?.entry
    return this.recipe?.entries.find((entry) => entry.id === chosen) ?? this.recipe?.entries[0]
  })
  readonly card = $derived(pickCard(this.cards ?? [], this.settings.card))
  readonly blocker = $derived(blocker(this.medium, this.recipe, this.card))
  readonly config = $derived.by(() => {
    if (this.blocker !== undefined || !this.report || !this.recipe || !this.card) return undefined
    const choice = { recipe: this.recipe.id, ...(this.entry ? { entry: this.entry.id } : {}) }
    return serveConfig(this.report.path, choice, this.card, this.settings.append)
  })
  readonly serving = $derived(this.engine.status === 'serving')
  readonly busy = $derived(this.engine.status === 'starting' || this.engine.status === 'stopping')
  /** The choices on show are not what is being served. */
  readonly changed = $derived(
    this.serving && this.served !== undefined && this.config !== undefined
      ? JSON.stringify(this.config) !== JSON.stringify(this.served)
      : false,
  )
  /** Medium, recipe and arguments change while machines boot; another card does not. */
  readonly needsRestart = $derived(this.changed && this.config?.nic !== this.served?.nic)
  readonly notices = $derived(
    this.engine.notices.filter((notice) => notice.level !== 'info' && (this.hidden[notice.code] ?? 0) < notice.at),
  )

  #unsaid: string[] = []

  constructor(readonly api: Bootdrop) {}

  /** Subscribes first and takes one snapshot then, so that nothing is missed between. Returns what ends it. */
  connect(): () => void {
    let stateCame = false
    const ends = [
      this.api.on.state((state) => {
        stateCame = true
        this.#setEngine(state)
      }),
      this.api.on.log((lines) => {
        this.log = [...this.log, ...lines].slice(-KEEP_LOG_LINES)
      }),
      this.api.on.cards((cards) => {
        this.cards = keepSame(this.cards, cards)
      }),
    ]
    void this.api.state().then((state) => {
      if (!stateCame) this.#setEngine(state)
    })
    void this.api.log().then((lines) => {
      this.log = lines
    })
    void this.api.cards().then((cards) => {
      this.cards ??= cards
    })
    void this.#restore()
    const timer = setInterval(() => this.#beat(), TICK_MS)
    return () => {
      clearInterval(timer)
      for (const end of ends) end()
    }
  }

  /** Reads the medium at `path` and shows what it is. A newer call wins over one that still reads. */
  async open(path: string): Promise<MediumState> {
    const reading: MediumState = { kind: 'reading', path }
    this.medium = reading
    this.problem = undefined
    const result = await this.api.inspect(path)
    if (this.medium !== reading) return this.medium
    this.medium = result.ok ? { kind: 'ready', path, report: result.value } : { kind: 'problem', path, ...result.error }
    if (result.ok) this.save({ medium: path })
    return this.medium
  }

  async choose(): Promise<void> {
    const path = await this.api.chooseMedium()
    if (path !== null) await this.open(path)
  }

  async start(): Promise<void> {
    const { config } = this
    if (!config || this.busy) return
    this.problem = undefined
    if (this.serving && !this.needsRestart) {
      if (this.#show(await this.api.change(config))) this.served = config
      return
    }
    if (this.serving) await this.api.stop()
    if (this.#show(await this.api.start(config))) this.served = config
  }

  async stop(): Promise<void> {
    if (!this.serving) return
    this.#show(await this.api.stop())
  }

  chooseRecipe(recipe: string, entry?: string): void {
    if (!this.report) return
    const { path } = this.report
    // Taken out and put at the end: the oldest choice is the first to be forgotten.
    const others = Object.fromEntries(Object.entries(this.settings.recipes).filter(([key]) => key !== path))
    const choice = { recipe, ...(entry === undefined ? {} : { entry }) }
    this.save({ recipes: { ...others, [path]: choice } })
  }

  /** Changes settings here and on disk. */
  save(patch: Partial<Settings>): void {
    this.settings = { ...this.settings, ...patch }
    void this.api.saveSettings(patch)
  }

  hideNotice(code: string, at: number): void {
    this.hidden = { ...this.hidden, [code]: at }
  }

  #setEngine(state: EngineState): void {
    const before = this.engine
    this.engine = keepSame(before, state)
    const news = announce(before, this.engine)
    if (news !== '') this.#say(news)
  }

  /** Collected for a moment, and emptied in between: a live region that gets the same words twice stays silent. */
  #say(text: string): void {
    this.announcement = ''
    this.#unsaid.push(text)
    if (this.#unsaid.length > 1) return
    setTimeout(() => {
      this.announcement = this.#unsaid.join('. ')
      this.#unsaid = []
    }, COLLECT_NEWS_MS)
  }

  #show(result: Result<null>): boolean {
    this.problem = result.ok ? undefined : result.error
    return result.ok
  }

  async #restore(): Promise<void> {
    this.settings = await this.api.settings()
    const { medium } = this.settings
    if (medium === null || this.medium.kind !== 'none') return
    const opened = await this.open(medium)
    // An image that was deleted since last week is no news: the window just starts empty.
    if (opened.kind === 'problem' && opened.code === 'medium-missing') {
      this.medium = { kind: 'none' }
      this.save({ medium: null })
    }
  }

  #beat(): void {
    this.tick++
    if (this.tick % 2 === 0) {
      this.speeds = [...this.speeds, this.serving ? this.engine.bytesPerSecond : 0].slice(-KEEP_SPEEDS)
    }
  }
}

export const [getApp, setApp] = createContext<App>()
