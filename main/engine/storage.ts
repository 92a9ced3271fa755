/**
 * Where the engine keeps what has to outlive it: leases, and what it learnt about machines. The host gives one made of files
 * (main/storage.ts); without one everything is forgotten at the end.
 */
export interface Storage {
  /** What was written under this name, parsed from JSON; undefined when there is nothing, or nothing that can be read. */
  read(name: StorageName): unknown
  /**
   * Keeps `value`, which survives JSON. A failure (full disk) never throws: what is kept is a help, not a need.
   * @returns whether it is kept
   */
  write(name: StorageName, value: unknown): boolean
}

export type StorageName = 'leases' | 'machines' | 'firewall'

export const NO_STORAGE: Storage = { read: () => undefined, write: () => true }
