import type { Ipv4, OtherServer } from '../../types'
import type { Sighting } from './sighting'

/** Silent for so long, and through so many questions, a server counts as gone. */
export const FORGET_MS = 180_000
const FORGET_ASKS = 3

/** One machine may answer twice, as DHCP server and as boot server, and only the one answer says PXEClient. */
const CLAIM_ASKS = 2

/** A wire has one or two; more are forged, and each would be a notice. */
const MAX_SERVERS = 32

interface Entry {
  readonly server: OtherServer
  /** ms of asking since it was last heard, and how often it was asked meanwhile. */
  silentMs: number
  asked: number
  /** ms of asking since it last leased. */
  idleMs: number
  /** How often it was asked since it last said PXEClient. */
  askedSinceClaim: number
  /** It was heard to lease itself; else only a client's REQUEST told of it. */
  readonly leasingHeard: boolean
}

export interface Heard {
  readonly server: OtherServer
  /** It is new, or it is not what it was. */
  readonly changed: boolean
}

/**
 * The servers on the wire, from what was heard of them. Time is what the asking adds up to, not the clock's: a laptop that
 * slept for an hour has not asked for an hour.
 */
export class KnownServers {
  readonly #entries = new Map<Ipv4, Entry>()

  /** Newest last. */
  list(): OtherServer[] {
    return [...this.#entries.values()].map(({ server }) => server)
  }

  get leasing(): boolean {
    return this.list().some(({ kind }) => kind === 'dhcp')
  }

  /** Whether one that leases was heard itself, and not only named by a client. */
  get leasingHeard(): boolean {
    return [...this.#entries.values()].some(({ server, leasingHeard }) => server.kind === 'dhcp' && leasingHeard)
  }

  /** Forgets those that only clients named. */
  forgetNamed(): void {
    for (const [address, { server, leasingHeard }] of this.#entries) {
      if (server.kind === 'dhcp' && !leasingHeard) this.#entries.delete(address)
    }
  }

  /**
   * Takes in a sighting at `now` (ms since the epoch).
   * @param toUs it answers our own question, a PXE client's: only then does the absence of option 60 mean something
   * @returns undefined when there are too many
   */
  heard(sighting: Sighting, now: number, toUs: boolean): Heard | undefined {
    const { address } = sighting
    const known = this.#entries.get(address)
    if (known === undefined && !this.#room(sighting)) return undefined
    const before = known?.server
    // One machine may do both, in messages of their own: Windows with DHCP and WDS. That it leases is what counts.
    const kind = before?.kind === 'dhcp' ? 'dhcp' : sighting.kind
    const claimsPxe = claims(known, sighting, toUs)
    const server = { address, kind, claimsPxe, lastHeard: now }
    const idleMs = sighting.kind === 'dhcp' ? 0 : (known?.idleMs ?? 0)
    const askedSinceClaim = sighting.claimsPxe === true ? 0 : (known?.askedSinceClaim ?? 0)
    const leases = sighting.kind === 'dhcp' && sighting.by === 'answer'
    const leasingHeard = leases || known?.leasingHeard === true
    this.#entries.set(address, { server, silentMs: 0, asked: 0, idleMs, askedSinceClaim, leasingHeard })
    return { server, changed: before?.kind !== kind || before.claimsPxe !== claimsPxe }
  }

  /** `ms` went by until everyone is asked again. Gives those that are gone, and those that still boot but lease no more. */
  passed(ms: number): { readonly gone: OtherServer[]; readonly changed: OtherServer[] } {
    const [gone, changed]: [OtherServer[], OtherServer[]] = [[], []]
    for (const [address, entry] of this.#entries) {
      entry.silentMs += ms
      entry.idleMs += ms
      if (entry.silentMs >= FORGET_MS && entry.asked >= FORGET_ASKS) {
        this.#entries.delete(address)
        gone.push(entry.server)
      } else if (entry.server.kind === 'dhcp' && entry.idleMs >= FORGET_MS && entry.silentMs < FORGET_MS) {
        const server: OtherServer = { ...entry.server, kind: 'pxe' }
        this.#entries.set(address, { ...entry, server })
        changed.push(server)
      }
    }
    return { gone, changed }
  }

  asked(): void {
    for (const entry of this.#entries.values()) {
      entry.asked += 1
      entry.askedSinceClaim += 1
    }
  }

  /** A server that leases always finds room, unless all do. */
  #room({ kind }: Sighting): boolean {
    if (this.#entries.size < MAX_SERVERS) return true
    if (kind !== 'dhcp') return false
    const pxe = this.list().find((server) => server.kind === 'pxe')
    return pxe !== undefined && this.#entries.delete(pxe.address)
  }
}

function claims(known: Entry | undefined, { claimsPxe }: Sighting, toUs: boolean): boolean {
  if (known === undefined || claimsPxe === true) return claimsPxe === true
  // Servers that know their business only say PXEClient to PXE clients.
  const takenBack = claimsPxe === false && toUs && known.askedSinceClaim >= CLAIM_ASKS
  return known.server.claimsPxe && !takenBack
}
