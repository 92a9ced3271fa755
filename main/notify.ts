import type { Settings } from '../preload/contract'
import type { Words } from '../renderer/src/lang/words'
import type { Clock } from './engine/clock'
import type { Client, EngineState } from './engine/types'
import { nameOf, newsOf } from './news'
import type { News } from './news'

/** So long is collected before the first: machines that were started together end together. */
export const COLLECT_MS = 2000
/** At most one notification in this time. */
export const GAP_MS = 8000
/** So many are named; of more than these only the number is told. */
const NAMED = 3

export interface Notice {
  readonly title: string
  readonly body: string
  readonly silent: boolean
  /** The machine to show when it is clicked. */
  readonly clientId: string
}

export interface NotifyDeps {
  readonly clock: Clock
  /** Whether the user looks at the window. */
  readonly watched: () => boolean
  readonly settings: () => Pick<Settings, 'notify' | 'sound'>
  readonly words: () => Words['shell']
  readonly show: (notice: Notice) => void
}

/** What is told of one state in one notification; undefined where there is nothing. */
export function noticeOf(
  clients: readonly Client[],
  words: Words['shell'],
): Pick<Notice, 'title' | 'body' | 'clientId'> | undefined {
  const { notify } = words
  const of = (...kinds: News[]): readonly Client[] =>
    clients.filter((client) => kinds.includes(newsOf(client) ?? ('' as News)))
  const named = (some: readonly Client[]): string =>
    [...some.slice(0, NAMED).map(nameOf), ...(some.length > NAMED ? ['…'] : [])].join(', ')
  const trouble = of('trouble')
  const good = of('up', 'done')
  // Trouble is what somebody has to walk to the bench for: a click leads there.
  const first = trouble[0] ?? good[0]
  if (first === undefined) return undefined
  const clientId = first.id
  if (good.length === 0) {
    return trouble.length === 1
      ? { clientId, title: notify.trouble(named(trouble)), body: notify.troubleMore }
      : { clientId, title: notify.severalTrouble(trouble.length), body: named(trouble) }
  }
  const done = of('done').length
  const [one] = good
  const body = trouble.length === 0 ? named(good) : notify.andTrouble(trouble.length, named(trouble))
  if (good.length > 1 || one === undefined) {
    const title = done === good.length ? notify.severalDone(done) : notify.severalUp(good.length)
    return { clientId, title, body }
  }
  const title = done === 1 ? notify.done(nameOf(one)) : notify.up(nameOf(one))
  return { clientId, title, body: trouble.length > 0 ? body : (one.title ?? one.model ?? '') }
}

/**
 * Tells of machines that are up, installed or in trouble while nobody looks at the window: each of them once a boot, and forty that
 * end together in one line.
 */
export class Notifier {
  /** What was last told or seen of each machine, by id. */
  #known = new Map<string, string>()
  #clients: readonly Client[] = []
  readonly #waiting = new Set<string>()
  #cancel: (() => void) | undefined
  #lastAt = -Infinity

  constructor(private readonly deps: NotifyDeps) {}

  update({ clients, status }: Pick<EngineState, 'clients' | 'status'>): void {
    this.#clients = clients
    const before = this.#known
    this.#known = new Map(clients.map((client) => [client.id, `${String(client.boots)} ${newsOf(client) ?? ''}`]))
    if (status === 'stopped') return this.clear()
    for (const client of clients) {
      if (newsOf(client) !== undefined && before.get(client.id) !== this.#known.get(client.id)) {
        this.#waiting.add(client.id)
      }
    }
    if (this.#waiting.size > 0) this.#plan()
  }

  clear(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#waiting.clear()
  }

  #plan(): void {
    const { clock } = this.deps
    const wait = Math.max(COLLECT_MS, this.#lastAt + GAP_MS - clock.now())
    this.#cancel ??= clock.after(wait, () => this.#flush())
  }

  #flush(): void {
    const { clock, watched, settings, words, show } = this.deps
    const { notify, sound } = settings()
    // As they are now: a stall that has passed is none.
    const clients = this.#clients.filter(({ id }) => this.#waiting.has(id))
    this.clear()
    if (!notify || watched()) return
    const notice = noticeOf(clients, words())
    if (notice === undefined) return
    this.#lastAt = clock.now()
    show({ ...notice, silent: !sound })
  }
}
