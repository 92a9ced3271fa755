import { createHash } from 'node:crypto'
import { BootdropError, systemCode } from '../errors'
import { packingOf, rangeOf, unpacked } from './archive/packing'
import type { Medium, MediumFile } from './medium'
import { sizeInWords } from './words'

/** A xen.gz holds 2 to 3 MB. */
export const MAX_UNPACKED_FILE_BYTES = 32 * 1024 ** 2
/** What is in memory at a time, all media together: kept for the machines to come, being fetched, being unpacked. */
export const MAX_KEPT_BYTES = 64 * 1024 ** 2
/** Content lies in blocks of this size, so that nothing has to be joined. */
const BLOCK_BYTES = 256 * 1024
/** How many files that cannot be unpacked are remembered. */
const MAX_FAILURES = 256

/** Everything of the packed file that the handles on it share. */
interface Content {
  readonly blocks: readonly Uint8Array[]
  readonly size: number
  readonly etag: string
}

interface Kept {
  content: Promise<Content>
  /** So far. */
  bytes: number
  /** Handles that are open, and callers that wait for one: as long as there are any it counts and stays. */
  holders: number
}

/** By medium, path and state of the file; used longest ago first. Each handle only reads its bytes, so that all share them. */
const kept = new Map<string, Kept>()
/** What will not get better before the file changes. By the same keys. */
const failures = new Map<string, BootdropError>()
/** One at a time for all media: an unpacking takes a processor and up to 32 MiB. */
let queue: Promise<unknown> = Promise.resolve()

/**
 * The content of a gzip file inside a medium: `/boot/xen.gz` as `/boot/xen`. iPXE for PCs has no gzip (config/general.h has
 * IMAGE_GZIP off) and would hand a kernel over packed. Unpacked in memory, once for all machines; close it, or it stays there.
 * @throws BootdropError `medium-damaged` when it is broken, cut short or no gzip; `medium-no-space` above 32 MiB, or while too much
 * else is being fetched; what `medium.open` throws
 */
export async function unpackedFile(medium: Medium, path: string): Promise<MediumFile> {
  const packed = await medium.open(path)
  try {
    const key = `${medium.identity.id}\n${packed.path}\n${packed.etag}`
    const failure = failures.get(key)
    if (failure) throw failure
    const entry = kept.get(key) ?? begin(key, packed)
    entry.holders += 1
    // To the end of the queue.
    kept.delete(key)
    kept.set(key, entry)
    try {
      return handle(packed, await entry.content, entry)
    } catch (error) {
      entry.holders -= 1
      if (kept.get(key) === entry) kept.delete(key)
      throw error
    }
  } finally {
    await packed.close()
  }
}

function begin(key: string, packed: MediumFile): Kept {
  const entry: Kept = { content: queue.then(() => gunzipped(key, packed, entry)), bytes: 0, holders: 0 }
  queue = entry.content.catch(() => undefined)
  return entry
}

function handle(packed: MediumFile, { blocks, size, etag }: Content, entry: Kept): MediumFile {
  let open = true
  return {
    path: packed.path.replace(/\.gz$/i, ''),
    size,
    etag,
    mtime: packed.mtime,
    read(target, position) {
      const end = Math.min(size, position + target.length)
      let at = Math.max(0, position)
      let done = 0
      while (at < end) {
        const from = at % BLOCK_BYTES
        const part = blocks[(at - from) / BLOCK_BYTES]?.subarray(from, from + end - at)
        if (part === undefined) break
        target.set(part, done)
        done += part.length
        at += part.length
      }
      return Promise.resolve(done)
    },
    close() {
      if (open) entry.holders -= 1
      open = false
      return Promise.resolve()
    },
  }
}

/** Forgets what was used longest ago until all that is there fits. @returns whether it does */
function fits(): boolean {
  let bytes = [...kept.values()].reduce((sum, entry) => sum + entry.bytes, 0)
  for (const [key, entry] of kept) {
    if (bytes <= MAX_KEPT_BYTES) break
    if (entry.holders > 0) continue
    bytes -= entry.bytes
    kept.delete(key)
  }
  return bytes <= MAX_KEPT_BYTES
}

async function gunzipped(key: string, packed: MediumFile, entry: Kept): Promise<Content> {
  const blocks: Uint8Array[] = []
  const hash = createHash('sha256')
  let size = 0
  const append = (piece: Uint8Array): void => {
    for (let at = 0; at < piece.length;) {
      const from = size % BLOCK_BYTES
      if (from === 0) {
        if (size >= MAX_UNPACKED_FILE_BYTES) throw lasting(key, tooBig(packed.path))
        entry.bytes += BLOCK_BYTES
        if (!fits()) throw noRoomNow(packed.path)
        blocks.push(new Uint8Array(BLOCK_BYTES))
      }
      const part = piece.subarray(at, at + BLOCK_BYTES - from)
      blocks.at(-1)?.set(part, from)
      at += part.length
      size += part.length
    }
    hash.update(piece)
  }
  try {
    const head = new Uint8Array(2)
    await packed.read(head, 0)
    if (packingOf(head) !== 'gzip') throw new Error('no gzip')
    for await (const piece of unpacked('gzip', rangeOf(packed, 0, packed.size))) append(piece)
  } catch (error) {
    if (error instanceof BootdropError) throw error
    if (systemCode(error)?.startsWith('Z_') === false) throw error
    const text = `${packed.path} on the medium is damaged: it cannot be unpacked as gzip. Download the medium again.`
    throw lasting(key, new BootdropError('medium-damaged', text, { file: packed.path }, error))
  }
  return { blocks, size, etag: hash.digest('hex').slice(0, 16) }
}

/** So that who asks again does not have it unpacked again. */
function lasting(key: string, failure: BootdropError): BootdropError {
  for (const oldest of failures.keys()) {
    if (failures.size < MAX_FAILURES) break
    failures.delete(oldest)
  }
  failures.set(key, failure)
  return failure
}

function tooBig(path: string): BootdropError {
  const text = `${path} on the medium takes more than ${sizeInWords(MAX_UNPACKED_FILE_BYTES)} unpacked, which is too much to keep in memory: choose another recipe.`
  return new BootdropError('medium-no-space', text, { file: path })
}

function noRoomNow(path: string): BootdropError {
  const text = `${path} on the medium cannot be unpacked now: the files that other machines are fetching take all of the ${sizeInWords(MAX_KEPT_BYTES)} that there are for this. Start the machine again when they are done.`
  return new BootdropError('medium-no-space', text, { file: path })
}
