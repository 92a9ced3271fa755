import { createContext } from 'svelte'
import { STOPPED } from '../../main/engine/initial'
import type { Bootdrop, Result, Settings } from '../../preload/contract'
import type { Card, EngineState, LogLine } from '../../main/engine/types'
import { announce } from './announce'
import { appendProblem, blocker, isServed, pickCard, pickRecipe, serveConfig } from './choices'
import type { MediumState } from './choices'
import { keepSame } from './same'

const KEEP_LOG_LINES = 2000
/** One sample a second, as many as the curve in the status strip is wide. */
const KEEP_SPEEDS = 40
/** Figures change at this pace, however fast the snapshots come: a number that flickers cannot be read. */
const TICK_MS = 500
const COLLECT_NEWS_MS = 250
/** The window looks at the clock this often for what changes by waiting alone. */
const TICKS_PER_CLOCK = 10

const NO_SETTINGS: Settings = { medium: null, recipes: {}, card: null, append: '', logOpen: false }

/** A problem on show: code and the engine's sentence, worded by words-problem.ts. */
export interface Problem {
  readonly code: string
  readonly message: string
}

/** Something to say of a file that was dropped or remembered, while the choices stay as they are; worded by words-problem.ts. */
export type Remark =
  | ({ readonly kind: 'refused'; readonly path: string } & Problem)
  | { readonly kind: 'gone'; readonly path: string }
  | { readonly kind: 'several'; readonly count: number }

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
  remarks = $state.raw<readonly Remark[]>([])
  /** While serving: the choices are open to be changed. */
  editing = $state(false)
  /** When each hidden notice was raised, by code: raised again, it shows again. */
  hidden = $state.raw<Readonly<Record<string, number>>>({})
  announcement = $state('')
  /** Counts up while the window is open; what depends on it is drawn at a readable pace. */
  tick = $state(0)
  /** Now, in ms since the epoch, a few seconds old at most. */
  clock = $state(Date.now())
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
  readonly appendProblem = $derived(appendProblem(this.settings.append))
  readonly blocker = $derived(blocker(this.medium, this.recipe, this.card, this.appendProblem))
  readonly config = $derived.by(() => {
    if (this.blocker !== undefined || !this.report || !this.recipe || !this.card) return undefined
    const choice = { recipe: this.recipe.id, ...(this.entry ? { entry: this.entry.id } : {}) }
    return serveConfig(this.report.path, choice, this.card, this.settings.append)
  })
  readonly serving = $derived(this.engine.status === 'serving')
  readonly busy = $derived(this.engine.status === 'starting' || this.engine.status === 'stopping')
  /** The choices on show are not what is being served. */
  readonly changed = $derived(this.serving && this.config !== undefined && !isServed(this.config, this.engine))
  /** Medium, recipe and arguments change while machines boot; another card does not. */
  readonly needsRestart = $derived(this.changed && this.config?.nic !== this.engine.card?.name)
  /** The rail tells what is served, in place of the choices. */
  readonly summary = $derived(this.serving && !this.editing && !this.changed)
  readonly notices = $derived(
    this.engine.notices.filter((notice) => notice.level !== 'info' && (this.hidden[notice.code] ?? 0) < notice.at),
  )

  #unsaid: string[] = []
  /** The medium on show before the one that is being read. */
  #before: MediumState = { kind: 'none' }

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
    const first = this.api.state().then((state) => {
      if (!stateCame) this.#setEngine(state)
    })
    void this.api.log().then((lines) => {
      this.log = lines
    })
    void this.api.cards().then((cards) => {
      this.cards ??= cards
    })
    void first.then(() => this.#restore())
    const timer = setInterval(() => this.#beat(), TICK_MS)
    return () => {
      clearInterval(timer)
      for (const end of ends) end()
    }
  }

  /**
   * Reads the medium at `path` and shows what it is. A newer call wins over one that still reads. While serving, a file
   * that cannot be served changes nothing: it is told of, and the choices stay.
   */
  async open(path: string): Promise<MediumState> {
    this.problem = undefined
    this.remarks = []
    if (this.medium.kind !== 'reading') this.#before = this.medium
    const opened = await this.#read(path)
    if (this.medium !== opened) return this.medium
    const refusal = this.serving ? refusalOf(opened) : undefined
    if (refusal) {
      this.medium = this.#before
      this.#remark({ kind: 'refused', path, ...refusal })
    } else if (opened.kind === 'ready') {
      this.save({ medium: path })
      this.editing = this.serving
    }
    return this.medium
  }

  /** Opens the first of the dropped files: machines boot one medium at a time. */
  async openDropped(paths: readonly string[]): Promise<void> {
    const [path] = paths
    if (path === undefined) return
    const opened = this.open(path)
    if (paths.length > 1) this.#remark({ kind: 'several', count: paths.length })
    await opened
  }

  /** While serving: puts the choices back to what machines boot. */
  async keepServed(): Promise<void> {
    const { served, card } = this.engine
    this.editing = false
    this.problem = undefined
    if (served === undefined) return
    const [path = ''] = served.media
    if (card !== undefined && this.card?.name !== card.name) this.save({ card: card.name })
    this.save({ medium: path, append: served.append })
    if (served.recipe !== undefined) this.#rememberRecipe(path, served.recipe, served.entry)
    if (this.report?.path !== path) await this.#read(path)
  }

  async choose(): Promise<void> {
    const path = await this.api.chooseMedium()
    if (path !== null) await this.open(path)
  }

  async start(): Promise<void> {
    const { config } = this
    if (!config || this.busy) return
    this.problem = undefined
    if (this.serving && !this.changed) return
    if (this.serving && !this.needsRestart) {
      if (this.#show(await this.api.change(config))) this.editing = false
      return
    }
    if (this.serving) await this.api.stop()
    if (this.#show(await this.api.start(config))) this.editing = false
  }

  async stop(): Promise<void> {
    if (!this.serving) return
    this.#show(await this.api.stop())
  }

  chooseRecipe(recipe: string, entry?: string): void {
    if (this.report) this.#rememberRecipe(this.report.path, recipe, entry)
  }

  /** Extra kernel arguments as they are typed, so that what is wrong with them is told at once. */
  typeAppend(append: string): void {
    this.settings = { ...this.settings, append }
  }

  /** They go to disk when they are typed to the end, and only if a boot loader can carry them. */
  keepAppend(): void {
    if (this.appendProblem === undefined) this.save({ append: this.settings.append })
  }

  /** Changes settings here and on disk. */
  save(patch: Partial<Settings>): void {
    this.settings = { ...this.settings, ...patch }
    void this.api.saveSettings(patch)
  }

  hideNotice(code: string, at: number): void {
    this.hidden = { ...this.hidden, [code]: at }
  }

  hideRemark(remark: Remark): void {
    this.remarks = this.remarks.filter((other) => other !== remark)
  }

  #setEngine(state: EngineState): void {
    const before = this.engine
    if (state.status === 'stopped') this.editing = false
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
    // A window that opens while machines boot shows what they boot.
    const medium = this.engine.served?.media[0] ?? this.settings.medium
    if (medium === null || this.medium.kind !== 'none') return
    const opened = await this.#read(medium)
    const gone = opened.kind === 'problem' && opened.code === 'medium-missing'
    if (gone && this.medium === (opened as MediumState)) {
      this.medium = { kind: 'none' }
      this.save({ medium: null })
      // What is served and gone is told by the engine.
      if (!this.serving) this.#remark({ kind: 'gone', path: medium })
    }
  }

  async #read(path: string): Promise<MediumState> {
    const reading: MediumState = { kind: 'reading', path }
    this.medium = reading
    const result = await this.api.inspect(path)
    if (this.medium !== reading) return reading
    this.medium = result.ok ? { kind: 'ready', path, report: result.value } : { kind: 'problem', path, ...result.error }
    return this.medium
  }

  #rememberRecipe(path: string, recipe: string, entry: string | undefined): void {
    // Taken out and put at the end: the oldest choice is the first to be forgotten.
    const others = Object.fromEntries(Object.entries(this.settings.recipes).filter(([key]) => key !== path))
    const choice = { recipe, ...(entry === undefined ? {} : { entry }) }
    this.save({ recipes: { ...others, [path]: choice } })
  }

  #remark(remark: Remark): void {
    this.remarks = [...this.remarks, remark]
  }

  #beat(): void {
    this.tick++
    if (this.tick % TICKS_PER_CLOCK === 0) this.clock = Date.now()
    if (this.tick % 2 === 0) {
      this.speeds = [...this.speeds, this.serving ? this.engine.bytesPerSecond : 0].slice(-KEEP_SPEEDS)
    }
  }
}

/** Why machines cannot be given this medium. */
function refusalOf(medium: MediumState): Problem | undefined {
  if (medium.kind === 'problem') return { code: medium.code, message: medium.message }
  if (medium.kind !== 'ready' || medium.report.recipes.length > 0) return undefined
  return { code: 'no-recipe', message: medium.report.notices.map(({ text }) => text).join(' ') }
}

export const [getApp, setApp] = createContext<App>()
