import { createContext } from 'svelte'
import { STOPPED } from '../../main/engine/initial'
import { BLANK } from '../../preload/contract'
import type { Bootdrop, Result, Settings, SettingsPatch } from '../../preload/contract'
import type { Card, Client, EngineState, LogLine, Rule, ServeMode } from '../../main/engine/types'
import { announce } from './announce'
import * as choose from './choices'
import type { Mode } from './choices'
import { Media } from './media.svelte'
import type { OpenHow, RefusedMedium } from './media.svelte'
import { withChoices } from './rules'
import type { MachineChoices } from './rules'
import { keepSame } from './same'
import { Speech } from './speech.svelte'

const KEEP_LOG_LINES = 2000
/** One sample a second, as many as the curve in the status strip is wide. */
const KEEP_SPEEDS = 40
/** Figures change at this pace, however fast the snapshots come: a number that flickers cannot be read. */
const TICK_MS = 500
/** The window looks at the clock this often for what changes by waiting alone. */
const TICKS_PER_CLOCK = 10

/** A problem on show: code and the engine's sentence, worded by words-problem.ts. */
export interface Problem {
  readonly code: string
  readonly message: string
}

/** Something to say of a file that was dropped or remembered, while the choices stay as they are; worded by words-problem.ts. */
export type Remark =
  | ({ readonly kind: 'refused'; readonly serving: boolean } & RefusedMedium)
  | { readonly kind: 'gone'; readonly path: string }

/**
 * The window's whole state. Snapshots come in whole and are replaced whole; what can be derived is derived.
 */
export class App {
  /** A way of addresses for one start, offered where the remembered one did not work. */
  #once = $state.raw<{ readonly card: string; readonly mode: Mode }>()
  /** What the engine was started with; undefined where that was before this window. */
  #startedAs = $state.raw<Mode>()
  readonly #media: Media
  /** Until it is known what was chosen last time. */
  #waking: Promise<void> | undefined

  engine = $state.raw<EngineState>(STOPPED)
  /** How it was served last: machines of a session that ended are judged by it. */
  lastMode = $state.raw<ServeMode>()
  log = $state.raw<readonly LogLine[]>([])
  /** Undefined until the first list has come. */
  cards = $state.raw<readonly Card[] | undefined>(undefined)
  settings = $state.raw<Settings>(BLANK)
  /** Path of the medium whose recipe is on show; the first where it is not in the list. */
  selected = $state<string>()
  /** Why the last start or stop failed. */
  problem = $state.raw<Problem | undefined>(undefined)
  remarks = $state.raw<readonly Remark[]>([])
  /** While serving: the choices are open to be changed. */
  editing = $state(false)
  /** When each hidden notice was raised, by code: raised again, it shows again. */
  hidden = $state.raw<Readonly<Record<string, number>>>({})
  readonly speech = new Speech()
  /** Counts up while the window is open; what depends on it is drawn at a readable pace. */
  tick = $state(0)
  /** Now, in ms since the epoch, a few seconds old at most. */
  clock = $state(Date.now())
  speeds = $state.raw<readonly number[]>([])
  /** The machine whose lines the log shows; undefined for all. */
  logOf = $state<string | undefined>(undefined)

  /** Every medium, in the order of the menu. */
  readonly media = $derived.by(() => this.#media.list)
  /** The medium on show; undefined before the first one. */
  readonly medium = $derived(this.media.find(({ path }) => path === this.selected) ?? this.media[0])
  readonly report = $derived(this.medium?.kind === 'ready' ? this.medium.report : undefined)
  readonly recipe = $derived(
    this.report && choose.pickRecipe(this.report, this.settings.recipes[this.report.path]?.recipe),
  )
  readonly entry = $derived(
    choose.pickEntry(this.recipe, this.report && this.settings.recipes[this.report.path]?.entry),
  )
  readonly card = $derived(choose.pickCard(this.cards ?? [], this.settings.card))
  /** How machines get addresses on this card. */
  readonly mode = $derived.by((): Mode => {
    if (this.#once !== undefined && this.#once.card === this.card?.name) return this.#once.mode
    return this.settings.modes[this.card?.name ?? ''] ?? 'auto'
  })
  readonly appendProblem = $derived(choose.appendProblem(this.settings.append))
  readonly blocker = $derived(choose.blocker(this.media, this.card, this.appendProblem))
  readonly config = $derived.by(() => {
    if (this.blocker !== undefined || !this.card) return undefined
    const media = this.media.flatMap((medium) => choose.choiceOf(medium, this.settings.recipes) ?? [])
    return choose.serveConfig(media, this.card, this.mode, this.settings)
  })
  readonly #otherMode = $derived(this.#startedAs !== undefined && this.#startedAs !== this.mode)
  readonly serving = $derived(this.engine.status === 'serving')
  readonly busy = $derived(this.engine.status === 'starting' || this.engine.status === 'stopping')
  /** The choices on show are not what is being served. */
  readonly changed = $derived(
    this.serving && this.config !== undefined && (this.#otherMode || !choose.isServed(this.config, this.engine)),
  )
  /** Media, recipes and arguments change while machines boot; another card or way of addresses does not. */
  readonly needsRestart = $derived(this.changed && (this.#otherMode || this.config?.nic !== this.engine.card?.name))
  /** Before anything is given out, the engine hears whether somebody else leases addresses: up to 4 seconds. */
  readonly listening = $derived(
    this.engine.status === 'starting' && this.mode !== 'proxy' && this.card?.kind !== 'loopback',
  )
  /** The rail tells what is served, in place of the choices. */
  readonly summary = $derived(this.serving && !this.editing && !this.changed)
  readonly notices = $derived(
    this.engine.notices.filter((notice) => notice.level !== 'info' && (this.hidden[notice.code] ?? 0) < notice.at),
  )

  constructor(readonly api: Bootdrop) {
    this.#media = new Media((path) => api.inspect(path))
  }

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
    this.#waking = first.then(() => this.#wake()).finally(() => (this.#waking = undefined))
    const timer = setInterval(() => this.#beat(), TICK_MS)
    return () => {
      clearInterval(timer)
      for (const end of ends) end()
    }
  }

  /**
   * Reads media and shows what they are, in place of the list or at its end. A newer call wins over one that still reads. A
   * single file in place of nothing served stands there with its problem; else what cannot be served changes nothing: it is
   * told of, and the choices stay.
   */
  async open(paths: readonly string[], how: 'replace' | 'add' = 'replace'): Promise<void> {
    const [first] = paths
    if (first === undefined) return
    // A file dropped on a window that has just opened comes on top of what is remembered, not below it.
    if (this.#waking) await this.#waking
    this.problem = undefined
    this.remarks = []
    const add = how === 'add' && this.media.length > 0
    const { serving } = this
    await this.#read(paths, { add, strict: serving || add || paths.length > 1 })
    if (this.media.some(({ path }) => path === first)) {
      if (add) this.selected = first
      this.#keepMedia()
    }
  }

  async choose(how: 'replace' | 'add' = 'replace'): Promise<void> {
    await this.open(await this.api.chooseMedia(), how)
  }

  moveMedium(path: string, by: number): void {
    if (this.#media.move(path, by)) this.#keepMedia()
  }

  removeMedium(path: string): void {
    this.#media.remove(path)
    this.#keepMedia()
  }

  /** While serving: puts the choices back to what machines boot. */
  async keepServed(): Promise<void> {
    const { served, card } = this.engine
    this.editing = false
    this.problem = undefined
    if (served === undefined) return
    if (card !== undefined && this.card?.name !== card.name) this.save({ card: card.name })
    if (this.#startedAs !== undefined && this.#otherMode) this.#once = { card: card?.name ?? '', mode: this.#startedAs }
    const { append, menuTimeoutS } = served
    const media = served.media.map(({ path }) => path)
    this.save({ media, append, menuTimeoutS, recipes: choose.remembered(this.settings.recipes, served.media) })
    await this.#media.show(media)
  }

  /** @param mode for this start alone, in place of the remembered one */
  async start(mode?: Mode): Promise<void> {
    if (this.busy) return
    if (mode !== undefined && this.card !== undefined) this.#once = { card: this.card.name, mode }
    const { config } = this
    if (!config) return
    this.problem = undefined
    if (this.serving && !this.changed) return
    if (this.serving && !this.needsRestart) {
      if (this.#show(await this.api.change(config))) this.editing = false
      return
    }
    if (this.serving) await this.api.stop()
    if (!this.#show(await this.api.start(config))) return
    this.editing = false
    this.#startedAs = config.mode
  }

  /** Also breaks off a start that is under way. */
  async stop(): Promise<void> {
    if (!this.serving && this.engine.status !== 'starting') return
    this.#show(await this.api.stop())
  }

  chooseMode(mode: Mode): void {
    if (this.card === undefined) return
    this.#once = undefined
    this.save({ modes: { ...this.settings.modes, [this.card.name]: mode } })
  }

  /** Other choices for one machine, from its next boot on. */
  async decide(client: Client, patch: Partial<MachineChoices>): Promise<void> {
    await this.setRules(withChoices(this.settings.rules, client, patch))
  }

  async setRules(rules: readonly Rule[]): Promise<void> {
    this.save({ rules })
    const config = this.serving && choose.servedConfig(this.engine, this.#startedAs ?? this.mode, rules)
    if (config) this.#show(await this.api.change(config))
  }

  async chooseLoaders(): Promise<void> {
    const loadersFolder = await this.api.chooseLoadersFolder()
    if (loadersFolder !== null) this.settings = { ...this.settings, loadersFolder }
  }

  chooseRecipe(recipe: string, entry?: string): void {
    if (!this.report) return
    const choice = { path: this.report.path, recipe, ...(entry === undefined ? {} : { entry }) }
    this.save({ recipes: choose.remembered(this.settings.recipes, [choice]) })
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
  save(patch: SettingsPatch): void {
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
    if (state.status === 'stopped') {
      this.editing = false
      this.#startedAs = undefined
      if (before.status !== 'stopped') this.#once = undefined
    }
    this.engine = keepSame(before, state)
    this.lastMode = state.mode ?? this.lastMode
    const news = announce(before, this.engine)
    if (news !== '') this.speech.say(news)
  }

  #show(result: Result<null>): boolean {
    // A start that the user broke off is no problem.
    this.problem = result.ok || result.error.code === 'cancelled' ? undefined : result.error
    return result.ok
  }

  async #wake(): Promise<void> {
    this.settings = await this.api.settings()
    void this.#restore()
  }

  async #restore(): Promise<void> {
    // A window that opens while machines boot shows what they boot.
    const paths = this.engine.served?.media.map(({ path }) => path) ?? this.settings.media
    if (paths.length === 0 || this.media.length > 0) return
    await this.#read(paths, { add: false, strict: paths.length > 1 })
    const [only] = this.media
    if (this.media.length === 1 && only?.kind === 'problem' && only.code === 'medium-missing') {
      this.#media.remove(only.path)
      this.#remark(only)
    }
    if (!this.serving) this.save({ media: this.media.map(({ path }) => path) })
  }

  async #read(paths: readonly string[], how: OpenHow): Promise<void> {
    for (const refused of await this.#media.open(paths, how)) this.#remark(refused)
  }

  #remark({ path, code, message }: RefusedMedium): void {
    const { serving } = this
    const gone = code === 'medium-missing' && !serving
    this.remarks = [...this.remarks, gone ? { kind: 'gone', path } : { kind: 'refused', path, code, message, serving }]
  }

  /** Remembers the list; while serving, it is on show until it is served or put back. */
  #keepMedia(): void {
    this.save({ media: this.media.filter(({ kind }) => kind === 'ready').map(({ path }) => path) })
    this.editing = this.serving
  }

  #beat(): void {
    this.tick++
    if (this.tick % TICKS_PER_CLOCK === 0) this.clock = Date.now()
    if (this.tick % 2 === 0) {
      this.speeds = [...this.speeds, this.serving ? this.engine.bytesPerSecond : 0].slice(-KEEP_SPEEDS)
    }
  }
}

export const [getApp, setApp] = createContext<App>()
