import type { Bootdrop } from '../../preload/contract'
import type { MediumReport } from '../../main/engine/types'

/** A medium, from chosen to recognised. */
export type Medium =
  | { readonly kind: 'reading'; readonly path: string }
  | { readonly kind: 'ready'; readonly path: string; readonly report: MediumReport }
  | { readonly kind: 'problem'; readonly path: string; readonly code: string; readonly message: string }

/** A file that cannot be served, and why. */
export interface RefusedMedium {
  readonly path: string
  readonly code: string
  readonly message: string
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

  constructor(private readonly inspect: Bootdrop['inspect']) {}

  /** Reads media. A later call in place of the list wins over one that still reads. Returns what was refused. */
  async open(paths: readonly string[], { add, strict }: OpenHow): Promise<readonly RefusedMedium[]> {
    const before = this.list
    const kept = add ? this.list.filter(({ kind }) => kind !== 'problem') : []
    const fresh = paths.filter((path, at) => paths.indexOf(path) === at && !kept.some((medium) => medium.path === path))
    const reading = fresh.slice(0, MOST - kept.length).map((path) => ({ kind: 'reading', path }) as const)
    this.list = [...kept, ...reading]
    const opened = await Promise.all(reading.map((medium) => this.#read(medium, strict ? before : undefined)))
    return strict ? opened.flatMap((medium) => (medium && refusalOf(medium)) ?? []) : []
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
   * @param otherwise what stands in the list again where this cannot be served and nothing else is left; without it, it stands
   *   there with its problem
   * @returns undefined when a later choice has overtaken it
   */
  async #read(reading: Medium, otherwise?: readonly Medium[]): Promise<Medium | undefined> {
    const { path } = reading
    const result = await this.inspect(path)
    const opened: Medium = result.ok
      ? { kind: 'ready', path, report: result.value }
      : { kind: 'problem', path, ...result.error }
    this.#opened.set(reading, opened)
    if (!this.list.includes(reading)) return undefined
    if (otherwise === undefined || refusalOf(opened) === undefined) {
      this.list = this.list.map((medium) => (medium === reading ? opened : medium))
    } else {
      const left = this.list.filter((medium) => medium !== reading)
      this.list = left.length > 0 ? left : otherwise.map((medium) => this.#opened.get(medium) ?? medium)
    }
    return opened
  }
}

/** Why machines cannot be given this medium. */
export function refusalOf(medium: Medium): RefusedMedium | undefined {
  const { path } = medium
  if (medium.kind === 'problem') return { path, code: medium.code, message: medium.message }
  if (medium.kind !== 'ready' || medium.report.recipes.length > 0) return undefined
  return { path, code: 'no-recipe', message: medium.report.notices.map(({ text }) => text).join(' ') }
}
