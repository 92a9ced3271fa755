import { untrack } from 'svelte'
import type { Check, CheckId, Preflight } from '../../main/engine/types'
import type { App } from './app.svelte'
import { verdictOf } from './check-words'
import { permissionWords } from './permission'
import type { Problem } from './view.svelte'
import { reasonWords } from './words-facts'

/** While the page is open it is looked again this often: others start and stop programs. Nothing is sent. */
const AGAIN_MS = 30_000

/** Changes come in bursts: a start alone is five of them. */
const SETTLE_MS = 200

/** Red, one of these keeps a start from working. A permission that Start asks for is not red. */
const STOP_A_START: readonly CheckId[] = ['permission', 'port-dhcp', 'port-pxe', 'port-tftp', 'card', 'loaders']

/** One listening is for both. */
const BY_LISTENING: readonly CheckId[] = ['dhcp-servers', 'pxe-servers']

/** Lines of the network; all others are of this computer. */
const OF_NETWORK: readonly CheckId[] = ['card', ...BY_LISTENING]

/** Pre-flight: what was found of this computer and of the card on show. */
export class Checks {
  report = $state.raw<Preflight>()
  /** A look is under way; `listening` takes seconds, any other a moment. */
  busy = $state<'looking' | 'listening'>()
  /** The lines that the last press of “Listen” brought; empty before it, and once it is looked again. */
  listened = $state.raw<readonly Check[]>([])
  /** The line whose button was pressed, until it is done. */
  fixing = $state<CheckId>()
  /** Why the last look, or the last button, did not work. */
  problem = $state<{ readonly kind: 'look' | 'fix'; readonly message: string }>()

  /** The card that is looked at: the one that is served on, else the chosen one. */
  readonly nic = $derived.by(() => {
    const { app } = this
    return (app.serving ? app.engine.card?.name : app.card?.name) ?? null
  })
  readonly checks = $derived(this.report?.checks ?? [])
  readonly verdict = $derived(verdictOf(this.checks))
  /** What a start would stumble over, as far as it is known of the card on show. */
  readonly obstacle = $derived(
    this.report?.nic === this.nic
      ? this.checks.find(({ id, state }) => state === 'failed' && STOP_A_START.includes(id))
      : undefined,
  )
  readonly ofComputer = $derived(this.checks.filter(({ id }) => !OF_NETWORK.includes(id)))
  readonly ofNetwork = $derived(this.checks.filter(({ id }) => OF_NETWORK.includes(id)))
  readonly canListen = $derived(this.nic !== null && this.checks.some(({ fix }) => fix === 'listen'))
  /** What a look depends on, beside the cards. Snapshots of the engine come ten times a second, and change none of it. */
  readonly #circumstances = $derived.by(() => {
    const { engine, settings } = this.app
    const servers = engine.otherServers.map(({ address, kind, claimsPxe }) => [address, kind, claimsPxe])
    return JSON.stringify([this.nic, engine.status, engine.mode, servers, settings.loadersFolder])
  })
  #settling: ReturnType<typeof setTimeout> | undefined
  /** Counts looks: an answer that comes after a newer question is out of date. */
  #asked = 0

  constructor(private readonly app: App) {}

  /** Looks again whenever something changed that it depends on. Returns what ends it. */
  connect(): () => void {
    const end = $effect.root(() => {
      $effect(() => {
        void [this.app.cards, this.#circumstances]
        untrack(() => this.#soon())
      })
      $effect(() => {
        if (this.app.page !== 'checks') return
        untrack(() => this.#soon())
        const timer = setInterval(() => void this.look(), AGAIN_MS)
        return () => clearInterval(timer)
      })
    })
    const focused = (): void => this.#soon()
    window.addEventListener('focus', focused)
    return () => {
      window.removeEventListener('focus', focused)
      clearTimeout(this.#settling)
      end()
    }
  }

  /** Not during a start, which opens the ports itself; and only once the cards are known. */
  #soon(): void {
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => {
      const { busy, cards } = this.app
      if (!busy && cards !== undefined) void this.look()
    }, SETTLE_MS)
  }

  /** @param listen also for DHCP servers: that sends, and is only done when it is asked for */
  async look(listen = false): Promise<void> {
    if (this.busy === 'listening') return
    const mine = ++this.#asked
    const { nic } = this
    this.busy = listen ? 'listening' : 'looking'
    if (listen) this.listened = []
    try {
      const result = await this.app.api.preflight(nic, listen)
      if (mine !== this.#asked) return
      if (result.ok) this.report = result.value
      this.listened = listen ? this.checks.filter(({ id }) => BY_LISTENING.includes(id)) : []
      this.problem = result.ok ? undefined : { kind: 'look', message: saidBy(result.error) }
    } finally {
      if (mine === this.#asked) this.busy = undefined
      // Nobody looked at the new card while the old one was listened on.
      if (nic !== this.nic) this.#soon()
    }
  }

  /** Does what the line offers, and looks what came of it. */
  async fix({ id }: Check): Promise<void> {
    if (this.nic === null || this.fixing !== undefined) return
    this.fixing = id
    try {
      const result = await this.app.api.fix(id, this.nic)
      await this.look()
      if (!result.ok && result.error.code !== 'cancelled') this.problem = { kind: 'fix', message: saidBy(result.error) }
    } finally {
      this.fixing = undefined
    }
  }
}

function saidBy(problem: Problem): string {
  const refused = permissionWords(problem)
  if (refused !== undefined) return `${refused.title}. ${refused.happened}`
  return reasonWords(problem.message, problem.code, problem.details)
}
