import type { Absence, RecentMedium } from '../../preload/contract'
import type { App } from './app.svelte'

/** More than this, and the list is no help any more (main/settings.ts keeps as many). */
const KEEP = 12

/** Media that were served before, newest first. */
export class Recent {
  /** By path; what is not in it is taken to be there. */
  #absent = $state.raw<Readonly<Record<string, Absence>>>({})

  /** Those that are not chosen already. */
  readonly list = $derived.by(() => {
    const { media, settings } = this.app
    return settings.recent.filter(({ path }) => !media.some((medium) => medium.path === path))
  })

  constructor(private readonly app: App) {}

  /** Why one cannot be used now; null where it can. */
  absence(path: string): Absence {
    return this.#absent[path] ?? null
  }

  /** Looks which of them are gone: an image on a stick that was pulled comes back with it. */
  async look(): Promise<void> {
    const paths = this.app.settings.recent.map(({ path }) => path)
    if (paths.length === 0) return
    const found = await this.app.api.absences(paths)
    this.#absent = Object.fromEntries(paths.map((path, at) => [path, found[at] ?? null]))
  }

  /** What has just been served comes first, in the order of the menu. */
  served(now = Date.now()): void {
    const { media, settings } = this.app
    const fresh = media.flatMap((medium): RecentMedium[] => {
      if (medium.kind !== 'ready') return []
      const { name, version, label } = medium.report
      return [{ path: medium.path, title: (name === '' ? label : `${name} ${version}`).trim(), at: now }]
    })
    const others = settings.recent.filter(({ path }) => !fresh.some((medium) => medium.path === path))
    const recent = [...fresh, ...others].slice(0, KEEP)
    const told = (list: readonly RecentMedium[]): string => list.map(({ path, title }) => `${path} ${title}`).join('\n')
    if (told(recent) !== told(settings.recent)) this.app.save({ recent })
  }

  /** In place of what is chosen, if that is a single medium that nobody boots from; else beside it. */
  async use(path: string): Promise<void> {
    await this.app.open([path], this.app.serving || this.app.media.length > 1 ? 'add' : 'replace')
    await this.look()
  }

  remove(path: string): void {
    const { recent } = this.app.settings
    this.app.preferences.change('recent', { recent: recent.filter((medium) => medium.path !== path) })
  }

  clear(): void {
    this.app.preferences.change('recent', { recent: [] })
  }
}
