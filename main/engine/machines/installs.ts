import type { Installed } from '../boot/contract'
import type { Observation } from '../clients/observation'
import { isAtLeast, rungOf } from '../clients/rungs'
import type { Clock } from '../clock'
import type { Client, Mac } from '../types'
import type { MachineMemory } from './memory'

/**
 * Which machines have just been installed, so that they do not begin again after the installer's own reboot (FIELD.md 2.51).
 *
 * Certain when the system says so (`/finished`). Else taken as such when the machine comes back to its firmware a while after
 * it was handed to an installer: one that was broken off sooner had no time to write a system. Kept in the machine's record, so
 * that a restart of Bootdrop in the middle of an installation forgets nothing.
 */
const SHORTEST_INSTALL_MS = 3 * 60_000
/** Whoever puts the same machine on the bench the next day wants it installed anew. */
const KEEP_MS = 12 * 3_600_000

export class Installs {
  /** By client id: what its script makes it install, until everything is over there. */
  readonly #loading = new Map<string, string>()

  constructor(
    private readonly memory: MachineMemory,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** @param client the machine of the observation, before the observation counted; undefined for a new one */
  observe(observation: Observation, client: Client | undefined): void {
    switch (observation.kind) {
      case 'script':
        if (client === undefined) return
        if (observation.installs === true) this.#loading.set(client.id, observation.title ?? '')
        else if (observation.files.length > 0) this.#forget(client)
        return
      case 'finished': {
        // One that has just been renewing its lease after our restart is no client yet.
        const who = client?.mac === undefined ? { mac: observation.mac, uuid: undefined } : client
        if (who.mac !== undefined) this.#installed({ mac: who.mac, uuid: who.uuid })
        return
      }
      case 'discover':
        if (client === undefined) {
          if (observation.stage === 'firmware') this.#cameBack(observation)
        } else if (observation.stage === 'firmware' || isAtLeast(rungOf(client.phase), 'handed-over')) {
          if (client.mac !== undefined) this.#cameBack({ mac: client.mac, uuid: client.uuid })
        }
        return
      default:
    }
  }

  /** Call when a client changed: it may have been handed over. */
  changed({ id, mac, uuid, phase }: Client): void {
    const title = this.#loading.get(id)
    if (title === undefined || mac === undefined || !isAtLeast(rungOf(phase), 'handed-over')) return
    this.#loading.delete(id)
    this.memory.note({ mac, uuid }, { installing: { title, at: this.clock.now() } })
  }

  /** What was installed on this machine lately; undefined when nothing was. */
  of({ mac, uuid }: { mac: Mac | undefined; uuid: string | undefined }): Installed | undefined {
    if (mac === undefined) return undefined
    const installed = this.memory.of({ mac, uuid }).installed ?? this.memory.of({ mac, uuid: undefined }).installed
    // Boards whose makers gave all of them one UUID are not all installed because one is.
    if (installed === undefined || (installed.mac !== undefined && installed.mac !== mac)) return undefined
    const age = this.clock.now() - installed.at
    return age >= 0 && age < KEEP_MS ? { title: installed.title, at: installed.at } : undefined
  }

  #cameBack(who: { mac: Mac; uuid: string | undefined }): void {
    const { installing } = this.memory.of(who)
    if (installing === undefined) return
    const age = this.clock.now() - installing.at
    if (age >= SHORTEST_INSTALL_MS && age < KEEP_MS) this.#installed(who)
    else this.memory.forget(who, 'installing')
  }

  #installed(who: { mac: Mac; uuid: string | undefined }): void {
    const { mac } = who
    const { installing } = this.memory.of(who)
    this.memory.forget(who, 'installing')
    this.memory.note(who, { installed: { title: installing?.title ?? '', at: this.clock.now(), mac } })
  }

  #forget({ id, mac, uuid }: Client): void {
    this.#loading.delete(id)
    if (mac !== undefined) this.memory.forget({ mac, uuid }, 'installing')
  }
}
