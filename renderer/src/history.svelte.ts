import { SvelteSet } from 'svelte/reactivity'
import type { JournalEntry } from '../../main/journal/types'
import type { App } from './app.svelte'
import { dayStart, filtered, merged, rowsOf, totalsOf, without } from './history'
import type { Range, ResultFilter } from './history'
import { words } from './lang/lang.svelte'
import type { Problem } from './view.svelte'

/** The bench journal on show. */
export class History {
  /** Newest first; undefined until it was read. */
  entries = $state.raw<readonly JournalEntry[]>()
  search = $state('')
  result = $state<ResultFilter>('all')
  range = $state<Range>('all')
  from = $state('')
  to = $state('')
  /** Ids. */
  readonly selected = new SvelteSet<string>()
  /** The boot that is open. */
  opened = $state<string>()
  /** How many were deleted last, while that can be taken back. */
  deleted = $state(0)
  /** Where it was saved last. */
  saved = $state<string>()
  /** Why there is none. */
  unread = $state.raw<Problem>()
  /** Why it was not saved. */
  problem = $state.raw<Problem>()
  /** Whether the graph of bytes per second is open. */
  graphOpen = $state(false)

  // Which day it is, not which second: the list is not made anew with the clock.
  readonly #today = $derived.by(() => dayStart(this.app.pulse.clock))
  readonly shown = $derived(filtered(this.entries ?? [], this, this.#today, words().history.results))
  readonly rows = $derived(rowsOf(this.shown))
  readonly totals = $derived(totalsOf(this.shown))
  readonly isFiltered = $derived(this.search.trim() !== '' || this.result !== 'all' || this.range !== 'all')
  /** What is selected and on show: what a filter hides is not deleted with the rest. */
  readonly chosen = $derived(this.shown.filter(({ id }) => this.selected.has(id)))

  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    const end = this.app.api.on.journal((changed) => {
      if (changed.length === 0) void this.read()
      else if (this.entries !== undefined) this.entries = merged(this.entries, changed)
    })
    void this.read()
    return end
  }

  /** Reads all of it: another Bootdrop may have written meanwhile. */
  async read(): Promise<void> {
    const result = await this.app.api.journal()
    this.unread = result.ok ? undefined : result.error
    if (result.ok) this.entries = result.value
  }

  toggle(id: string): void {
    if (!this.selected.delete(id)) this.selected.add(id)
  }

  /** Selects all that are on show, or none when they are. */
  selectShown(): void {
    const all = this.chosen.length === this.shown.length
    this.selected.clear()
    if (!all) for (const { id } of this.shown) this.selected.add(id)
  }

  showAll(): void {
    this.search = ''
    this.result = 'all'
    this.range = 'all'
  }

  delete(entries: readonly JournalEntry[]): void {
    if (entries.length === 0) return
    const ids = entries.map(({ id }) => id)
    this.entries = without(this.entries ?? [], ids)
    for (const id of ids) this.selected.delete(id)
    this.deleted = ids.length
    this.app.speech.say(words().history.deleted(ids.length))
    void this.app.api.forgetJournal(ids)
  }

  async undoDelete(): Promise<void> {
    const count = this.deleted
    this.deleted = 0
    await this.app.api.restoreJournal()
    await this.read()
    this.app.speech.say(words().history.restored(count))
  }

  /** Saves what is selected, or else all that is on show. */
  async export(format: 'csv' | 'json'): Promise<void> {
    this.saved = undefined
    this.problem = undefined
    const entries = this.chosen.length > 0 ? this.chosen : this.shown
    const result = await this.app.api.exportJournal(
      format,
      entries.map(({ id }) => id),
    )
    if (!result.ok) this.problem = result.error
    else if (result.value !== null) {
      this.saved = result.value
      this.app.speech.say(words().history.saved(result.value))
    }
  }
}
