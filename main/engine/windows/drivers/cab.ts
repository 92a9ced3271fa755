/**
 * A cabinet (.cab) of files as they are, for `expand` of Windows PE (Microsoft's "Cabinet File Format", MS-CAB 2):
 *
 *   CFHEADER 36 bytes · CFFOLDER 8 bytes · CFFILE 16 bytes and the name, for each file · CFDATA 8 bytes and 32 KiB, one after the other
 *
 * Nothing is packed, so the place of every byte is known from the sizes alone: only the part up to the first CFDATA is made, and
 * the rest is read from the files as it is asked for.
 */
import { ByteWriter } from '../../bytes'

/** What bytes can be read from at any place, such as a file on disk, or a cabinet. */
export interface Content {
  /** Bytes. */
  readonly size: number
  /** Fills `target` from `position` on, both within `size`. @throws what reading throws */
  read(target: Uint8Array, position: number): Promise<void>
}

export interface CabFile {
  /** With `\` between folders; ASCII. */
  readonly name: string
  readonly content: Content
}

const BLOCK_BYTES = 32 * 1024
const BLOCK_HEAD_BYTES = 8
const HEADER_BYTES = 36
const FOLDER_BYTES = 8
/** 2024-01-01, 00:00, in the form of MS-DOS. */
const DATE = ((2024 - 1980) << 9) | (1 << 5) | 1
const ARCHIVE = 0x20
/** A count of blocks is 16 bits. */
const MAX_BYTES = 65_535 * BLOCK_BYTES

/** @throws RangeError for more than 2 GB or 65,535 files */
export function cabinetOf(files: readonly CabFile[]): Content {
  const sizeOfAll = files.reduce((sum, { content }) => sum + content.size, 0)
  if (sizeOfAll > MAX_BYTES || files.length > 65_535) throw new RangeError('too much for one cabinet')
  const head = headOf(files, sizeOfAll)
  const blocks = dataBlocks(joined(files.map(({ content }) => content)))
  return joined([inMemory(head), blocks])
}

/** Bytes that are there already. */
export function inMemory(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    read(target, position) {
      target.set(bytes.subarray(position, position + target.length))
      return Promise.resolve()
    },
  }
}

function headOf(files: readonly CabFile[], sizeOfAll: number): Uint8Array {
  const entries = new ByteWriter()
  let offset = 0
  for (const { name, content } of files) {
    writeU32(entries, content.size)
    writeU32(entries, offset)
    for (const word of [0, DATE, 0, ARCHIVE]) writeU16(entries, word)
    entries.text(name).u8(0)
    offset += content.size
  }
  const blocks = Math.ceil(sizeOfAll / BLOCK_BYTES)
  const filesAt = HEADER_BYTES + FOLDER_BYTES
  const dataAt = filesAt + entries.length
  const head = new ByteWriter().text('MSCF')
  for (const value of [0, dataAt + sizeOfAll + BLOCK_HEAD_BYTES * blocks, 0, filesAt, 0]) writeU32(head, value)
  head.u8(3).u8(1)
  for (const value of [1, files.length, 0, 0, 0]) writeU16(head, value)
  writeU32(head, dataAt)
  // Type 0: not packed.
  for (const value of [blocks, 0]) writeU16(head, value)
  return Buffer.concat([head.finish(), entries.finish()])
}

/** All of them, one after the other. */
function joined(parts: readonly Content[]): Content {
  const starts: number[] = []
  let size = 0
  for (const part of parts) {
    starts.push(size)
    size += part.size
  }
  return {
    size,
    async read(target, position) {
      let done = 0
      for (let at = lastNotAfter(starts, position); done < target.length; at += 1) {
        const [part, start] = [parts[at], starts[at]]
        if (part === undefined || start === undefined) throw new RangeError('read past the end')
        const from = position + done - start
        const length = Math.min(part.size - from, target.length - done)
        if (length > 0) await part.read(target.subarray(done, done + length), from)
        done += Math.max(0, length)
      }
    },
  }
}

/** `content` in CFDATA blocks. */
function dataBlocks(content: Content): Content {
  const whole = BLOCK_HEAD_BYTES + BLOCK_BYTES
  const count = Math.ceil(content.size / BLOCK_BYTES)
  return {
    size: content.size + BLOCK_HEAD_BYTES * count,
    async read(target, position) {
      let done = 0
      while (done < target.length) {
        const block = Math.floor((position + done) / whole)
        const within = (position + done) % whole
        const length = Math.min(BLOCK_BYTES, content.size - block * BLOCK_BYTES)
        const rest = target.subarray(done)
        if (within < BLOCK_HEAD_BYTES) {
          // A checksum of 0 is not looked at; then the length, packed and unpacked.
          const head = new ByteWriter().zeros(4)
          writeU16(head, length)
          writeU16(head, length)
          const piece = head.finish().subarray(within).subarray(0, rest.length)
          rest.set(piece)
          done += piece.length
        } else {
          const from = within - BLOCK_HEAD_BYTES
          const piece = rest.subarray(0, length - from)
          await content.read(piece, block * BLOCK_BYTES + from)
          done += piece.length
        }
      }
    },
  }
}

/** Index of the last start that is not after `position`; `starts` grow. */
function lastNotAfter(starts: readonly number[], position: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) <= position) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

function writeU16(writer: ByteWriter, value: number): void {
  writer.u8(value & 0xff).u8((value >> 8) & 0xff)
}

function writeU32(writer: ByteWriter, value: number): void {
  writeU16(writer, value & 0xffff)
  writeU16(writer, (value >>> 16) & 0xffff)
}
