import { brokenStation, passedStation } from '../../main/engine/diagnosis/station'
import { STATIONS } from '../../main/engine/diagnosis/types'
import type { Station } from '../../main/engine/diagnosis/types'
import type { Client, ClientArch, Notice, Rung, ServeMode, SignedKind, WhyCode } from '../../main/engine/types'
import { baseName } from './format'
import { words } from './lang/lang.svelte'
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

/** The words for a machine's trouble. They advise only what can help this machine, here, and was not tried already. */
export function whyWords(why: WhyCode, client: Pick<Client, 'arch' | 'transfers'>, place: Place): ProblemWords {
  const { trouble } = words()
  const alone: Partial<Record<WhyCode, Partial<ProblemWords>>> = trouble.asOnlyServer
  const told = { ...trouble.why[why], ...(place.mode === 'dhcp' ? alone[why] : {}) }
  if (why === 'no-loader-for-arch') return { ...told, ...missingLoader(client.arch) }
  const signed = signedWay(client, place)
  const http = signed === 'by-http-boot' ? [trouble.byHttpBoot] : []
  if (why === 'no-signed-loader' || why === 'loader-sent-then-silence') {
    return { ...told, todo: [...http, ...told.todo] }
  }
  if (why === 'ipxe-no-address' && gotFullLoader(client)) return { ...told, todo: [...told.todo, trouble.trySmall] }
  if (why !== 'secure-boot') return told
  const use = signed === 'works' ? [trouble.useSigned] : http
  return { ...told, todo: [...use, ...told.todo, gotFullLoader(client) ? trouble.triedAll : trouble.tryFull] }
}

/** Kinds of firmware that Bootdrop brings no loader for, and we know which is missing. */
const MISSING: Partial<Record<ClientArch, 'uefi-ia32' | 'uefi-arm32'>> = {
  'uefi-ia32': 'uefi-ia32',
  'http-ia32': 'uefi-ia32',
  'uefi-arm32': 'uefi-arm32',
  'http-arm32': 'uefi-arm32',
}

/** Names the loader for its firmware, where we know which. */
function missingLoader(arch: ClientArch): Pick<ProblemWords, 'happened' | 'todo'> | undefined {
  const missing = MISSING[arch]
  if (missing === undefined) return undefined
  const { trouble } = words()
  const { happened, file, how } = trouble.missingLoader[missing]
  return { happened, todo: [trouble.putLoader(file), how] }
}

/** Whether a notice says of one machine what stands on its card already. */
export function isOnCard({ code, mac }: Notice, clients: readonly Client[]): boolean {
  if (mac === undefined || !Object.hasOwn(words().trouble.why, code)) return false
  // How much memory it has is told at once; the machine may go on all the same.
  const isTold = ({ phase }: Client): boolean => code !== 'too-little-ram' || ('why' in phase && phase.why === code)
  return clients.some((client) => client.mac === mac && isTold(client))
}

/** Where on the picture of a boot it breaks off, and what was passed. */
export interface Way {
  readonly broken: Station
  readonly passed: Station
}

export function wayOf(why: WhyCode, at: Rung, client: Pick<Client, 'reached' | 'transfers'>): Way {
  const broken = brokenStation(why, at)
  const before = STATIONS[STATIONS.indexOf(broken) - 1] ?? 'machine'
  const passed = passedStation(client)
  return { broken, passed: STATIONS.indexOf(passed) < STATIONS.indexOf(before) ? passed : before }
}
