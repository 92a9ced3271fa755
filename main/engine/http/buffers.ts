const LARGEST_BYTES = 512 * 1024
const SMALLEST_BYTES = 32 * 1024
/** Memory for all transfers together; beyond it, each further one gets the smallest buffers. */
const BUDGET_BYTES = 10 * 1024 * 1024
/** The part of what is left of the budget that the next transfer may have. */
const SHARE = 1 / 8
/** Memory of buffers that wait for the next transfer. */
const KEEP_BYTES = 4 * 1024 * 1024

/** Two buffers of one size: while one is being sent, the other is being filled. */
export interface BufferPair {
  readonly first: Buffer
  readonly second: Buffer
}

/**
 * Lends the buffers of running transfers. Large reads and writes are what makes a transfer fast (measured on loopback:
 * 64 KiB 1.2 GB/s, 512 KiB 3.9 GB/s, more gives nothing); with many transfers at once each gets smaller ones, so that memory
 * stays bounded.
 */
export class BufferPool {
  /** The smallest first. */
  #free: readonly BufferPair[] = []
  #lentBytes = 0

  /** @param neededBytes how much is to be sent: a small file gets small buffers */
  take(neededBytes: number): BufferPair {
    const sizeBytes = bufferSize(neededBytes, (BUDGET_BYTES - this.#lentBytes) * SHARE)
    // One that is larger than it need be is there already; a new one would come on top of it.
    const pair = this.#free.find(({ first }) => first.length >= sizeBytes) ?? newPair(sizeBytes)
    this.#free = this.#free.filter((one) => one !== pair)
    this.#lentBytes += bytesOf(pair)
    return pair
  }

  /** @param reusable false while the system could still be sending from them */
  giveBack(pair: BufferPair, reusable: boolean): void {
    this.#lentBytes -= bytesOf(pair)
    if (!reusable) return
    const free = [...this.#free, pair].sort((a, b) => bytesOf(a) - bytesOf(b))
    let bytes = free.reduce((sum, one) => sum + bytesOf(one), 0)
    while (bytes > KEEP_BYTES) bytes -= bytesOf(free.shift() ?? pair)
    this.#free = free
  }
}

/** The largest size of which a pair is not more than `shareBytes`, and that the need fills; a power of two. */
function bufferSize(neededBytes: number, shareBytes: number): number {
  let sizeBytes = LARGEST_BYTES
  const fits = (): boolean => sizeBytes / 2 < neededBytes && sizeBytes * 2 <= shareBytes
  while (sizeBytes > SMALLEST_BYTES && !fits()) sizeBytes /= 2
  return sizeBytes
}

function bytesOf({ first, second }: BufferPair): number {
  return first.length + second.length
}

/** Not out of Node's shared slab, and not zeroed: every byte that is sent was read before. */
function newPair(sizeBytes: number): BufferPair {
  return { first: Buffer.allocUnsafeSlow(sizeBytes), second: Buffer.allocUnsafeSlow(sizeBytes) }
}
