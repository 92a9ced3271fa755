/**
 * A cabinet (.cab) of files as they are, for `expand` of Windows PE (Microsoft's "Cabinet File Format", MS-CAB 2):
 *
 *   CFHEADER 36 bytes · CFFOLDER 8 bytes · CFFILE 16 bytes and the name, for each file · CFDATA 8 bytes and 32 KiB, one after the other
 */
import { ByteWriter } from '../../bytes'

export interface CabFile {
  /** With `\` between folders; ASCII. */
  readonly name: string
  readonly bytes: Uint8Array
}

const BLOCK_BYTES = 32 * 1024
const HEADER_BYTES = 36
const FOLDER_BYTES = 8
/** 2024-01-01, 00:00, in the form of MS-DOS. */
const DATE = ((2024 - 1980) << 9) | (1 << 5) | 1
const ARCHIVE = 0x20
/** A count of blocks is 16 bits. */
const MAX_BYTES = 65_535 * BLOCK_BYTES

/** @throws RangeError for more than 2 GB or 65,535 files */
export function writeCab(files: readonly CabFile[]): Uint8Array {
  const content = Buffer.concat(files.map(({ bytes }) => bytes))
  if (content.length > MAX_BYTES || files.length > 65_535) throw new RangeError('too much for one cabinet')
  const entries = new ByteWriter()
  let offset = 0
  for (const { name, bytes } of files) {
    writeU32(entries, bytes.length)
    writeU32(entries, offset)
    for (const word of [0, DATE, 0, ARCHIVE]) writeU16(entries, word)
    entries.text(name).u8(0)
    offset += bytes.length
  }
  const blocks = Math.ceil(content.length / BLOCK_BYTES)
  const filesAt = HEADER_BYTES + FOLDER_BYTES
  const dataAt = filesAt + entries.length
  const head = new ByteWriter().text('MSCF')
  for (const value of [0, dataAt + content.length + 8 * blocks, 0, filesAt, 0]) writeU32(head, value)
  head.u8(3).u8(1)
  for (const value of [1, files.length, 0, 0, 0]) writeU16(head, value)
  writeU32(head, dataAt)
  // Type 0: not packed.
  for (const value of [blocks, 0]) writeU16(head, value)
  const pieces: Uint8Array[] = [head.finish(), entries.finish()]
  for (let at = 0; at < content.length; at += BLOCK_BYTES) {
    const block = content.subarray(at, at + BLOCK_BYTES)
    // A checksum of 0 is not looked at.
    const blockHead = new ByteWriter().zeros(4)
    writeU16(blockHead, block.length)
    writeU16(blockHead, block.length)
    pieces.push(blockHead.finish(), block)
  }
  return Buffer.concat(pieces)
}

function writeU16(writer: ByteWriter, value: number): void {
  writer.u8(value & 0xff).u8((value >> 8) & 0xff)
}

function writeU32(writer: ByteWriter, value: number): void {
  writeU16(writer, value & 0xffff)
  writeU16(writer, (value >>> 16) & 0xffff)
}
