import { SvelteMap } from 'svelte/reactivity'
import type { Bootdrop, Inspecting, Result } from '../../preload/contract'
import type { MediumReport } from '../../main/engine/types'
import type { Details } from './words-facts'

/** A medium, from chosen to recognised. */
export type Medium =
  | { readonly kind: 'reading'; readonly path: string }
  | { readonly kind: 'ready'; readonly path: string; readonly report: MediumReport }
  | ({ readonly kind: 'problem' } & RefusedMedium)

/** A file that cannot be served, and why. */
export interface RefusedMedium {
  readonly path: string
  readonly code: string
  readonly message: string
  readonly details?: Details | undefined
  /** What was noticed of a medium that can be read, and has nothing to boot. */
  readonly notices?: MediumReport['notices'] | undefined
}

export interface OpenHow {
  /** To the end of the list, not in its place. */
  readonly add: boolean
  /** What cannot be served does not come into the list; without it, it stands there with its problem. */
  readonly strict: boolean
}

/** More than this in a menu, and nobody finds anything. */
const MOST = 64

/** The media on show, in the order of the menu. The first boots by itself. */
export class Media {
  list = $state.raw<readonly Medium[]>([])
  /** What came of those that were being read, also while they were not on show. */
  readonly #opened = new WeakMap<Medium, Medium>()
  #looks = 0

  /** How far those are that are being unpacked, by path. */
  readonly progress = new SvelteMap<string, Inspecting>()

  constructor(private readonly api: Pick<Bootdrop, 'inspect' | 'cancelInspect'>) {}

  /** False for news of one that nobody waits for. */
  tell(progress: Inspecting): boolean {
    const waited = this.list.some(({ path, kind }) => kind === 'reading' && path === progress.path)
    if (waited) this.progress.set(progress.path, progress)
    return waited
  }

  /** Breaks off the unpacking of one: it goes out of the list, and what stood there before comes back. */
  cancel(path: string): void {
    void this.api.cancelInspect(path)
  }

  /** Reads media. A later call in place of the list wins over one that still reads. Returns what was refused. */
  async open(paths: readonly string[], { add, strict }: OpenHow): Promise<readonly RefusedMedium[]> {
    const before = this.list
    const kept = add ? this.list.filter(({ kind }) => kind !== 'problem') : []
    const fresh = paths.filter((path, at) => paths.indexOf(path) === at && !kept.some((medium) => medium.path === path))
    const reading = fresh.slice(0, MOST - kept.length).map((path) => ({ kind: 'reading', path }) as const)
    this.list = [...kept, ...reading]
    const opened = await Promise.all(reading.map((medium) => this.#read(medium, before, strict)))
    for (const medium of before) {
      const overtaken = medium.kind === 'reading' && !this.list.includes(medium) && !this.#opened.has(medium)
      if (overtaken && !this.list.some(({ path }) => path === medium.path)) this.cancel(medium.path)
    }
    return strict ? opened.flatMap((medium) => (medium && refusalOf(medium)) ?? []) : []
  }

  /** Looks at all of them again, without taking them off the list meanwhile: recipes or loaders have changed. The latest look counts. */
  async again(): Promise<void> {
    const mine = ++this.#looks
    const known = this.list.filter(({ kind }) => kind !== 'reading')
    await Promise.all(
      known.map(async (medium) => {
        const opened = await this.#look(medium.path)
        if (opened === undefined || mine !== this.#looks) return
        this.#opened.set(medium, opened)
        // An earlier look may have put another one in its place.
        this.list = this.list.map((other) => (other.path === medium.path && other.kind !== 'reading' ? opened : other))
      }),
    )
  }

  /** Shows just these, in this order; those that are known are not read again. */
  async show(paths: readonly string[]): Promise<void> {
    const before = this.list
    this.list = paths.map((path) => before.find((medium) => medium.path === path) ?? { kind: 'reading', path })
    await Promise.all(this.list.filter((medium) => !before.includes(medium)).map((medium) => this.#read(medium)))
  }

  /** Moves one by so many places; false where it cannot move further. */
  move(path: string, by: number): boolean {
    const from = this.list.findIndex((medium) => medium.path === path)
    const medium = this.list[from]
    const to = from + by
    if (medium === undefined || to < 0 || to >= this.list.length) return false
    const list = this.list.filter((other) => other !== medium)
    this.list = [...list.slice(0, to), medium, ...list.slice(to)]
    return true
  }

  /** Puts one back; false where it stands there already. */
  insert(medium: Medium, place: number): boolean {
    if (this.list.some(({ path }) => path === medium.path)) return false
    const known = this.#opened.get(medium) ?? medium
    this.list = [...this.list.slice(0, place), known, ...this.list.slice(place)]
    return true
  }

  remove(path: string): void {
    this.list = this.list.filter((medium) => medium.path !== path)
  }

  /**
   * @param otherwise what stands in the list again where this one is broken off, or is `strict` and cannot be served, and nothing
   *   else is left; what cannot be served and is not strict stands there with its problem
   * @returns undefined when it was broken off, or a later choice has overtaken it
   */
  async #read(reading: Medium, otherwise: readonly Medium[] = [], strict = false): Promise<Medium | undefined> {
    const { path } = reading
    const opened = await this.#look(path)
    this.progress.delete(path)
    if (opened !== undefined) this.#opened.set(reading, opened)
    if (!this.list.includes(reading)) return undefined
    if (opened !== undefined && (!strict || refusalOf(opened) === undefined)) {
      this.list = this.list.map((medium) => (medium === reading ? opened : medium))
    } else {
      const left = this.list.filter((medium) => medium !== reading)
      this.list = left.length > 0 ? left : otherwise.map((medium) => this.#opened.get(medium) ?? medium)
    }
    return opened
  }

  /** Undefined where it was broken off. A path that is refused before anybody looked is a problem like any other. */
  async #look(path: string): Promise<Medium | undefined> {
    try {
      return openedOf(path, await this.api.inspect(path))
    } catch {
      return { kind: 'problem', path, code: 'medium-unreadable', message: '' }
    }
  }
}

/** Undefined where it was broken off. */
function openedOf(path: string, result: Result<MediumReport>): Medium | undefined {
  if (result.ok) return { kind: 'ready', path, report: result.value }
  return result.error.code === 'cancelled' ? undefined : { kind: 'problem', path, ...result.error }
}

/** Why machines cannot be given this medium. */
export function refusalOf(medium: Medium): RefusedMedium | undefined {
  const { path } = medium
  if (medium.kind === 'problem') return { path, code: medium.code, message: medium.message, details: medium.details }
  if (medium.kind !== 'ready' || medium.report.recipes.length > 0) return undefined
  return { path, code: 'no-recipe', message: '', notices: medium.report.notices }
}
