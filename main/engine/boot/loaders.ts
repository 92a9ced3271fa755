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
import type { ClientArch, WhyCode } from '../types'

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

/** One loader in memory. */
export interface Loader {
  readonly name: string
  readonly bytes: Uint8Array
  readonly version: string
  readonly origin: string
  readonly licence: string
}

/**
 * Loader names by what a machine can run, best first. snponly and undionly keep the firmware's own NIC driver: no link drop,
 * no STP wait (FIELD.md 3.7), and no hang at "initialising devices" (FIELD.md 2.11). The full builds come second, for
 * firmware whose own driver is broken.
 */
const ORDER: Partial<Record<ClientArch, readonly string[]>> = {
  bios: ['undionly.kpxe', 'ipxe.pxe'],
  'uefi-x64': ['snponly.efi', 'ipxe.efi'],
  'uefi-arm64': ['snponly-arm64.efi', 'ipxe-arm64.efi'],
  // iPXE has no HTTP Boot of its own to fall back on: the same programs, fetched by URL.
  'http-x64': ['snponly.efi', 'ipxe.efi'],
  'http-arm64': ['snponly-arm64.efi', 'ipxe-arm64.efi'],
}

/** The lock also pins what is no loader (memtest86+ for the demonstration); that is never offered over TFTP. */
const KNOWN = new Set(Object.values(ORDER).flat())

export class Loaders {
  readonly #byName: ReadonlyMap<string, Loader>

  constructor(loaders: readonly Loader[]) {
    this.#byName = new Map(loaders.map((loader) => [loader.name.toLowerCase(), loader]))
  }

  /** Every loader, in the order of the lock file. */
  get all(): readonly Loader[] {
    return [...this.#byName.values()]
  }

  /** By base name, case forgiven. */
  find(name: string): Loader | undefined {
    return this.#byName.get(name.toLowerCase())
  }

  /**
   * The loader for a machine's `attempt` (0 = first): best first, the last one for good once all were tried. An architecture
   * that option 93 did not tell is a BIOS of before RFC 4578.
   */
  loaderFor(
    arch: ClientArch,
    attempt: number,
  ): { readonly name: string } | { readonly why: Extract<WhyCode, 'no-loader-for-arch'> } {
    const names = ORDER[arch === 'unknown' ? 'bios' : arch] ?? []
    const here = names.filter((name) => this.find(name))
    const name = here[Math.min(Math.max(0, attempt), here.length - 1)]
    return name === undefined ? { why: 'no-loader-for-arch' } : { name }
  }
}

/**
 * Reads and checks the loaders in `folder` (assets/boot). A loader that the lock names but set-up could not fetch is left
 * out, and machines that need it are told so; no loader at all is an error.
 * @throws BootdropError `loader-missing` when the lock or every file is missing, `loader-hash` when a file is not a known build
 */
export async function loadLoaders(folder: string): Promise<Loaders> {
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
  return new Loaders(loaders)
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
