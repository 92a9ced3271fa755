/**
 * What the engine needs from the boot side. `createBoot` in boot.ts makes one of these for the medium being served; DHCP asks
 * it for a boot file, TFTP and HTTP ask it for bytes.
 *
 * The way of a machine (DESIGN.md section 4):
 *   firmware  DHCP → loader name            → TFTP loader (undionly.kpxe, snponly.efi …)
 *   iPXE      DHCP → `http://ip:port/boot.ipxe`  (UEFI builds find the same text as `autoexec.ipxe` over TFTP)
 *             → first script, the same for everyone: it makes sure that there is an address and chains
 *               `http://ip:port/boot.ipxe?mac=${netX/mac}&uuid=${uuid}&arch=${buildarch}&platform=${platform}&dimms=…`
 *             → second script, made for this machine: `kernel <url> <arguments>`, `initrd --name=initrdN.img <url>` …, `boot`,
 *               or a refusal in plain words.
 * iPXE script grammar used: one command a line, `#` comments, `:labels`, `cmd || cmd`; URLs are absolute with an IP literal.
 */
import type { Observation } from '../clients/observation'
import type { Medium } from '../media/medium'
import type { RecipeMatch } from '../recipes/types'
import type { ClientArch, Notice, WhyCode } from '../types'
import type { Loaders } from './loaders'
import type { Resolve } from './resolve'

/** What DHCP knows about the asker. */
export interface BootFileRequest {
  readonly arch: ClientArch
  readonly stage: 'firmware' | 'ipxe'
  /** 0 for the first try, 1 after a loader that led to nothing, and so on: picks the fall-back loader. */
  readonly attempt: number
  /** False where option 175 says that this iPXE was built without HTTP (VirtualBox's): it gets our loader instead. Default true. */
  readonly ipxeHasHttp?: boolean
}

/**
 * `file`: goes into the header's file field or option 67. For firmware a bare TFTP name (`snponly.efi`), for HTTPClient and
 * iPXE an absolute URL. `none`: do not answer; report the `why`.
 */
export type BootFile =
  { readonly kind: 'file'; readonly file: string } | { readonly kind: 'none'; readonly why: WhyCode }

/** What `createBoot` takes. */
export interface BootOptions {
  readonly medium: Medium
  readonly match: RecipeMatch
  /** Entry of the recipe (RecipeOffer.entries); without it the first. */
  readonly entry?: string
  /** Extra kernel arguments from the user, put at the end. Checked: see `checkAppend`. */
  readonly append: string
  readonly loaders: Loaders
  /** `http://192.168.1.20:8067`, an IP literal, without a slash at the end. */
  readonly urlBase: string
  /** More media that machines may read under `/iso/<id>/…` and `/raw/<id>/…`. */
  readonly otherMedia?: readonly Medium[]
  /** Gets `script` when a machine fetched its own script, `refused` when that script is a refusal. */
  readonly observe?: (observation: Extract<Observation, { kind: 'script' | 'refused' }>) => void
  /** Things the user should know about one machine: too little RAM, wrong processor. */
  readonly notify?: (notice: Omit<Notice, 'at'>) => void
}

export interface Boot {
  /** Name and version of what is booted: `Debian installer 12`. */
  readonly title: string
  /** Pure; answers in microseconds. */
  bootFile(request: BootFileRequest): BootFile
  /** For TFTP and HTTP alike. Never throws for a bad name. */
  readonly resolve: Resolve
}
