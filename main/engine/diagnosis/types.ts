/** The words of a diagnosis, as plain data: what was seen, what it may come from, and where in the boot that is. */
import type { Client, ClientArch, EngineState, Preflight, Rung } from '../types'

/** The stations of a boot, in order, for the picture. What breaks is the way to a station. */
export const STATIONS = ['machine', 'card', 'dhcp', 'loader', 'ipxe', 'kernel', 'system'] as const
export type Station = (typeof STATIONS)[number]

/** What the words of each fact are filled with. */
interface FactValues {
  readonly asked: { readonly times: number; readonly seconds: number }
  readonly answered: { readonly times: number }
  readonly 'no-request': unknown
  readonly leased: { readonly server: string | undefined }
  readonly 'boot-server-asked': { readonly times: number }
  readonly 'boot-server-not-asked': unknown
  readonly probed: { readonly times: number }
  readonly 'nothing-fetched': unknown
  readonly 'loader-sent': { readonly file: string; readonly bytes: number; readonly times: number }
  readonly 'full-loader-sent': unknown
  readonly 'loader-broke': { readonly times: number }
  readonly silent: { readonly seconds: number }
  readonly 'ipxe-asked': { readonly times: number }
  readonly 'ipxe-no-lease': unknown
  readonly 'ipxe-late': { readonly seconds: number }
  readonly 'script-fetched': unknown
  readonly 'no-file-asked': unknown
  readonly memory: { readonly hasMiB: number; readonly needsMiB: number }
  readonly 'memory-enough': { readonly hasMiB: number; readonly needsMiB: number }
  readonly 'broke-off': {
    readonly file: string
    readonly sentBytes: number
    readonly sizeBytes: number | undefined
  }
  readonly 'all-files-sent': { readonly files: number; readonly bytes: number }
  readonly missing: { readonly file: string }
  readonly runs: unknown
  readonly rounds: { readonly times: number }
  readonly reached: { readonly rung: Rung }
  readonly bios: unknown
  readonly 'http-boot': unknown
  readonly firmware: { readonly arch: ClientArch }
  readonly 'never-heard': unknown
  readonly 'not-serving': unknown
  readonly 'we-lease': unknown
  readonly 'dhcp-heard': { readonly servers: readonly string[] }
  readonly 'several-dhcp': { readonly servers: readonly string[] }
  readonly 'no-dhcp-heard': unknown
  readonly 'option-60': { readonly server: string }
  readonly 'other-pxe': { readonly server: string }
  readonly 'firewall-closed': unknown
  readonly 'firewall-open': unknown
  readonly 'card-down': unknown
}
export type FactCode = keyof FactValues
export type Fact = { [C in FactCode]: { readonly code: C } & FactValues[C] }[FactCode]
export type FactOf<C extends FactCode> = Extract<Fact, { readonly code: C }>

/** What a stop may come from. */
export type CauseId =
  | 'not-serving'
  | 'no-link'
  | 'other-network'
  | 'no-network-boot'
  | 'key-pressed'
  | 'no-dhcp-server'
  | 'second-dhcp'
  | 'option-60'
  | 'other-boot-server'
  | 'port-blocks'
  | 'firewall'
  | 'proxy-ignored'
  | 'http-boot-off'
  | 'ipv6'
  | 'packets-lost'
  | 'file-missing'
  | 'secure-boot'
  | 'wrong-arch'
  | 'loader-hangs'
  | 'firmware-fault'
  | 'certificate'
  | 'no-name-server'
  | 'too-little-ram'
  | 'image-too-big'
  | 'medium-damaged'
  | 'wrong-recipe'
  | 'no-driver'
  | 'no-disk-system'
  | 'no-disk-driver'
  | 'harmless'

/** What a diagnosis is made of. Everything but the state may be missing. */
export interface Seen {
  readonly client: Client | undefined
  readonly state: EngineState
  readonly preflight: Preflight | undefined
  /** ms since the epoch. */
  readonly now: number
}

/** How far what was seen speaks for a cause; `open` where nothing was seen of it. */
export type Leaning = 'likely' | 'possible' | 'unlikely' | 'open'

export interface RankedCause {
  readonly cause: CauseId
  readonly station: Station
  /** Higher is likelier; only the order counts. */
  readonly weight: number
  readonly leaning: Leaning
  readonly speaksFor: readonly Fact[]
  readonly speaksAgainst: readonly Fact[]
}
