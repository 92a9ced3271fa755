import type { KeptPacket } from '../engine/capture/rings'
import type { Card, EngineState, LogLine, Preflight, StoryLine } from '../engine/types'
import type { JournalEntry } from '../journal/types'
import type { Settings } from '../../preload/settings'
import type { SelfTestRecord } from './self-tests'

/** Everything that evidence is made of. */
export interface EvidenceInput {
  /** ms since the epoch. */
  readonly at: number
  readonly program: Readonly<Record<string, string>>
  readonly computer: Readonly<Record<string, string | number>>
  readonly settings: Settings
  readonly state: EngineState
  readonly cards: readonly Card[]
  readonly log: readonly LogLine[]
  /** Undefined where nothing could be looked at. */
  readonly preflight: Preflight | undefined
  /** When this program started, ms since the epoch. */
  readonly startedAt: number
  /** The bench journal, newest boot first; undefined where there is none. */
  readonly journal: readonly JournalEntry[] | undefined
  /** The last one of this run. */
  readonly selfTest: SelfTestRecord | undefined
  /** What was said with a machine. */
  readonly story: (clientId: string) => readonly StoryLine[]
  readonly packets: (clientId: string) => readonly KeptPacket[]
  /** Names of this computer and of whoever sits at it. */
  readonly hosts: readonly string[]
  readonly users: readonly string[]
}

/** One file of the archive. */
export interface Entry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Gives the rest of the program its turn: packets must not wait for a file. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
