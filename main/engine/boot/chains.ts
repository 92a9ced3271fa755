/** Which ways from firmware to system a machine can take, in which order they are tried (FIELD.md 3.1, 3.2, 3.4, 3.8). */
import type { ClientArch, Cpu, LoaderChoice, ServeMode, WhyCode } from '../types'
import type { ChainId } from './contract'

/** What there is for one machine. */
export interface ChainFacts {
  readonly arch: ClientArch
  readonly mode: ServeMode
  readonly choice: LoaderChoice
  /** The loaders for this architecture. `signed`: a signed iPXE with its shim. */
  readonly loaders: {
    readonly small: boolean
    readonly full: boolean
    readonly signed: boolean
    readonly pi: boolean
  }
  /** What the medium's own signed GRUB can fetch with; undefined without one for this processor. */
  readonly mediumGrub: { readonly http: boolean; readonly tftp: boolean } | undefined
  /** Undefined where something else than a whole image can be booted; else whether the image has a loader for this processor. */
  readonly wholeImage: 'fits' | 'other-processor' | undefined
}

/** At least one chain, or why there is none. */
export type Chains = { readonly chains: readonly [ChainId, ...ChainId[]] } | { readonly why: WhyCode }

/** The chains of a machine, the first to be tried first. */
export function chainsFor(facts: ChainFacts): Chains {
  const { arch, choice, loaders, wholeImage } = facts
  // A Raspberry Pi asks for its firmware's files by fixed names; what is served comes after them, if at all.
  if (arch === 'rpi') return orWhy(loaders.pi ? ['pi'] : [], 'no-pi-firmware')
  if (wholeImage !== undefined) {
    if (!isHttp(arch)) return { why: 'needs-http-boot' }
    return orWhy(wholeImage === 'fits' ? ['whole-image'] : [], 'recipe-not-for-arch')
  }
  const ipxe = ipxeChains(facts)
  // BIOS knows no Secure Boot: there a choice of signed loaders is about the other machines.
  if (isBios(arch)) return orWhy(ipxe, 'no-loader-for-arch')
  const signed = signedChains(facts)
  switch (choice) {
    case 'auto':
      return orWhy([...ipxe, ...signed], 'no-loader-for-arch')
    case 'signed':
      return orWhy(signed, 'no-signed-loader')
    case 'small':
    case 'full':
      return orWhy(ipxe, 'no-loader-for-arch')
  }
}

/**
 * The chain of one try. `worked` comes first where it is among them; then each in its turn, and the last one for good once all
 * were tried.
 * @param attempt from 0
 */
export function pickChain(chains: readonly [ChainId, ...ChainId[]], attempt: number, worked?: ChainId): ChainId {
  const order =
    worked !== undefined && chains.includes(worked) ? [worked, ...chains.filter((id) => id !== worked)] : chains
  return order[Math.min(Math.max(0, attempt), order.length - 1)] ?? chains[0]
}

export function isHttp(arch: ClientArch): boolean {
  return arch.startsWith('http-')
}

/** Option 93 absent: a BIOS of before RFC 4578. */
export function isBios(arch: ClientArch): boolean {
  return arch === 'bios' || arch === 'unknown'
}

const CPU: Readonly<Record<ClientArch, Cpu>> = {
  bios: 'x64',
  unknown: 'x64',
  'uefi-ia32': 'x86',
  'http-ia32': 'x86',
  'uefi-x64': 'x64',
  'http-x64': 'x64',
  'uefi-arm32': 'arm32',
  'http-arm32': 'arm32',
  'uefi-arm64': 'arm64',
  'http-arm64': 'arm64',
  rpi: 'arm64',
}

/** Processor of an architecture. A BIOS machine counts as a 64-bit one: its script asks it. */
export function cpuOf(arch: ClientArch): Cpu {
  return CPU[arch]
}

/** iPXE as everyone can have it. Who chose one kind gets the other where that is all there is. */
function ipxeChains({ choice, loaders }: ChainFacts): ChainId[] {
  const all: ChainId[] = []
  if (loaders.small) all.push('ipxe-small')
  if (loaders.full) all.push('ipxe-full')
  if (choice === 'small') return all.slice(0, 1)
  if (choice === 'full') return all.slice(-1)
  return all
}

/**
 * What Secure Boot accepts. GRUB that PXE started asks the server that leased its address for its files, which beside another
 * DHCP server is not us: it would hang there. By HTTP Boot it goes by its own URL.
 */
function signedChains({ arch, mode, loaders, mediumGrub }: ChainFacts): ChainId[] {
  const all: ChainId[] = []
  if (loaders.signed) all.push('ipxe-signed')
  const grubWorks = isHttp(arch) ? mediumGrub?.http : mode === 'dhcp' && mediumGrub?.tftp
  if (grubWorks === true) all.push('medium-signed')
  return all
}

function orWhy([first, ...rest]: readonly ChainId[], why: WhyCode): Chains {
  return first === undefined ? { why } : { chains: [first, ...rest] }
}
