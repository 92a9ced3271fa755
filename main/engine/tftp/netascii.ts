import { BootdropError } from '../errors'
import type { MediumFile } from '../media/medium'

const LF = 0x0a
const CR = 0x0d

/** File bytes between two checkpoints: one conversion of this much at most precedes any read. */
const STRIDE_BYTES = 32 * 1024

/**
 * Line ends of netascii, RFC 1350 section 1 (RFC 764): LF leaves as CR LF, a CR that stands in the file as CR NUL.
 * `target` must hold twice the source. Returns how many bytes were written.
 */
export function toNetascii(source: Uint8Array, target: Uint8Array): number {
  let written = 0
  for (const byte of source) {
    if (byte === LF) target[written++] = CR
    target[written++] = byte
    if (byte === CR) target[written++] = 0
  }
  return written
}

/**
 * The file as netascii puts it on the wire, with its true size and random access, so that the rest of the server needs
 * not know. The file is read through once for the size, remembering where each stride begins; nothing is kept of it.
 *
 * @param stop looked at before each stride: nobody waits for the size any more
 * @throws BootdropError what reading `file` throws, `medium-changed` when it is shorter than it said; the signal's reason
 */
export async function asNetascii(file: MediumFile, stop?: AbortSignal): Promise<MediumFile> {
  const source = new Uint8Array(STRIDE_BYTES)
  /** Offset on the wire at which stride n begins. */
  const starts: number[] = []
  let size = 0
  for (let position = 0; position < file.size; position += STRIDE_BYTES) {
    stop?.throwIfAborted()
    starts.push(size)
    const length = await file.read(source, position)
    if (length < Math.min(STRIDE_BYTES, file.size - position)) {
      throw new BootdropError('medium-changed', `${file.path} ends at ${position + length}, not at ${file.size} bytes.`)
    }
    size += length + countLineEnds(source.subarray(0, length))
  }
  const converted = new Uint8Array(2 * STRIDE_BYTES)

  async function read(target: Uint8Array, position: number): Promise<number> {
    let filled = 0
    while (filled < target.length && position + filled < size) {
      const stride = strideAt(starts, position + filled)
      const sourceLength = await file.read(source, stride * STRIDE_BYTES)
      const length = toNetascii(source.subarray(0, sourceLength), converted)
      const skip = position + filled - (starts[stride] ?? 0)
      if (skip >= length) return filled
      const piece = converted.subarray(skip, Math.min(length, skip + target.length - filled))
      target.set(piece, filled)
      filled += piece.length
    }
    return filled
  }

  // The two work buffers are shared, so reads take turns.
  let turn: Promise<unknown> = Promise.resolve()
  return {
    path: file.path,
    size,
    etag: file.etag,
    mtime: file.mtime,
    read(target, position) {
      const result = turn.then(() => read(target, position))
      turn = result.catch(() => undefined)
      return result
    },
    close: () => file.close(),
  }
}

function countLineEnds(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if (byte === LF || byte === CR) count += 1
  return count
}

/** The last stride that begins at or before `offset`. */
function strideAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
