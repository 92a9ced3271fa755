/** Fills a cache entry: the tree of an archive, or the one file of a packed stream. */
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { BootdropError, systemCode } from '../../errors'
import type { DiskFile } from '../disk'
import type { EntryFacts, Room } from './cache'
import { cancelledError } from './cancel'
import {
  bombLike,
  checkedContents,
  encrypted,
  unsafe,
  MAX_TARGET_BYTES,
  MAX_UNPACKED_BYTES,
  type Contents,
} from './check'
import { unpackedRange, type Layers, type PackedRange } from './layers'
import { listArchive, type ListedEntry } from './listing'
import { SevenZipError, sevenZipExtract, sevenZipOutput } from './seven-zip'
import { makeLinks, tidyTree, type WantedLink } from './tidy'

export interface UnpackJob {
  readonly disk: DiskFile
  readonly room: Room
  readonly signal: AbortSignal | undefined
  /** 0 to 1, as often as there is news. */
  readonly progress: (done: number | undefined) => void
}

/** Folder of an entry that holds what was unpacked. */
export const CONTENT = 'content'
/** How much is written between two looks at the room that is left. */
const ROOM_STEP_BYTES = 64 * 1024 ** 2
/** Links whose targets have to be fetched out of the archive one by one. */
const MAX_FETCHED_LINKS = 1000
/** Share of the progress that reading the listing of a piped tar takes: it is unpacked once for that. */
const LISTING_SHARE = 0.5

type Tree = Exclude<Layers, { kind: 'file' }>

/**
 * Unpacks a tree into `room.folder`. Nothing is written before the listing was found harmless.
 * @throws BootdropError `medium-unsafe`, `medium-encrypted`, `medium-no-space`, `medium-empty`, `medium-damaged`, `cancelled`
 */
export async function unpackTree(tree: Tree, job: UnpackJob): Promise<EntryFacts> {
  const { disk, room, signal } = job
  const name = basename(disk.path)
  return inWords(name, job, async () => {
    const contents = await checkedContents(listed(tree, job), name, disk.sizeBytes)
    await room.need(contents.bytes)
    const root = join(room.folder, CONTENT)
    await mkdir(root, { mode: 0o700 })
    await extract(tree, job, root)
    await tidyTree(root, signal)
    const { links, unread } = await linksOf(tree, job, contents)
    const linksLeftOut = unread + (await makeLinks(root, links, signal))
    // What changed between the listing and the unpacking is not what was looked at.
    await disk.check()
    return { bytes: contents.bytes, linksLeftOut }
  })
}

function listed(tree: Tree, { disk, signal, progress }: UnpackJob): AsyncGenerator<ListedEntry> {
  if (tree.kind === 'container') return listArchive(disk.path, tree.type, { signal })
  const input = guarded(disk, tree, signal, (share) => progress(share * LISTING_SHARE))
  return listArchive(undefined, 'tar', { input, signal })
}

async function extract(tree: Tree, { disk, signal, progress }: UnpackJob, root: string): Promise<void> {
  if (tree.kind === 'container') {
    return sevenZipExtract(disk.path, root, tree.type, { signal }, (percent) => progress(percent / 100))
  }
  const input = guarded(disk, tree, signal, (share) => progress(LISTING_SHARE + share * (1 - LISTING_SHARE)))
  return sevenZipExtract(undefined, root, 'tar', { input, signal })
}

/** The unpacked bytes of a range, ended when they become a bomb or the signal comes. */
async function* guarded(
  disk: DiskFile,
  range: PackedRange,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): AsyncGenerator<Uint8Array> {
  const size = range.end - range.start
  let packedBytes = 0
  let bytes = 0
  const pieces = unpackedRange(disk, range, (read) => {
    signal?.throwIfAborted()
    packedBytes = read
    onShare(read / size)
  })
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    bytes += piece.length
    if (bytes > MAX_UNPACKED_BYTES || bombLike(bytes, packedBytes)) {
      throw unsafe(basename(disk.path), 'it would become far bigger than any boot medium is')
    }
    yield piece
  }
}

/** Targets as the listing told them; for zip and 7z they are the contents of the links, fetched in one go. */
async function linksOf(
  tree: Tree,
  { disk, room, signal }: UnpackJob,
  { links }: Contents,
): Promise<{ readonly links: readonly WantedLink[]; readonly unread: number }> {
  if (tree.kind === 'piped-tar' || tree.type === 'tar') {
    return { links: links.map(({ path, target = '' }) => ({ path, target })), unread: 0 }
  }
  const wanted = links.filter(({ size }) => size > 0 && size <= MAX_TARGET_BYTES).slice(0, MAX_FETCHED_LINKS)
  const none = { links: [], unread: links.length }
  if (wanted.length === 0) return none
  const list = join(room.folder, 'links')
  await writeFile(list, wanted.map(({ path }) => `${path}\n`).join(''))
  const expected = wanted.reduce((sum, { size }) => sum + size, 0)
  const pieces: Buffer[] = []
  let length = 0
  const args = ['x', '-so', '-scsUTF-8', `-t${tree.type}`, disk.path, `-i@${list}`]
  for await (const piece of sevenZipOutput(args, { signal })) {
    pieces.push(piece)
    length += piece.length
    // More than was listed: whose text is whose cannot be known.
    if (length > expected) break
  }
  await rm(list)
  // They come one after another, in the archive's order, which is the listing's.
  if (length !== expected) return none
  const targets = Buffer.concat(pieces)
  let at = 0
  const found = wanted.map(({ path, size }) => ({ path, target: targets.toString('utf8', at, (at += size)) }))
  return { links: found, unread: links.length - found.length }
}

/**
 * Unpacks the one file of a packed stream to `<content>/<name>`.
 * @throws BootdropError as unpackTree
 */
export async function unpackFile(range: PackedRange, name: string, job: UnpackJob): Promise<EntryFacts> {
  const { disk, room, signal, progress } = job
  return inWords(basename(disk.path), job, async () => {
    await mkdir(join(room.folder, CONTENT), { mode: 0o700 })
    const file = await open(join(room.folder, CONTENT, name), 'wx', 0o600)
    let bytes = 0
    let roomFor = 0
    try {
      for await (const piece of guarded(disk, range, signal, progress)) {
        if (bytes + piece.length > roomFor) {
          roomFor = bytes + piece.length + ROOM_STEP_BYTES
          await room.need(roomFor, bytes)
        }
        for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten
        bytes += piece.length
      }
    } finally {
      await file.close()
    }
    await disk.check()
    return { bytes, linksLeftOut: 0 }
  })
}

/** Errors of 7-Zip, zlib and the signal as BootdropErrors. Errors of the cache's own disk pass: the cache has words for them. */
export async function inWords<T>(
  name: string,
  { disk, signal }: Pick<UnpackJob, 'disk' | 'signal'>,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (signal?.aborted === true) throw cancelledError(signal)
    if (error instanceof BootdropError) throw error
    const code = systemCode(error)
    if (error instanceof SevenZipError) {
      if (/password|encrypted/i.test(error.said)) throw encrypted(name)
      // The words of 7-Zip for ENOSPC, on Linux and macOS, and on Windows.
      if (/No space left|not enough space|Disk quota/i.test(error.said)) {
        throw Object.assign(new Error(error.said), { code: 'ENOSPC' })
      }
    } else if (code !== undefined && !code.startsWith('Z_')) throw error
    const text = `${name} is damaged or incomplete, and cannot be unpacked. Download it again.`
    throw new BootdropError('medium-damaged', text, { path: disk.path, reason: 'archive' }, error)
  }
}
