import type { ChainId } from '../boot/contract'
import type { ClientArch, Ipv4, Mac } from '../types'
import type { BootClient } from './request'
import { further, nextRound, type Reached, type Round, type RoundPlace } from './strategy'

/** More machines than any bench has; a flood of invented MACs pushes out the oldest and costs no more memory. */
const MAX_SESSIONS = 4096

/** What is known about one machine that asked to be booted. */
export interface Session {
  readonly mac: Mac
  readonly round: Round
  /** The address it took, as far as its REQUEST told. */
  readonly ip: Ipv4 | undefined
  readonly uuid: string | undefined
  /** Of its firmware: iPXE repeats it less exactly (a machine that boots by HTTP is plain UEFI to it). */
  readonly arch: ClientArch
  readonly vendorClass: string
  readonly userClasses: readonly string[]
  /** The way that its firmware was sent last. */
  readonly chain: ChainId | undefined
}

/** The machines that asked, the least recently heard forgotten first. */
export class Sessions {
  readonly #byMac = new Map<Mac, Session>()
  readonly #byIp = new Map<Ipv4, Mac>()

  constructor(private readonly limit: number = MAX_SESSIONS) {}

  get size(): number {
    return this.#byMac.size
  }

  get(mac: Mac): Session | undefined {
    return this.#byMac.get(mac)
  }

  /** The machine that took this address. */
  at(ip: Ipv4): Session | undefined {
    const mac = this.#byIp.get(ip)
    return mac === undefined ? undefined : this.#byMac.get(mac)
  }

  /** Notes a DISCOVER that came at `at` (ms) and says which try it belongs to. */
  discovered(mac: Mac, client: BootClient, xid: number, at: number, place: RoundPlace): Session {
    const before = this.#byMac.get(mac)
    const told = { arch: client.arch, vendorClass: client.vendorClass, userClasses: client.userClasses }
    const isEcho = client.stage === 'ipxe' && before?.chain !== undefined
    const session: Session = {
      mac,
      round: nextRound(before?.round, client, xid, at, place),
      ip: before?.ip,
      uuid: client.uuid ?? before?.uuid,
      ...(isEcho ? { arch: before.arch, vendorClass: before.vendorClass, userClasses: before.userClasses } : told),
      chain: before?.chain,
    }
    this.#put(session)
    return session
  }

  /** Notes the address that a machine took. */
  addressed(mac: Mac, ip: Ipv4): void {
    const session = this.#byMac.get(mac)
    if (session === undefined) return
    const taken = this.at(ip)
    if (taken !== undefined && taken.mac !== mac) this.#put({ ...taken, ip: undefined })
    this.#put({ ...session, ip })
  }

  /** Notes which way the machine's firmware was sent. */
  sent(mac: Mac, chain: ChainId): void {
    const session = this.#byMac.get(mac)
    if (session !== undefined && chain !== 'script') this.#put({ ...session, chain })
  }

  /** Notes that a machine came further: its strategy works. */
  progress(mac: Mac, reached: Exclude<Reached, 'nothing'>): void {
    const session = this.#byMac.get(mac)
    if (session === undefined) return
    this.#put({ ...session, round: { ...session.round, reached: further(session.round.reached, reached) } })
  }

  #put(session: Session): void {
    const before = this.#byMac.get(session.mac)
    if (before?.ip !== undefined) this.#byIp.delete(before.ip)
    // Deleted first, so that it is the newest again.
    this.#byMac.delete(session.mac)
    this.#byMac.set(session.mac, session)
    if (session.ip !== undefined) this.#byIp.set(session.ip, session.mac)
    const [oldest] = this.#byMac.values()
    if (this.#byMac.size <= this.limit || oldest === undefined) return
    this.#byMac.delete(oldest.mac)
    if (oldest.ip !== undefined) this.#byIp.delete(oldest.ip)
  }
}
