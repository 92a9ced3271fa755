import { createHash } from 'node:crypto'
import { basename, extname, join } from 'node:path'
import { BootdropError } from '../../errors'
import type { DiskFile } from '../disk'
import type { Medium } from '../medium'
import type { OpenOptions } from '../options'
import { refuseOtherThings } from '../single'
import { looksLike, SNIFF_LENGTH } from '../sniff'
import { CACHE_LIMITS, MediaCache, type CacheEntry, type CacheLimits } from './cache'
import { layersOf, unpackedRange, type Layers } from './layers'
import { imageIn, imageMedium, memoryMedium, treeMedium } from './media'
import { progressTeller } from './progress'
import { mayBeImage } from './sniff-image'
import { CONTENT, inWords, unpackFile, unpackTree, type UnpackJob } from './unpack'

/** A packed file up to this size is unpacked in memory: boot programs and floppies are. */
const MAX_IN_MEMORY_BYTES = 32 * 1024 ** 2
/** Raised when something is unpacked in another way than before, so that old entries are not taken. */
const CACHE_VERSION = 1
/** How much of either end of a file tells it from another of its size and time. */
const SAMPLE_BYTES = 1024 ** 2

type FolderOptions = OpenOptions & { readonly cache: string }

/**
 * An archive, or a packed file or image, through 7-Zip into the cache. Takes over the caller's hold on `disk` when it gives a medium.
 * An archive is a medium with its tree, unless there is just an image in it (memtest86+ is published as a zip of its ISO): then, and for a
 * packed image, it is that image. A packed boot file is a medium with the one file, its name without `.gz`.
 * @param head the beginning of the file (SNIFF_LENGTH bytes or all of it)
 * @returns undefined when it is none
 * @throws BootdropError `medium-damaged`, `medium-unsafe`, `medium-encrypted`, `medium-no-space`, `medium-empty`, `medium-not-recognised`,
 * `unpacker-missing`, `cancelled`; for an image what opening it throws
 */
export async function openArchive(
  disk: DiskFile,
  head: Uint8Array,
  options: OpenOptions,
  limits: CacheLimits = CACHE_LIMITS,
): Promise<Medium | undefined> {
  const { signal } = options
  return inWords(basename(disk.path), { disk, signal }, async () => {
    const layers = await layersOf(disk, head)
    if (!layers) return undefined
    signal?.throwIfAborted()
    if (layers.kind !== 'file') return openTree(disk, layers, needsFolder(disk, head, options), limits)
    return (
      (await openInMemory(disk, layers, signal)) ??
      openPackedFile(disk, layers, needsFolder(disk, head, options), limits)
    )
  })
}

async function openTree(
  disk: DiskFile,
  layers: Exclude<Layers, { kind: 'file' }>,
  options: FolderOptions,
  limits: CacheLimits,
): Promise<Medium> {
  const entry = await unpackedEntry(disk, layers.kind, options, limits, (job) => unpackTree(layers, job))
  return handOver(entry, async () => {
    const root = join(entry.folder, CONTENT)
    const image = await imageIn(root)
    const medium = image === undefined ? undefined : await imageMedium(disk, image, entry)
    return medium ?? treeMedium(disk, root, entry)
  })
}

async function openPackedFile(
  disk: DiskFile,
  layers: Extract<Layers, { kind: 'file' }>,
  options: FolderOptions,
  limits: CacheLimits,
): Promise<Medium> {
  const name = nameWithout(disk.path)
  // The name counts, because it is that of the file in the cache, and so of the medium's one file.
  const entry = await unpackedEntry(disk, `file\n${name}`, options, limits, (job) => unpackFile(layers, name, job))
  return handOver(entry, async () => {
    const medium = await imageMedium(disk, join(entry.folder, CONTENT, name), entry, true)
    if (!medium) throw new Error('A single file is always a medium.')
    return medium
  })
}

/** Undefined for what is too big, or may be an image, which has to lie on disk. */
async function openInMemory(
  disk: DiskFile,
  layers: Extract<Layers, { kind: 'file' }>,
  signal: AbortSignal | undefined,
): Promise<Medium | undefined> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of unpackedRange(disk, layers, () => signal?.throwIfAborted())) {
    pieces.push(piece)
    const before = length
    length += piece.length
    if (length > MAX_IN_MEMORY_BYTES) return undefined
    if (before < SNIFF_LENGTH && length >= SNIFF_LENGTH) {
      const head = Buffer.concat(pieces)
      if (mayBeImage(head)) return undefined
      // What is plainly something else need not be unpacked to its end to be refused.
      if (looksLike(head)) refuseOtherThings(disk.path, nameWithout(disk.path), length, head)
    }
  }
  const bytes = Buffer.concat(pieces)
  return mayBeImage(bytes) ? undefined : memoryMedium(disk, nameWithout(disk.path), bytes)
}

/** @throws BootdropError `medium-not-recognised` where there is no folder to unpack into */
function needsFolder(disk: DiskFile, head: Uint8Array, options: OpenOptions): FolderOptions {
  const { cache } = options
  if (cache !== undefined) return { ...options, cache }
  const what = looksLike(head)?.what ?? 'an archive'
  const text = `${basename(disk.path)} is ${what}. Unpack it, and choose what is inside.`
  throw new BootdropError('medium-not-recognised', text, { path: disk.path, looksLike: what, reason: 'packed' })
}

async function unpackedEntry(
  disk: DiskFile,
  what: string,
  { cache: folder, signal, onProgress }: FolderOptions,
  limits: CacheLimits,
  fill: (job: UnpackJob) => ReturnType<typeof unpackTree>,
): Promise<CacheEntry> {
  const name = basename(disk.path)
  const progress = progressTeller(`Unpacking ${name}`, onProgress)
  const cache = new MediaCache(folder, limits)
  return cache.entry(await keyOf(disk, what), name, (room) => fill({ disk, room, signal, progress }), signal)
}

/** SHA-256 over size, time (ns), first and last MiB: what is found in milliseconds, and differs for any two files that are published. */
async function keyOf(disk: DiskFile, what: string): Promise<string> {
  const hash = createHash('sha256').update(`${CACHE_VERSION}\n${what}\n${disk.version}\n`)
  const sample = new Uint8Array(Math.min(SAMPLE_BYTES, disk.sizeBytes))
  for (const at of [0, disk.sizeBytes - sample.length]) {
    hash.update(sample.subarray(0, await disk.read(sample, at)))
  }
  return hash.digest('hex').slice(0, 32)
}

/** The entry belongs to the medium from then on, or is given back. */
async function handOver(entry: CacheEntry, open: () => Promise<Medium>): Promise<Medium> {
  try {
    return await open()
  } catch (error) {
    await entry.release()
    throw error
  }
}

/** `memtest86+-5.01.bin.gz` → `memtest86+-5.01.bin`. */
function nameWithout(path: string): string {
  const name = basename(path)
  const ending = extname(name)
  const packed = ['.gz', '.xz', '.zst', '.bz2', '.lz4'].includes(ending.toLowerCase())
  return packed && name !== ending ? name.slice(0, -ending.length) : name
}
