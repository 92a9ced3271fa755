import { systemCode } from './engine/errors'
import type { KeyValueStore } from './settings'

/**
 * `unreadable`: the settings file is there and cannot be read; it is left alone, and nothing is kept. `unwritable`: what was chosen
 * last is not on disk.
 */
export interface SettingsFault {
  readonly kind: 'unreadable' | 'unwritable'
  readonly file: string
  /** The system's code, or what it said. */
  readonly system: string
}

/** What the disk itself says when it is full or locked, also while the file is made. */
const DISK = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']

/**
 * A store that never throws: what the disk does not take is remembered until the end of the program, and tried again with the next
 * change.
 */
export class SafeStore implements KeyValueStore {
  /** What the disk does not have, by key. */
  readonly #unsaved = new Map<string, unknown>()
  readonly #store: KeyValueStore | undefined
  readonly #faults = new Map<SettingsFault['kind'], SettingsFault>()
  #tell: ((fault: SettingsFault) => void) | undefined

  /** @param open opens the file at the path `file`, and may throw as its two calls may */
  constructor(
    private readonly file: string,
    open: () => KeyValueStore,
  ) {
    try {
      this.#store = open()
    } catch (error) {
      this.#fault(DISK.includes(systemCode(error) ?? '') ? 'unwritable' : 'unreadable', error)
    }
  }

  get(key: string): unknown {
    if (this.#unsaved.has(key)) return this.#unsaved.get(key)
    try {
      return this.#store?.get(key)
    } catch (error) {
      this.#fault('unreadable', error)
      return undefined
    }
  }

  set(key: string, value: unknown): void {
    this.#unsaved.set(key, value)
    try {
      if (this.#store === undefined) return
      this.#store.set(key, value)
      this.#unsaved.delete(key)
      if (this.#unsaved.size === 0) this.#faults.delete('unwritable')
    } catch (error) {
      this.#fault('unwritable', error)
    }
  }

  /** Calls back with each kind of fault once for as long as it lasts, and at once with those there are. */
  onFault(tell: (fault: SettingsFault) => void): void {
    this.#tell = tell
    this.tellAgain()
  }

  /** What was told before is forgotten by now: the faults that last. */
  tellAgain(): void {
    for (const fault of this.#faults.values()) this.#tell?.(fault)
  }

  #fault(kind: SettingsFault['kind'], error: unknown): void {
    // A file that cannot be read cannot be written either, which was told then.
    if (this.#faults.has(kind) || this.#faults.has('unreadable')) return
    const fault = { kind, file: this.file, system: systemCode(error) ?? String(error) }
    this.#faults.set(kind, fault)
    this.#tell?.(fault)
  }
}

/** What the window is told, as a notice of the engine. */
export function faultNotice({ kind, file, system }: SettingsFault): {
  readonly code: 'settings-unreadable' | 'state-not-kept'
  readonly text: string
  readonly details: Readonly<Record<string, string>>
} {
  if (kind === 'unreadable') {
    const text = `The settings in ${file} cannot be read (${system}). Bootdrop began with its own defaults and leaves the file alone: what you choose now is forgotten at the end.`
    return { code: 'settings-unreadable', text, details: { file, system } }
  }
  const text = `The settings cannot be written to ${file} (${system}). They hold until the end, and are tried again with the next change.`
  return { code: 'state-not-kept', text, details: { reason: 'settings', file, system } }
}
