/** The UEFI programs of a medium that could be part of its signed way: where they lie, and what they say about themselves. */
import type { Medium, MediumEntry } from '../../media/medium'
import { glob } from '../../media/glob'
import { readGrubModules, type GrubModules } from './grub-modules'
import { isShim, readPe, type PeImage } from './pe'
import { secondStageOf } from './shim'

/** What one program is. Its bytes are not kept. */
export interface Program {
  readonly path: string
  /** Without `.signed`, in lower case: `grubnetx64.efi`. */
  readonly name: string
  readonly folder: string
  readonly image: PeImage
  /** Of a shim: the base name that it asks for next. */
  readonly starts: string | undefined
  /** Of a GRUB: what is built in. */
  readonly grub: GrubModules | undefined
}

/**
 * Where media have them, best first: netboot trees (Debian, Ubuntu before and since 23.04), installation media, what packages
 * install. A walk through everything would read thousands of folders of `pool`.
 */
const FOLDERS = [
  '/debian-installer/*',
  '/ubuntu-installer/*',
  '/EFI/BOOT',
  '/EFI/*',
  '',
  '/amd64',
  '/arm64',
  '/boot',
  '/boot/*',
  '/grub',
  '/netboot',
  '/images/*',
]
const NAME = /^(boot|bootnet|shim|shimnet|grub|grubnet|gcd|gcdnet)(x64|aa64|ia32)?(-installer)?\.efi(\.signed)?$/i

/** Debian's signed GRUBs have 2 to 4 MB, Red Hat's too. */
const MAX_FILE_BYTES = 32 * 1024 * 1024
const MAX_PROGRAMS = 40

const known = new WeakMap<Medium, Promise<readonly Program[]>>()

/** Reads the programs whole, some 10 MB, once for a medium. Never throws: what cannot be read is not there. */
export function programsOf(medium: Medium): Promise<readonly Program[]> {
  const programs = known.get(medium) ?? readPrograms(medium)
  known.set(medium, programs)
  return programs
}

async function readPrograms(medium: Medium): Promise<readonly Program[]> {
  const entries = new Map<string, MediumEntry>()
  for (const folder of FOLDERS) {
    for (const entry of await glob(medium, `${folder}/*.efi*`)) {
      if (entry.kind !== 'file' || entry.size > MAX_FILE_BYTES || !NAME.test(entry.name)) continue
      if (entries.size < MAX_PROGRAMS) entries.set(entry.path.toLowerCase(), entry)
    }
  }
  const programs: Program[] = []
  for (const entry of entries.values()) {
    const program = await readProgram(medium, entry)
    if (program) programs.push(program)
  }
  return programs
}

/** A signed shim. */
export function isSignedShim({ image }: Program): boolean {
  return image.signed && isShim(image)
}

async function readProgram(medium: Medium, { path, name }: MediumEntry): Promise<Program | undefined> {
  const bytes = await readWhole(medium, path).catch(() => undefined)
  const image = bytes && readPe(bytes)
  if (!image || 'reason' in image) return undefined
  const folder = path.slice(0, path.lastIndexOf('/'))
  const grub = isShim(image) ? undefined : readGrubModules(bytes, image)
  return {
    path,
    name: name.toLowerCase().replace(/\.signed$/, ''),
    folder,
    image,
    starts: isShim(image) ? secondStageOf(bytes)?.toLowerCase() : undefined,
    grub: grub && !('reason' in grub) ? grub : undefined,
  }
}

async function readWhole(medium: Medium, path: string): Promise<Uint8Array | undefined> {
  const file = await medium.open(path)
  try {
    if (file.size > MAX_FILE_BYTES) return undefined
    const bytes = new Uint8Array(file.size)
    return bytes.subarray(0, await file.read(bytes, 0))
  } finally {
    await file.close()
  }
}
