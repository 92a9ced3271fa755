/**
 * Looks inside an initrd for what it can do over the network. An initrd is a row of cpio archives, each as it is or packed, with zeros
 * between them (Documentation/driver-api/early-userspace/buffer-format.rst): microcode first, then often kernel modules that are packed one
 * by one (initramfs-tools since 0.142), then the rest in one packed piece. Only names are read, and only from the front of each part.
 */
import { packingOf, rangeOf, unpacked, type Packing } from '../media/archive/packing'
import type { Medium, MediumFile } from '../media/medium'
import { CPIO_MAGIC, CpioNames, cpioHeader, cpioName, cpioNameEnd, isCpioTrailer } from './cpio'

export interface InitrdNames {
  readonly names: ReadonlySet<string>
  /** Of the last part that was looked at. */
  readonly format: 'cpio' | Packing | 'unknown'
  /** The last part could not be looked into. */
  readonly closed: boolean
}

/** In an archive that is not packed each name costs a read. */
const MAX_PLAIN_FILES = 4096
const MAX_PARTS = 8
const MIB = 1024 * 1024
/**
 * How far to unpack. initramfs-tools and dracut sort by name: live-boot tells itself after 0.3 MiB, a Debian installer after 5.6. What
 * packs slowly gets less, so that a vain search ends in half a second on a small laptop.
 */
const MAX_UNPACKED_MIB: Readonly<Record<Packing, number>> = { gzip: 32, zstd: 32, lz4: 32, xz: 24, lzma: 16, bzip2: 8 }
const MAX_PACKED_BYTES = 24 * MIB
/** Zeros between two archives: padding to a block or a page. */
const MAX_PADDING_BYTES = MIB

/** The search so far. `until` sees each new handful of names and ends it. */
interface Search {
  readonly file: MediumFile
  readonly names: Set<string>
  readonly until: (newNames: readonly string[]) => boolean
}

/** Where a part ended; undefined where the search is over, or that cannot be known. */
type PartEnd = number | undefined

/** Names near the front of the initrd at `path`. `until` sees each new handful of names and ends the search early. Never throws. */
export async function initrdNames(
  medium: Medium,
  path: string,
  until: (newNames: readonly string[]) => boolean,
): Promise<InitrdNames> {
  const names = new Set<string>()
  let format: InitrdNames['format'] = 'unknown'
  let closed = true
  try {
    const file = await medium.open(path)
    try {
      const search: Search = { file, names, until }
      let at: PartEnd = 0
      for (let part = 0; part < MAX_PARTS && at !== undefined; part += 1) {
        const start: number = await afterZeros(file, at)
        const head = await read(file, start, 6)
        const packing = packingOf(head)
        if (packing === undefined && !startsCpio(head)) break
        format = packing ?? 'cpio'
        const before = names.size
        at = packing ? await packedNames(search, start, packing) : await plainNames(search, start)
        closed = packing !== undefined && names.size === before
      }
    } finally {
      await file.close()
    }
  } catch {
    // A disk error: what was found so far stands.
  }
  return { names, format, closed }
}

function startsCpio(head: Uint8Array): boolean {
  return Buffer.from(head).toString('latin1').startsWith(CPIO_MAGIC)
}

/** Walks an archive that is not packed, from header to header. */
async function plainNames({ file, names, until }: Search, start: number): Promise<PartEnd> {
  let at = start
  for (let count = 0; count < MAX_PLAIN_FILES; count += 1) {
    const head = await read(file, at, 512)
    const header = cpioHeader(head)
    if (!header) return undefined
    const name = cpioName(head, header)
    at += cpioNameEnd(header) + header.dataLength
    if (isCpioTrailer(name)) return at
    names.add(name)
    if (until([name])) return undefined
  }
  return undefined
}

async function packedNames({ file, names, until }: Search, start: number, packing: Packing): Promise<PartEnd> {
  const end = Math.min(file.size, start + MAX_PACKED_BYTES)
  const cpio = new CpioNames()
  let unpackedBytes = 0
  let next: PartEnd
  try {
    const pieces = unpacked(packing, rangeOf(file, start, end), (packedBytes) => (next = start + packedBytes))
    for await (const piece of pieces) {
      const found = cpio.push(piece)
      for (const name of found) names.add(name)
      unpackedBytes += piece.length
      if (until(found) || cpio.ended || unpackedBytes >= MAX_UNPACKED_MIB[packing] * MIB) return undefined
    }
  } catch {
    // Damaged, cut off by our own limit, or no unpacker: what was found so far stands.
  }
  return next
}

/** The first byte from `start` on that is not zero; `start` itself where there is none near. */
async function afterZeros(file: MediumFile, start: number): Promise<number> {
  for (let at = start; at < Math.min(file.size, start + MAX_PADDING_BYTES); at += 4096) {
    const bytes = await read(file, at, 4096)
    const found = bytes.findIndex((byte) => byte !== 0)
    if (found >= 0) return at + found
  }
  return start
}

async function read(file: MediumFile, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  const got = await file.read(bytes, position)
  return bytes.subarray(0, got)
}
