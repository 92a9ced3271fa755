/**
 * The boot loaders that Bootdrop hands out, as build/setup fetched them. assets/boot/boot.lock.json names each file with the
 * SHA-256 of every build that is known to be good; a file that is none of them is never given to a machine (DESIGN.md
 * section 7: every bundled binary has an origin, a licence and a pinned hash).
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { BootdropError, messageOf, systemCode } from '../errors'
import type { Medium } from '../media/medium'
import type { ClientArch, Cpu } from '../types'
import { NO_USER_LOADERS, type UserLoader, type UserLoaders } from './user-loaders'

const Pin = v.object({
  origin: v.string(),
  version: v.string(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
})

const LockedFile = v.object({
  // A bare name: it is joined to a folder and offered over TFTP.
  name: v.pipe(v.string(), v.regex(/^[\w+][\w.+-]*$/)),
  purpose: v.string(),
  firmware: v.string(),
  arch: v.string(),
  licence: v.string(),
  pins: v.array(Pin),
})

const Lock = v.object({ files: v.array(LockedFile) })

/** One loader in memory. `licence` is empty where it is not known (the user's own). */
export interface Loader {
  readonly name: string
  readonly bytes: Uint8Array
  readonly version: string
  readonly origin: string
  readonly licence: string
}

/** LoaderChoice has them: iPXE over the firmware's own network driver, and iPXE with drivers of its own. */
export type LoaderKind = 'small' | 'full'

/** The signed iPXE for Secure Boot. Both programs are the user's: see user-loaders.ts. */
export interface SignedIpxe {
  /** Its name is the DHCP boot file. */
  readonly shim: Loader
  readonly ipxe: Loader
  /**
   * What a machine on this way gets for a base name in lower case: the shim by its own name, and iPXE for every name that a shim
   * asks by. Some shims ask for `ipxe.efi` whatever their own name is (FIELD.md 2.38), so `ipxe.efi` and `snponly.efi` give the
   * same signed program here. Names that are not in it resolve as for everyone.
   */
  readonly byName: ReadonlyMap<string, Loader>
}

/**
 * The name under which a loader is served, by what it runs on. snponly and undionly keep the firmware's own NIC driver: no link
 * drop, no STP wait (FIELD.md 3.7), and no hang at "initialising devices" (FIELD.md 2.11). The full builds are for firmware whose
 * own driver is broken. Bootdrop brings none for IA32 and ARM32; the user's folder can.
 */
const NAMES: Readonly<Record<BuildTarget, Readonly<Record<LoaderKind, string>>>> = {
  bios: { small: 'undionly.kpxe', full: 'ipxe.pxe' },
  x64: { small: 'snponly.efi', full: 'ipxe.efi' },
  arm64: { small: 'snponly-arm64.efi', full: 'ipxe-arm64.efi' },
  x86: { small: 'snponly-ia32.efi', full: 'ipxe-ia32.efi' },
  arm32: { small: 'snponly-arm32.efi', full: 'ipxe-arm32.efi' },
}

type BuildTarget = 'bios' | Cpu

/** iPXE has no HTTP Boot of its own to fall back on: the same programs, fetched by URL. A Raspberry Pi starts no loader. */
const TARGET: Readonly<Partial<Record<ClientArch, BuildTarget>>> = {
  bios: 'bios',
  // Option 93 absent: a BIOS of before RFC 4578.
  unknown: 'bios',
  'uefi-ia32': 'x86',
  'uefi-x64': 'x64',
  'uefi-arm32': 'arm32',
  'uefi-arm64': 'arm64',
  'http-ia32': 'x86',
  'http-x64': 'x64',
  'http-arm32': 'arm32',
  'http-arm64': 'arm64',
}

/** The lock also pins what is no loader (memtest86+ for the demonstration); that is never offered over TFTP. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.values(NAMES).flatMap(({ small, full }) => [small, full]),
  // What iPXE starts in place of a kernel.
  'memdisk',
  'wimboot',
  'wimboot.i386',
  'wimboot.arm64',
])

/** Bootdrop's own loaders and the user's. Where both have one for the same use, the user's counts: the folder was chosen by hand. */
export class Loaders {
  readonly #byName: ReadonlyMap<string, Loader>
  readonly #user: UserLoaders

  constructor(own: readonly Loader[], user: UserLoaders = NO_USER_LOADERS) {
    const open = user.loaders.filter(({ kind, signed }) => kind === 'wimboot' || (kind !== 'shim' && !signed))
    this.#byName = new Map([...own, ...open].map((loader) => [loader.name.toLowerCase(), loader]))
    this.#user = user
  }

  /** Every loader that machines without Secure Boot can get, Bootdrop's own first, in the order of the lock file. */
  get all(): readonly Loader[] {
    return [...this.#byName.values()]
  }

  /** Everything from the user's folder, for the user to see. */
  get user(): readonly UserLoader[] {
    return this.#user.loaders
  }

  /** What the user should know of that folder: files that cannot be used, a shim without its iPXE. */
  get notices(): UserLoaders['notices'] {
    return this.#user.notices
  }

  /** The user's Raspberry Pi firmware. */
  get pi(): Medium | undefined {
    return this.#user.pi
  }

  /** By base name, case forgiven: for every machine that is not on the signed way. */
  find(name: string): Loader | undefined {
    return this.#byName.get(name.toLowerCase())
  }

  /** The name of the loader for an architecture; undefined where there is none. */
  names(arch: ClientArch, kind: LoaderKind): string | undefined {
    const target = TARGET[arch]
    const name = target && NAMES[target][kind]
    return name !== undefined && this.find(name) ? name : undefined
  }

  /** The signed iPXE for an architecture, of that kind where the folder has it, else the other; undefined without shim or iPXE. */
  signedIpxe(arch: ClientArch, kind: LoaderKind = 'small'): SignedIpxe | undefined {
    const cpu = TARGET[arch]
    if (cpu === undefined || cpu === 'bios') return undefined
    const signed = this.#user.loaders.filter(
      (loader) => loader.signed && loader.cpu === cpu && loader.kind !== 'wimboot',
    )
    const ipxe = signed.find((loader) => loader.kind === kind) ?? signed.find((loader) => loader.kind !== 'shim')
    const shim = signed.find((loader) => loader.kind === 'shim')
    if (!ipxe || !shim) return undefined
    const asked = ['ipxe.efi', 'snponly.efi', ipxe.name, shim.starts ?? ipxe.name]
    const byName = new Map<string, Loader>(asked.map((name) => [name.toLowerCase(), ipxe]))
    return { shim, ipxe, byName: byName.set(shim.name.toLowerCase(), shim) }
  }
}

/**
 * Reads and checks the loaders in `folder` (assets/boot). A loader that the lock names but set-up could not fetch is left
 * out, and machines that need it are told so; no loader at all is an error.
 * @param user the user's own folder of loaders, read already (`loadUserLoaders`)
 * @throws BootdropError `loader-missing` when the lock or every file is missing, `loader-hash` when a file is not a known build
 */
export async function loadLoaders(folder: string, user: UserLoaders = NO_USER_LOADERS): Promise<Loaders> {
  const lock = await readLock(folder)
  const loaders: Loader[] = []
  for (const file of lock.files) {
    const bytes = KNOWN.has(file.name) ? await readIfThere(join(folder, file.name)) : undefined
    if (!bytes) continue
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const pin = file.pins.find((candidate) => candidate.sha256 === sha256)
    if (!pin) {
      const text = `The boot loader ${file.name} is not one of the builds that Bootdrop knows (its SHA-256 is ${sha256}). Delete it and run: npm run setup`
      throw new BootdropError('loader-hash', text, { file: file.name, sha256 })
    }
    const { name, licence } = file
    loaders.push({ name, bytes, licence, version: pin.version, origin: pin.origin })
  }
  if (loaders.length === 0) throw missing(folder, 'The boot loaders are not here yet.')
  return new Loaders(loaders, user)
}

async function readLock(folder: string): Promise<v.InferOutput<typeof Lock>> {
  const text = await readIfThere(join(folder, 'boot.lock.json'))
  if (!text) throw missing(folder, 'The list of boot loaders (boot.lock.json) is missing.')
  try {
    return v.parse(Lock, JSON.parse(Buffer.from(text).toString('utf8')))
  } catch (error) {
    throw missing(folder, `The list of boot loaders (boot.lock.json) is damaged: ${messageOf(error)}.`)
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw new BootdropError('loader-missing', `${path} cannot be read: ${messageOf(error)}.`, { path }, error)
  }
}

function missing(folder: string, text: string): BootdropError {
  return new BootdropError('loader-missing', `${text} Run: npm run setup`, { folder })
}
