/**
 * LZ4 in the legacy frame, which is what the kernel and `lz4 -l` use: magic, then blocks, each with its packed length in front
 * (lz4_Frame_format.md "Legacy frame"; lib/decompress_unlz4.c). Node and 7-Zip know neither.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'

export const LZ4_LEGACY_MAGIC = 0x184c2102
/** A block holds 8 MiB unpacked, only the last one of a frame less (lz4_Frame_format.md "Legacy frame"). */
const BLOCK_BYTES = 8 * 1024 * 1024
/** LZ4_compressBound(8 MiB). */
const MAX_PACKED_BYTES = BLOCK_BYTES + Math.floor(BLOCK_BYTES / 255) + 16
/** A match is at least this long (lz4_Block_format.md). */
const MIN_MATCH = 4
/** How much is unpacked, at most and by one block more, before others have a turn: the pieces of one read come without a pause. */
const TURN_BYTES = 4 * 1024 * 1024
/** What a block costs beside its bytes. */
const BLOCK_COST_BYTES = 16 * 1024

/**
 * The unpacked bytes of one or several legacy frames, block by block. What follows them (padding, another archive) ends it.
 * @param onEnd told at the end how many packed bytes that took
 * @throws Error where the data are broken or end early
 */
export async function* unpackLz4(
  source: AsyncIterable<Uint8Array>,
  onEnd: (packedBytes: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  let taken = 0
  let wanted = 0
  let began = false
  let whole = true
  let unheard = 0
  // One for all blocks: a copy is as long as what is in it.
  let scratch: Buffer | undefined
  for await (const piece of source) {
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece])
    for (;;) {
      if (wanted === 0) {
        if (rest.length < 4) break
        const word = rest.readUInt32LE(0)
        if (word !== LZ4_LEGACY_MAGIC) {
          if (!began) throw new Error('no legacy lz4 frame')
          // The kernel takes a length of zero, and one that no block can have, for the end.
          if (word === 0 || word > MAX_PACKED_BYTES) return onEnd(taken)
          // Else each of a few bytes could ask for 8 MiB.
          if (!whole) throw new Error('a block before the last of the lz4 frame is short')
          wanted = word
        }
        began = true
        if (wanted === 0) whole = true
        rest = rest.subarray(4)
        taken += 4
        continue
      }
      if (rest.length < wanted) break
      scratch ??= Buffer.allocUnsafe(BLOCK_BYTES)
      const length = unpackLz4Block(rest.subarray(0, wanted), scratch)
      whole = length === BLOCK_BYTES
      unheard += length + BLOCK_COST_BYTES
      if (unheard >= TURN_BYTES) {
        unheard = 0
        await nextTurn()
      }
      yield Buffer.from(scratch.subarray(0, length))
      rest = rest.subarray(wanted)
      taken += wanted
      wanted = 0
    }
  }
  if (wanted > 0 || rest.length > 0) throw new Error('the lz4 frame ends early')
  onEnd(taken)
}

/**
 * One block (lz4_Block_format.md): runs of literals, each but the last followed by a copy of what was there before.
 * @returns how many bytes of `out` it took
 * @throws Error where it is broken, or has no room in `out`
 */
export function unpackLz4Block(packed: Uint8Array, out: Uint8Array): number {
  const maxBytes = out.length
  let at = 0
  let to = 0
  const longer = (length: number): number => {
    if (length < 15) return length
    for (let sum = length; ;) {
      const byte = packed[at++] ?? broken()
      sum += byte
      if (byte !== 255) return sum
    }
  }
  while (at < packed.length) {
    const token = packed[at++] ?? broken()
    const literals = longer(token >> 4)
    if (at + literals > packed.length || to + literals > maxBytes) broken()
    out.set(packed.subarray(at, at + literals), to)
    at += literals
    to += literals
    if (at === packed.length) return to
    const offset = (packed[at] ?? broken()) | ((packed[at + 1] ?? broken()) << 8)
    at += 2
    const length = longer(token & 15) + MIN_MATCH
    if (offset === 0 || offset > to || to + length > maxBytes) broken()
    // Source and target may overlap: then what was just written is copied again.
    if (offset >= length) out.copyWithin(to, to - offset, to - offset + length)
    else for (let index = 0; index < length; index += 1) out[to + index] = out[to + index - offset] ?? 0
    to += length
  }
  return to
}

function broken(): never {
  throw new Error('the lz4 block is broken')
}
