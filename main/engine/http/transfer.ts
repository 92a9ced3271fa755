import type { Clock } from '../clock'
import type { Observation, Observe } from '../clients/observation'
import type { FileRole, Ipv4 } from '../types'

/** Five times a second is as smooth as the window shows it. */
const PROGRESS_EVERY_MS = 200

type Outcome = Extract<Observation, { kind: 'transfer-end' }>['outcome']

export interface TransferSubject {
  readonly id: string
  readonly ip: Ipv4
  readonly file: string
  readonly role: FileRole
  readonly sizeBytes: number | undefined
  readonly detail: string
}

/** Reports one transfer: its start at once, its progress now and then, its end once. */
export class TransferReport {
  #sentBytes = 0
  #toldAt: number

  constructor(
    private readonly subject: TransferSubject,
    private readonly observe: Observe,
    private readonly clock: Clock,
  ) {
    observe({ kind: 'transfer-start', protocol: 'http', ...subject })
    this.#toldAt = clock.now()
  }

  /** `bytes` more were handed to the network. */
  sent(bytes: number): void {
    this.#sentBytes += bytes
    const now = this.clock.now()
    if (now - this.#toldAt < PROGRESS_EVERY_MS) return
    this.#toldAt = now
    const { id, ip } = this.subject
    this.observe({ kind: 'transfer-progress', id, ip, sentBytes: this.#sentBytes })
  }

  end(outcome: Outcome, detail: string): void {
    const { id, ip } = this.subject
    this.observe({ kind: 'transfer-end', id, ip, sentBytes: this.#sentBytes, outcome, detail })
  }
}
