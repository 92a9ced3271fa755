/** Bits of 16-bit little-endian words, the highest first, and canonical Huffman codes out of them: what LZX and XPRESS share. */

/** Bytes that are no such stream. Never leaves this folder. */
export class BadPacking extends Error {}

export class BitStream {
  #at = 0
  #bits = 0
  #count = 0

  constructor(private readonly bytes: Uint8Array) {}

  /** Makes sure of `count` bits, at most 16. Beyond the end there are zeros, as long as nobody uses more than were there. */
  ensure(count: number): void {
    if (this.#count >= count) return
    const word = (this.bytes[this.#at] ?? 0) | ((this.bytes[this.#at + 1] ?? 0) << 8)
    if (this.#at > this.bytes.length + 8) throw new BadPacking('the stream ends early')
    this.#at += 2
    this.#bits = (this.#bits << 16) | word
    this.#count += 16
  }

  /** The next `count` bits (at most 16), which stay. `ensure` has been called. */
  peek(count: number): number {
    return (this.#bits >>> (this.#count - count)) & ((1 << count) - 1)
  }

  skip(count: number): void {
    this.#count -= count
    this.#bits &= (1 << this.#count) - 1
  }

  /** At most 16. */
  take(count: number): number {
    if (count === 0) return 0
    this.ensure(count)
    const value = this.peek(count)
    this.skip(count)
    return value
  }

  /** Drops what is left of the word; a whole word where nothing is left of the one before. */
  align(): void {
    this.ensure(1)
    this.#bits = 0
    this.#count = 0
  }

  /** Bytes behind the words that were taken so far. */
  raw(count: number): Uint8Array {
    if (this.#at + count > this.bytes.length) throw new BadPacking('the stream ends early')
    this.#at += count
    return this.bytes.subarray(this.#at - count, this.#at)
  }
}

/** Canonical: shorter codes first, those of one length in the order of their symbols. */
export class HuffmanCode {
  readonly #maxBits: number
  /** By the next `maxBits` bits: symbol << 4 | length; 0 where no code begins so. */
  readonly #table: Uint16Array

  /** @throws BadPacking where the lengths make no code; a code without symbols fails when it is used */
  constructor(lengths: Uint8Array, maxBits: number) {
    this.#maxBits = maxBits
    this.#table = new Uint16Array(1 << maxBits)
    let at = 0
    for (let length = 1; length <= maxBits; length += 1) {
      const span = 1 << (maxBits - length)
      for (let symbol = 0; symbol < lengths.length; symbol += 1) {
        if (lengths[symbol] !== length) continue
        if (at + span > this.#table.length) throw new BadPacking('too many codes')
        this.#table.fill((symbol << 4) | length, at, at + span)
        at += span
      }
    }
  }

  read(bits: BitStream): number {
    bits.ensure(this.#maxBits)
    const found = this.#table[bits.peek(this.#maxBits)] ?? 0
    if (found === 0) throw new BadPacking('no such code')
    bits.skip(found & 15)
    return found >> 4
  }
}
