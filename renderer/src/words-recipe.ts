import type { Cpu, Firmware, MachineKind, MediumReport, RecipeEntry, RecipeOffer } from '../../main/engine/types'
import { formatList } from './format'
import { words } from './lang/lang.svelte'
import { entry } from './words-facts'

/** What a medium is made of, by the beginning of what the engine calls it: `ISO 9660`; as the engine calls it where that has no better word. */
export function filesystemWords({ filesystem }: Pick<MediumReport, 'filesystem'>): string {
  const [base = ''] = filesystem.split(/[+/ ]/)
  return entry(words().medium.filesystems, base) ?? filesystem
}

const CPU_ORDER: readonly Cpu[] = ['x64', 'x86', 'arm64', 'arm32']

/** `BIOS and UEFI` */
export function firmwaresWords(firmwares: readonly Firmware[]): string {
  const names = words().recipe.firmwares
  return formatList(firmwares.map((firmware) => names[firmware]))
}

/** The truth about the way that is chosen: of the entry, or of the whole recipe where that has none. */
export function truthOf(
  recipe: RecipeOffer,
  way: RecipeEntry | undefined,
): { readonly firmware: readonly Firmware[]; readonly cpus: readonly Cpu[]; readonly minRamMiB: number } {
  if (way === undefined) return { firmware: recipe.firmware, cpus: [], minRamMiB: recipe.minRamMiB }
  const kinds = way.machines.map(partsOf)
  return {
    firmware: (['bios', 'uefi'] as const).filter((firmware) => kinds.some((kind) => kind.firmware === firmware)),
    cpus: CPU_ORDER.filter((cpu) => kinds.some((kind) => kind.cpu === cpu)),
    minRamMiB: way.minRamMiB,
  }
}

/** `BIOS (64-bit, 32-bit) and UEFI (64-bit, ARM)`. */
export function machinesWords({ machines }: RecipeEntry): string {
  const { cpuBadges, firmwares, noKind } = words().recipe
  const kinds = machines.map(partsOf)
  const told = (['bios', 'uefi'] as const).flatMap((firmware) => {
    const cpus = CPU_ORDER.filter((cpu) => kinds.some((kind) => kind.firmware === firmware && kind.cpu === cpu))
    return cpus.length === 0 ? [] : `${firmwares[firmware]} (${cpus.map((cpu) => cpuBadges[cpu]).join(', ')})`
  })
  return told.length === 0 ? noKind : formatList(told)
}

function partsOf(kind: MachineKind): { readonly firmware: Firmware; readonly cpu: Cpu } {
  const [firmware, cpu] = kind.split('-') as [Firmware, Cpu]
  return { firmware, cpu }
}
