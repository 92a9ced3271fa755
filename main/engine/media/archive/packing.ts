/** One packed stream: what it is, and its bytes unpacked piece by piece. */
import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BootdropError } from '../../errors'
import { unpackLz4 } from './lz4'
import { sevenZipOutput } from './seven-zip'

/** `lz4` is the legacy frame only. */
export type Packing = 'gzip' | 'xz' | 'zstd' | 'bzip2' | 'lzma' | 'lz4'

const PIECE_BYTES = 256 * 1024

/** Magic numbers as in lib/decompress.c of the kernel, in Latin-1. */
const MAGIC: readonly (readonly [magic: string, packing: Packing])[] = [
  ['\x1f\x8b', 'gzip'],
  ['\xfd7zXZ\0', 'xz'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['\x02\x21\x4c\x18', 'lz4'],
  ['BZh', 'bzip2'],
  ['\x5d\0\0', 'lzma'],
]

/** How a file that begins with `head` (6 bytes suffice) is packed; undefined when it is not. */
export function packingOf(head: Uint8Array): Packing | undefined {
  const start = Buffer.from(head.subarray(0, 6)).toString('latin1')
  const packing = MAGIC.find(([magic]) => start.startsWith(magic))?.[1]
  // Letters that a text may begin with; the size of its blocks comes next.
  return packing === 'bzip2' && !/^BZh[1-9]/.test(start) ? undefined : packing
}

/**
 * The unpacked bytes of `source`. Ending the loop early frees everything.
 * @param onEnd told at the end how many packed bytes that took, where it can be known (gzip, lz4): more may follow them
 * @throws BootdropError what `source` throws, `unpacker-missing`; any other error where the data are broken or end early
 */
export function unpacked(
  packing: Packing,
  source: AsyncIterable<Uint8Array>,
  onEnd: (packedBytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  if (packing === 'gzip') return gunzipped(source, onEnd)
  if (packing === 'lz4') return unpackLz4(source, onEnd)
  // One thread: several would read far ahead, and what we stop early would cost as much as the whole.
  return sevenZipOutput(['x', '-si', '-so', `-t${packing}`, '-mmt=1'], { input: source })
}

/** What can be read at a position: a `DiskFile` and a `MediumFile` both are. */
export interface ReadAt {
  read(target: Uint8Array, position: number): Promise<number>
}

/** Bytes `start` to `end` of a file, in pieces. `onRead` is told the position behind each. */
export async function* rangeOf(
  file: ReadAt,
  start: number,
  end: number,
  onRead: (position: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end;) {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, end - at))
    const got = await file.read(piece, at)
    if (got === 0) return
    at += got
    onRead(at)
    yield piece.subarray(0, got)
  }
}

/** By zlib, several members one after another too; what follows the last one and is none is passed over (gzip(1) does so). */
async function* gunzipped(
  source: AsyncIterable<Uint8Array>,
  onEnd: (packedBytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES })
  let failure: unknown
  // The pipeline brings the pace and, when the loop below has enough, the end of the reading.
  const done = new Promise<void>((resolve) =>
    pipeline(Readable.from(source), gunzip, (error) => {
      failure = error
      resolve()
    }),
  )
  try {
    for await (const piece of gunzip) yield piece as Buffer
    onEnd(gunzip.bytesWritten)
  } catch (error) {
    await done
    throw failure instanceof BootdropError ? failure : error
  } finally {
    gunzip.destroy()
    await done
  }
}
