import type { Settings } from '../../preload/contract'
import { BLANK } from '../../preload/contract'
import type { App } from './app.svelte'

/** What the settings page changes. */
export const PREFERENCES = [
  'language',
  'theme',
  'notify',
  'sound',
  'tray',
  'installGuard',
  'loadersFolder',
] as const satisfies readonly (keyof Settings)[]

/** What was changed, as the line with Undo names it. */
export type Changed = (typeof PREFERENCES)[number] | 'recent' | 'all'

interface Change {
  readonly what: Changed
  readonly before: Partial<Settings>
}

/** More than this nobody takes back. */
const KEEP = 50

/** Settings that hold at once, and can be taken back one after the other. */
export class Preferences {
  #changes = $state.raw<readonly Change[]>([])
  /** The change that Undo takes back next. */
  readonly last = $derived(this.#changes.at(-1)?.what)
  readonly isDefault = $derived.by(() => PREFERENCES.every((key) => this.app.settings[key] === BLANK[key]))

  constructor(private readonly app: App) {}

  change(what: Changed, patch: Partial<Settings>): void {
    const { settings } = this.app
    const changed = (Object.keys(patch) as (keyof Settings)[]).filter((key) => patch[key] !== settings[key])
    if (changed.length === 0) return
    this.#remember(what, Object.fromEntries(changed.map((key) => [key, settings[key]])))
    this.#apply(patch)
  }

  /** In the system's dialog. */
  async chooseLoaders(): Promise<void> {
    const { loadersFolder } = this.app.settings
    await this.app.chooseLoaders()
    if (this.app.settings.loadersFolder !== loadersFolder) this.#remember('loadersFolder', { loadersFolder })
  }

  undo(): boolean {
    const change = this.#changes.at(-1)
    if (change === undefined) return false
    this.#changes = this.#changes.slice(0, -1)
    this.#apply(change.before)
    return true
  }

  /** Everything on the settings page as it was in the beginning; media and their recipes stay. */
  reset(): void {
    this.change('all', Object.fromEntries(PREFERENCES.map((key) => [key, BLANK[key]])))
  }

  #remember(what: Changed, before: Partial<Settings>): void {
    this.#changes = [...this.#changes, { what, before }].slice(-KEEP)
  }

  #apply(patch: Partial<Settings>): void {
    this.app.save(patch)
    if (patch.installGuard !== undefined) void this.app.applyGuard()
  }
}
