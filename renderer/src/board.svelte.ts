import { untrack } from 'svelte'
import type { Client } from '../../main/engine/types'
import type { App } from './app.svelte'
import { arrange, byIdOf, countsOf, inFilter, inOrder, matches } from './board'
import type { Arrangement, Filter, Order } from './board'

/** Up to so many, the board is arranged with every snapshot; more than that and it is at the window's readable pace. */
const AT_ONCE = 24
/** Up to so many machines stand open as cards. */
const CARDS = 4
/** Somebody works in the cards: they stay cards for some more, or everything would jump away below the pointer. */
const CARDS_HELD = 8

const NOTHING: Arrangement = { ids: [], stale: false }

/** What the list of machines shows. It outlives the page: filter, order and scroll are as they were left. */
export class Board {
  filter = $state<Filter>('all')
  order = $state<Order>('first-seen')
  search = $state('')
  /** The row that the keyboard stands on. */
  active = $state<string>()
  /** Pixels that the list is scrolled by. */
  scrollTop = 0
  #pointed = $state(false)
  #focused = $state(false)
  /** Counts the times that the order was asked for in so many words. */
  #resorts = $state(0)
  #shown: Arrangement = NOTHING
  #sortedAs = ''
  #cards = true

  readonly #count = $derived.by(() => this.app.engine.clients.length)
  /** Machines by id, as of the newest snapshot. */
  readonly #byId = $derived.by(() => byIdOf(this.app.engine.clients))
  /** The machines, at the pace at which lists and numbers can be read. */
  readonly #paced = $derived.by((): readonly Client[] => {
    if (this.#count <= AT_ONCE) return this.app.engine.clients
    void this.app.pulse.tick
    return untrack(() => this.app.engine.clients)
  })
  readonly counts = $derived.by(() => countsOf(this.#paced, this.app.pulse.clock))
  readonly held = $derived(this.#pointed || this.#focused)

  readonly #arrangement = $derived.by((): Arrangement => {
    const { order, filter, search, held } = this
    const chosen = `${order} ${filter} ${search} ${String(this.#resorts)}`
    const now = this.app.pulse.clock
    // Progress moves all the time: rows change places every few seconds, not twice a second.
    const clients = order === 'progress' ? untrack(() => this.#paced) : this.#paced
    void this.#count
    const fitting = clients.filter(
      (one) => inFilter(one, filter, now) && (search.trim() === '' || matches(one, search)),
    )
    const wanted = inOrder(fitting, order, now).map(({ id }) => id)
    const byId = untrack(() => this.#byId)
    this.#shown = arrange(this.#shown.ids, wanted, (id) => byId.has(id), held && chosen === this.#sortedAs)
    this.#sortedAs = chosen
    return this.#shown
  })
  /** The rows, top first. The same array as long as they are the same. */
  readonly ids = $derived(this.#arrangement.ids)
  readonly stale = $derived(this.#arrangement.stale)

  /** Few machines stand open, each with its timeline and files; many are a row each. */
  readonly cards = $derived.by(() => {
    const most = this.held && this.#cards ? CARDS_HELD : CARDS
    this.#cards = this.#count <= most
    return this.#cards
  })

  constructor(private readonly app: App) {}

  client(id: string): Client | undefined {
    return this.#byId.get(id)
  }

  /** Row of the keyboard; the first where it stands nowhere. */
  readonly activeIndex = $derived(Math.max(0, this.ids.indexOf(this.active ?? '')))

  pointed(over: boolean): void {
    this.#pointed = over
  }

  focused(within: boolean): void {
    this.#focused = within
  }

  /** Filter and order as they are now, also under the pointer. */
  resort(): void {
    this.#resorts++
  }

  showAll(): void {
    this.filter = 'all'
    this.search = ''
  }
}
