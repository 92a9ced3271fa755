/**
 * The files within one image of a Windows image file. An image is a "metadata" resource: security data, then directory entries; a
 * directory points at the list of what is in it. A file is found by the SHA-1 in its entry, which the lookup table knows. Everything
 * is read where it lies: `\Windows\System32` alone has 4,000 entries, the whole image 100,000.
 */
import { ByteReader } from '../../bytes'
import type { MediumFile } from '../../media/medium'
import { RESOURCE_METADATA, readResource } from './header'
import type { WimHeader, WimResource } from './header'
import { readAt, readU64 } from './read'
import { ResourceReader, cannotUnpack } from './resource'

/** Of 4,000 to 100,000 in real ones. */
const MAX_TABLE_ENTRIES = 2_000_000
const TABLE_ENTRY_BYTES = 50
const DIRECTORY_ENTRY_BYTES = 102
const MAX_CHILDREN = 100_000
const PIECE_BYTES = 32 * 1024

const DIRECTORY = 0x10

export interface WimFile {
  /** Bytes. */
  readonly size: number
  /** @throws BootdropError `medium-damaged`, and from reading the medium */
  read(): Promise<Uint8Array>
}

interface Entry {
  readonly name: string
  readonly directory: boolean
  readonly children: number
  readonly sha1: string
}

/**
 * A file by its path within image `index`, without regard to case: `/Windows/System32/curl.exe`.
 * @returns undefined where there is none, a reason where it cannot be read here; `elsewhere` is its SHA-1 where another part has it
 * @throws BootdropError `medium-damaged`, and from reading the medium
 */
export async function findWimFile(
  file: MediumFile,
  header: WimHeader,
  index: number,
  path: string,
): Promise<WimFile | { readonly reason: string; readonly elsewhere?: string } | undefined> {
  const { metadata, table } = await readTable(file, header)
  const image = metadata[index - 1]
  if (image === undefined) return undefined
  const reason = cannotUnpack(header, image)
  if (reason !== undefined) return { reason }
  const reader = new ResourceReader(file, header, image)
  const entry = await lookUp(reader, path)
  if (entry === undefined || entry.directory) return undefined
  // An empty file has no resource.
  if (/^0*$/.test(entry.sha1)) return contentOf(new Uint8Array(0))
  return contentIn(file, header, table, entry.sha1) ?? { elsewhere: entry.sha1, reason: 'it is in another part' }
}

/** A file by its SHA-1, of which `findWimFile` said that it is in another part of the same image. */
export async function findWimContent(
  file: MediumFile,
  header: WimHeader,
  sha1: string,
): Promise<WimFile | { readonly reason: string } | undefined> {
  return contentIn(file, header, (await readTable(file, header)).table, sha1)
}

function contentIn(
  file: MediumFile,
  header: WimHeader,
  table: Buffer,
  sha1: string,
): WimFile | { readonly reason: string } | undefined {
  const resource = resourceOf(table, sha1)
  if (resource === undefined) return undefined
  const locked = cannotUnpack(header, resource)
  if (locked !== undefined) return { reason: locked }
  const content = new ResourceReader(file, header, resource)
  return { size: content.size, read: () => content.read(0, content.size) }
}

function contentOf(bytes: Uint8Array): WimFile {
  return { size: bytes.length, read: () => Promise.resolve(bytes) }
}

/** The metadata of each image in order, and the table as it is: 5 MB of a big image, searched once or twice. */
async function readTable(
  file: MediumFile,
  header: WimHeader,
): Promise<{ metadata: readonly WimResource[]; table: Buffer }> {
  const { offset, size, flags, packedBytes } = header.table
  const bytes = Math.min(size, packedBytes, MAX_TABLE_ENTRIES * TABLE_ENTRY_BYTES)
  // It is never packed.
  const table = Buffer.from(
    cannotUnpack(header, { ...header.table, flags: flags & ~4 }) ? [] : await readAt(file, offset, bytes),
  )
  const metadata: WimResource[] = []
  for (let at = 0; at + TABLE_ENTRY_BYTES <= table.length; at += TABLE_ENTRY_BYTES) {
    if (((table[at + 7] ?? 0) & RESOURCE_METADATA) === 0) continue
    metadata.push(readResource(new ByteReader(table.subarray(at, at + TABLE_ENTRY_BYTES))))
  }
  return { metadata, table }
}

function resourceOf(table: Buffer, sha1: string): WimResource | undefined {
  const wanted = Buffer.from(sha1, 'hex')
  for (let from = 0; ;) {
    const at = table.indexOf(wanted, from)
    if (at < 0) return undefined
    const entry = at - 30
    if (entry >= 0 && entry % TABLE_ENTRY_BYTES === 0)
      return readResource(new ByteReader(table.subarray(entry, entry + 24)))
    from = at + 1
  }
}

async function lookUp(reader: ResourceReader, path: string): Promise<Entry | undefined> {
  const head = Buffer.from(await reader.read(0, 4))
  if (head.length < 4) return undefined
  const security = Math.max(8, head.readUInt32LE(0))
  const root = await entriesAt(reader, aligned(security), () => true)
  let entry = root
  for (const name of path.split('/').filter(Boolean)) {
    if (entry === undefined || !entry.directory || entry.children === 0) return undefined
    const folded = name.toLowerCase()
    entry = await entriesAt(reader, entry.children, (candidate) => candidate.name.toLowerCase() === folded)
  }
  return entry
}

/** The first entry of a list that is the right one. Lists end with a length of 0. */
async function entriesAt(
  reader: ResourceReader,
  start: number,
  isIt: (entry: Entry) => boolean,
): Promise<Entry | undefined> {
  let at = start
  let piece = Buffer.alloc(0)
  let pieceAt = at
  const bytes = async (offset: number, length: number): Promise<Buffer> => {
    if (offset < pieceAt || offset + length > pieceAt + piece.length) {
      pieceAt = offset
      piece = Buffer.from(await reader.read(offset, Math.max(length, PIECE_BYTES)))
    }
    return piece.subarray(offset - pieceAt, offset - pieceAt + length)
  }
  for (let count = 0; count < MAX_CHILDREN; count += 1) {
    const head = new ByteReader(await bytes(at, DIRECTORY_ENTRY_BYTES))
    const length = readU64(head)
    if (length < DIRECTORY_ENTRY_BYTES || length > 0x20000 || at + length > reader.size) return undefined
    const attributes = head.u32LE()
    head.seek(16)
    const children = readU64(head)
    head.seek(64)
    let sha1 = Buffer.from(head.take(20)).toString('hex')
    head.seek(96)
    const streams = head.u16LE()
    head.u16LE()
    const nameBytes = head.u16LE()
    if (head.failed !== undefined) return undefined
    const name = (await bytes(at + DIRECTORY_ENTRY_BYTES, nameBytes)).toString('utf16le')
    at += aligned(length)
    for (let stream = 0; stream < streams; stream += 1) {
      const extra = new ByteReader(await bytes(at, 38))
      const extraLength = readU64(extra)
      extra.seek(16)
      const hash = Buffer.from(extra.take(20)).toString('hex')
      const streamName = extra.u16LE()
      if (extra.failed !== undefined || extraLength < 38) return undefined
      // With named streams, the content stands in one without a name.
      if (streamName === 0 && /^0*$/.test(sha1)) sha1 = hash
      at += aligned(extraLength)
    }
    const entry: Entry = { name, directory: (attributes & DIRECTORY) !== 0, children, sha1 }
    if (isIt(entry)) return entry
  }
  return undefined
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8
}
