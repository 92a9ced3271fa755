import { createContext } from 'svelte'
import type { About, Inspecting, MenuCommand, Page, Result, SettingsPatch } from '../../preload/contract'
import type { BrokenRecipe, Client, EngineState, Rule } from '../../main/engine/types'
import { announce } from './announce'
import { looksLikeAnswer } from './answers'
import { Answers } from './answers.svelte'
import * as choose from './choices'
import type { Mode } from './choices'
import { Checks } from './checks.svelte'
import { Evidence } from './evidence.svelte'
import { History } from './history.svelte'
import { Inspector } from './inspector.svelte'
import { lang } from './lang/lang.svelte'
import { Links } from './links.svelte'
import { refusalOf } from './media.svelte'
import type { OpenHow } from './media.svelte'
import { Note } from './note.svelte'
import { Preferences } from './preferences.svelte'
import { newsOf } from './progress'
import { Recent } from './recent.svelte'
import { setupOf, withSetup } from './recipe-setup'
import type { MachineChoices } from './rules'
import { keepSame } from './same'
import { ScreenHelp } from './screen-help.svelte'
import { SelfTest } from './self-test.svelte'
import { Setup } from './setup.svelte'
import { View } from './view.svelte'

const KEEP_LOG_LINES = 2000

/** The window's whole state, and everything that can be done with it. */
export class App extends View {
  /** Until it is known what was chosen last time. */
  #waking: Promise<void> | undefined

  readonly setup = new Setup(this)
  readonly answers = new Answers(this)
  readonly links = new Links(this)
  readonly checks = new Checks(this)
  readonly history = new History(this)
  readonly selfTest = new SelfTest(this)
  readonly evidence = new Evidence(this)
  readonly screenHelp = new ScreenHelp(this)
  readonly inspector = new Inspector(this)
  readonly preferences = new Preferences(this)
  readonly recent = new Recent(this)
  readonly note = new Note(this.speech)
  /** Counts the times that a stop was asked for in the menu or the tray: the button in the strip asks back where it must. */
  stopAsked = $state(0)

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
        const known = this.cards
        this.cards = keepSame(known, cards)
        // What a start said of the card is old news.
        if (this.cards !== known && this.problem?.code.startsWith('card-')) this.problem = undefined
      }),
      this.api.on.inspecting((progress) => this.#unpacks(progress)),
      this.api.on.recipes((broken) => void this.#recipesChanged(broken)),
      this.api.on.menu((command) => this.#obey(command)),
      this.api.on.about((about) => this.#setAbout(about)),
      // As a double click means it: this one, not one more; but nobody's boot is taken away.
      this.api.on.opened((paths) => void this.drop(paths, this.serving ? 'add' : 'replace')),
      this.api.on.look((id) => this.look(id)),
      this.checks.connect(),
      this.history.connect(),
      this.selfTest.connect(),
      this.evidence.connect(),
      this.screenHelp.connect(),
      this.inspector.connect(),
    ]
    const first = this.api.state().then((state) => {
      if (!stateCame) this.#setEngine(state)
    })
    void this.api.about().then((about) => this.#setAbout(about))
    void this.api.log().then((lines) => {
      this.log = lines
    })
    void this.api.cards().then((cards) => {
      this.cards ??= cards
    })
    this.#waking = first.then(() => this.#wake()).finally(() => (this.#waking = undefined))
    ends.push(this.pulse.start(() => (this.serving ? this.engine : undefined)))
    return () => {
      for (const end of ends) end()
    }
  }

  /**
   * Reads media and shows what they are, in place of the list or at its end. A newer call wins over one that still reads. A
   * single file stands there with its problem where nothing that can be served does; else what cannot be served changes
   * nothing: it is told of, and the choices stay.
   */
  async open(paths: readonly string[], how: 'replace' | 'add' = 'replace'): Promise<void> {
    const [first] = paths
    if (first === undefined) return
    // A file dropped on a window that has just opened comes on top of what is remembered, not below it.
    if (this.#waking) await this.#waking
    this.problem = undefined
    this.remarks.clear()
    const add = how === 'add' && this.media.length > 0
    const { serving } = this
    const ready = this.media.some((medium) => medium.kind === 'ready' && refusalOf(medium) === undefined)
    const forgetting = this.answers.forget(paths.filter((path) => !this.media.some((medium) => medium.path === path)))
    if (forgetting) await forgetting
    await this.#read(paths, { add, strict: serving || add || ready || paths.length > 1 })
    if (this.media.some(({ path }) => path === first)) {
      if (add) this.selected = first
      this.#keepMedia()
    }
    // Dropped on any page, what is wrong with it is told on that of the machines.
    const wrong = this.medium?.kind === 'problem' || this.report?.recipes.length === 0
    if (wrong || this.remarks.list.length > 0) this.show('machines')
  }

  /** Files dropped on the window: media, and answer files for what is chosen already or was dropped with them. */
  async drop(paths: readonly string[], how: 'replace' | 'add'): Promise<void> {
    if (this.#waking) await this.#waking
    const media = paths.filter((path) => !looksLikeAnswer(path))
    if (media.length > 0) await this.open(media, how)
    const rest = this.answers.sort(paths.filter(looksLikeAnswer))
    // With nothing that would take it, it is told what is wrong with it as with any other file.
    await this.open(rest, media.length > 0 ? 'add' : how)
    this.files.list = this.files.list.map((medium) =>
      medium.kind === 'problem' && medium.code === 'medium-not-recognised' && rest.includes(medium.path)
        ? {
            ...medium,
            message: 'An answer file: drop the medium first.',
            details: { path: medium.path, reason: 'answer' },
          }
        : medium,
    )
  }

  /** Breaks off the unpacking of a medium. */
  cancelReading(path: string): void {
    this.files.cancel(path)
  }

  async openRecipesFolder(): Promise<void> {
    const result = await this.api.openRecipesFolder()
    if (!result.ok) this.problem = result.error
  }

  async choose(how: 'replace' | 'add' = 'replace'): Promise<void> {
    const paths = await this.api.chooseMedia()
    await this.open(paths, how)
    if (paths.length > 0) this.chosen++
  }

  moveMedium(path: string, by: number): void {
    if (this.files.move(path, by)) this.#keepMedia()
  }

  removeMedium(path: string): void {
    const place = this.media.findIndex((medium) => medium.path === path)
    const medium = this.media[place]
    if (medium === undefined) return
    this.files.remove(path)
    this.remarks.removed = { medium, place }
    this.#keepMedia()
  }

  /** The medium that was removed last, in its place again. */
  undoRemove(): void {
    const { removed } = this.remarks
    this.remarks.removed = undefined
    if (removed === undefined || !this.files.insert(removed.medium, removed.place)) return
    this.selected = removed.medium.path
    this.#keepMedia()
  }

  /** While serving: puts the choices back to what machines boot. */
  async keepServed(): Promise<void> {
    const { served, card } = this.engine
    this.editing = false
    this.shelf.stale = false
    this.problem = undefined
    this.remarks.clear()
    if (served === undefined) return
    if (card !== undefined && this.card?.name !== card.name) this.save({ card: card.name })
    if (this.startedAs !== undefined && this.otherMode) this.once = { card: card?.name ?? '', mode: this.startedAs }
    const { append, menu, menuTimeoutS } = served
    const media = served.media.map(({ path }) => path)
    const recipes = choose.remembered(this.settings.recipes, served.media)
    this.save({ media, append, menu, menuTimeoutS, recipes })
    await this.files.show(media)
  }

  /** @param mode for this start alone, in place of the remembered one */
  async start(mode?: Mode): Promise<void> {
    if (this.busy) return
    if (mode !== undefined && this.card !== undefined) this.once = { card: this.card.name, mode }
    const { config } = this
    if (!config) return
    this.problem = undefined
    if (this.serving && !this.changed) return
    if (this.serving && !this.needsRestart) {
      if (!this.#show(await this.api.change(config))) return
      this.editing = false
      this.#isServed()
      return
    }
    if (this.serving) await this.api.stop()
    // Before, not after: what is served can be opened to be changed as soon as it is.
    this.editing = false
    if (!this.#show(await this.api.start(config))) return
    this.#isServed()
    this.startedAs = config.mode
  }

  /** Also breaks off a start that is under way. */
  async stop(): Promise<void> {
    if (!this.serving && this.engine.status !== 'starting') return
    this.#show(await this.api.stop())
  }

  chooseMode(mode: Mode): void {
    if (this.card === undefined) return
    this.once = undefined
    this.save({ modes: { ...this.settings.modes, [this.card.name]: mode } })
  }

  /** Other choices for one machine, from its next boot on. */
  async decide(client: Client, patch: Partial<MachineChoices>): Promise<void> {
    await this.setRules(this.own.with(this.settings.rules, client, patch))
  }

  async setRules(rules: readonly Rule[]): Promise<void> {
    this.save({ rules })
    const config = this.serving && choose.servedConfig(this.engine, this.startedAs ?? this.mode, rules)
    if (config) this.#show(await this.api.change(config))
  }

  /** Whether a machine that has just been installed gets its own disk: as it is set, from the next boot on. */
  async applyGuard(): Promise<void> {
    const { rules, installGuard } = this.settings
    const config = this.serving && choose.servedConfig(this.engine, this.startedAs ?? this.mode, rules)
    if (config && config.installGuard !== installGuard) this.#show(await this.api.change({ ...config, installGuard }))
  }

  async chooseLoaders(): Promise<void> {
    const loadersFolder = await this.api.chooseLoadersFolder()
    if (loadersFolder === null) return
    this.settings = { ...this.settings, loadersFolder }
    // What a medium lacks may be in it now, also where it is the same folder as before.
    void this.files.again()
  }

  chooseRecipe(recipe: string, entry?: string): void {
    if (!this.report) return
    const { path } = this.report
    const setup = { ...setupOf(this.settings.recipes, path, recipe), ...(entry === undefined ? {} : { entry }) }
    this.save({ recipes: withSetup(this.settings.recipes, path, recipe, setup) })
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
    const { loadersFolder } = this.settings
    this.settings = { ...this.settings, ...patch }
    void this.api.saveSettings(patch)
    if (this.settings.loadersFolder !== loadersFolder) void this.files.again()
  }

  show(page: Page): void {
    this.page = page
  }

  /** Brings one machine into view. */
  look(id: string): void {
    this.show('machines')
    if (this.engine.clients.some((client) => client.id === id)) this.inspector.open(id)
  }

  hideNotice(code: string, at: number): void {
    this.hidden = { ...this.hidden, [code]: at }
  }

  #setEngine(state: EngineState): void {
    const before = this.engine
    if (state.status === 'stopped') {
      this.editing = false
      this.shelf.stale = false
      this.startedAs = undefined
      if (before.status !== 'stopped') this.once = undefined
    }
    // The guard gave the leasing up: what is served now is what the choices show.
    if (before.mode === 'dhcp' && state.mode === 'proxy') {
      this.startedAs = 'proxy'
      this.once = { card: state.card?.name ?? '', mode: 'proxy' }
    }
    const wasWaiting = before.status !== 'starting' || before.waitingFor !== undefined
    if (wasWaiting && state.status === 'starting') this.startingSince = Date.now()
    this.engine = keepSame(before, state)
    this.lastMode = state.mode ?? this.lastMode
    const news = announce(before, this.engine)
    if (news !== '') this.speech.say(news)
  }

  #setAbout(about: About): void {
    this.about = about
    lang.id = about.language
    document.documentElement.lang = about.language
  }

  #unpacks(progress: Inspecting): void {
    const before = this.files.progress.get(progress.path)
    if (this.files.tell(progress)) this.speech.say(newsOf(before, progress))
  }

  async #recipesChanged(broken: readonly BrokenRecipe[]): Promise<void> {
    this.shelf.broken = broken
    await this.files.again()
    this.shelf.changed(this.engine, this.media)
  }

  #obey(command: MenuCommand): void {
    switch (command) {
      case 'open':
        return void this.choose()
      case 'link':
        this.show('machines')
        return this.links.show()
      case 'recipes':
        return void this.openRecipesFolder()
      case 'start':
        return void this.start()
      case 'stop':
        this.stopAsked++
        return
      case 'evidence':
        return this.show('settings')
      default:
        return this.show(command.slice('page-'.length) as Page)
    }
  }

  #show(result: Result<null>): boolean {
    // A start that the user broke off is no problem.
    this.problem = result.ok || result.error.code === 'cancelled' ? undefined : result.error
    // Pressed on any page, it is told on that of the machines.
    if (this.problem !== undefined) this.show('machines')
    return result.ok
  }

  async #wake(): Promise<void> {
    this.settings = await this.api.settings()
    void this.api.brokenRecipes().then((broken) => {
      this.shelf.broken = broken
    })
    void this.#restore()
  }

  async #restore(): Promise<void> {
    // A window that opens while machines boot shows what they boot.
    const paths = this.engine.served?.media.map(({ path }) => path) ?? this.settings.media
    if (paths.length === 0 || this.media.length > 0) return
    const reading = this.serving ? this.answers.learn(paths) : this.answers.forget(paths)
    if (reading) await reading
    if (this.media.length > 0) return
    await this.#read(paths, { add: false, strict: paths.length > 1 })
    const [only] = this.media
    if (this.media.length === 1 && only?.kind === 'problem' && only.code === 'medium-missing') {
      this.files.remove(only.path)
      this.remarks.add(only, this.serving)
    }
    if (!this.serving) this.save({ media: this.media.map(({ path }) => path) })
  }

  async #read(paths: readonly string[], how: OpenHow): Promise<void> {
    for (const refused of await this.files.open(paths, how)) this.remarks.add(refused, this.serving)
  }

  #isServed(): void {
    this.shelf.stale = false
    this.remarks.clear()
    this.recent.served()
  }

  /** Remembers the list; while serving, it is on show until it is served or put back. */
  #keepMedia(): void {
    this.save({ media: this.media.filter(({ kind }) => kind === 'ready').map(({ path }) => path) })
    this.editing = this.serving
  }
}

export const [getApp, setApp] = createContext<App>()
