/**
 * The user's own folder of loaders: what Bootdrop may not bring along itself (signed iPXE with its shim), or does not (IA32 and
 * ARM32 builds, a newer iPXE, wimboot, Raspberry Pi firmware). Nothing here has a pinned hash, so each file is reported with its SHA-256.
 */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { BootdropError } from '../errors'
import { openFolder } from '../media/folder'
import type { Medium } from '../media/medium'
import type { Cpu, Notice, NoticeDetails } from '../types'
import { filesBelow, readSmall, type FoundFile } from './loader-folder'
import type { Loader } from './loaders'
import { isShim, readPe, type PeImage } from './signed/pe'
import { secondStageOf } from './signed/shim'
import { isWimbootName, wimbootVersion } from './wimboot'

/**
 * What a loader is for. `small` and `full`: LoaderChoice has them. `shim` starts the signed `small` or `full` beside it. `wimboot`: what
 * iPXE starts for Windows.
 */
export type UserLoaderKind = 'small' | 'full' | 'shim' | 'wimboot'

/** One loader of the user's. `name` is the one it is served under, different for each processor: `snponly-ia32.efi`. */
export interface UserLoader extends Loader {
  readonly kind: UserLoaderKind
  readonly firmware: 'bios' | 'uefi'
  readonly cpu: Cpu
  /** Carries a signature (any; nobody here can tell whether a machine trusts it). */
  readonly signed: boolean
  /** Years of the Microsoft CAs that its signatures name: a machine of 2026 may trust 2023 alone (FIELD.md 2.40). */
  readonly microsoft: readonly ('2011' | '2023')[]
  /** Of a shim: the base name that it asks for next. */
  readonly starts?: string
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

/** The names that loaders are served under. A shim's tells it what to start: `ipxe-shimx64.efi` asks for `ipxe.efi`. */
const UEFI_NAMES: Readonly<Record<Cpu, Readonly<Record<UserLoaderKind, string>>>> = {
  x64: { small: 'snponly.efi', full: 'ipxe.efi', shim: 'ipxe-shimx64.efi', wimboot: 'wimboot' },
  arm64: {
    small: 'snponly-arm64.efi',
    full: 'ipxe-arm64.efi',
    shim: 'ipxe-shimaa64.efi',
    wimboot: 'wimboot.arm64',
  },
  x86: { small: 'snponly-ia32.efi', full: 'ipxe-ia32.efi', shim: 'ipxe-shimia32.efi', wimboot: 'wimboot.i386' },
  arm32: { small: 'snponly-arm32.efi', full: 'ipxe-arm32.efi', shim: 'ipxe-shimarm.efi', wimboot: 'wimboot.arm32' },
}

/** BIOS programs have no header that tells what they are: these go by their name. */
const BIOS_NAMES: Readonly<Record<string, UserLoaderKind>> = { 'undionly.kpxe': 'small', 'ipxe.pxe': 'full' }

/** A Raspberry Pi reads its boot folder by these names: bootcode.bin up to the Pi 3, start4.elf on the Pi 4, fixup beside them. */
const PI_FIRST = ['bootcode.bin', 'start.elf', 'start4.elf']
const PI_BESIDE = ['config.txt', 'fixup.dat', 'fixup4.dat']

/**
 * Reads a folder: the unpacked `ipxeboot.tar.gz` of an iPXE release, a flat folder of .efi files, a Raspberry Pi's boot folder (or
 * one of it named `raspberrypi`). A program is sorted by its own header, not by its name; only which of two iPXE builds has the
 * drivers is in the name alone.
 * @throws BootdropError `loaders-folder` when the folder is not there, cannot be read or holds nothing usable
 */
export async function loadUserLoaders(folder: string): Promise<UserLoaders> {
  const info = await stat(folder).catch(() => undefined)
  if (info === undefined) throw unusable(folder, `There is no folder ${folder} with loaders.`, 'missing')
  if (!info.isDirectory()) throw unusable(folder, `${folder} is a file; loaders are looked for in a folder.`, 'file')
  const { files, cut } = await filesBelow(folder)
  const pi = piFolder(files)
  const notices: Omit<Notice, 'at'>[] = []
  if (cut)
    notices.push(skipped(`The folder of loaders has very many files; only the first ${files.length} were looked at.`))
  const loaders: UserLoader[] = []
  for (const file of files) {
    const found = await readLoader(file)
    if (!found) continue
    if ('reason' in found) notices.push(skipped(`${file.path} is not used: ${found.reason}.`, { path: file.path }))
    else loaders.push(found)
  }
  const kept = onePerUse(loaders, notices)
  if (kept.length === 0 && pi === undefined) {
    const nothing = files.length === 0 ? ' There is no file in it that can be read.' : ''
    const why = notices[0] === undefined ? nothing : ` ${notices[0].text}`
    throw unusable(folder, `The folder ${folder} holds no boot loader that Bootdrop can use.${why}`)
  }
  notices.push(...kept.flatMap((loader) => remarkOn(loader, kept)))
  return { loaders: kept, pi: pi === undefined ? undefined : await openFolder(pi), notices }
}

/** What the user should know about a signed loader before a machine refuses it. */
function remarkOn(
  { kind, cpu, signed, microsoft, path }: UserLoader,
  all: readonly UserLoader[],
): Omit<Notice, 'at'>[] {
  if (kind === 'wimboot') {
    return signed
      ? tooFew(path, microsoft)
      : [remark(`${path} is not signed: machines with Secure Boot refuse it.`, path, 'unsigned')]
  }
  const partner = all.some(
    (other) =>
      other.signed && other.cpu === cpu && other.kind !== 'wimboot' && (other.kind === 'shim') !== (kind === 'shim'),
  )
  if (signed && !partner) {
    const lacks = kind === 'shim' ? 'no signed iPXE for it to start' : 'no shim to start it'
    return [remark(`${path} is signed, but there is ${lacks}: Secure Boot needs both.`, path, 'alone')]
  }
  return kind === 'shim' ? tooFew(path, microsoft) : []
}

/** Of what the firmware itself has to trust. */
function tooFew(path: string, microsoft: UserLoader['microsoft']): Omit<Notice, 'at'>[] {
  const [only] = microsoft
  if (only === undefined)
    return [
      remark(
        `${path} is not signed by Microsoft: only machines that were told to trust it start it.`,
        path,
        'not-microsoft',
      ),
    ]
  return only === '2011' && microsoft.length === 1
    ? [
        remark(
          `${path} has Microsoft's signature of 2011 only: machines that trust the one of 2023 alone refuse it.`,
          path,
          'old',
        ),
      ]
    : []
}

/** Undefined for files that are not meant to be loaders. */
async function readLoader(file: FoundFile): Promise<UserLoader | { readonly reason: string } | undefined> {
  const name = file.name.toLowerCase()
  const bios = BIOS_NAMES[name]
  const wimboot = isWimbootName(name)
  if (bios === undefined && !wimboot && !/\.efi(\.signed)?$/.test(name)) return undefined
  const bytes = await readSmall(file)
  if ('reason' in bytes) return bytes
  const common = {
    bytes: bytes.bytes,
    origin: file.path,
    licence: '',
    path: file.path,
    sha256: createHash('sha256').update(bytes.bytes).digest('hex'),
  }
  const image = readPe(bytes.bytes)
  if (bios !== undefined) {
    if (!('reason' in image)) return { reason: 'it is a UEFI program under the name of a BIOS one' }
    return { ...common, name, kind: bios, firmware: 'bios', cpu: 'x86', signed: false, microsoft: [], version: '' }
  }
  if ('reason' in image) return image
  if (wimboot) return wimbootOf(common, image)
  const kind = kindOf(name, image)
  if (kind === undefined) return { reason: 'it is neither iPXE nor a shim' }
  if (kind === 'shim' && !image.signed) return { reason: 'it is a shim without a signature, which Secure Boot refuses' }
  const starts = kind === 'shim' ? secondStageOf(bytes.bytes) : undefined
  return {
    ...common,
    name: UEFI_NAMES[image.cpu][kind],
    kind,
    firmware: 'uefi',
    cpu: image.cpu,
    signed: image.signed,
    microsoft: image.microsoft,
    version: versionOf(image),
    ...(starts === undefined ? {} : { starts }),
  }
}

/** Its build for 64-bit PCs starts from BIOS too. */
function wimbootOf(
  common: Pick<UserLoader, 'bytes' | 'origin' | 'licence' | 'path' | 'sha256'>,
  { cpu, signed, microsoft }: PeImage,
): UserLoader | { readonly reason: string } {
  const told = wimbootVersion(common.bytes)
  if ('reason' in told) return told
  return {
    ...common,
    ...told,
    name: UEFI_NAMES[cpu].wimboot,
    kind: 'wimboot',
    firmware: 'uefi',
    cpu,
    signed,
    microsoft,
  }
}

/**
 * Builds of before 2021 have no `.sbat` section and go by their name. `snponly` and `snp` use the firmware's driver, `ipxe` its
 * own; builds for one card (`intel.efi`) and diagnostics are not handed out.
 */
function kindOf(name: string, image: PeImage): UserLoaderKind | undefined {
  if (isShim(image)) return 'shim'
  const isIpxe = image.sbat.some(({ component }) => component === 'ipxe')
  if (image.sbat.length > 0 && !isIpxe) return undefined
  if (/^(snponly|snp)\b|^(snponly|snp)[-_]/.test(name)) return 'small'
  return name.startsWith('ipxe') ? 'full' : undefined
}

/** As its maker wrote it into `.sbat`; the vendor's own line (`shim.ipxe`) says more than the general one. */
function versionOf({ sbat }: PeImage): string {
  const own = sbat.find(({ component }) => component.includes('.')) ?? sbat[0]
  return own?.version ?? ''
}

/** Of several files for one use the best; `signed` and unsigned builds are different uses. */
function onePerUse(loaders: readonly UserLoader[], notices: Omit<Notice, 'at'>[]): UserLoader[] {
  const byUse = new Map<string, UserLoader>()
  const ranked = [...loaders].sort((a, b) => rankOf(b) - rankOf(a))
  for (const loader of ranked) {
    // Every machine takes a signed wimboot.
    const use = `${loader.firmware} ${loader.cpu} ${loader.kind} ${loader.kind === 'wimboot' || loader.signed}`
    const first = byUse.get(use)
    if (!first) byUse.set(use, loader)
    else if (first.sha256 !== loader.sha256)
      notices.push(
        skipped(`${loader.path} is not used: ${first.path} is for the same machines.`, {
          reason: 'double',
          path: loader.path,
          first: first.path,
        }),
      )
  }
  return [...byUse.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** A shim of iPXE's own before a distribution's, which trusts nothing of iPXE; then the one that more machines trust; `snponly` before `snp`. */
function rankOf({ kind, starts, signed, microsoft, path }: UserLoader): number {
  if (kind === 'wimboot') return (signed ? 10 : 0) + microsoft.length
  if (kind !== 'shim') return /(^|\/)snp\b/i.test(path) ? 0 : 1
  return (starts?.startsWith('grub') === true ? 0 : 10) + microsoft.length
}

/** The shallowest folder that has the firmware's files; a folder `raspberrypi` before others. */
function piFolder(files: readonly FoundFile[]): string | undefined {
  const byFolder = new Map<string, Set<string>>()
  for (const { folder, name } of files) {
    byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(name.toLowerCase()))
  }
  const folders = [...byFolder].filter(([, names]) =>
    [PI_FIRST, PI_BESIDE].every((some) => some.some((name) => names.has(name))),
  )
  const named = folders.find(([folder]) => /[/\\]raspberrypi$/i.test(folder))
  return (named ?? folders[0])?.[0]
}

function remark(text: string, path: string, reason: string): Omit<Notice, 'at'> {
  return { level: 'warning', code: 'loader-signature', text, details: { path, reason } }
}

function skipped(text: string, details: NoticeDetails = {}): Omit<Notice, 'at'> {
  return { level: 'info', code: 'loader-skipped', text, details }
}

function unusable(folder: string, text: string, reason = 'nothing'): BootdropError {
  return new BootdropError('loaders-folder', `${text} Choose another folder of loaders, or none.`, { folder, reason })
}
