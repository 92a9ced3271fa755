import type { Clock } from '../engine/clock'
import type { Engine } from '../engine/engine'
import type { EngineState } from '../engine/types'
import { follow, NOBODY } from './bench'
import type { Bench } from './bench'
import { MERGE_BYTES } from './files'
import type { JournalFiles } from './files'
import type { JournalLine } from './lines'
import { shelve, shown, within } from './shelf'
import type { Shelf } from './shelf'
import type { JournalEntry } from './types'

/** What is new is written, and told, at this pace: a boot takes its first rungs within a second. */
const PACE_MS = 1_000
/** Bytes alone are written this often; they change with every packet. */
const BYTES_EVERY_MS = 30_000

export interface JournalOptions {
  readonly engine: Pick<Engine, 'onState'>
  readonly clock: Clock
  readonly files: JournalFiles
  /** Called once, when the disk does not take what is to be written. */
  readonly complain: (text: string) => void
}

/** Follows the engine, and keeps what it saw. Never throws: a boot is worth more than its record. */
export class Journal {
  readonly #listeners = new Set<(entries: readonly JournalEntry[]) => void>()
  /** Changed since the listeners were told, by id. */
  readonly #untold = new Map<string, JournalEntry>()
  /** Not on disk yet, by id. */
  readonly #unwritten = new Map<string, JournalEntry>()
  /** Of each boot that goes on: what is on disk, and since when. */
  readonly #written = new Map<string, { readonly gist: string; readonly at: number }>()
  /** Deleted since the start: the files are not read for it while machines boot. */
  readonly #gone = new Set<string>()
  readonly #endState: () => void
  #lines: JournalLine[] = []
  #bench: Bench = NOBODY
  #lastForgotten: readonly string[] = []
  #cancelFlush: (() => void) | undefined
  #complained = false

  constructor(private readonly options: JournalOptions) {
    if (options.files.isLarge()) this.#merge()
    this.#endState = options.engine.onState((state) => this.#follow(state))
  }

  /** Every boot that is kept, newest first; those that another Bootdrop wrote meanwhile, too. */
  list(): readonly JournalEntry[] {
    return shown(this.#shelf())
  }

  /** Called with what is new or changed, at most once a second; with nothing when everything is to be read again. */
  onChange(listener: (entries: readonly JournalEntry[]) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  forget(ids: readonly string[]): void {
    this.#lastForgotten = ids
    for (const id of ids) this.#gone.add(id)
    this.#judge({ gone: ids, at: this.options.clock.now() })
  }

  /** Brings back what was forgotten last. */
  restore(): void {
    const ids = this.#lastForgotten
    this.#lastForgotten = []
    for (const id of ids) this.#gone.delete(id)
    if (ids.length > 0) this.#judge({ back: ids, at: this.options.clock.now() })
  }

  /** Writes what is left, and follows no more. */
  close(): void {
    this.#endState()
    for (const { entry } of this.#bench.values()) this.#note(entry, true)
    this.#flush()
    this.#listeners.clear()
  }

  #follow(state: EngineState): void {
    const { bench, changed } = follow(this.#bench, state, this.options.clock.now())
    this.#bench = bench
    for (const entry of changed) {
      this.#untold.set(entry.id, entry)
      this.#note(entry, state.status === 'stopped')
    }
    // The program often ends right after a stop.
    if (state.status === 'stopped') this.#flush()
    else if (changed.length > 0) this.#cancelFlush ??= this.options.clock.after(PACE_MS, () => this.#flush())
  }

  /** Has it written, unless only its bytes changed a moment ago. */
  #note(entry: JournalEntry, whole: boolean): void {
    const now = this.options.clock.now()
    const before = this.#written.get(entry.id)
    const gist = JSON.stringify({ ...entry, endedAt: 0, bytes: whole ? entry.bytes : 0 })
    if (before?.gist === gist) {
      if (whole || now - before.at < BYTES_EVERY_MS) return
    }
    this.#unwritten.set(entry.id, entry)
    this.#written.set(entry.id, { gist, at: now })
  }

  #judge(line: JournalLine): void {
    this.#lines.push(line)
    this.#flush()
    for (const listener of this.#listeners) listener([])
  }

  #flush(): void {
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    this.#write()
    const untold = [...this.#untold.values()].filter(({ id }) => !this.#gone.has(id))
    this.#untold.clear()
    if (untold.length > 0) for (const listener of this.#listeners) listener(untold)
    // What is over is not compared with any more.
    const going = new Set([...this.#bench.values()].map(({ entry }) => entry.id))
    for (const id of this.#written.keys()) if (!going.has(id)) this.#written.delete(id)
  }

  #write(): void {
    const lines = this.#unsaved()
    if (lines.length === 0) return
    if (this.options.files.append(lines)) {
      this.#unwritten.clear()
      this.#lines = []
      if (this.options.files.isLarge()) this.#merge()
    } else if (!this.#complained) {
      this.#complained = true
      this.options.complain('The bench journal cannot be written: is the disk full? Machines boot all the same.')
    }
  }

  /** What waits for the disk: after a failure, until the next try. */
  #unsaved(): readonly JournalLine[] {
    return [...[...this.#unwritten.values()].map((boot): JournalLine => ({ boot })), ...this.#lines]
  }

  #shelf(): Shelf {
    return shelve([...this.options.files.read(), ...this.#unsaved()])
  }

  /** One file, with each boot once, and without those that are deleted or too many. */
  #merge(): void {
    const { files } = this.options
    const shelf = this.#shelf()
    const elsewhere = files.idsOfOthers()
    const boots = shown(shelf).filter(({ id }) => !elsewhere.has(id))
    const lines: JournalLine[] = within(boots, MERGE_BYTES / 2).map((boot) => ({ boot }))
    for (const [id, { gone, at }] of shelf.verdicts) {
      // Another's file still has it; and what can be brought back has to stay.
      if (elsewhere.has(id)) lines.push(gone ? { gone: [id], at } : { back: [id], at })
    }
    for (const id of this.#lastForgotten) {
      const boot = shelf.boots.get(id)
      const verdict = shelf.verdicts.get(id)
      if (boot && verdict?.gone && !elsewhere.has(id)) lines.push({ boot }, { gone: [id], at: verdict.at })
    }
    files.merge(lines)
  }
}
