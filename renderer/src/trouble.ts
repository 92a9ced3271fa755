import type { Client, ClientArch, Notice, ServeMode, SignedKind, WhyCode } from '../../main/engine/types'
import { baseName } from './format'
import { WHY } from './words-trouble'
import type { ProblemWords } from './words-trouble'

/** What a machine's trouble depends on, besides its code. */
export interface Place {
  readonly mode: ServeMode | undefined
  /** ServedChoice.signed */
  readonly signed: readonly SignedKind[]
}

/** Whether a signed loader would reach a machine: as it asks now, if it asked by HTTP Boot, or not at all. */
export type SignedWay = 'works' | 'by-http-boot' | 'none'

export function signedWay({ arch }: Pick<Client, 'arch'>, { mode, signed }: Place): SignedWay {
  if (arch === 'bios' || arch === 'rpi') return 'none'
  const byHttp = arch.startsWith('http-')
  if (signed.includes('ipxe') || (signed.includes('medium-http') && byHttp)) return 'works'
  if (signed.includes('medium-pxe') && mode === 'dhcp') return 'works'
  return signed.includes('medium-http') ? 'by-http-boot' : 'none'
}

/** Loaders with network drivers of their own, as they are named on the wire; beside a shim, the signed one has that name. */
const FULL = /^ipxe(-\w+)?\.(efi|pxe)$/
const SHIM = /^shim/

/** Whether a loader with drivers of its own was among those sent in this boot. */
export function gotFullLoader({ transfers }: Pick<Client, 'transfers'>): boolean {
  const names = transfers.filter(({ role }) => role === 'loader').map(({ file }) => baseName(file).toLowerCase())
  return names.some((name) => FULL.test(name)) && !names.some((name) => SHIM.test(name))
}

/** Where Bootdrop gives out the addresses, there is no other DHCP server to look at. */
const AS_ONLY_SERVER: Partial<Record<WhyCode, Partial<ProblemWords>>> = {
  'no-request-after-offer': {
    happened: 'The machine was offered an address and never took it, so it could not go on.',
    todo: [
      'Check that the machine gets a link light, and that cable and switch are good.',
      'On a managed switch, turn on “PortFast” or “edge port”: the port may still have been blocked.',
    ],
  },
  'no-loader-request': {
    todo: [
      'Allow Bootdrop through the firewall of this computer, then restart the machine.',
      'Look for a second boot server on this cable.',
    ],
  },
}

const BY_HTTP_BOOT =
  'Choose “UEFI HTTP Boot” in its boot menu or firmware setup in place of PXE: the signed loader of this medium works only that way here.'

/** The words for a machine's trouble. They advise only what can help this machine, here, and was not tried already. */
export function whyWords(why: WhyCode, client: Pick<Client, 'arch' | 'transfers'>, place: Place): ProblemWords {
  const words = { ...WHY[why], ...(place.mode === 'dhcp' ? AS_ONLY_SERVER[why] : {}) }
  if (why === 'no-loader-for-arch') return { ...words, ...missingLoader(client.arch) }
  const signed = signedWay(client, place)
  const http = signed === 'by-http-boot' ? [BY_HTTP_BOOT] : []
  if (why === 'no-signed-loader' || why === 'loader-sent-then-silence') {
    return { ...words, todo: [...http, ...words.todo] }
  }
  if (why !== 'secure-boot') return words
  const use = signed === 'works' ? ['Use a signed loader for this machine, then boot it again.'] : http
  return { ...words, todo: [...use, ...words.todo, gotFullLoader(client) ? TRIED_ALL : TRY_FULL] }
}

const TRIED_ALL = 'If it is off already, look for an update of its firmware: both loaders were tried.'
const TRY_FULL =
  'If it is off already, choose “Full driver” under “Details and choices”: the network card may be the reason.'

/** What is missing for kinds of firmware that Bootdrop brings no loader for. */
const NO_LOADER: Partial<
  Record<ClientArch, { readonly happened: string; readonly file: string; readonly how: string }>
> = {
  'uefi-ia32': {
    happened: 'This machine has 32-bit UEFI firmware, and Bootdrop brings no loader for it.',
    file: 'iPXE for 32-bit UEFI (bin-i386-efi/snponly.efi)',
    how: 'If the firmware offers legacy BIOS boot, switch to it: that needs no further file.',
  },
  'uefi-arm32': {
    happened: 'This machine has 32-bit ARM UEFI firmware, and Bootdrop brings no loader for it.',
    file: 'iPXE for 32-bit ARM (bin-arm32-efi/snponly.efi)',
    how: 'If the firmware comes as a 64-bit build too, that one boots with what is here.',
  },
}
const SAME_FILE: Partial<Record<ClientArch, ClientArch>> = { 'http-ia32': 'uefi-ia32', 'http-arm32': 'uefi-arm32' }

/** Names the loader for its firmware, where we know which. */
function missingLoader(arch: ClientArch): Pick<ProblemWords, 'happened' | 'todo'> | undefined {
  const missing = NO_LOADER[SAME_FILE[arch] ?? arch]
  if (missing === undefined) return undefined
  const { happened, file, how } = missing
  return { happened, todo: [`Put ${file} into a folder, and choose that folder under “Advanced”.`, how] }
}

/** Whether a notice says of one machine what stands on its card already. */
export function isOnCard({ code, mac }: Notice, clients: readonly Client[]): boolean {
  return mac !== undefined && Object.hasOwn(WHY, code) && clients.some((client) => client.mac === mac)
}
