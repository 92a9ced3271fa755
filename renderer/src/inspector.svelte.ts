import type { StoryLine } from '../../main/engine/types-story'
import type { App } from './app.svelte'
import { Board } from './board.svelte'
import { keepSame } from './same'

/** Packets are looked for this often while they are on show. */
const POLL_MS = 1000

export const TABS = ['boot', 'packets', 'choices', 'facts'] as const
export type InspectorTab = (typeof TABS)[number]

/** The machine whose full story is on show, and the list that it is chosen from. */
export class Inspector {
  readonly board: Board
  /** Id of the machine. */
  #id = $state<string>()
  tab = $state<InspectorTab>('boot')
  /** Its packets, oldest first; undefined until they have come. */
  story = $state.raw<readonly StoryLine[]>()
  /** Counts the times that the keyboard shall go on in the story. */
  entered = $state(0)

  /** Undefined also where the machine is gone: serving began anew. */
  readonly client = $derived.by(() => (this.#id === undefined ? undefined : this.board.client(this.#id)))
  readonly #polling = $derived(this.client?.id !== undefined && this.tab === 'packets')

  constructor(private readonly app: App) {
    this.board = new Board(app)
  }

  /** Returns what ends it. */
  connect(): () => void {
    return $effect.root(() => {
      $effect(() => {
        const id = this.client?.id
        if (id === undefined || !this.#polling) return
        void this.#read(id)
        const timer = setInterval(() => void this.#read(id), POLL_MS)
        return () => clearInterval(timer)
      })
    })
  }

  /** @param enter the keyboard goes on in the story; else it stays in the list */
  open(id: string, enter = false): void {
    if (id !== this.#id) this.story = undefined
    this.#id = id
    this.board.active = id
    if (this.app.page !== 'machines') this.app.show('machines')
    if (enter) this.entered++
  }

  close(): void {
    this.#id = undefined
    this.story = undefined
  }

  async #read(id: string): Promise<void> {
    const lines = await this.app.api.story(id)
    if (id === this.#id) this.story = keepSame(this.story, lines)
  }
}
