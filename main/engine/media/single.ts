import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import { BootdropError } from '../errors'
import type { DiskFile } from './disk'
import { wholeFile } from './files'
import type { Medium, MediumEntry, MediumFile } from './medium'
import { foldName, segmentsOf, urlSafeName } from './paths'
import { looksBootable, looksLike } from './sniff'
import { sizeInWords } from './words'

/** Endings that boot files carry, where the bytes alone do not tell. */
const BOOT_ENDINGS = new Set(
  '.efi .bin .img .ima .dsk .raw .wim .0 .kpxe .kkpxe .pxe .kpxe .lkrn .krn .com .c32 .ipxe .bzimage .elf'.split(' '),
)
/** Endings of files that are text and meant to be. */
const TEXT_ENDINGS = new Set(['.ipxe'])

/**
 * A single file as a medium: `/` holds just this one file. `head` is its beginning (SNIFF_LENGTH bytes or all of it).
 * Takes over the caller's hold on `disk` when it succeeds.
 * @throws BootdropError `medium-not-recognised` when it is nothing that a machine could start
 */
export function openSingle(disk: DiskFile, head: Uint8Array): Medium {
  const name = basename(disk.path)
  refuseOtherThings(disk.path, name, disk.sizeBytes, head)
  const id = createHash('sha256').update(`file\n${disk.path}\n${disk.sizeBytes}\n`).update(head.subarray(0, 2048))
  return singleMedium({
    id: id.digest('hex').slice(0, 12),
    path: disk.path,
    name,
    sizeBytes: disk.sizeBytes,
    mtimeMs: disk.mtimeMs,
    async open(path) {
      await disk.check()
      return wholeFile(disk, path)
    },
    close: closeOnce(disk),
  })
}

/** What a medium of one file is made of. */
export interface SingleParts {
  readonly id: string
  /** What was dropped. */
  readonly path: string
  /** Of the file inside the medium. */
  readonly name: string
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** Opens the file; it is to carry `path`. */
  open(path: string): Promise<MediumFile>
  close(): Promise<void>
}

export function singleMedium({ id, path: dropped, name, sizeBytes, mtimeMs, open, close }: SingleParts): Medium {
  const path = `/${name}`
  const root: MediumEntry = { name: '', path: '/', kind: 'directory', size: 0, mtime: mtimeMs }
  const entry: MediumEntry = { name, path, kind: 'file', size: sizeBytes, mtime: mtimeMs }
  const find = (wanted: string) => {
    const segments = segmentsOf(wanted)
    if (segments?.length === 0) return root
    return segments?.length === 1 && foldName(segments[0] ?? '') === foldName(name) ? entry : undefined
  }
  return {
    identity: { id, path: dropped, fileName: urlSafeName(name), label: name, filesystem: 'file', size: sizeBytes },
    notices: [],
    list(directory) {
      return find(directory) === root ? Promise.resolve([entry]) : Promise.reject(missing(directory, name))
    },
    stat: (wanted) => Promise.resolve(find(wanted)),
    open: (wanted) => (find(wanted) === entry ? open(path) : Promise.reject(missing(wanted, name))),
    openRaw: () => open(path),
    close,
  }
}

/** Gives up the medium's own hold on `disk`, however often it is called. */
export function closeOnce(disk: DiskFile): () => Promise<void> {
  let open = true
  return async () => {
    if (!open) return
    open = false
    await disk.release()
  }
}

/**
 * @param path what was dropped; `name` and `sizeBytes` are those of the file that would be served
 * @throws BootdropError `medium-not-recognised`, `medium-truncated`
 */
export function refuseOtherThings(path: string, name: string, sizeBytes: number, head: Uint8Array): void {
  const ending = extname(name).toLowerCase()
  if (TEXT_ENDINGS.has(ending)) return
  const looks = looksLike(head)
  if (looks) {
    const text = `${name} is not a boot image; it looks like ${looks.what}. ${looks.advice}`
    throw new BootdropError('medium-not-recognised', text, { path, name, looksLike: looks.what })
  }
  if (ending === '.iso') throw notAnIso(path, name, sizeBytes)
  if (BOOT_ENDINGS.has(ending) || looksBootable(head)) return
  const text = `${name} is neither an ISO image nor any boot file that Bootdrop knows. Check that it is the right file, or download it again.`
  throw new BootdropError('medium-not-recognised', text, { path, name })
}

/** The first descriptor of an ISO image is in its 17th sector of 2048 bytes. */
const SHORTEST_ISO_BYTES = 17 * 2048

function notAnIso(path: string, name: string, sizeBytes: number): BootdropError {
  const short = sizeBytes < SHORTEST_ISO_BYTES
  const why = short
    ? `it is cut off after ${sizeInWords(sizeBytes)}`
    : 'there is no ISO 9660 file system in it, whatever its name says'
  const text = `${name} is not a whole ISO image: ${why}. Download it again.`
  const details = short ? { path, name, sizeBytes } : { path, name, reason: 'no-iso' }
  return new BootdropError(short ? 'medium-truncated' : 'medium-not-recognised', text, details)
}

function missing(path: string, name: string): BootdropError {
  return new BootdropError('medium-file-missing', `There is no ${path}: the medium is the one file ${name}.`, { path })
}
