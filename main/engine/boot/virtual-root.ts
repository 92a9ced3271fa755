/**
 * The one tree of names that TFTP and HTTP serve. Nothing in it is a path of this computer:
 *   <any folder>/snponly.efi, /boot/snponly.efi   the loaders, by base name
 *   <any folder>/boot.ipxe, autoexec.ipxe         the scripts
 *   /iso/<id>/…                                    the tree of a medium
 *   /raw/<id>/<any name>                           a medium's whole image
 *   debian-installer/amd64/linux (TFTP only)       the booted medium, from its root
 */
import { BootdropError, messageOf, type ErrorCode } from '../errors'
import { memoryFile } from '../media/files'
import type { Medium, MediumFile } from '../media/medium'
import type { FileRole } from '../types'
import type { Loaders } from './loaders'
import { contentTypeOf, isTriedByHabit, namesOf } from './names'
import type { FileRequest, Resolution, Resolve } from './resolve'

export interface VirtualRoot {
  /** Readable under /iso and /raw; the first is the one that boots. */
  readonly media: readonly Medium[]
  readonly loaders: Loaders
  /** Text of the script for one request; may report the machine that it is for. */
  readonly scriptFor: (request: FileRequest) => string
  /** Paths within the first medium that the script makes iPXE load. */
  readonly bootFiles: ReadonlySet<string>
}

const SCRIPTS = ['boot.ipxe', 'autoexec.ipxe']

/** Builds the resolver. It answers `not-found` to whatever goes wrong with one name; the service goes on. */
export function createVirtualRoot(root: VirtualRoot): Resolve {
  return async (request) => {
    const split = namesOf(request.path)
    if ('reason' in split) return notFound(split.reason)
    const { names } = split
    const last = names.at(-1) ?? ''
    try {
      const found =
        (await ofMedium(root, names)) ?? generated(root, request, last) ?? (await onTftp(root, request, names))
      return found ?? { ...notFound('there is no such name here'), expected: isTriedByHabit(last) }
    } catch (error) {
      // The medium went away, or the disk failed: one file less, said in words.
      return { ...notFound(messageOf(error)), mediumGone: isMediumError(error) }
    }
  }
}

/** `/iso/<id>/…` and `/raw/<id>/…`; undefined where the name is of another kind. */
async function ofMedium(root: VirtualRoot, names: readonly string[]): Promise<Resolution | undefined> {
  const [area, id, ...rest] = names
  const kind = area?.toLowerCase()
  const medium = root.media.find((candidate) => candidate.identity.id === id?.toLowerCase())
  if (!medium || rest.length === 0) return undefined
  if (kind === 'iso') return treeFile(root, medium, rest, 'runtime')
  if (kind !== 'raw' || rest.length > 1) return undefined
  const file = await medium.openRaw()
  return file && resolution(file, 'runtime', rest[0] ?? '')
}

async function treeFile(
  root: VirtualRoot,
  medium: Medium,
  names: readonly string[],
  otherwise: FileRole,
): Promise<Resolution | undefined> {
  const entry = await medium.stat(`/${names.join('/')}`)
  if (entry?.kind !== 'file') return undefined
  const role = medium === root.media[0] && root.bootFiles.has(entry.path) ? 'boot' : otherwise
  return resolution(await medium.open(entry.path), role, entry.name)
}

/** Scripts and loaders, whatever folder a loader believes to be in (FIELD.md 3.3, "virtual root"). */
function generated(root: VirtualRoot, request: FileRequest, last: string): Resolution | undefined {
  if (SCRIPTS.includes(last.toLowerCase())) {
    return resolution(memoryFile(`/${last}`, Buffer.from(root.scriptFor(request))), 'script', last)
  }
  const loader = root.loaders.find(last)
  return loader && resolution(memoryFile(`/${loader.name}`, loader.bytes), 'loader', loader.name)
}

/** Loaders that know nothing of `/iso` (pxelinux, GRUB) ask for files of the medium by their path on it. */
async function onTftp(
  root: VirtualRoot,
  request: FileRequest,
  names: readonly string[],
): Promise<Resolution | undefined> {
  const [medium] = root.media
  return request.protocol === 'tftp' && medium ? treeFile(root, medium, names, 'other') : undefined
}

function resolution(file: MediumFile, role: FileRole, name: string): Resolution {
  return { kind: 'file', file, role, contentType: contentTypeOf(name) }
}

function isMediumError(error: unknown): boolean {
  return error instanceof BootdropError && MEDIUM_GONE.includes(error.code)
}

const MEDIUM_GONE: readonly ErrorCode[] = ['medium-changed', 'medium-missing', 'medium-unreadable']

function notFound(reason: string): Extract<Resolution, { kind: 'not-found' }> {
  return { kind: 'not-found', expected: false, reason }
}
