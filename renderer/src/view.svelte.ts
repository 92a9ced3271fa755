import { SvelteMap } from 'svelte/reactivity'
import { STOPPED } from '../../main/engine/initial'
import { BLANK } from '../../preload/contract'
import type { About, Bootdrop, Page, Settings } from '../../preload/contract'
import { underWay } from '../../preload/under-way'
import type { Card, EngineState, LogLine, ServeMode } from '../../main/engine/types'
import * as choose from './choices'
import type { Mode } from './choices'
import { Media } from './media.svelte'
import { OwnChoices } from './own-choices.svelte'
import { Pulse } from './pulse.svelte'
import { setupOf } from './recipe-setup'
import { Remarks } from './remarks.svelte'
import { Shelf } from './shelf.svelte'
import { Speech } from './speech.svelte'
import { isOnCard } from './trouble'
import type { Details } from './words-facts'

/** A problem on show: code and the engine's sentence, worded by words-problem.ts. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly details?: Details | undefined
}

/**
 * What the window shows. Snapshots come in whole and are replaced whole; what can be derived is derived. App is what changes it.
 */
export class View {
  /** A way of addresses for one start, offered where the remembered one did not work. */
  protected once = $state.raw<{ readonly card: string; readonly mode: Mode }>()
  /** What the engine was started with; undefined where that was before this window. */
  protected startedAs = $state.raw<Mode>()
  protected readonly files: Media

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
  /** The page on show. */
  page = $state<Page>('machines')
  /** This program and this computer; undefined until it is told. */
  about = $state.raw<About>()
  /** While serving: the choices are open to be changed. */
  editing = $state(false)
  /** When each hidden notice was raised, by code: raised again, it shows again. */
  hidden = $state.raw<Readonly<Record<string, number>>>({})
  readonly shelf = new Shelf()
  readonly speech = new Speech()
  readonly pulse = new Pulse()
  readonly remarks = new Remarks()
  readonly own = new OwnChoices()
  /** Machines that the user opened or closed, by id. */
  readonly opened = new SvelteMap<string, boolean>()
  /** Counts files chosen in the system's dialog: the keyboard goes on from there. */
  chosen = $state(0)
  /** When the start that is under way began, ms since the epoch. */
  startingSince = $state(0)
  /** The machine whose lines the log shows; undefined for all. */
  logOf = $state<string | undefined>(undefined)

  /** Every medium, in the order of the menu. */
  readonly media = $derived.by(() => this.files.list)
  /** How far the unpacking of each is, by path. */
  readonly progress = $derived.by(() => this.files.progress)
  /** The medium on show; undefined before the first one. */
  readonly medium = $derived(this.media.find(({ path }) => path === this.selected) ?? this.media[0])
  readonly report = $derived(this.medium?.kind === 'ready' ? this.medium.report : undefined)
  readonly recipe = $derived(
    this.report && choose.pickRecipe(this.report, this.settings.recipes[this.report.path]?.recipe),
  )
  readonly entry = $derived(
    choose.pickEntry(
      this.recipe,
      this.report && this.recipe && setupOf(this.settings.recipes, this.report.path, this.recipe.id).entry,
    ),
  )
  readonly card = $derived(choose.pickCard(this.cards ?? [], this.settings.card))
  /** How machines get addresses on this card. */
  readonly mode = $derived.by((): Mode => {
    if (this.once !== undefined && this.once.card === this.card?.name) return this.once.mode
    return this.settings.modes[this.card?.name ?? ''] ?? 'auto'
  })
  readonly appendProblem = $derived(choose.appendProblem(this.settings.append))
  readonly blocker = $derived(choose.blocker(this.media, this.card, this.appendProblem, this.settings.recipes))
  readonly config = $derived.by(() => {
    if (this.blocker !== undefined || !this.card) return undefined
    const media = this.media.flatMap((medium) => choose.choiceOf(medium, this.settings.recipes) ?? [])
    return choose.serveConfig(media, this.card, this.mode, this.settings)
  })
  protected readonly otherMode = $derived(this.startedAs !== undefined && this.startedAs !== this.mode)
  readonly serving = $derived(this.engine.status === 'serving')
  readonly busy = $derived(this.engine.status === 'starting' || this.engine.status === 'stopping')
  /** The choices on show are not what is being served. */
  readonly changed = $derived(
    this.serving &&
      this.config !== undefined &&
      (this.otherMode || this.shelf.stale || !choose.isServed(this.config, this.engine)),
  )
  /** Media, recipes and arguments change while machines boot; another card or way of addresses does not. */
  readonly needsRestart = $derived(this.changed && (this.otherMode || this.config?.nic !== this.engine.card?.name))
  /** The system's own dialog is open for the ports that it keeps for administrators. */
  readonly waitingForPassword = $derived(this.engine.status === 'starting' && this.engine.waitingFor === 'permission')
  /** Before anything is given out, the engine hears whether somebody else leases addresses: up to 4 seconds. */
  readonly listening = $derived(
    this.engine.status === 'starting' &&
      !this.waitingForPassword &&
      this.mode !== 'proxy' &&
      this.card?.kind !== 'loopback',
  )
  /** Nobody leases addresses here, and it is asked who shall. */
  readonly asking = $derived(this.problem?.code === 'no-dhcp' && !this.serving && !this.busy)
  /** How many boots a stop now would break. */
  readonly underWay = $derived(this.serving ? underWay(this.engine.clients, this.pulse.clock) : 0)
  /** The rail tells what is served, in place of the choices. */
  readonly summary = $derived(this.serving && !this.editing && !this.changed)
  readonly notices = $derived(
    this.engine.notices.filter(
      (notice) =>
        notice.level !== 'info' &&
        (this.hidden[notice.code] ?? 0) < notice.at &&
        !isOnCard(notice, this.engine.clients),
    ),
  )

  constructor(readonly api: Bootdrop) {
    this.files = new Media(api)
  }
}
