/**
 * A bounds-checked cursor over bytes from the network or from a medium, and its counterpart for building packets.
 *
 * The reader never throws on hostile input: it reports one error at the end (`failed`), and every read past the end gives
 * zeros. So a parser reads the whole layout first and asks once whether it was all there. All numbers are big-endian
 * unless the name says `LE`.
 */
export class ByteReader {
  readonly bytes: Uint8Array
  #view: DataView
  #offset = 0
  #failure: string | undefined

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Offset of the next read. */
  get offset(): number {
    return this.#offset
  }

  get remaining(): number {
    return this.bytes.length - this.#offset
  }

  /** The first out-of-bounds read, in words; undefined while all went well. */
  get failed(): string | undefined {
    return this.#failure
  }

  /** Moves to an absolute offset. */
  seek(offset: number): void {
    if (offset < 0 || offset > this.bytes.length) this.#fail('seek', offset)
    else this.#offset = offset
  }

  u8(): number {
    return this.#take('u8', 1, (at) => this.#view.getUint8(at))
  }

  u16(): number {
    return this.#take('u16', 2, (at) => this.#view.getUint16(at))
  }

  u32(): number {
    return this.#take('u32', 4, (at) => this.#view.getUint32(at))
  }

  u16LE(): number {
    return this.#take('u16LE', 2, (at) => this.#view.getUint16(at, true))
  }

  u32LE(): number {
    return this.#take('u32LE', 4, (at) => this.#view.getUint32(at, true))
  }

  /** The next `length` bytes, as a view (not a copy); empty when they are not all there. */
  take(length: number): Uint8Array {
    if (length < 0 || length > this.remaining) {
      this.#fail('bytes', length)
      return new Uint8Array(0)
    }
    const slice = this.bytes.subarray(this.#offset, this.#offset + length)
    this.#offset += length
    return slice
  }

  #take(what: string, length: number, read: (at: number) => number): number {
    if (this.#failure !== undefined || length > this.remaining) {
      this.#fail(what, length)
      return 0
    }
    const value = read(this.#offset)
    this.#offset += length
    return value
  }

  #fail(what: string, wanted: number): void {
    this.#failure ??= `${what} wants ${wanted} bytes at offset ${this.#offset}, has ${this.remaining}`
  }
}

/** Grows as needed; `finish` gives exactly what was written. */
export class ByteWriter {
  #buffer = new Uint8Array(576)
  #view = new DataView(this.#buffer.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  u8(value: number): this {
    this.#reserve(1)
    this.#view.setUint8(this.#length, value)
    this.#length += 1
    return this
  }

  u16(value: number): this {
    this.#reserve(2)
    this.#view.setUint16(this.#length, value)
    this.#length += 2
    return this
  }

  u32(value: number): this {
    this.#reserve(4)
    this.#view.setUint32(this.#length, value)
    this.#length += 4
    return this
  }

  bytes(value: Uint8Array): this {
    this.#reserve(value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
    return this
  }

  /** `count` zero bytes. */
  zeros(count: number): this {
    this.#reserve(count)
    this.#length += count
    return this
  }

  /** Text as Latin-1, without a terminator. */
  text(value: string): this {
    return this.bytes(Buffer.from(value, 'latin1'))
  }

  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length)
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra
    if (needed <= this.#buffer.length) return
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2))
    grown.set(this.#buffer)
    this.#buffer = grown
    this.#view = new DataView(grown.buffer)
  }
}
