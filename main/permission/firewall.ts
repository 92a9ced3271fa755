import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { BootdropError } from '../engine/errors'
import type { Storage } from '../engine/storage'
import type { Card, CardAddress, Ipv4 } from '../engine/types'
import type { Elevate, Elevated } from './elevate'
import { isRuleId, type RuleId } from './messages'
import { recordPath } from './records'
import { helperFailed } from './refusals'

export interface FirewallOptions {
  readonly elevate: Elevate
  /** Where it is written down, before anything is changed, what is about to be opened. */
  readonly storage: Storage
  /** Whether the helper's record of an opening is there (records.ts). */
  readonly isOpen?: (id: RuleId) => boolean
}

interface Open {
  readonly helper: Elevated
  readonly card: Card
  readonly address: CardAddress
  readonly http: number
  readonly id: RuleId
}

/** The user is being asked. */
interface Asking {
  readonly what: string
  readonly stop: AbortController
  /** Settled once it is open, or nothing of it is left. */
  readonly done: Promise<void>
}

/** The opening in the firewall of this computer, from the app's side. */
export class FirewallOpening {
  #open: Open | undefined
  #asking: Asking | undefined
  /** All that was to be taken back so far is. */
  #closed: Promise<void> = Promise.resolve()
  readonly #isOpen: (id: RuleId) => boolean

  constructor(private readonly options: FirewallOptions) {
    this.#isOpen = options.isOpen ?? ((id) => existsSync(recordPath(id)))
  }

  /** The card that is let in now. */
  get card(): string | undefined {
    return this.#open?.card.name
  }

  /**
   * Lets machines on the card reach our ports until `close`, or until this program is gone. Asked for the same again while the dialog
   * is open, it waits for the answer to that.
   * @throws BootdropError `permission-…`; `cancelled` when it is closed before the user has answered
   */
  async open(card: Card, address: CardAddress, http: number, signal: AbortSignal): Promise<void> {
    const what = [card.name, address.address, http].join(' ')
    if (this.#asking?.what === what) return this.#asking.done
    const before = this.close()
    const stop = new AbortController()
    const either = AbortSignal.any([signal, stop.signal])
    const asking: Asking = { what, stop, done: before.then(() => this.#ask(card, address, http, either)) }
    this.#asking = asking
    try {
      await asking.done
    } finally {
      if (this.#asking === asking) this.#asking = undefined
    }
  }

  /**
   * HTTP has come to be at this port: what is open on the card for another one is opened anew for this. The user may be asked again.
   * @throws as `open`; nothing is open then
   */
  async follow(card: string, http: number, signal: AbortSignal): Promise<void> {
    await this.#asking?.done.catch(() => undefined)
    const open = this.#open
    if (open === undefined || open.card.name !== card || open.http === http) return
    await this.open(open.card, open.address, http, signal)
  }

  async #ask(card: Card, address: CardAddress, http: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const id: RuleId = `bootdrop-${randomBytes(8).toString('hex')}`
    const place = { card: card.name, address: address.address }
    this.#note({ id, nic: place.card, address: place.address })
    try {
      const helper = await this.options.elevate({ verb: 'open-firewall', ...place, id, http }, signal)
      if (signal.aborted || helper.reply.kind !== 'done') await helper.end()
      signal.throwIfAborted()
      if (helper.reply.kind !== 'done') throw failure(helper)
      this.#open = { helper, card, address, http, id }
      // Killed: what it left is found by the next one.
      helper.onEnd(() => {
        if (this.#open?.id === id) this.#open = undefined
      })
    } catch (error) {
      if (!this.#isOpen(id)) this.#note(undefined)
      throw error
    }
  }

  /** Takes it back, and waits for that. A dialog that still asks for it is closed. */
  close(): Promise<void> {
    const [asking, open] = [this.#asking, this.#open]
    this.#asking = undefined
    this.#open = undefined
    asking?.stop.abort(new BootdropError('cancelled', 'Stopped before the firewall was opened.'))
    this.#closed = this.#closed.then(() => this.#takeBack(asking, open))
    return this.#closed
  }

  async #takeBack(asking: Asking | undefined, open: Open | undefined): Promise<void> {
    await asking?.done.catch(() => undefined)
    if (open === undefined) return
    await open.helper.end()
    if (!this.#isOpen(open.id)) this.#note(undefined)
  }

  /**
   * After a crash: asks once for what is needed to take back what is still open, if anything is. The helper takes it back by
   * itself when only this program was killed.
   */
  async cleanUp(signal: AbortSignal): Promise<void> {
    const { storage, elevate } = this.options
    const note = storage.read('firewall')
    const id = typeof note === 'object' && note !== null && 'id' in note ? note.id : undefined
    // What is being asked for is noted already, and nothing to clean up.
    if (!isRuleId(id) || this.#open?.id === id || this.#asking !== undefined) return
    // Whoever says no is not asked at every start.
    this.#note(undefined)
    if (!this.#isOpen(id)) return
    const { reply, end } = await elevate({ verb: 'sweep' }, signal)
    await end()
    if (reply.kind !== 'done') throw helperFailed(reply.kind === 'failed' ? reply.text : '')
  }

  #note(opening: { id: RuleId; nic: string; address: Ipv4 } | undefined): void {
    this.options.storage.write('firewall', opening ?? null)
  }
}

function failure({ reply }: Elevated): BootdropError {
  if (reply.kind !== 'failed') return helperFailed('')
  if (reply.code !== 'nothing-bars') return helperFailed(reply.text)
  const text =
    'In the firewall of this computer nothing was found that keeps machines out. If they still do not come through, look at the switch and at firewalls elsewhere on the network.'
  return new BootdropError('permission-failed', text, { why: 'nothing-bars' })
}
