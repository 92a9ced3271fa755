import type { MediumFile } from '../media/medium'
import type { FileRole, Ipv4, TransferProtocol } from '../types'

/** A file that a machine asked for. */
export interface FileRequest {
  readonly ip: Ipv4
  readonly protocol: TransferProtocol
  /** As asked, percent-decoded for HTTP, NUL-free; may hold `\`, `..` and anything else a peer can send. */
  readonly path: string
  readonly query: URLSearchParams
  /** What was sent with a POST (HTTP; answer files and `/finished` alone take one), at most POST_LIMIT bytes of it. */
  readonly posted?: Uint8Array
}

/** What the server shall send. The caller closes `file`. */
export type Resolution =
  | { readonly kind: 'file'; readonly file: MediumFile; readonly role: FileRole; readonly contentType: string }
  /** `expected`: a name that firmware or a loader tries by habit (bootsig.bin, revocations.efi); not a failure. */
  | {
      readonly kind: 'not-found'
      readonly expected: boolean
      /** The name is right, but the medium behind it vanished, was changed or cannot be read. */
      readonly mediumGone?: boolean
      readonly reason: string
    }

/** The one place where a name becomes bytes, for TFTP and HTTP alike. Never throws for a bad name. */
export type Resolve = (request: FileRequest) => Promise<Resolution>
