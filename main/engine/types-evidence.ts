/**
 * What was counted of one boot, so that a stop can be explained by what was seen. As types.ts: plain data, no code.
 */
import type { Ipv4 } from './types'

export interface Evidence {
  /** DISCOVERs of the machine's own firmware since it last took an address, and how many of them we answered. */
  readonly asked: number
  readonly answered: number
  /** ms since the epoch; undefined while `asked` is 0. */
  readonly firstAskedAt: number | undefined
  readonly lastAskedAt: number | undefined
  /** Who leased it its address (option 54), as its REQUEST told. */
  readonly leasedBy: Ipv4 | undefined
  /** Questions on port 4011 that we answered. */
  readonly bootServerAsked: number
  /** Size probes: it asked how long the loader is, and broke off. */
  readonly probes: number
  /** Loaders that broke off in this boot. */
  readonly loaderBreaks: number
  /** DISCOVERs of the iPXE that we sent, when the first came, and whether it took an address since. */
  readonly ipxeAsked: number
  readonly firstIpxeAt: number | undefined
  readonly ipxeLeased: boolean
  /** Silence between the whole loader and iPXE's first word, in ms; undefined where there was none. */
  readonly ipxeAfterMs: number | undefined
  /** The last name that it asked for and that is not here. */
  readonly missing: string | undefined
  /** Memory of the machine as its SMBIOS tells, and what it is to boot needs. */
  readonly memory: { readonly hasMiB: number; readonly needsMiB: number } | undefined
  /** Boots in a row, before this one, that ended with a loader that came whole and never spoke. */
  readonly loadersInVain: number
  /** Boots in a row, before this one, that ran our loader or more and began anew within minutes. */
  readonly rounds: number
}
