/** What an archive is made of, by its own bytes: a container that 7-Zip opens, or one packed stream with a tree or a file in it. */
import type { DiskFile } from '../disk'
import { packingOf, rangeOf, unpacked, type Packing } from './packing'

/** Bytes `start` to `end` of the file, packed in one stream; `packing` undefined for a tar that lies there as it is. */
export interface PackedRange {
  readonly start: number
  readonly end: number
  readonly packing: Packing | undefined
}

export type Layers =
  /** Opened by 7-Zip at its path. */
  | { readonly kind: 'container'; readonly type: 'zip' | '7z' | 'tar' }
  /** A tar that is piped into 7-Zip. */
  | ({ readonly kind: 'piped-tar' } & PackedRange)
  /** A single file. */
  | ({ readonly kind: 'file' } & PackedRange & { readonly packing: Packing })

const TAR_BLOCK = 512
const AR_MAGIC = '!<arch>\n'
const AR_HEADER = 60

/**
 * @param head the beginning of the file
 * @returns undefined for what is no archive, or one that cannot be looked into
 * @throws BootdropError when reading fails; any other error where what is packed is broken at its very beginning
 */
export async function layersOf(disk: DiskFile, head: Uint8Array): Promise<Layers | undefined> {
  const start = Buffer.from(head.subarray(0, AR_MAGIC.length)).toString('latin1')
  if (start.startsWith('PK\x03\x04')) return { kind: 'container', type: 'zip' }
  if (start.startsWith('7z\xbc\xaf\x27\x1c')) return { kind: 'container', type: '7z' }
  if (isTar(head)) return { kind: 'container', type: 'tar' }
  if (start === AR_MAGIC) return debianPackage(disk)
  const packing = packingOf(head)
  if (packing === undefined || packing === 'lzma') return undefined
  const range = { start: 0, end: disk.sizeBytes, packing }
  return isTar(await firstBlock(disk, range)) ? { kind: 'piped-tar', ...range } : { kind: 'file', ...range }
}

/** The unpacked bytes of a range. `onRead` is told how many packed bytes are behind us, and may throw to end it. */
export function unpackedRange(
  disk: DiskFile,
  { start, end, packing }: PackedRange,
  onRead: (packedBytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  const source = rangeOf(disk, start, end, (position) => onRead(position - start))
  return packing === undefined ? source : unpacked(packing, source)
}

async function firstBlock(disk: DiskFile, range: PackedRange): Promise<Uint8Array> {
  let block = Buffer.alloc(0)
  for await (const piece of unpackedRange(disk, range)) {
    block = Buffer.concat([block, piece])
    if (block.length >= TAR_BLOCK) break
  }
  return block.subarray(0, TAR_BLOCK)
}

/** By the checksum of the first header (tar(5)): the sum of its bytes with the checksum's own eight taken as blanks. */
export function isTar(head: Uint8Array): boolean {
  if (head.length < TAR_BLOCK || head[0] === 0) return false
  const digits = /^ *([0-7]{1,8})[ \0]*$/.exec(Buffer.from(head.subarray(148, 156)).toString('latin1'))?.[1]
  if (digits === undefined) return false
  const sum = head.subarray(0, TAR_BLOCK).reduce((so, byte, at) => so + (at >= 148 && at < 156 ? 0x20 : byte), 0)
  return sum === parseInt(digits, 8)
}

/** deb(5): an ar(5) archive with `debian-binary`, then `control.tar*`, then `data.tar*`. Undefined for any other ar archive. */
async function debianPackage(disk: DiskFile): Promise<Layers | undefined> {
  const header = new Uint8Array(AR_HEADER)
  for (let at = AR_MAGIC.length, member = 0; member < 8 && at + AR_HEADER <= disk.sizeBytes; member += 1) {
    await disk.read(header, at)
    const text = Buffer.from(header).toString('latin1')
    const size = Number(text.slice(48, 58))
    const name = text.slice(0, 16).trim().replace(/\/$/, '')
    if (!text.endsWith('`\n') || !Number.isInteger(size) || size < 0) return undefined
    if (member === 0 && name !== 'debian-binary') return undefined
    const start = at + AR_HEADER
    if (name.startsWith('data.tar')) return dataOf(disk, start, start + size)
    // Members begin at even offsets.
    at = start + size + (size % 2)
  }
  return undefined
}

async function dataOf(disk: DiskFile, start: number, end: number): Promise<Layers> {
  if (end > disk.sizeBytes) throw new Error('Unexpected end of the package')
  const head = new Uint8Array(6)
  await disk.read(head, start)
  return { kind: 'piped-tar', start, end, packing: packingOf(head) }
}
