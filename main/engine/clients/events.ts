import type { Client, ClientArch, FileRole, Phase, Rung, Transfer, TransferProtocol, WhyCode } from '../types'
import { rungOf } from './rungs'

/** The fields of a `client` line of `--json` (DESIGN.md 3.2). Unknown is null, so that every line has every field. */
export interface ClientEvent {
  /** Null for a machine that is known by its address only. */
  readonly mac: string | null
  readonly uuid: string | null
  readonly arch: ClientArch
  readonly ip: string | null
  readonly phase: Phase['phase']
  readonly detail: string
  /** The rung that it stands on; differs from `phase` when it stalled or failed there. */
  readonly rung: Rung
  /** Why it stalled or failed. */
  readonly why: WhyCode | null
  /** Which boot of this machine since start, from 1. */
  readonly boot: number
  /** What it boots: `Debian installer 12`; null while that is not known. */
  readonly title: string | null
  /** Where it does not climb because of a choice, null while it climbs. */
  readonly doing: 'menu' | 'local-disk' | 'ignored' | null
}

/** The fields of a `transfer` line of `--json` (DESIGN.md 3.2). `sent` and `size` in bytes. */
export interface TransferEvent {
  readonly mac: string | null
  readonly protocol: TransferProtocol
  readonly file: string
  readonly sent: number
  readonly size: number | null
  readonly bytesPerSecond: number
  readonly done: boolean
  readonly ok: boolean
  readonly ip: string | null
  readonly role: FileRole
}

export function clientEvent({ mac, uuid, arch, ip, phase, detail, boots, title, doing }: Client): ClientEvent {
  return {
    mac: mac ?? null,
    uuid: uuid ?? null,
    arch,
    ip: ip ?? null,
    phase: phase.phase,
    detail,
    rung: rungOf(phase),
    why: 'why' in phase ? phase.why : null,
    boot: boots,
    title: title ?? null,
    doing: doing ?? null,
  }
}

export function transferEvent({ mac, ip }: Client, transfer: Transfer): TransferEvent {
  const { protocol, file, sentBytes, sizeBytes, bytesPerSecond, done, ok, role } = transfer
  return {
    mac: mac ?? null,
    protocol,
    file,
    sent: sentBytes,
    size: sizeBytes ?? null,
    bytesPerSecond,
    done,
    ok,
    ip: ip ?? null,
    role,
  }
}
