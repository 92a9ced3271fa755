/**
 * What the sender of one file does next. Pure: no socket, no clock, no bytes; only block numbers and times go in, and only
 * a move comes out. Blocks are counted from 1 without end here; the 16 bits of the wire come from `wireBlock`.
 */
export type Move =
  /** Send the OACK (again). */
  | 'oack'
  /** Send the blocks `first` … `last`. */
  | 'data'
  /** Nothing; wait for the peer or the deadline. */
  | 'wait'
  /** The last block was acknowledged. */
  | 'done'
  /** The peer has been silent too long. */
  | 'give-up'

/** What follows block 65535: 0 for EDK2, iPXE and all current clients; 1 for a few old ones. */
export type Rollover = 0 | 1

export interface SenderOptions {
  readonly sizeBytes: number
  readonly blksize: number
  /** Blocks. */
  readonly windowsize: number
  /** Whether an OACK goes first and waits for ACK 0 (RFC 2347). */
  readonly oack: boolean
  readonly rollover: Rollover
  /** Wait before the first retransmission; it doubles each time. */
  readonly timeoutMs: number
  /** The doubling stops here (or at `timeoutMs` where that is longer). */
  readonly maxTimeoutMs: number
  /** So long without any progress, and the peer is gone. */
  readonly silenceMs: number
  /**
   * How often the first packet is repeated to a peer that has acknowledged nothing. Few: the request may carry a forged
   * address, and a real firmware that missed our answer repeats its request by itself.
   */
  readonly unheardRepeats: number
}

export class Sender {
  /** Number of the last block; it is shorter than blksize, and empty where blksize divides the size (RFC 1350 section 6). */
  readonly lastBlock: number
  /** The blocks that the last `data` move asked for. */
  first = 1
  last = 0
  /** When `expire` is due, ms. */
  deadline = 0
  /** When the peer last acknowledged something new, or the transfer began, ms. */
  progressAt = 0

  readonly #options: SenderOptions
  /** All blocks up to here have arrived; -1 while the OACK is not acknowledged. */
  #acked: number
  #waitMs: number
  #repeats = 0
  /** A window that was sent twice makes the peer repeat its ACK once more for the copy: that one must not count. */
  #deaf = false
  #repeated = false

  constructor(options: SenderOptions) {
    this.#options = options
    this.lastBlock = Math.floor(options.sizeBytes / options.blksize) + 1
    this.#acked = options.oack ? -1 : 0
    this.#waitMs = options.timeoutMs
  }

  /** Blocks that the peer has acknowledged. */
  get acked(): number {
    return Math.max(0, this.#acked)
  }

  get ackedBytes(): number {
    return Math.min(this.acked * this.#options.blksize, this.#options.sizeBytes)
  }

  /** True until the peer has acknowledged the OACK, or the first block where there is no OACK. */
  get untouched(): boolean {
    return this.#options.oack ? this.#acked < 0 : this.#acked === 0
  }

  /** Payload bytes of a block. */
  blockBytes(block: number): number {
    return block < this.lastBlock ? this.#options.blksize : this.#options.sizeBytes % this.#options.blksize
  }

  start(now: number): Move {
    this.progressAt = now
    this.#await(now)
    return this.#acked < 0 ? 'oack' : this.#window()
  }

  /**
   * An ACK came in.
   *
   * One for a block within the window means that what follows it was lost: a new window begins behind it (RFC 7440
   * section 4). One that acknowledges nothing new is never answered in lock-step, or every block would be sent twice for
   * the rest of the file (Sorcerer's Apprentice, RFC 1123 section 4.2.3.1). With a window it may also be the peer's word
   * that the first block of the window was lost, so it is answered, but once, and not in two windows running: the
   * copies of a doubled window cause such ACKs themselves.
   *
   * @param wire block number as in the packet
   */
  acknowledge(wire: number, now: number): Move {
    if (this.#acked < 0) {
      if (wire !== 0) return 'wait'
      return this.#advance(0, now)
    }
    const ahead = this.#blocksAhead(wire)
    if (ahead > this.last - this.#acked) return 'wait'
    if (ahead > 0) return this.#advance(this.#acked + ahead, now)
    if (this.#options.windowsize === 1 || this.#deaf || this.#repeated) return 'wait'
    this.#repeated = true
    this.#await(now)
    return this.#window()
  }

  /** The deadline passed. Sends again what is unacknowledged, each time after twice the wait. */
  expire(now: number): Move {
    if (now - this.progressAt >= this.#options.silenceMs) return 'give-up'
    if (this.untouched && this.#repeats >= this.#options.unheardRepeats) return 'give-up'
    this.#repeats += 1
    this.#waitMs = Math.min(this.#waitMs * 2, Math.max(this.#options.maxTimeoutMs, this.#options.timeoutMs))
    this.#await(now)
    if (this.#acked < 0) return 'oack'
    // The second copy of the window can make the peer repeat one ACK, as above.
    this.#repeated = true
    return this.#window()
  }

  /** It was our disk that was slow, not the peer: the wait begins anew. */
  postpone(now: number): void {
    this.progressAt = now
    this.#await(now)
  }

  /** The number of a block as it stands in the packet. */
  wireBlock(block: number): number {
    if (block <= 0xffff) return block
    return this.#options.rollover === 0 ? block & 0xffff : ((block - 1) % 0xffff) + 1
  }

  /** How far `wire` is ahead of the last acknowledged block, in the cycle of block numbers. */
  #blocksAhead(wire: number): number {
    const from = this.wireBlock(this.#acked)
    if (this.#options.rollover === 0) return (wire - from) & 0xffff
    if (wire === 0) return this.#acked === 0 ? 0 : 0xffff
    return this.#acked === 0 ? wire : (wire - from + 0xffff) % 0xffff
  }

  #advance(acked: number, now: number): Move {
    this.#acked = acked
    if (acked >= this.lastBlock) return 'done'
    this.#deaf = this.#repeated
    this.#repeated = false
    this.progressAt = now
    this.#waitMs = this.#options.timeoutMs
    this.#await(now)
    return this.#window()
  }

  #window(): Move {
    this.first = this.#acked + 1
    this.last = Math.min(this.#acked + this.#options.windowsize, this.lastBlock)
    return 'data'
  }

  #await(now: number): void {
    this.deadline = now + this.#waitMs
  }
}
