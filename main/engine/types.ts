/**
 * The words that every part of the engine shares, as plain data.
 *
 * This file has no code: it is imported with `import type` only, also by the preload contract and the renderer, so that
 * one description of a client, a transfer or a port serves the whole app. Everything here survives structured cloning.
 */

/** A MAC address in lower case with colons: `52:54:00:12:34:56`. */
export type Mac = string

/** A dotted-quad IPv4 address: `192.168.1.20`. */
export type Ipv4 = string

/** What a machine's firmware can run. `unknown` where option 93 was absent or held a number that we do not know. */
export type ClientArch =
  | 'bios'
  | 'uefi-ia32'
  | 'uefi-x64'
  | 'uefi-arm32'
  | 'uefi-arm64'
  | 'http-ia32'
  | 'http-x64'
  | 'http-arm32'
  | 'http-arm64'
  | 'rpi'
  | 'unknown'

/** The two worlds a boot file belongs to. */
export type Firmware = 'bios' | 'uefi'

/** Processor of a kernel or a loader. */
export type Cpu = 'x86' | 'x64' | 'arm32' | 'arm64'

/** How we share the wire: beside the LAN's own DHCP server, or as the only one (isolated bench). */
export type ServeMode = 'proxy' | 'dhcp'

/** FIELD.md 3.1. A: option 43 `06 01 08` in the OFFER. B: no option 43, answer on 4011. C: one full offer (dhcp mode). */
export type Strategy = 'A' | 'B' | 'C'

/** Rungs of the client ladder (DESIGN.md 3.4), in order. */
export type Rung =
  'seen' | 'offered' | 'addressed' | 'loader' | 'ipxe' | 'script' | 'loading' | 'handed-over' | 'running' | 'finished'

/** Why a machine stopped climbing. The engine knows codes only; the renderer and the CLI turn them into words. */
export type WhyCode =
  | 'no-request-after-offer'
  | 'no-loader-request'
  | 'loader-sent-then-silence'
  | 'loader-did-not-start'
  | 'loader-transfer-failed'
  | 'no-script-request'
  | 'script-then-silence'
  | 'transfer-stalled'
  | 'transfer-failed'
  | 'file-not-found'
  | 'no-loader-for-arch'
  | 'recipe-not-for-arch'
  | 'medium-gone'

/** One machine's place on the ladder. `stalled` and `failed` remember the rung (`at`) they happened on. */
export type Phase =
  { readonly phase: Rung } | { readonly phase: 'stalled' | 'failed'; readonly at: Rung; readonly why: WhyCode }

export type TransferProtocol = 'tftp' | 'http'

/** What a file is for, seen from the boot. `probe` is a firmware's size probe, never an error. */
export type FileRole = 'loader' | 'probe' | 'script' | 'boot' | 'runtime' | 'other'

/** One file on its way to one machine. */
export interface Transfer {
  readonly id: string
  readonly protocol: TransferProtocol
  /** The name as the client asked for it, without query string. */
  readonly file: string
  readonly role: FileRole
  readonly sentBytes: number
  /** Whole size in bytes of what was asked for; undefined while it is not known. */
  readonly sizeBytes: number | undefined
  readonly bytesPerSecond: number
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly done: boolean
  /** False once it ended badly. True while it runs. */
  readonly ok: boolean
}

/** One machine, as the window and the CLI show it. */
export interface Client {
  /** MAC, or `ip:1.2.3.4` for a machine that we only know by its address. */
  readonly id: string
  readonly mac: Mac | undefined
  /** SMBIOS UUID in text form (RFC 4122 byte order of `dmidecode`), from option 97. */
  readonly uuid: string | undefined
  readonly arch: ClientArch
  readonly ip: Ipv4 | undefined
  readonly hostname: string | undefined
  /** Vendor class (option 60) as sent. */
  readonly vendorClass: string | undefined
  readonly phase: Phase
  /** Free text for the detail line: protocol words such as `RRQ snponly.efi blksize 1468`. */
  readonly detail: string
  readonly strategy: Strategy | undefined
  readonly firstSeen: number
  readonly lastSeen: number
  /** When each rung was first reached in this boot, ms since the epoch. */
  readonly reached: Readonly<Partial<Record<Rung, number>>>
  /** Newest last; bounded. */
  readonly transfers: readonly Transfer[]
  /** How many boots of this machine were seen since start. */
  readonly boots: number
}

/** One IPv4 address of one network card. */
export interface CardAddress {
  readonly address: Ipv4
  readonly netmask: Ipv4
}

export type CardKind = 'wired' | 'wifi' | 'virtual' | 'loopback'

/** One network card, as `bootdrop nics --json` prints it. */
export interface Card {
  readonly name: string
  /** What the user calls it: `Ethernet`, `Intel I219-LM (eno1)`. */
  readonly title: string
  readonly mac: Mac
  readonly kind: CardKind
  readonly up: boolean
  readonly addresses: readonly CardAddress[]
  /** Mbit/s, undefined where the driver does not tell. */
  readonly speedMbps: number | undefined
  readonly isDefaultRoute: boolean
  /** Why this card cannot serve as it is; undefined when it can. */
  readonly problem: 'down' | 'no-address' | undefined
}

export type PortName = 'dhcp' | 'pxe' | 'tftp' | 'http'

/** UDP 67, UDP 4011, UDP 69, TCP 8067. */
export interface PortState {
  readonly port: number
  readonly state: 'closed' | 'open' | 'failed'
  /** Error code when failed. */
  readonly code?: string
  /** `dnsmasq (pid 812)` where the system tells. */
  readonly owner?: string
}

export type NoticeLevel = 'info' | 'warning' | 'error'

/** Something the user should know. `text` is plain English for the CLI; the window words it by `code` where it can. */
export interface Notice {
  readonly at: number
  readonly level: NoticeLevel
  readonly code: string
  readonly text: string
  readonly mac?: Mac
}

/** One line of the live log. */
export interface LogLine {
  readonly at: number
  readonly level: 'debug' | NoticeLevel
  readonly clientId: string | undefined
  readonly text: string
}

/** One way that a medium can boot, after matching (`inspect` prints these). */
export interface RecipeOffer {
  readonly id: string
  readonly title: string
  readonly firmware: readonly Firmware[]
  readonly secureBoot: 'yes' | 'no' | 'unknown'
  readonly minRamMiB: number
  /** Why it matched, in one sentence. */
  readonly why: string
  /** Further ways of the same recipe (boot menu entries of the medium), first is the default. */
  readonly entries: readonly { readonly id: string; readonly title: string }[]
}

/** What `bootdrop inspect --json` prints and the window shows. */
export interface MediumReport {
  readonly path: string
  readonly label: string
  readonly family: string
  readonly name: string
  readonly version: string
  readonly arch: readonly Cpu[]
  readonly filesystem: string
  /** Bytes. */
  readonly size: number
  readonly recipes: readonly RecipeOffer[]
  readonly notices: readonly Omit<Notice, 'at'>[]
  readonly ms: number
}

export type EngineStatus = 'stopped' | 'starting' | 'serving' | 'stopping'

/** What machines boot, in words and as it was chosen. */
export interface ServedChoice extends Pick<ServeConfig, 'media' | 'recipe' | 'entry' | 'append'> {
  /** `Debian installer 12`. */
  readonly title: string
}

/** Everything the window needs to draw the serving side. One object, replaced as a whole. */
export interface EngineState {
  readonly status: EngineStatus
  readonly mode: ServeMode | undefined
  readonly card: Card | undefined
  readonly address: Ipv4 | undefined
  readonly ports: Readonly<Record<PortName, PortState>>
  /** Undefined while nothing is served. */
  readonly served: ServedChoice | undefined
  readonly clients: readonly Client[]
  readonly notices: readonly Notice[]
  readonly bytesPerSecond: number
  readonly startedAt: number | undefined
}

/** What to serve, and where. */
export interface ServeConfig {
  readonly nic: string
  readonly media: readonly string[]
  readonly recipe?: string
  /** Entry of the recipe (RecipeOffer.entries). */
  readonly entry?: string
  readonly mode: 'auto' | ServeMode
  /** Extra kernel arguments. */
  readonly append: string
  readonly httpPort: number
  readonly allow: readonly Mac[]
  readonly deny: readonly Mac[]
}
