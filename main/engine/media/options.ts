/** What opening a medium may take beside its path. */
export interface OpenOptions {
  /**
   * Folder for what cannot be read in place (archives, packed images): a content-addressed, bounded cache (archive/cache.ts).
   * Without it such media are refused with words.
   */
  readonly cache?: string
  /** Breaks off the unpacking: the open then rejects with the signal's reason where that is a BootdropError, else with `cancelled`. */
  readonly signal?: AbortSignal
  /** Called at most ten times a second while something is unpacked. */
  readonly onProgress?: (progress: OpenProgress) => void
}

/** How far the unpacking is. */
export interface OpenProgress {
  /** 0 to 1; undefined while the archive does not tell. */
  readonly done: number | undefined
  /** `Unpacking netboot.tar.gz` */
  readonly text: string
}
