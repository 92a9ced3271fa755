import type { Installed } from '../boot/contract'
import type { Observation } from '../clients/observation'
import type { Clock } from '../clock'
import type { Client, Mac } from '../types'
import { isAtLeast, rungOf } from '../clients/rungs'
import type { MachineMemory } from './memory'

/**
 * Which machines have just been installed, so that they do not begin again after the installer's own reboot (FIELD.md 2.51).
 *
 * Certain when the system says so (`/finished`). Else taken as such when the machine comes back to its firmware a while after
 * it was handed to an installer: one that was broken off sooner had no time to write a system.
 */
const SHORTEST_INSTALL_MS = 3 * 60_000
/** Whoever puts the same machine on the bench the next day wants it installed anew. */
const KEEP_MS = 12 * 3_600_000

export class Installs {
  /** By client id: what its script made it install, and since when it runs. */
  readonly #running = new Map<string, { readonly title: string; readonly handedOverAt: number | undefined }>()

  constructor(
    private readonly memory: MachineMemory,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** @param client the machine of the observation, before the observation counted; undefined for a new one */
  observe(observation: Observation, client: Client | undefined): void {
    if (client === undefined) return
    switch (observation.kind) {
      case 'script':
        if (observation.installs === true) {
          this.#running.set(client.id, { title: observation.title ?? '', handedOverAt: undefined })
        } else if (observation.files.length > 0) this.#running.delete(client.id)
        return
      case 'finished':
        this.#note(client, this.#running.get(client.id)?.title ?? '')
        return
      case 'discover':
        if (observation.stage === 'firmware' || isAtLeast(rungOf(client.phase), 'handed-over')) this.#cameBack(client)
        return
      default:
    }
  }

  /** Call when a client changed: it may have been handed over. */
  changed(client: Client): void {
    const running = this.#running.get(client.id)
    if (running === undefined || running.handedOverAt !== undefined) return
    if (isAtLeast(rungOf(client.phase), 'handed-over')) {
      this.#running.set(client.id, { ...running, handedOverAt: this.clock.now() })
    }
  }

  /** What was installed on this machine lately; undefined when nothing was. */
  of({ mac, uuid }: { mac: Mac | undefined; uuid: string | undefined }): Installed | undefined {
    if (mac === undefined) return undefined
    const { installed } = this.memory.of({ mac, uuid })
    return installed !== undefined && this.clock.now() - installed.at < KEEP_MS ? installed : undefined
  }

  #cameBack(client: Client): void {
    const running = this.#running.get(client.id)
    if (running?.handedOverAt === undefined) return
    if (this.clock.now() - running.handedOverAt >= SHORTEST_INSTALL_MS) this.#note(client, running.title)
    else this.#running.delete(client.id)
  }

  #note({ id, mac, uuid }: Client, title: string): void {
    this.#running.delete(id)
    if (mac !== undefined) this.memory.note({ mac, uuid }, { installed: { title, at: this.clock.now() } })
  }
}
