/**
 * One boot of one machine, as the bench journal keeps it across starts. Plain data, no code.
 */
import type { ClientArch, Mac, Rung, ServeMode, WhyCode } from '../engine/types'

/**
 * How a boot ended, as far as it was seen. `open`: it still goes on. `started`: it has everything that was asked for, and fetches
 * nothing more. `stopped`: broken off, by Bootdrop's end or by a new boot of the machine.
 */
export type JournalResult =
  'open' | 'running' | 'finished' | 'started' | 'local-disk' | 'stalled' | 'failed' | 'stopped'

export interface JournalEntry {
  readonly id: string
  /** When the machine was first heard in this boot, and last; ms since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  readonly mac: Mac | null
  readonly uuid: string | null
  readonly vendor: string | null
  readonly model: string | null
  readonly hostname: string | null
  readonly ip: string | null
  readonly arch: ClientArch
  /** What it booted: `Debian installer 12`; null when it never came so far. */
  readonly title: string | null
  /** Recipe id, where one is known. */
  readonly recipe: string | null
  /** Name of the network card. */
  readonly card: string
  readonly mode: ServeMode
  readonly result: JournalResult
  /** The highest rung that it reached. */
  readonly rung: Rung
  /** Why it stalled or failed. */
  readonly why: WhyCode | null
  /** Bytes that it was sent. */
  readonly bytes: number
  /** ms from its first packet to each rung. */
  readonly reachedMs: Readonly<Partial<Record<Rung, number>>>
}
