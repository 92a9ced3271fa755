/**
 * Looks inside an initrd for what it can do over the network. It reads the names in front of the archive only: a few file
 * headers of the uncompressed part (microcode), then at most a few MiB of a gzip part. Node 20 has no xz, zstd or lz4; such an
 * initrd is reported as closed, and the caller goes by the medium's own menu instead.
 */
import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Medium, MediumFile } from '../media/medium'
import { CPIO_MAGIC, CpioNames, cpioHeader, cpioName, cpioNameEnd, isCpioTrailer } from './cpio'

/** `closed`: compressed in a way that we cannot open; the format is in `format`. */
export interface InitrdNames {
  readonly names: ReadonlySet<string>
  readonly format: 'cpio' | 'gzip' | 'xz' | 'zstd' | 'lz4' | 'lzma' | 'bzip2' | 'unknown'
  readonly closed: boolean
}

const MAX_PLAIN_FILES = 64
const PIECE_BYTES = 256 * 1024
/** A Debian installer's initrd tells its family 5.6 MiB into the archive. */
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024
const MAX_PACKED_BYTES = 6 * 1024 * 1024
/** Zeros between two archives: padding to a block or a page. */
const MAX_PADDING_BYTES = 1024 * 1024

// Magic numbers of lib/decompress.c in the kernel.
const FORMATS: readonly (readonly [magic: string, format: InitrdNames['format']])[] = [
  ['\x1f\x8b', 'gzip'],
  ['\xfd7zXZ', 'xz'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['\x02\x21\x4c\x18', 'lz4'],
  ['\x5d\x00\x00', 'lzma'],
  ['BZh', 'bzip2'],
]

/** Names near the front of the initrd at `path`. `until` sees each new handful of names and ends the search early. Never throws. */
export async function initrdNames(
  medium: Medium,
  path: string,
  until: (newNames: readonly string[]) => boolean,
): Promise<InitrdNames> {
  const names = new Set<string>()
  let format: InitrdNames['format'] = 'unknown'
  try {
    const file = await medium.open(path)
    try {
      const packedAt = await plainNames(file, names)
      const head = await read(file, packedAt, 8)
      const magic = Buffer.from(head).toString('latin1')
      format = FORMATS.find(([start]) => magic.startsWith(start))?.[1] ?? (names.size > 0 ? 'cpio' : 'unknown')
      if (format === 'gzip') await gzipNames(file, packedAt, names, until)
    } finally {
      await file.close()
    }
  } catch {
    // Damaged gzip, or a disk error: what was found so far stands.
  }
  return { names, format, closed: format !== 'cpio' && format !== 'gzip' }
}

/** Walks the uncompressed archives in front; gives the offset where something else begins. */
async function plainNames(file: MediumFile, names: Set<string>): Promise<number> {
  let at = 0
  for (let count = 0; count < MAX_PLAIN_FILES; count += 1) {
    const head = await read(file, at, 512)
    if (Buffer.from(head.subarray(0, 6)).toString('latin1') !== CPIO_MAGIC) return at
    const header = cpioHeader(head)
    if (!header) return at
    const name = cpioName(head, header)
    at += cpioNameEnd(header) + header.dataLength
    if (isCpioTrailer(name)) at = await afterZeros(file, at)
    else names.add(name)
  }
  return at
}

async function afterZeros(file: MediumFile, start: number): Promise<number> {
  for (let at = start; at < Math.min(file.size, start + MAX_PADDING_BYTES); at += 4096) {
    const bytes = await read(file, at, 4096)
    const found = bytes.findIndex((byte) => byte !== 0)
    if (found >= 0) return at + found
  }
  return start
}

async function gzipNames(
  file: MediumFile,
  start: number,
  names: Set<string>,
  until: (newNames: readonly string[]) => boolean,
): Promise<void> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES })
  const cpio = new CpioNames()
  let unpacked = 0
  const end = Math.min(file.size, start + MAX_PACKED_BYTES)
  async function* packed(): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; at += PIECE_BYTES) yield await read(file, at, Math.min(PIECE_BYTES, end - at))
  }
  // The pipeline brings the pace and, when the loop below has enough, the end of the reading.
  const done = new Promise<void>((resolve) => pipeline(Readable.from(packed()), gunzip, () => resolve()))
  try {
    for await (const piece of gunzip) {
      const bytes = piece as Buffer
      const found = cpio.push(bytes)
      for (const name of found) names.add(name)
      unpacked += bytes.length
      if (cpio.ended || unpacked >= MAX_UNPACKED_BYTES || until(found)) break
    }
  } finally {
    gunzip.destroy()
    await done
  }
}

async function read(file: MediumFile, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  const got = await file.read(bytes, position)
  return bytes.subarray(0, got)
}
