import type { ClientArch, FileRole, Ipv4, Mac, Strategy, TransferProtocol, WhyCode } from '../types'

/**
 * What the servers saw. DHCP, TFTP and HTTP emit these and nothing else; the ladder (ladder.ts) turns them into clients.
 * `stage` says who speaks: the machine's own firmware, or the iPXE that we (or its ROM) started.
 */
export type Observation =
  | {
      readonly kind: 'discover'
      readonly mac: Mac
      readonly uuid: string | undefined
      readonly arch: ClientArch
      readonly stage: 'firmware' | 'ipxe'
      readonly vendorClass: string | undefined
      readonly hostname: string | undefined
      readonly detail: string
    }
  /** We answered a DISCOVER, or a REQUEST on 4011 (`bootServer` true). */
  | {
      readonly kind: 'offer'
      readonly mac: Mac
      readonly strategy: Strategy
      readonly bootServer: boolean
      readonly file: string
      readonly detail: string
    }
  /** A DHCP REQUEST that passed by on 67: the machine takes `ip` from `server` (option 54). */
  | { readonly kind: 'lease'; readonly mac: Mac; readonly ip: Ipv4; readonly server: Ipv4 | undefined }
  /** A PXE client that we did not answer, and why. */
  | { readonly kind: 'refused'; readonly mac: Mac; readonly arch: ClientArch; readonly why: WhyCode }
  | {
      readonly kind: 'transfer-start'
      readonly id: string
      readonly ip: Ipv4
      readonly protocol: TransferProtocol
      readonly file: string
      readonly role: FileRole
      readonly sizeBytes: number | undefined
      readonly detail: string
    }
  | { readonly kind: 'transfer-progress'; readonly id: string; readonly ip: Ipv4; readonly sentBytes: number }
  | {
      readonly kind: 'transfer-end'
      readonly id: string
      readonly ip: Ipv4
      readonly sentBytes: number
      readonly outcome: 'complete' | 'aborted-probe' | 'aborted' | 'timed-out' | 'failed'
      readonly detail: string
    }
  /** A name that we do not serve. `expected`: names firmware tries by habit; never shown as a failure. */
  | {
      readonly kind: 'not-found'
      readonly ip: Ipv4
      readonly protocol: TransferProtocol
      readonly file: string
      readonly expected: boolean
      /** The name is right, but the medium behind it is gone. */
      readonly mediumGone?: boolean
    }
  /** iPXE fetched its script and told who it is; `files` are the boot files that the script makes it load. */
  | {
      readonly kind: 'script'
      readonly ip: Ipv4
      readonly mac: Mac | undefined
      readonly arch: ClientArch | undefined
      readonly uuid: string | undefined
      readonly files: readonly string[]
      /** Maker and product of the machine (SMBIOS type 1); undefined where it does not tell. */
      readonly model?: string
      /** What it boots, as BootPlan.title has it. */
      readonly title?: string
      /** What it boots writes a system to its disk. */
      readonly installs?: boolean
      /** It was given no files, but this. */
      readonly doing?: 'menu' | 'local-disk'
      /** Its memory as SMBIOS tells, and what it boots needs; undefined where either is not known. */
      readonly memory?: { readonly hasMiB: number; readonly needsMiB: number }
      /** What it boots fetches more from us once it runs. */
      readonly expectsMore?: boolean
    }
  /** A rule says to leave it alone. */
  | { readonly kind: 'ignored'; readonly mac: Mac }
  /** The system or its installer said that it is done (`/finished`). */
  | { readonly kind: 'finished'; readonly ip: Ipv4; readonly mac: Mac | undefined }

/** Where observations go. */
export type Observe = (observation: Observation) => void
