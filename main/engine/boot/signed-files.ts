/** The files of the two signed ways, by the names that their shims ask for. */
import { memoryFile } from '../media/files'
import type { ClientArch } from '../types'
import type { Loaders } from './loaders'
import { contentTypeOf } from './names'
import type { Resolution } from './resolve'
import type { MediumChain } from './virtual-root'

/** Architectures that can have a signed iPXE, as they stand in a URL. */
export const SIGNED_ARCHS: readonly ClientArch[] = [
  'uefi-x64',
  'uefi-arm64',
  'uefi-ia32',
  'uefi-arm32',
  'http-x64',
  'http-arm64',
  'http-ia32',
  'http-arm32',
]

/**
 * The user's signed iPXE or its shim.
 * @param arch as in a URL; undefined for a machine that is not known: it gets the shims, whose names are like no others
 * @param name base name in lower case
 */
export function signedIpxe(loaders: Loaders, arch: string | undefined, name: string): Resolution | undefined {
  for (const candidate of SIGNED_ARCHS) {
    if (arch !== undefined && candidate !== arch) continue
    const signed = loaders.signedIpxe(candidate)
    const loader = arch === undefined && name !== signed?.shim.name.toLowerCase() ? undefined : signed?.byName.get(name)
    if (!loader) continue
    const file = memoryFile(`/${loader.name}`, loader.bytes)
    return { kind: 'file', file, role: 'loader', contentType: contentTypeOf(loader.name) }
  }
  return undefined
}

/** The medium's shim and GRUB, by base name in any folder: shims lose theirs (FIELD.md 2.39). */
export async function signedMedium(
  { medium, chain }: MediumChain,
  names: readonly string[],
): Promise<Resolution | undefined> {
  const last = (names.at(-1) ?? '').toLowerCase()
  const path = last === baseName(chain.shim) ? chain.shim : isGrub(chain, last) ? chain.grub : undefined
  if (path === undefined) return undefined
  return { kind: 'file', file: await medium.open(path), role: 'loader', contentType: contentTypeOf(path) }
}

function isGrub({ grub, grubName }: MediumChain['chain'], last: string): boolean {
  return last === grubName.toLowerCase() || last === baseName(grub)
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase()
}
