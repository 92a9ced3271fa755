import { ownUuid } from '../machines/uuid'
import type { PlanTarget } from '../recipes/types'
import type { ClientArch, Mac } from '../types'
import { cpuOf, isBios } from './chains'

/** What iPXE tells about its machine in the query of its script's URL. Everything may be missing or made up. */
export interface Machine {
  readonly mac: Mac | undefined
  readonly uuid: string | undefined
  readonly arch: ClientArch | undefined
  /** MiB of the memory modules; undefined where SMBIOS does not tell. */
  readonly memoryMiB: number | undefined
  /** Maker and product, `Dell Inc. OptiPlex 7090`; undefined where SMBIOS does not tell. */
  readonly model: string | undefined
}

// iPXE's ${buildarch} under ${platform} efi.
const UEFI_ARCH: Readonly<Record<string, ClientArch>> = {
  i386: 'uefi-ia32',
  x86_64: 'uefi-x64',
  arm32: 'uefi-arm32',
  arm64: 'uefi-arm64',
}

/** What makers write who did not fill in their SMBIOS. */
const NO_NAME =
  /^(to be filled by o\.?e\.?m\.?|system (manufacturer|product name)|default string|not specified|none|o\.?e\.?m\.?)$/i

/** SMBIOS has no limit of its own; nothing real comes near. */
const MAX_MODEL_LENGTH = 120

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function machineOf(query: URLSearchParams): Machine {
  const mac = query.get('mac')?.toLowerCase() ?? ''
  const uuid = query.get('uuid')?.toLowerCase() ?? ''
  return {
    mac: /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) ? mac : undefined,
    uuid: UUID.test(uuid) ? ownUuid(uuid) : undefined,
    arch: archOf(query.get('platform') ?? '', query.get('arch') ?? ''),
    memoryMiB: memoryOf(query.get('dimms') ?? ''),
    model: modelOf(query.get('maker') ?? '', query.get('product') ?? ''),
  }
}

/**
 * The plan that fits a machine. undionly is an i386 program on every PC, so a BIOS machine is planned as 64-bit and the script
 * asks its processor.
 */
export function targetOf(arch: ClientArch | undefined): PlanTarget {
  if (arch === undefined || isBios(arch)) return { firmware: 'bios', cpu: 'x64' }
  return { firmware: 'uefi', cpu: cpuOf(arch) }
}

function archOf(platform: string, buildarch: string): ClientArch | undefined {
  if (platform === 'pcbios') return 'bios'
  return platform === 'efi' ? UEFI_ARCH[buildarch] : undefined
}

function modelOf(maker: string, product: string): string | undefined {
  const words = [maker, product].map((text) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim())
  const model = words.filter((text) => text !== '' && !NO_NAME.test(text)).join(' ')
  return model === '' ? undefined : model.slice(0, MAX_MODEL_LENGTH)
}

/**
 * Sum of SMBIOS type 17 size words, each as four hex digits in the order of its bytes (little-endian), dots between them.
 * SMBIOS 7.18: 0 = empty slot, 0xffff = not known, bit 15 = counted in KiB, 0x7fff = 32 GiB or more.
 */
function memoryOf(dimms: string): number | undefined {
  let mib = 0
  for (const word of dimms.split('.').slice(0, 64)) {
    if (!/^[0-9a-f]{4}$/i.test(word)) continue
    const size = parseInt(word.slice(2) + word.slice(0, 2), 16)
    if (size === 0xffff) return undefined
    mib += (size & 0x8000) === 0 ? size : (size & 0x7fff) / 1024
  }
  return mib > 0 ? Math.floor(mib) : undefined
}
