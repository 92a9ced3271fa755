/**
 * What pre-flight tells. As types.ts: plain data, no code, survives structured cloning.
 */
import type { OtherServer } from './types'

/** Every line of pre-flight, in the order it is shown in. */
export type CheckId =
  | 'permission'
  | 'port-dhcp'
  | 'port-pxe'
  | 'port-tftp'
  | 'port-http'
  | 'firewall'
  | 'card'
  | 'dhcp-servers'
  | 'pxe-servers'
  | 'sleep'
  | 'loaders'
  | 'disk'
  | 'memory'

/** green, amber, red; `unknown` where the system does not tell. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown'

/** What Bootdrop can do about a line by itself, when the user presses its button. */
export type FixId = 'ask-permission' | 'open-firewall' | 'listen'

/** One line of pre-flight. */
export interface Check {
  readonly id: CheckId
  readonly state: CheckState
  /** What was found: `free`, `taken`, `own-server`, `no-link` … Stable; the window's words are made of it and `facts`. */
  readonly code: string
  /** Plain English for the command line: what was found, and the next step where there is one. */
  readonly text: string
  /** `owner`, `port`, `server`, `speedMbps` …: what the words are filled with. */
  readonly facts: Readonly<Record<string, string | number>>
  readonly fix?: FixId
  /** A line for the terminal that does what is asked for. */
  readonly command?: string
  /** What the line sums up, one by one: loaders with version and SHA-256, servers with maker and option 60. */
  readonly items?: readonly CheckItem[]
}

/** One thing that a line sums up. `name` is there always. */
export type CheckItem = Readonly<Record<string, string | number>> & { readonly name: string }

/** What `bootdrop doctor --json` prints and the window shows. */
export interface Preflight {
  /** ms since the epoch. */
  readonly at: number
  /** Name of the card; null when none was chosen, and only what concerns the computer was looked at. */
  readonly nic: string | null
  /** Whether DHCP servers were listened for: that sends up to four DISCOVERs to the card's network. */
  readonly listened: boolean
  readonly servers: readonly OtherServer[]
  readonly checks: readonly Check[]
}
