/**
 * Whether a medium's own signed loaders can boot it over the network (RECIPES.md section 5). The firmware starts shim, which
 * Microsoft signed; shim starts a GRUB that the medium's vendor signed; and that GRUB can do what was built into it, nothing more.
 */
import type { Medium } from '../../media/medium'
import type { Cpu } from '../../types'
import type { NoSignedChain, SignedChain } from './chain'
import type { GrubModules } from './grub-modules'
import { vendorsOf } from './pe'
import { isSignedShim, programsOf, type Program } from './programs'

interface Grub extends GrubModules {
  readonly program: Program
}

/**
 * The signed ways of a medium, at most one for each processor; or why it has none, in a sentence for the user. Never throws.
 */
export async function findSignedChains(medium: Medium): Promise<readonly SignedChain[] | NoSignedChain> {
  const programs = await programsOf(medium)
  const chains: SignedChain[] = []
  const reasons: NoSignedChain[] = []
  for (const cpu of ['x64', 'arm64', 'x86'] as const) {
    const found = chainFor(
      cpu,
      programs.filter(({ image }) => image.cpu === cpu),
    )
    if (found && 'none' in found) reasons.push(found)
    else if (found) chains.push(found)
  }
  if (chains.length > 0) return chains
  return reasons[0] ?? { none: 'It has no shim, the signed program that Secure Boot lets start first.' }
}

/**
 * Path of the medium's shim for one processor: iPXE's `shim` command needs it to start this medium's kernels under Secure Boot.
 * Undefined where there is none.
 */
export async function shimOf(medium: Medium, cpu: Cpu): Promise<string | undefined> {
  const shims = (await programsOf(medium)).filter((program) => program.image.cpu === cpu && isSignedShim(program))
  const asBootLoader = shims.find(({ name }) => /^boot(x64|aa64|ia32)\.efi$/.test(name))
  return (asBootLoader ?? shims[0])?.path
}

/** Undefined where the medium has no shim for this processor. */
function chainFor(cpu: SignedChain['cpu'], programs: readonly Program[]): SignedChain | NoSignedChain | undefined {
  const shims = programs.filter(isSignedShim)
  const [firstShim] = shims
  if (!firstShim) return undefined
  const grubs = programs
    .filter((program) => program.image.signed)
    .flatMap((program): Grub[] => (program.grub ? [{ ...program.grub, program }] : []))
  const pairs = shims
    .flatMap((shim) => grubs.filter((grub) => trusts(shim, grub.program)).map((grub) => ({ shim, grub })))
    .sort((a, b) => rankOf(b.shim, b.grub) - rankOf(a.shim, a.grub))
  const best = pairs[0]
  if (!best) {
    const name = firstShim.starts ?? 'GRUB'
    return {
      none: `Its shim starts ${name}, and no such program with a signature of the same vendor is on the medium.`,
    }
  }
  const { shim, grub } = best
  const lack = lackOf(grub.modules)
  if (lack !== undefined) return { none: lack }
  return {
    cpu,
    shim: shim.path,
    grub: grub.program.path,
    grubName: shim.starts ?? grub.program.name,
    prefix: grub.prefix,
    http: grub.modules.includes('http'),
    tftp: grub.modules.includes('tftp'),
    ...(grub.modules.includes('linux') ? {} : { linuxCommand: 'linuxefi' }),
  }
}

/** Shim starts what its own vendor signed; what a vendor put into one folder belongs together, whatever the two call him. */
function trusts(shim: Program, grub: Program): boolean {
  if (shim.folder === grub.folder) return true
  const vendors = vendorsOf(shim.image, 'shim')
  return vendorsOf(grub.image, 'grub').some((vendor) => vendors.includes(vendor))
}

/** What works first; of that HTTP before TFTP alone; of that neighbours; of that GRUBs made for the network. */
function rankOf(shim: Program, grub: Grub): number {
  return (
    (lackOf(grub.modules) === undefined ? 8 : 0) +
    (grub.modules.includes('http') ? 4 : 0) +
    (shim.folder === grub.program.folder ? 2 : 0) +
    (grub.program.name.startsWith('grubnet') ? 1 : 0)
  )
}

/** Why a GRUB with these modules cannot boot over the network; undefined when it can. */
function lackOf(modules: readonly string[]): string | undefined {
  const has = (...names: readonly string[]): boolean => names.some((name) => modules.includes(name))
  if (!has('net') || !has('efinet') || !has('http', 'tftp')) {
    return 'Its signed GRUB has no network modules built in, and under Secure Boot none can be loaded: it starts from a stick or a disc only.'
  }
  if (!has('linux', 'linuxefi') || !has('normal')) {
    return 'Its signed GRUB cannot start Linux or read a menu: the modules for it are not built in, and under Secure Boot none can be loaded.'
  }
  return undefined
}
