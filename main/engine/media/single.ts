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
  refuseOtherThings(disk, name, head)
  const id = createHash('sha256').update(`file\n${disk.path}\n${disk.sizeBytes}\n`).update(head.subarray(0, 2048))
  const path = `/${name}`
  const root: MediumEntry = { name: '', path: '/', kind: 'directory', size: 0, mtime: disk.mtimeMs }
  const entry: MediumEntry = { name, path, kind: 'file', size: disk.sizeBytes, mtime: disk.mtimeMs }
  const find = (wanted: string) => {
    const segments = segmentsOf(wanted)
    if (segments?.length === 0) return root
    return segments?.length === 1 && foldName(segments[0] ?? '') === foldName(name) ? entry : undefined
  }
  const openFile = async (): Promise<MediumFile> => {
    await disk.check()
    return wholeFile(disk, path)
  }
  return {
    identity: {
      id: id.digest('hex').slice(0, 12),
      path: disk.path,
      fileName: urlSafeName(name),
      label: name,
      filesystem: 'file',
      size: disk.sizeBytes,
    },
    notices: [],
    list(directory) {
      return find(directory) === root ? Promise.resolve([entry]) : Promise.reject(missing(directory, name))
    },
    stat: (wanted) => Promise.resolve(find(wanted)),
    open: (wanted) => (find(wanted) === entry ? openFile() : Promise.reject(missing(wanted, name))),
    openRaw: openFile,
    close: closeOnce(disk),
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

function refuseOtherThings(disk: DiskFile, name: string, head: Uint8Array): void {
  const ending = extname(name).toLowerCase()
  if (TEXT_ENDINGS.has(ending)) return
  const looks = looksLike(head)
  if (looks) {
    const text = `${name} is not a boot image; it looks like ${looks.what}. ${looks.advice}`
    throw new BootdropError('medium-not-recognised', text, { path: disk.path, looksLike: looks.what })
  }
  if (ending === '.iso') throw notAnIso(disk, name)
  if (BOOT_ENDINGS.has(ending) || looksBootable(head)) return
  const text = `${name} is neither an ISO image nor any boot file that Bootdrop knows. Check that it is the right file, or download it again.`
  throw new BootdropError('medium-not-recognised', text, { path: disk.path })
}

/** The first descriptor of an ISO image is in its 17th sector of 2048 bytes. */
const SHORTEST_ISO_BYTES = 17 * 2048

function notAnIso(disk: DiskFile, name: string): BootdropError {
  const short = disk.sizeBytes < SHORTEST_ISO_BYTES
  const why = short
    ? `it is cut off after ${sizeInWords(disk.sizeBytes)}`
    : 'there is no ISO 9660 file system in it, whatever its name says'
  const text = `${name} is not a whole ISO image: ${why}. Download it again.`
  return new BootdropError(short ? 'medium-truncated' : 'medium-not-recognised', text, { path: disk.path })
}

function missing(path: string, name: string): BootdropError {
  return new BootdropError('medium-file-missing', `There is no ${path}: the medium is the one file ${name}.`, { path })
}
