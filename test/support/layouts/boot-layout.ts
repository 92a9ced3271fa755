import type { Layout } from './layout'

/** A layout of a medium that is not booted as Linux on every machine. */
export interface BootLayout extends Layout {
  /** Of what was dropped, where its name matters. */
  readonly fileName?: string
  /** Of the whole medium, bytes. */
  readonly size?: number
  /** The whole image, where its bytes matter: a boot catalogue, a floppy. */
  readonly raw?: Uint8Array
  /** The medium is this address on another server. */
  readonly link?: string
}
