import type { PlanTarget } from '../recipes/types'
import type { ClientArch, Cpu, Mac } from '../types'

/** What iPXE tells about its machine in the query of its script's URL. Everything may be missing or made up. */
export interface Machine {
  readonly mac: Mac | undefined
  readonly uuid: string | undefined
  readonly arch: ClientArch | undefined
  /** MiB as iPXE sees it; undefined where it does not tell (UEFI builds of before 2025). */
  readonly memoryMiB: number | undefined
}

// iPXE's ${buildarch} under ${platform} efi.
const UEFI_ARCH: Readonly<Record<string, ClientArch>> = {
  i386: 'uefi-ia32',
  x86_64: 'uefi-x64',
  arm32: 'uefi-arm32',
  arm64: 'uefi-arm64',
}

const CPU: Readonly<Partial<Record<ClientArch, Cpu>>> = {
  'uefi-ia32': 'x86',
  'uefi-arm32': 'arm32',
  'uefi-arm64': 'arm64',
}

export function machineOf(query: URLSearchParams): Machine {
  const mac = query.get('mac')?.toLowerCase() ?? ''
  const uuid = query.get('uuid')?.toLowerCase() ?? ''
  const memoryMiB = Number(query.get('memsize') ?? '')
  return {
    mac: /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) ? mac : undefined,
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid) ? uuid : undefined,
    arch: archOf(query.get('platform') ?? '', query.get('arch') ?? ''),
    memoryMiB: Number.isInteger(memoryMiB) && memoryMiB > 0 ? memoryMiB : undefined,
  }
}

/**
 * The plan that fits a machine. undionly is an i386 program on every PC, so a BIOS machine is planned as 64-bit and the script
 * asks its processor.
 */
export function targetOf(arch: ClientArch | undefined): PlanTarget {
  const uefi = arch !== undefined && arch !== 'bios'
  return { firmware: uefi ? 'uefi' : 'bios', cpu: (arch && CPU[arch]) ?? 'x64' }
}

function archOf(platform: string, buildarch: string): ClientArch | undefined {
  if (platform === 'pcbios') return 'bios'
  return platform === 'efi' ? UEFI_ARCH[buildarch] : undefined
}
