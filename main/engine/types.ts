/**
 * The words that every part of the engine shares, as plain data.
 *
 * This file has no code: it is imported with `import type` only, also by the preload contract and the renderer, so that
 * one description of a client, a transfer or a port serves the whole app. Everything here survives structured cloning.
 */

import type { Evidence } from './types-evidence'

export type * from './types-checks'
export type * from './types-evidence'
export type * from './types-media'
export type * from './types-story'

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

/**
 * Which boot loader a machine gets. `auto`: the small one first, and what comes next when that led to nothing. `small`: iPXE with
 * the firmware's own network driver (undionly, snponly). `full`: iPXE with drivers of its own. `signed`: what Secure Boot accepts,
 * from the medium or from the user's folder of loaders.
 */
export type LoaderChoice = 'auto' | 'small' | 'full' | 'signed'

/** FIELD.md 3.1. A: option 43 `06 01 08` in the OFFER. B: no option 43, answer on 4011. C: one full offer (dhcp mode). */
export type Strategy = 'A' | 'B' | 'C'

/** Rungs of the client ladder (DESIGN.md 3.4), in order. */
export type Rung =
  'seen' | 'offered' | 'addressed' | 'loader' | 'ipxe' | 'script' | 'loading' | 'handed-over' | 'running' | 'finished'

/** Why a machine stopped climbing. The engine knows codes only; the renderer and the CLI turn them into words. */
export type WhyCode =
  | 'no-request-after-offer'
  /** It asks again and again, and is answered each time, but takes no address. */
  | 'offers-ignored'
  /** We serve beside a DHCP server, and there is none on this wire. */
  | 'no-dhcp-server'
  | 'no-loader-request'
  /** It has an address, and was told to ask port 4011, and did not. */
  | 'boot-server-not-asked'
  /** It asked how long the loader is, and never for the loader. */
  | 'size-probe-only'
  /** UEFI HTTP Boot was answered and the machine has an address, but it never fetched. */
  | 'http-boot-refused'
  | 'loader-sent-then-silence'
  | 'loader-did-not-start'
  | 'loader-transfer-failed'
  /** The loader broke off again and again. */
  | 'transfer-restarts'
  /** Our iPXE asks for an address again and again, and gets none: the switch port blocks (FIELD.md 3.7). */
  | 'ipxe-no-address'
  | 'no-script-request'
  | 'script-then-silence'
  /** It told how much memory it has, and that is less than what it is to boot needs. */
  | 'too-little-ram'
  | 'transfer-stalled'
  | 'transfer-failed'
  /** It broke off a file that does not fit into its memory. */
  | 'image-too-big'
  | 'file-not-found'
  /** Sent whole, twice, and silence each time: Secure Boot is on (FIELD.md 3.8). */
  | 'secure-boot'
  | 'no-loader-for-arch'
  /** A Raspberry Pi asks for its firmware files, and no folder of them was given. */
  | 'no-pi-firmware'
  /** A signed loader was chosen, and there is none here that works in this mode. */
  | 'no-signed-loader'
  /** What was chosen boots by UEFI HTTP Boot alone, and the machine asked by PXE. */
  | 'needs-http-boot'
  | 'recipe-not-for-arch'
  | 'medium-gone'
  /** Kernel and initrd came over, but the system never fetched the rest that it needs. */
  | 'system-then-silence'
  /** Another server on the wire claims to be a PXE server: the machine probably followed that one. */
  | 'other-server'
  /** The DHCP server of this wire sends option 60 "PXEClient": UEFI then asks that server on port 4011 (FIELD.md 3.1). */
  | 'foreign-option-60'
  /** It started from here several times in a row, and came back each time. */
  | 'boot-loop'
  /** Bootdrop was stopped while it booted. */
  | 'stopped'

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
  /** Who made its network card, by the first half of the MAC: `Dell`; undefined where the list does not tell. */
  readonly vendor: string | undefined
  /** `Dell Inc. OptiPlex 7090`, as its SMBIOS says; known once it ran a script of ours. */
  readonly model: string | undefined
  /** What it boots, as its script has it: `Debian installer 12`; undefined before. */
  readonly title: string | undefined
  /** Where it does not climb because of a choice: in the menu, on its way to its own disk, or left alone by a rule. */
  readonly doing: 'menu' | 'local-disk' | 'ignored' | undefined
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
  /** What was counted of this boot; undefined for a machine of which nothing was. */
  readonly evidence?: Evidence | undefined
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
  /** The facts in `text`, for words in other languages: `server`, `file`, `nic` … */
  readonly details?: NoticeDetails
}

export type NoticeDetails = Readonly<Record<string, string | number>>

/** One line of the live log. */
export interface LogLine {
  readonly at: number
  readonly level: 'debug' | NoticeLevel
  readonly clientId: string | undefined
  readonly text: string
}

export type EngineStatus = 'stopped' | 'starting' | 'serving' | 'stopping'

/** One medium and the way it shall boot. */
export interface MediumChoice {
  readonly path: string
  /** RecipeOffer.id; without it the best one. */
  readonly recipe?: string
  /** RecipeOffer.entries; without it the first. */
  readonly entry?: string
  /** By RecipeOption.id: `yes`, the id of a choice, or a text. */
  readonly options?: Readonly<Record<string, string>>
  /** Path of an answer file, or `example:<id>` (RecipeAnswer.examples). */
  readonly answer?: string
}

/** Who a rule is for. Everything that is given has to fit; nothing given fits every machine. */
export interface RuleMatch {
  /** A MAC address or the beginning of one: `52:54:00`. */
  readonly mac?: string
  /** In either byte order: as option 97 has it, or as `dmidecode` prints it. */
  readonly uuid?: string
  readonly arch?: readonly ClientArch[]
  /** Vendor class (option 60), or the maker in SMBIOS once that is known; `*` and `?` stand for anything. */
  readonly vendor?: string
  /** Product name in SMBIOS; `*` and `?` stand for anything. Known from the machine's first script on. */
  readonly model?: string
  /** One of the user classes (option 77). */
  readonly userClass?: string
}

/** What a machine that fits gets; what is not given stays as for everyone. */
export interface RuleAction {
  readonly ignore?: true
  /** Boots from its own disk. */
  readonly localDisk?: true
  /** A path of ServeConfig.media: no menu, this one. */
  readonly medium?: string
  readonly recipe?: string
  readonly entry?: string
  /** In place of MediumChoice.answer. */
  readonly answer?: string
  readonly loader?: LoaderChoice
  /** In place of ServeConfig.append. */
  readonly append?: string
  /** Installs again, although it has just been installed. */
  readonly again?: true
}

/** The first rule that fits a machine counts. */
export interface Rule {
  /** For the user: `Classroom PCs`. */
  readonly name?: string
  readonly match: RuleMatch
  readonly action: RuleAction
}

/** Another server on the wire, as probes and passing packets tell. */
export interface OtherServer {
  readonly address: Ipv4
  /** `dhcp`: leases addresses. `pxe`: a boot server that leases none. */
  readonly kind: 'dhcp' | 'pxe'
  /** Its answers have option 60 "PXEClient": UEFI then asks it on port 4011 (FIELD.md 3.1). */
  readonly claimsPxe: boolean
  /** ms since the epoch. */
  readonly lastHeard: number
}

/** What machines boot, in words and as it was chosen. */
export interface ServedChoice extends Pick<
  ServeConfig,
  'media' | 'append' | 'loader' | 'rules' | 'menu' | 'menuTimeoutS' | 'installGuard'
> {
  /** `Debian installer 12`. */
  readonly title: string
  /**
   * Signed loaders that there are. `ipxe`: from the user's folder, for any machine. `medium-http`, `medium-pxe`: the medium's own,
   * by UEFI HTTP Boot in any mode, by PXE in dhcp mode alone.
   */
  readonly signed: readonly SignedKind[]
}

export type SignedKind = 'ipxe' | 'medium-http' | 'medium-pxe'

/** Everything the window needs to draw the serving side. One object, replaced as a whole. */
export interface EngineState {
  readonly status: EngineStatus
  readonly mode: ServeMode | undefined
  readonly card: Card | undefined
  readonly address: Ipv4 | undefined
  /** DHCP and PXE servers heard on the card, newest last. */
  readonly otherServers: readonly OtherServer[]
  readonly ports: Readonly<Record<PortName, PortState>>
  /** Undefined while nothing is served. */
  readonly served: ServedChoice | undefined
  readonly clients: readonly Client[]
  readonly notices: readonly Notice[]
  readonly bytesPerSecond: number
  readonly startedAt: number | undefined
  /** While starting: whose answer is waited for. `permission`: the user's password in the system's own dialog. */
  readonly waitingFor?: 'permission' | undefined
}

/** What to serve, and where. DEFAULTS in initial.ts has what a user need not say. */
export interface ServeConfig {
  readonly nic: string
  /** In the order of the menu; the first is what boots by itself. */
  readonly media: readonly MediumChoice[]
  readonly mode: 'auto' | ServeMode
  /** With `auto`: a wire without a DHCP server is an error (`no-dhcp`), for the user to decide; else `dhcp` is taken. */
  readonly askBeforeLeasing: boolean
  /** Extra kernel arguments. */
  readonly append: string
  readonly loader: LoaderChoice
  readonly rules: readonly Rule[]
  /** When machines show a menu: for several media alone, or for one as well, with its further entries and the local disk. */
  readonly menu: 'several' | 'always'
  /** Seconds that the menu waits for a key; 0 shows it until one is pressed. */
  readonly menuTimeoutS: number
  /** A machine that has just been installed gets its own disk. */
  readonly installGuard: boolean
  readonly httpPort: number
  readonly allow: readonly Mac[]
  readonly deny: readonly Mac[]
}
