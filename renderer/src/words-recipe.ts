import type { Cpu, Firmware, MachineKind, MediumReport, RecipeEntry, RecipeOffer } from '../../main/engine/types'
import { FIRMWARES } from './words'

/** What a medium is made of, by the beginning of what the engine calls it. */
const FILESYSTEMS: Readonly<Record<string, string>> = {
  iso9660: 'ISO 9660',
  udf: 'UDF',
  folder: 'Folder',
  fat: 'FAT',
  archive: 'Archive',
  file: 'Single file',
  url: 'Another server',
}

/** `ISO 9660`; as the engine calls it where that has no better word. */
export function filesystemWords({ filesystem }: Pick<MediumReport, 'filesystem'>): string {
  const [base = ''] = filesystem.split(/[+/ ]/)
  return Object.hasOwn(FILESYSTEMS, base) ? (FILESYSTEMS[base] ?? filesystem) : filesystem
}

/** Processors as they stand on a badge. */
export const CPU_BADGES: Readonly<Record<Cpu, string>> = {
  x64: '64-bit',
  x86: '32-bit',
  arm64: 'ARM',
  arm32: 'ARM 32-bit',
}
const CPU_ORDER: readonly Cpu[] = ['x64', 'x86', 'arm64', 'arm32']

export const SECURE_BOOT: Readonly<Record<RecipeOffer['secureBoot'], string>> = {
  yes: 'Boots with Secure Boot switched on.',
  no: 'Secure Boot has to be switched off in the firmware of the machine.',
  unknown: 'Nobody knows yet whether it boots with Secure Boot switched on.',
}

export const INSTALLS = 'It writes a system to the disk of the machine.'
export const NO_MACHINE = 'No kind of machine can boot this entry. Choose another one.'

/** The truth about the way that is chosen: of the entry, or of the whole recipe where that has none. */
export function truthOf(
  recipe: RecipeOffer,
  entry: RecipeEntry | undefined,
): { readonly firmware: readonly Firmware[]; readonly cpus: readonly Cpu[]; readonly minRamMiB: number } {
  if (entry === undefined) return { firmware: recipe.firmware, cpus: [], minRamMiB: recipe.minRamMiB }
  const kinds = entry.machines.map(partsOf)
  return {
    firmware: (['bios', 'uefi'] as const).filter((firmware) => kinds.some((kind) => kind.firmware === firmware)),
    cpus: CPU_ORDER.filter((cpu) => kinds.some((kind) => kind.cpu === cpu)),
    minRamMiB: entry.minRamMiB,
  }
}

/** `BIOS (64-bit, 32-bit) and UEFI (64-bit, ARM)`. */
export function machinesWords({ machines }: RecipeEntry): string {
  const kinds = machines.map(partsOf)
  const told = (['bios', 'uefi'] as const).flatMap((firmware) => {
    const cpus = CPU_ORDER.filter((cpu) => kinds.some((kind) => kind.firmware === firmware && kind.cpu === cpu))
    return cpus.length === 0 ? [] : `${FIRMWARES[firmware]} (${cpus.map((cpu) => CPU_BADGES[cpu]).join(', ')})`
  })
  return told.length === 0 ? 'No kind of machine' : told.join(' and ')
}

function partsOf(kind: MachineKind): { readonly firmware: Firmware; readonly cpu: Cpu } {
  const [firmware, cpu] = kind.split('-') as [Firmware, Cpu]
  return { firmware, cpu }
}
