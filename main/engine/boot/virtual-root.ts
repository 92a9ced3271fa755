/**
 * The one tree of names that TFTP and HTTP serve. Nothing in it is a path of this computer:
 *   <any folder>/snponly.efi, /boot/snponly.efi   the loaders, by base name
 *   /boot/signed/<arch>/shimx64.efi, ipxe.efi     the user's signed iPXE
 *   <any folder>/boot.ipxe, autoexec.ipxe         the scripts
 *   /iso/<id>/…                                   the tree of a medium
 *   /raw/<id>/<any name>                          a medium's whole image
 *   /gunzip/<id>/…                                what is in a packed file of a medium that a plan names
 *   /made/<id>/<recipe>/<machine>/<name>          made for one machine (made/)
 *   /answer/<id>/<recipe>/<machine>/<name>        its answer file (answers/)
 *   /answer/<name>                                that of whoever asks, for media into which a URL was written beforehand
 *   /finished?mac=… (HTTP only)                   a system says that it is done
 *   debian-installer/amd64/linux (TFTP only)      a medium that is served, from its root
 *   EFI/xenserver/grub.cfg (TFTP only)            made for the machine where its loader looks there
 * and, for a machine that was sent this way:
 *   ipxe.efi, snponly.efi                         the user's signed iPXE
 *   bootx64.efi, grubx64.efi, <any>/grub.cfg      the medium's shim and GRUB, and its menu for this machine
 *   <serial>/start4.elf, config.txt               the Raspberry Pi's firmware
 */
import { BootdropError, messageOf, type ErrorCode } from '../errors'
import { memoryFile } from '../media/files'
import type { Medium, MediumFile } from '../media/medium'
import { unpackedFile } from '../media/unpacked'
import type { FileRole, Ipv4 } from '../types'
import type { AnswerRequest } from './answers/answers'
import type { KnownMachine } from './contract'
import type { Loaders } from './loaders'
import type { MadeFile, MadeRequest } from './made/made'
import { contentTypeOf, isTriedByHabit, namesOf } from './names'
import { ofPi, isPiName } from './pi-files'
import type { FileRequest, Resolution, Resolve } from './resolve'
import type { SignedChain } from './signed/chain'
import { signedIpxe, signedMedium } from './signed-files'

/** A medium and its chain. */
export interface MediumChain {
  readonly medium: Medium
  readonly chain: SignedChain
}

export interface VirtualRoot {
  /** Readable under /iso and /raw, and over TFTP from their roots, the first that has a name. */
  readonly media: readonly Medium[]
  readonly loaders: Loaders
  /** Text of the script for one request; may report the machine that it is for. */
  readonly scriptFor: (request: FileRequest) => string
  /** Whether a loader fetches this file of a medium, rather than the system that it starts. */
  readonly isBootFile: (medium: Medium, path: string) => boolean
  readonly identify: (ip: Ipv4) => KnownMachine | undefined
  /** The signed way of a machine's medium; of anyone, with no machine. */
  readonly signedOf: (machine: KnownMachine | undefined) => MediumChain | undefined
  /** Text of the grub.cfg of a machine that runs a medium's GRUB; may report it. Undefined where there is no such GRUB. */
  readonly grubFor: (machine: KnownMachine | undefined, ip: Ipv4) => string | undefined
  /** A medium's whole image is fetched: reports the machine where its firmware boots it. */
  readonly imageFetched: (medium: Medium, machine: KnownMachine | undefined, request: FileRequest) => FileRole
  readonly finished: (request: FileRequest) => void
  /** What is made for one machine, and its answer file; undefined where there is no such name. */
  readonly made: (request: MadeRequest, asker: FileRequest) => Promise<MadeFile | undefined>
  readonly answer: (request: AnswerRequest) => Promise<string | undefined>
  readonly namedAnswer: (name: string, asker: FileRequest) => Promise<string | undefined>
  /** What a loader asks for at a place of its own, a path on a medium: its configuration for this machine. */
  readonly configAt: (path: string, asker: FileRequest) => Promise<MadeFile | undefined>
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
      const machine = root.identify(request.ip)
      const found =
        (await ofItsChain(root, request, names, machine)) ??
        (await ofMedium(root, request, names, machine)) ??
        (await ofMachine(root, request, names)) ??
        generated(root, request, names) ??
        (await onTftp(root, request, names))
      const expected = isTriedByHabit(last) || (machine?.chain === 'pi' && !isPiName(last))
      return found ?? { ...notFound('there is no such name here'), expected }
    } catch (error) {
      // The medium went away, or the disk failed: one file less, said in words.
      return { ...notFound(messageOf(error)), mediumGone: isMediumError(error) }
    }
  }
}

/** Names that mean something else, or anything at all, to a machine that was sent this way. */
async function ofItsChain(
  root: VirtualRoot,
  request: FileRequest,
  names: readonly string[],
  machine: KnownMachine | undefined,
): Promise<Resolution | undefined> {
  const last = (names.at(-1) ?? '').toLowerCase()
  switch (machine?.chain) {
    case 'ipxe-signed':
      return signedIpxe(root.loaders, machine.arch, last)
    case 'medium-signed': {
      if (last === 'grub.cfg') return grubMenu(root, machine, request)
      const way = root.signedOf(machine)
      return way && signedMedium(way, names)
    }
    case 'pi':
      return ofPi(root.loaders, names)
    default:
      return undefined
  }
}

/** `/iso/<id>/…` and `/raw/<id>/…`; undefined where the name is of another kind. */
async function ofMedium(
  root: VirtualRoot,
  request: FileRequest,
  names: readonly string[],
  machine: KnownMachine | undefined,
): Promise<Resolution | undefined> {
  const [area, id, ...rest] = names
  const kind = area?.toLowerCase()
  const medium = root.media.find((candidate) => candidate.identity.id === id?.toLowerCase())
  if (!medium || rest.length === 0) return undefined
  if (kind === 'iso') return treeFile(root, medium, rest, 'runtime')
  if (kind === 'gunzip') {
    const entry = await medium.stat(`/${rest.join('/')}`)
    // Only what a plan names: unpacking costs memory, and whoever is on the network may ask.
    if (entry?.kind !== 'file' || !root.isBootFile(medium, entry.path)) return undefined
    return resolution(await unpackedFile(medium, entry.path), 'boot', entry.name)
  }
  if (kind !== 'raw' || rest.length > 1) return undefined
  const file = await medium.openRaw()
  return file && resolution(file, root.imageFetched(medium, machine, request), rest[0] ?? '')
}

/** `/made/…` and `/answer/…`; undefined where the name is of another kind. */
async function ofMachine(
  root: VirtualRoot,
  request: FileRequest,
  names: readonly string[],
): Promise<Resolution | undefined> {
  const [area, mediumId = '', recipeId = '', machine = '', ...rest] = names
  if (area === 'answer' && names.length === 2) {
    const own = await root.namedAnswer(mediumId, request)
    return own === undefined ? undefined : content(mediumId, own, 'runtime')
  }
  const name = rest.join('/')
  if (name === '') return undefined
  if (area === 'made') {
    const made = await root.made({ mediumId, recipeId, machine, name, query: request.query }, request)
    return made === undefined ? undefined : content(name, made, 'boot')
  }
  if (area !== 'answer') return undefined
  const answer = await root.answer({ mediumId, recipeId, machine, name, request })
  return answer === undefined ? undefined : content(name, answer, 'runtime')
}

async function treeFile(
  root: VirtualRoot,
  medium: Medium,
  names: readonly string[],
  otherwise: FileRole,
): Promise<Resolution | undefined> {
  const entry = await medium.stat(`/${names.join('/')}`)
  if (entry?.kind !== 'file') return undefined
  const role = root.isBootFile(medium, entry.path) ? 'boot' : otherwise
  return resolution(await medium.open(entry.path), role, entry.name)
}

/** Scripts and loaders, whatever folder a loader believes to be in (FIELD.md 3.3, "virtual root"). */
function generated(root: VirtualRoot, request: FileRequest, names: readonly string[]): Resolution | undefined {
  const last = names.at(-1) ?? ''
  if (SCRIPTS.includes(last.toLowerCase())) return content(last, root.scriptFor(request), 'script')
  if (names[0] === 'finished' && names.length === 1 && request.protocol === 'http') {
    root.finished(request)
    return content('finished.txt', 'Noted.\n', 'other')
  }
  const [folder, signed, arch] = names.slice(-4)
  if (folder === 'boot' && signed === 'signed' && names.length === 4) {
    return signedIpxe(root.loaders, arch, last.toLowerCase())
  }
  // Beside another DHCP server a machine's address may be unknown to us. By HTTP nobody else asks for this name at the root.
  if (last === 'grub.cfg' && request.protocol === 'http' && root.identify(request.ip) === undefined) {
    return grubMenu(root, undefined, request)
  }
  const loader = root.loaders.find(last)
  return loader && resolution(memoryFile(`/${loader.name}`, loader.bytes), 'loader', loader.name)
}

/**
 * Loaders that know nothing of `/iso` (pxelinux, GRUB) ask for files of the medium by their path on it. A machine whose address we
 * do not know yet may be on a signed way or a Raspberry Pi all the same: their names are like no others.
 */
async function onTftp(
  root: VirtualRoot,
  request: FileRequest,
  names: readonly string[],
): Promise<Resolution | undefined> {
  if (request.protocol !== 'tftp') return undefined
  const config = await root.configAt(`/${names.join('/')}`, request)
  if (config !== undefined) return content(names.at(-1) ?? '', config, 'script')
  for (const medium of root.media) {
    const found = await treeFile(root, medium, names, 'other')
    if (found) return found
  }
  const way = root.signedOf(undefined)
  return (
    (names.length > 1 ? await ofPi(root.loaders, names) : undefined) ??
    signedIpxe(root.loaders, undefined, (names.at(-1) ?? '').toLowerCase()) ??
    (way && (await signedMedium(way, names)))
  )
}

function grubMenu(root: VirtualRoot, machine: KnownMachine | undefined, { ip }: FileRequest): Resolution | undefined {
  const menu = root.grubFor(machine, ip)
  return menu === undefined ? undefined : content('grub.cfg', menu, 'script')
}

function content(name: string, made: MadeFile, role: FileRole): Resolution {
  if (typeof made !== 'string' && !(made instanceof Uint8Array)) return resolution(made, role, name)
  return resolution(memoryFile(`/${name}`, typeof made === 'string' ? Buffer.from(made) : made), role, name)
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
