/**
 * What the engine needs from the boot side. `createBoot` in boot.ts makes one of these for the media being served; DHCP asks
 * it for a boot file, TFTP and HTTP ask it for bytes.
 *
 * The way of a machine (DESIGN.md section 4):
 *   firmware  DHCP → loader name            → TFTP loader (undionly.kpxe, snponly.efi …), see chains.ts
 *   iPXE      DHCP → `http://ip:port/boot.ipxe`  (UEFI builds find the same text as `autoexec.ipxe` over TFTP)
 *             → first script, the same for everyone: it makes sure that there is an address and chains
 *               `http://ip:port/boot.ipxe?mac=${netX/mac}&uuid=${uuid}&arch=${buildarch}&platform=${platform}&dimms=…`
 *             → second script, made for this machine: a menu of several media, or `kernel <url> <arguments>`,
 *               `initrd --name=initrdN.img <url>` …, `boot`, or the local disk, or a refusal in plain words.
 *   GRUB      the medium's own signed shim and GRUB → `grub.cfg`, made for this machine.
 * iPXE script grammar used: one command a line, `#` comments, `:labels`, `cmd || cmd`; URLs are absolute with an IP literal.
 */
import type { Observation } from '../clients/observation'
import type { Medium } from '../media/medium'
import type { RecipeMatch } from '../recipes/types'
import type {
  ClientArch,
  Ipv4,
  LoaderChoice,
  Mac,
  Notice,
  Rule,
  ServeConfig,
  ServeMode,
  SignedKind,
  WhyCode,
} from '../types'
import type { Loaders } from './loaders'
import type { Resolve } from './resolve'

/**
 * The way from firmware to system. `ipxe-small`, `ipxe-full`: LoaderChoice has them. `ipxe-signed`: shim and iPXE from the user's
 * folder of loaders. `medium-signed`: shim and GRUB of the medium. `whole-image`: the firmware itself mounts the image (UEFI
 * HTTP Boot). `pi`: the files of a Raspberry Pi's firmware. `script`: an iPXE that runs already.
 */
export type ChainId = 'ipxe-small' | 'ipxe-full' | 'ipxe-signed' | 'medium-signed' | 'whole-image' | 'pi' | 'script'

/** What is known about a machine from its DHCP messages, and from earlier boots. */
export interface MachineFacts {
  readonly mac: Mac
  readonly uuid: string | undefined
  readonly arch: ClientArch
  readonly vendorClass: string | undefined
  /** Option 77. */
  readonly userClasses: readonly string[]
  /** Maker and product, from its last script. */
  readonly model: string | undefined
}

/** A machine that was given a boot file and now asks for files. */
export interface KnownMachine extends MachineFacts {
  /** Of its firmware: the way that it was sent last. */
  readonly chain: ChainId | undefined
}

/** What DHCP knows about the asker. */
export interface BootFileRequest {
  readonly machine: MachineFacts
  readonly stage: 'firmware' | 'ipxe'
  readonly mode: ServeMode
  /** 0 for the first try, 1 after a loader that led to nothing, and so on: picks the next chain. */
  readonly attempt: number
  /** The way that worked for this machine, or for one of its kind, before: it comes first where it is possible now. */
  readonly worked?: ChainId
  /** False where option 175 says that this iPXE was built without HTTP (VirtualBox's): it gets our loader instead. Default true. */
  readonly ipxeHasHttp?: boolean
}

/**
 * `file`: goes into the header's file field or option 67. For firmware a bare TFTP name (`snponly.efi`), for HTTPClient and
 * iPXE an absolute URL. `none`: do not answer; report the `why`. `ignore`: a rule says that this machine is none of ours.
 */
export type BootFile =
  | { readonly kind: 'file'; readonly file: string; readonly chain: ChainId }
  | { readonly kind: 'none'; readonly why: WhyCode }
  | { readonly kind: 'ignore'; readonly reason: string }

/** One medium of the menu. */
export interface BootMedium {
  readonly medium: Medium
  readonly match: RecipeMatch
  /** Entry of the recipe (RecipeOffer.entries); without it the first. */
  readonly entry?: string
  /** By RecipeOption.id. */
  readonly options?: Readonly<Record<string, string>>
  readonly answer?: AnswerFile
}

/** An answer file before it is filled in for a machine (boot/answers/). */
export interface AnswerFile {
  /** For people: the path of the user's file, or the title of an example. */
  readonly title: string
  /** Its text as it is now: who mends it while machines wait shall not have to start anew. @throws BootdropError */
  read(): Promise<string>
}

/** A machine that has been installed by us (machines/installs.ts). */
export interface Installed {
  /** What: BootPlan.title. */
  readonly title: string
  /** ms since the epoch. */
  readonly at: number
}

/** What `createBoot` takes. */
export interface BootOptions {
  /** In the order of the menu; at least one. */
  readonly media: readonly BootMedium[]
  /** The match of a recipe that only a rule names. @throws BootdropError `recipe-unknown` */
  readonly matchOf: (medium: Medium, recipe: string) => Promise<RecipeMatch>
  /** The answer file that only a rule names, as MediumChoice.answer does. @throws BootdropError `answer-missing` */
  readonly answerOf: (chosen: string) => Promise<AnswerFile>
  /** Extra kernel arguments from the user, put at the end. Checked: see `checkAppend`. */
  readonly append: string
  readonly loader: LoaderChoice
  readonly rules: readonly Rule[]
  /** ServeConfig.menu */
  readonly menu: ServeConfig['menu']
  /** Seconds; 0 waits for a key. */
  readonly menuTimeoutS: number
  /** Bootdrop's own and the user's. */
  readonly loaders: Loaders
  /** `http://192.168.1.20:8067`, an IP literal, without a slash at the end. */
  readonly urlBase: string
  /** Who has this address; undefined for machines that never asked us. */
  readonly identify: (ip: Ipv4) => KnownMachine | undefined
  /** Its host name, as its DHCP messages have it (option 12); few tell one before they run a system. */
  readonly hostname?: (mac: Mac) => string | undefined
  /** Whether this machine was just installed and shall get its own disk; always undefined with the guard off. */
  readonly installed: (machine: { mac: Mac | undefined; uuid: string | undefined }) => Installed | undefined
  /** Gets `script` when a machine fetched its own script or grub.cfg, `refused` when that is a refusal, `finished`. */
  readonly observe?: (observation: Extract<Observation, { kind: 'script' | 'refused' | 'finished' }>) => void
  /** Things the user should know about one machine: too little RAM, wrong processor. */
  readonly notify?: (notice: Omit<Notice, 'at'>) => void
}

export interface Boot {
  /** Name and version of what is booted: `Debian installer 12`, or `3 media`. */
  readonly title: string
  /** Signed loaders that there are for any machine. */
  readonly signed: readonly SignedKind[]
  /** Pure; answers in microseconds. */
  bootFile(request: BootFileRequest): BootFile
  /** For TFTP and HTTP alike. Never throws for a bad name. */
  readonly resolve: Resolve
}
