/** Media made of what was unpacked: they carry the name of what was dropped, and notice when that changes. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { DiskFile } from '../disk'
import { openDisc } from '../disc'
import { withEfiImage } from '../layered'
import { memoryFile } from '../files'
import { openFolder } from '../folder'
import { openDiskImage } from '../image/open'
import type { Medium, MediumIdentity } from '../medium'
import { urlSafeName } from '../paths'
import { openSingle, refuseOtherThings, singleMedium } from '../single'
import { SNIFF_LENGTH } from '../sniff'
import type { CacheEntry } from './cache'

/** The tree of an archive. Takes over `disk` and `entry`. */
export async function treeMedium(disk: DiskFile, root: string, entry: CacheEntry): Promise<Medium> {
  const folder = await openFolder(root)
  const name = basename(disk.path)
  const { linksLeftOut } = entry.facts
  const text = `${linksLeftOut} ${linksLeftOut === 1 ? 'link' : 'links'} in ${name} led out of it and ${linksLeftOut === 1 ? 'was' : 'were'} left out.`
  return {
    ...guardedBy(disk, folder, entry),
    identity: {
      id: idOf('archive', disk, ''),
      path: disk.path,
      fileName: urlSafeName(name),
      label: name,
      filesystem: 'archive',
      size: disk.sizeBytes,
    },
    notices:
      linksLeftOut > 0
        ? [{ level: 'info', code: 'archive-links-left-out', text, details: { name, count: linksLeftOut } }]
        : [],
    openRaw: () => Promise.resolve(undefined),
  }
}

/**
 * The image at `path` inside the cache. Takes over `disk` and `entry` when it gives a medium.
 * @param orSingle anything else is a medium of a single file
 * @returns undefined when it is no image
 * @throws BootdropError what opening an image or a single file throws
 */
export async function imageMedium(
  disk: DiskFile,
  path: string,
  entry: CacheEntry,
  orSingle = false,
): Promise<Medium | undefined> {
  const inner = await DiskFile.open(path)
  let medium: Medium | undefined
  try {
    const disc = await openDisc(inner)
    medium = disc && withEfiImage(disc)
    if (!medium) {
      const head = new Uint8Array(Math.min(SNIFF_LENGTH, inner.sizeBytes))
      await inner.read(head, 0)
      medium = (await openDiskImage(inner, head)) ?? (orSingle ? openSingle(inner, head) : undefined)
    }
  } finally {
    if (!medium) await inner.release()
  }
  if (!medium) return undefined
  // `size` stays the image's own: what a boot needs of memory is reckoned from it.
  const identity: MediumIdentity = { ...medium.identity, id: idOf('packed', disk, medium.identity.id), path: disk.path }
  return { ...guardedBy(disk, medium, entry), identity }
}

/**
 * One file that was unpacked in memory. Takes over `disk` when it succeeds.
 * @throws BootdropError `medium-not-recognised` when it is nothing that a machine could start
 */
export function memoryMedium(disk: DiskFile, name: string, bytes: Uint8Array): Medium {
  refuseOtherThings(disk.path, name, bytes.length, bytes.subarray(0, SNIFF_LENGTH))
  const file = memoryFile(`/${name}`, bytes, disk.mtimeMs)
  let open = true
  return singleMedium({
    id: idOf('packed', disk, file.etag),
    path: disk.path,
    name,
    sizeBytes: bytes.length,
    mtimeMs: disk.mtimeMs,
    async open() {
      await disk.check()
      return file
    },
    async close() {
      if (!open) return
      open = false
      await disk.release()
    },
  })
}

/** `inner` with the dropped file looked at before each opening, and all given up at the end. */
function guardedBy(disk: DiskFile, inner: Medium, entry: CacheEntry): Medium {
  let isOpen = true
  return {
    identity: inner.identity,
    notices: inner.notices,
    list: (directory) => inner.list(directory),
    stat: (path) => inner.stat(path),
    async open(path) {
      await disk.check()
      return inner.open(path)
    },
    async openRaw() {
      await disk.check()
      return inner.openRaw()
    },
    async close() {
      if (!isOpen) return
      isOpen = false
      await inner.close()
      await entry.release()
      await disk.release()
    },
  }
}

/** Files that come with an image and are none. */
const COMPANIONS = new Set(['', '.txt', '.md', '.asc', '.sig', '.md5', '.sha1', '.sha256', '.sha512', '.url', '.nfo'])
const IMAGES = new Set(['.iso', '.img'])
/** An archive of an image holds little else. */
const MAX_FILES_BESIDE = 8

/** The one image in an unpacked tree that holds nothing else but texts; undefined where it is a tree in its own right. */
export async function imageIn(root: string): Promise<string | undefined> {
  const names = await readdir(root)
  if (names.length > MAX_FILES_BESIDE) return undefined
  const [only] = names
  // An archiver that was given a folder.
  if (names.length === 1 && only !== undefined && (await stat(join(root, only))).isDirectory()) {
    return imageIn(join(root, only))
  }
  let image: string | undefined
  for (const name of names) {
    const path = join(root, name)
    const ending = extname(name).toLowerCase()
    const isFile = await stat(path).then(
      (stats) => stats.isFile(),
      () => false,
    )
    if (!isFile || (!IMAGES.has(ending) && !COMPANIONS.has(ending)) || (image !== undefined && IMAGES.has(ending))) {
      return undefined
    }
    if (IMAGES.has(ending)) image = path
  }
  return image
}

function idOf(kind: string, disk: DiskFile, inner: string): string {
  const hash = createHash('sha256').update(`${kind}\n${disk.path}\n${disk.version}\n${inner}`)
  return hash.digest('hex').slice(0, 12)
}
