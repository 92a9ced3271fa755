/** XPRESS with Huffman codes (Microsoft's MS-XCA 2.1 and 2.2), one chunk of a Windows image. */
import { BadPacking, BitStream, HuffmanCode } from './huffman'

const SYMBOLS = 512
const MIN_MATCH = 3

/** @param size bytes that come out @throws BadPacking */
export function unpackXpress(packed: Uint8Array, size: number): Uint8Array {
  if (packed.length < SYMBOLS / 2) throw new BadPacking('the stream ends early')
  const lengths = new Uint8Array(SYMBOLS)
  for (let at = 0; at < SYMBOLS / 2; at += 1) {
    const two = packed[at] ?? 0
    lengths[2 * at] = two & 15
    lengths[2 * at + 1] = two >> 4
  }
  const code = new HuffmanCode(lengths, 15)
  const bits = new BitStream(packed.subarray(SYMBOLS / 2))
  const out = new Uint8Array(size)
  let at = 0
  while (at < size) {
    const symbol = code.read(bits)
    if (symbol < 256) {
      out[at] = symbol
      at += 1
      continue
    }
    const offsetBits = (symbol >> 4) & 15
    bits.ensure(16)
    const offset = (1 << offsetBits) | bits.take(offsetBits)
    let length = symbol & 15
    if (length === 15) {
      length += bits.raw(1)[0] ?? 0
      if (length === 15 + 255) {
        const [low = 0, high = 0] = bits.raw(2)
        length = low | (high << 8)
      }
    }
    length += MIN_MATCH
    if (offset > at || length > size - at) throw new BadPacking('a match outside of the chunk')
    for (; length > 0; length -= 1, at += 1) out[at] = out[at - offset] ?? 0
  }
  return out
}
