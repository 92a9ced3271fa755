import type { BootPlan } from '../../recipes/types'
import type { Mac } from '../../types'
import type { MediumUrls } from '../script'
import type { SignedChain } from './chain'

/** One way of the menu. */
export interface GrubEntry {
  readonly plan: BootPlan
  /** MediumIdentity.id: its tree is served at `/iso/<id>`. */
  readonly mediumId: string
  readonly urls: MediumUrls
  /** Checked by `checkAppend`. */
  readonly append: string
}

export interface GrubConfig {
  readonly chain: SignedChain
  /** `http://192.168.1.20:8067`, an IP literal. TFTP is at the same address, port 69. */
  readonly urlBase: string
  readonly entries: readonly GrubEntry[]
  /** What starts by itself: an index into `entries` or the local disk. */
  readonly first: number | 'local-disk'
  /** Seconds that the menu waits; 0 waits for a key, undefined starts `first` at once. */
  readonly timeoutS: number | undefined
  readonly mac: Mac | undefined
}

/** The grub.cfg for one machine: its menu. */
export function grubConfig({ entries }: GrubConfig): string {
  return `# ${entries.length}\n`
}

/** The grub.cfg for a machine that has nothing to boot here: says why on its own screen, waits, and gives back to the firmware. */
export function grubRefusal(reason: string, mac: Mac | undefined): string {
  return `# ${reason} ${mac}\n`
}
