import type { MessageId } from '../../main/engine/diagnosis/screen/messages'
import { rankCauses } from '../../main/engine/diagnosis/rank'
import { readScreen } from '../../main/engine/diagnosis/screen/read'
import type { Preflight } from '../../main/engine/types'
import type { App } from './app.svelte'

/** What a machine's screen says, and what that means. */
export class ScreenHelp {
  typed = $state('')
  /** Picked from the list; what is typed next takes its place. */
  picked = $state<MessageId>()
  /** The machine that it is shown on; empty for any, undefined while nobody chose. */
  clientId = $state<string>()
  /** `failed`: nothing could be listened for. */
  listening = $state<'no' | 'yes' | 'done' | 'failed'>('no')
  #preflight = $state.raw<Preflight>()
  readonly #reading = $derived(readScreen(this.typed))
  readonly message = $derived(this.picked ?? this.#reading.message)
  /** What was typed may be one of these, the nearest first; the same whichever of them is picked. */
  readonly near = $derived.by(() => {
    const { message, near } = this.#reading
    return message === undefined ? near : [message, ...near]
  })
  /** What was typed is one of the messages, and comes near no other. */
  readonly isOnlyOne = $derived(this.#reading.message !== undefined && this.#reading.near.length === 0)
  /** Nothing that is known comes near what was typed. */
  readonly isUnlike = $derived(this.near.length === 0)
  readonly client = $derived.by(() => {
    const { clients } = this.app.engine
    if (this.clientId !== undefined) return clients.find(({ id }) => id === this.clientId)
    // The only one that came to a stop is the one that is asked about.
    const [only, ...more] = clients.filter(({ phase }) => 'why' in phase)
    return more.length === 0 ? only : undefined
  })
  readonly causes = $derived.by(() => {
    if (this.message === undefined) return []
    const { engine, pulse } = this.app
    const now = Math.max(pulse.clock, this.client?.lastSeen ?? 0)
    return rankCauses(this.message, {
      client: this.client,
      state: this.#heard(engine),
      preflight: this.#preflight,
      now,
    })
  })
  /** DHCP servers that were heard when it was listened for them. */
  readonly servers = $derived(
    (this.#preflight?.servers ?? []).filter(({ kind }) => kind === 'dhcp').map(({ address }) => address),
  )

  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    return () => undefined
  }

  /** Shows the page, with that machine chosen. */
  open(clientId: string): void {
    this.clientId = clientId
    this.app.show('screen')
  }

  type(typed: string): void {
    this.typed = typed
    this.picked = undefined
  }

  pick(message: MessageId): void {
    this.picked = message
  }

  clear(): void {
    this.type('')
  }

  /** Firewall and card, as they are now; sends nothing to the network. */
  async look(): Promise<void> {
    const { card } = this.app
    if (card === undefined || this.#preflight?.listened === true) return
    const result = await this.app.api.preflight(card.name, false)
    if (result.ok) this.#preflight = result.value
  }

  /** Listens for DHCP servers, up to 4 s. */
  async listen(): Promise<void> {
    const { card } = this.app
    if (this.listening === 'yes') return
    if (card === undefined) {
      this.listening = 'failed'
      return
    }
    this.listening = 'yes'
    const result = await this.app.api.preflight(card.name, true)
    if (result.ok) this.#preflight = result.value
    this.listening = result.ok ? 'done' : 'failed'
  }

  /** Servers that were heard by the checks count as if they had been heard while serving. */
  #heard(engine: App['engine']): App['engine'] {
    const more = (this.#preflight?.servers ?? []).filter(
      ({ address }) => engine.otherServers.every((server) => server.address !== address) && address !== engine.address,
    )
    return more.length === 0 ? engine : { ...engine, otherServers: [...engine.otherServers, ...more] }
  }
}
