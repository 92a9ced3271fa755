import type { DiskFile } from '../disk'

/** Directories of one medium lie close together: one read brings many of them. */
const CACHE_BLOCK_BYTES = 32 * 1024
const CACHE_BLOCKS = 32

/** Random access to the structures of an image, with a small cache (1 MiB). File contents do not pass through here. */
export class IsoImage {
  readonly disk: DiskFile
  /** Logical block, bytes. */
  readonly blockBytes: number
  readonly #cache = new Map<number, Uint8Array>()

  constructor(disk: DiskFile, blockBytes: number) {
    this.disk = disk
    this.blockBytes = blockBytes
  }

  /** Whether `length` bytes from `start` on lie inside the image. */
  holds(start: number, length: number): boolean {
    return start >= 0 && length >= 0 && start + length <= this.disk.sizeBytes
  }

  /**
   * `length` bytes from `start` on, not to be written to; undefined where the image ends before.
   * @throws BootdropError `medium-changed`, `medium-unreadable`
   */
  async bytes(start: number, length: number): Promise<Uint8Array | undefined> {
    if (!this.holds(start, length)) return undefined
    const index = Math.floor(start / CACHE_BLOCK_BYTES)
    const offset = start - index * CACHE_BLOCK_BYTES
    if (offset + length > CACHE_BLOCK_BYTES) return this.#read(start, length)
    const block = this.#cache.get(index) ?? (await this.#read(index * CACHE_BLOCK_BYTES, CACHE_BLOCK_BYTES))
    this.#keep(index, block)
    return block.subarray(offset, offset + length)
  }

  /** Short at the end of the image. */
  async #read(start: number, length: number): Promise<Uint8Array> {
    const target = new Uint8Array(length)
    return target.subarray(0, await this.disk.read(target, start))
  }

  #keep(index: number, block: Uint8Array): void {
    this.#cache.delete(index)
    this.#cache.set(index, block)
    const [oldest] = this.#cache.keys()
    if (this.#cache.size > CACHE_BLOCKS && oldest !== undefined) this.#cache.delete(oldest)
  }
}
