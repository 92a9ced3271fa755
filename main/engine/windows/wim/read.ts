import type { ByteReader } from '../../bytes'
import type { MediumFile } from '../../media/medium'

/** Up to `length` bytes from `offset` on; less where the file ends. @throws BootdropError from the medium */
export async function readAt(file: MediumFile, offset: number, length: number): Promise<Uint8Array> {
  const there = Math.max(0, Math.min(length, file.size - offset))
  const bytes = new Uint8Array(there)
  return there === 0 ? bytes : bytes.subarray(0, await file.read(bytes, offset))
}

/** As a number: inexact from 2^53 on, where nothing that is read here can be. */
export function readU64(reader: ByteReader): number {
  const low = reader.u32LE()
  return reader.u32LE() * 2 ** 32 + low
}
