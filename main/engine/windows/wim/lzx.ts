/**
 * LZX as Windows images have it: each chunk of 32 KiB is a stream of its own. Microsoft's "LZX Data Compression Format" describes
 * the stream; of WIM's own are the bit that says "a block of 32 KiB" and the fixed size in the translation of x86 calls.
 */
import { BadPacking, BitStream, HuffmanCode } from './huffman'

const MIN_MATCH = 2
/** Of a window of 32 KiB. */
const POSITION_SLOTS = 30
const MAIN_SYMBOLS = 256 + 8 * POSITION_SLOTS
const LENGTH_SYMBOLS = 249
const CALL_FILE_BYTES = 12_000_000

export const LZX_WINDOW_BYTES = 32 * 1024

const EXTRA_BITS = Array.from({ length: POSITION_SLOTS }, (_none, slot) => (slot < 4 ? 0 : (slot >> 1) - 1))
const BASES: readonly number[] = EXTRA_BITS.reduce<number[]>(
  (bases, bits, slot) => [...bases, (bases[slot] ?? 0) + 2 ** bits],
  [0],
)

/** @param size bytes that come out, at most 32 KiB @throws BadPacking */
export function unpackLzx(packed: Uint8Array, size: number): Uint8Array {
  if (size > LZX_WINDOW_BYTES) throw new BadPacking('a chunk of more than 32 KiB')
  const bits = new BitStream(packed)
  const out = new Uint8Array(size)
  const lengths = { main: new Uint8Array(MAIN_SYMBOLS), length: new Uint8Array(LENGTH_SYMBOLS) }
  const recent: [number, number, number] = [1, 1, 1]
  let at = 0
  while (at < size) {
    const type = bits.take(3)
    const block = bits.take(1) === 1 ? LZX_WINDOW_BYTES : bits.take(16)
    const end = at + block
    if (block === 0 || end > size) throw new BadPacking('a block outside of the chunk')
    if (type === 3) {
      stored(bits, out, at, end, recent)
      at = end
      continue
    }
    if (type !== 1 && type !== 2) throw new BadPacking('no such block')
    const aligned = type === 2 ? alignedCode(bits) : undefined
    readLengths(bits, lengths.main, 0, 256)
    readLengths(bits, lengths.main, 256, MAIN_SYMBOLS)
    readLengths(bits, lengths.length, 0, LENGTH_SYMBOLS)
    const main = new HuffmanCode(lengths.main, 16)
    const length = new HuffmanCode(lengths.length, 16)
    while (at < end) {
      const symbol = main.read(bits)
      if (symbol < 256) {
        out[at] = symbol
        at += 1
        continue
      }
      let left = MIN_MATCH + ((symbol - 256) & 7)
      if (left === MIN_MATCH + 7) left += length.read(bits)
      const offset = offsetOf((symbol - 256) >> 3, bits, recent, aligned)
      if (offset > at || left > end - at) throw new BadPacking('a match outside of the chunk')
      for (; left > 0; left -= 1, at += 1) out[at] = out[at - offset] ?? 0
    }
  }
  translateCalls(out)
  return out
}

/** Slots 0 to 2 are the offsets used last, and bring theirs to the front. */
function offsetOf(
  slot: number,
  bits: BitStream,
  recent: [number, number, number],
  aligned: HuffmanCode | undefined,
): number {
  if (slot === 1) recent.splice(0, 2, recent[1], recent[0])
  else if (slot === 2) recent.splice(0, 3, recent[2], recent[1], recent[0])
  else if (slot > 2) {
    const extra = EXTRA_BITS[slot] ?? 0
    const more = aligned && extra >= 3 ? (bits.take(extra - 3) << 3) + aligned.read(bits) : bits.take(extra)
    recent.splice(0, 3, (BASES[slot] ?? 0) + more - 2, recent[0], recent[1])
  }
  return recent[0]
}

function alignedCode(bits: BitStream): HuffmanCode {
  const lengths = new Uint8Array(8)
  for (let at = 0; at < 8; at += 1) lengths[at] = bits.take(3)
  return new HuffmanCode(lengths, 7)
}

/** As differences from those of the block before, with runs. */
function readLengths(bits: BitStream, lengths: Uint8Array, from: number, to: number): void {
  const pre = new Uint8Array(20)
  for (let at = 0; at < 20; at += 1) pre[at] = bits.take(4)
  const code = new HuffmanCode(pre, 15)
  for (let at = from; at < to;) {
    const symbol = code.read(bits)
    if (symbol < 17) {
      lengths[at] = ((lengths[at] ?? 0) - symbol + 17) % 17
      at += 1
      continue
    }
    const run = symbol === 17 ? 4 + bits.take(4) : symbol === 18 ? 20 + bits.take(5) : 4 + bits.take(1)
    const value = symbol === 19 ? ((lengths[at] ?? 0) - code.read(bits) + 17) % 17 : 0
    lengths.fill(value, at, Math.min(to, at + run))
    at += run
  }
}

function stored(bits: BitStream, out: Uint8Array, at: number, end: number, recent: [number, number, number]): void {
  bits.align()
  const head = Buffer.from(bits.raw(12))
  recent.splice(0, 3, head.readUInt32LE(0), head.readUInt32LE(4), head.readUInt32LE(8))
  if (recent.includes(0)) throw new BadPacking('an offset of nothing')
  out.set(bits.raw(end - at), at)
  if ((end - at) % 2 === 1) bits.raw(1)
}

/** Calls (0xe8) were given absolute targets before packing, which repeat more often; back to relative ones. */
function translateCalls(out: Uint8Array): void {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength)
  for (let at = 0; at < out.length - 10; at += 1) {
    if (out[at] !== 0xe8) continue
    const target = view.getInt32(at + 1, true)
    if (target >= 0 && target < CALL_FILE_BYTES) view.setInt32(at + 1, target - at, true)
    else if (target < 0 && target >= -at) view.setInt32(at + 1, target + CALL_FILE_BYTES, true)
    at += 4
  }
}
