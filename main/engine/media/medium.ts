import type { NoticeDetails } from '../types'

/**
 * A medium: a read-only tree with random access (DESIGN.md section 5). An ISO image, a folder and a single file all look
 * the same from here on; TFTP, HTTP and the recipes only know this interface.
 *
 * Paths are absolute within the medium, with `/`, no `.` or `..`: `/live/vmlinuz`. Lookups forgive case and ISO version
 * suffixes (`;1`); the entries come back with the name as the medium spells it.
 */
export interface MediumEntry {
  readonly name: string
  readonly path: string
  readonly kind: 'file' | 'directory' | 'link'
  /** Bytes; 0 for directories. */
  readonly size: number
  /** Ms since the epoch; undefined where the medium has no date. */
  readonly mtime: number | undefined
  /** Rock Ridge or file-system link target, as written. */
  readonly target?: string
}

/** One open file of a medium. Reads never return bytes from outside the file. */
export interface MediumFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Changes whenever the bytes could have: used as the HTTP entity tag. */
  readonly etag: string
  readonly mtime: number | undefined
  /**
   * Fills `target` from `position` on; returns how many bytes were read, short only at the end of the file.
   * @throws BootdropError `medium-changed` when the image shrank or vanished under us, `medium-unreadable` on a disk error
   */
  read(target: Uint8Array, position: number): Promise<number>
  close(): Promise<void>
}

export interface MediumIdentity {
  /** Stable, URL-safe, short: first 12 hex digits of a hash over path, size and volume descriptor. */
  readonly id: string
  readonly path: string
  /** Base name of the path, safe for a URL. */
  readonly fileName: string
  readonly label: string
  /**
   * `iso9660`, `iso9660+joliet`, `iso9660+rockridge`, `udf` (also of a disc with both), `fat`, `folder`, `file`, `archive`, `url`. A packed
   * image has the file system of what is in it.
   */
  readonly filesystem: string
  readonly size: number
}

/** What is odd about a medium. */
export interface MediumNotice {
  readonly level: 'info' | 'warning'
  readonly code: string
  readonly text: string
  readonly details?: NoticeDetails
}

export interface Medium {
  readonly identity: MediumIdentity
  /** Things worth telling that do not stop it: truncated by less than matters, no Rock Ridge … */
  readonly notices: readonly MediumNotice[]
  /** Entries of a directory, links included. @throws BootdropError `medium-file-missing`, `medium-damaged` */
  list(directory: string): Promise<readonly MediumEntry[]>
  /** The entry at `path` after following links; undefined when there is none. */
  stat(path: string): Promise<MediumEntry | undefined>
  /** Opens a file (links followed). @throws BootdropError `medium-file-missing` when it is none */
  open(path: string): Promise<MediumFile>
  /** The whole image as one file, for `/raw/`; undefined for folders. */
  openRaw(): Promise<MediumFile | undefined>
  close(): Promise<void>
}
