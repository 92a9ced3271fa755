import { BootdropError } from '../errors'
import type { MediumFile } from '../media/medium'

/** One half of the double buffer. */
interface Half {
  readonly buffer: Uint8Array
  /** Which chunk of the file it holds; -1 for none. */
  chunk: number
  state: 'empty' | 'reading' | 'ready'
}

export interface ReadAheadEvents {
  /** A chunk arrived that `find` may have been missing. */
  readonly onReady: () => void
  /** The file cannot be read (any more); once. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Keeps the blocks around the transfer's place in memory, read in large pieces: while one half of the buffer is being
 * sent, the other is being filled, so that a lock-step peer does not wait for the disk. A window never spans more than
 * the two halves, since negotiation keeps it below one.
 *
 * Memory: at most two chunks of `chunkBytes`, less for a small file.
 */
export class ReadAhead {
  readonly #file: MediumFile
  readonly #blksize: number
  readonly #chunkBytes: number
  readonly #blocksPerChunk: number
  readonly #chunks: number
  readonly #halves: readonly Half[]
  readonly #events: ReadAheadEvents
  readonly #reading = new Set<Promise<void>>()
  #closed = false

  /** The bytes that hold the block that `find` found last, and where in them it begins. */
  bytes: Uint8Array = new Uint8Array(0)
  offset = 0

  constructor(file: MediumFile, blksize: number, chunkBytes: number, events: ReadAheadEvents) {
    this.#file = file
    this.#blksize = blksize
    this.#blocksPerChunk = Math.max(1, Math.floor(chunkBytes / blksize))
    this.#chunkBytes = this.#blocksPerChunk * blksize
    this.#chunks = Math.ceil(file.size / this.#chunkBytes)
    this.#events = events
    const halves = Math.min(2, this.#chunks)
    this.#halves = Array.from({ length: halves }, () => ({
      // Bytes are sent only after they were read, so the buffer need not be cleared.
      buffer: Buffer.allocUnsafeSlow(Math.min(this.#chunkBytes, file.size)),
      chunk: -1,
      state: 'empty',
    }))
    this.keep(1)
  }

  /** Whether the block (from 1 on) is in memory; then `bytes` and `offset` say where. An empty block always is. */
  find(block: number): boolean {
    const chunk = Math.floor((block - 1) / this.#blocksPerChunk)
    if (chunk >= this.#chunks) return true
    for (const half of this.#halves) {
      if (half.chunk !== chunk || half.state !== 'ready') continue
      this.bytes = half.buffer
      this.offset = (block - 1 - chunk * this.#blocksPerChunk) * this.#blksize
      return true
    }
    return false
  }

  /** Blocks before `block` are not needed any more: their half goes on to the chunk after the other. */
  keep(block: number): void {
    const chunk = Math.floor((block - 1) / this.#blocksPerChunk)
    for (let wanted = chunk; wanted < Math.min(chunk + this.#halves.length, this.#chunks); wanted += 1) {
      const half = this.#halves[wanted % this.#halves.length]
      if (half !== undefined && half.chunk !== wanted && half.state !== 'reading') this.#fill(half, wanted)
    }
  }

  /** Closes the file as soon as no read is under way. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#reading)
    await this.#file.close()
  }

  #fill(half: Half, chunk: number): void {
    half.chunk = chunk
    half.state = 'reading'
    const reading: Promise<void> = this.#read(half, chunk).then(
      () => {
        this.#reading.delete(reading)
        half.state = 'ready'
        if (!this.#closed) this.#events.onReady()
      },
      (error: unknown) => {
        this.#reading.delete(reading)
        if (this.#closed) return
        this.#closed = true
        this.#events.onFailure(error)
      },
    )
    this.#reading.add(reading)
  }

  async #read(half: Half, chunk: number): Promise<void> {
    const position = chunk * this.#chunkBytes
    const wanted = Math.min(this.#chunkBytes, this.#file.size - position)
    let filled = 0
    while (filled < wanted) {
      const length = await this.#file.read(half.buffer.subarray(filled, wanted), position + filled)
      if (length === 0) {
        const at = position + filled
        throw new BootdropError('medium-changed', `${this.#file.path} ends at ${at}, not at ${this.#file.size} bytes.`)
      }
      filled += length
    }
  }
}
