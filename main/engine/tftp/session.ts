import type { Clock } from '../clock'
import { messageOf } from '../errors'
import type { MediumFile } from '../media/medium'
import type { UdpPeer, UdpSocket } from '../net/udp'
import { DATA_HEADER_BYTES, ERR } from './codes'
import type { Negotiated } from './negotiate'
import { ackNumber, decodePacket, encodeError, encodeOack, writeDataHeader } from './packet'
import { ReadAhead } from './readahead'
import { type Move, type Rollover, Sender } from './transfer'

/** Room for what one `sendSegments` takes. All sessions of a server share it: nothing stays in it between two calls. */
export const SCRATCH_BYTES = 64 * 1024

/** What the kernel takes in one UDP_SEGMENT call: UDP_MAX_SEGMENTS of Linux before 6.9, and the largest UDP payload. */
const MAX_SEGMENTS = 64
const MAX_SEGMENTED_BYTES = 65_507

const PROGRESS_EVERY_MS = 200

export type Outcome = 'complete' | 'aborted-probe' | 'aborted' | 'timed-out' | 'failed'

/** Of a peer that acknowledges every block: the next piece is read while some forty blocks go out. */
const LEAST_CHUNK_BYTES = 64 * 1024

export interface SessionLimits {
  /** Size of each half of the read-ahead buffer. */
  readonly chunkBytes: number
  /** First wait before a retransmission, where the client names none (RFC 2349). */
  readonly timeoutMs: number
  readonly maxTimeoutMs: number
  /** So long without any ACK, and the transfer is given up. */
  readonly silenceMs: number
  /** How often the first packet is repeated to a client that has acknowledged nothing: its address may be forged. */
  readonly unheardRepeats: number
  readonly rollover: Rollover
}

export interface SessionSetup {
  /** Bound for this transfer alone: its port is our transfer identifier (RFC 1350 section 4). The session closes it. */
  readonly socket: UdpSocket
  readonly peer: UdpPeer
  /** The session closes it. */
  readonly file: MediumFile
  readonly negotiated: Negotiated
  readonly limits: SessionLimits
  readonly clock: Clock
  readonly scratch: Uint8Array
  /** Whether a stranger's address may be answered (peers.ts). */
  readonly mayAnswer: (peer: UdpPeer) => boolean
  readonly onProgress: (sentBytes: number) => void
  /** Once; socket and timer are gone by then. `detail` is for the log and the detail line. */
  readonly onEnd: (outcome: Outcome, sentBytes: number, detail: string) => void
}

/** One file on its way to one client: the edge around `Sender` that owns the socket, the timer and the read-ahead. */
export class Session {
  readonly #setup: SessionSetup
  readonly #sender: Sender
  readonly #readAhead: ReadAhead
  /** The DATA packet of a full block, a view of the scratch that is made once instead of once per block. */
  readonly #fullPacket: Uint8Array
  readonly #blocksPerCall: number
  /** Next block to send of the current window; beyond its end when all are out. */
  #cursor = 1
  #diskWaitSince: number | undefined
  #progressAt: number
  #cancelTimer: () => void = () => undefined
  #ended = false

  constructor(setup: SessionSetup) {
    const { file, negotiated, limits, clock, scratch } = setup
    this.#setup = setup
    this.#sender = new Sender({
      sizeBytes: file.size,
      blksize: negotiated.blksize,
      windowsize: negotiated.windowsize,
      oack: negotiated.granted.size > 0,
      rollover: limits.rollover,
      timeoutMs: negotiated.timeoutMs ?? limits.timeoutMs,
      maxTimeoutMs: limits.maxTimeoutMs,
      silenceMs: Math.max(limits.silenceMs, 2 * (negotiated.timeoutMs ?? 0)),
      unheardRepeats: limits.unheardRepeats,
    })
    const packetBytes = DATA_HEADER_BYTES + negotiated.blksize
    this.#fullPacket = scratch.subarray(0, packetBytes)
    this.#blocksPerCall = Math.max(1, Math.min(MAX_SEGMENTS, Math.floor(MAX_SEGMENTED_BYTES / packetBytes)))
    this.#progressAt = clock.now()
    const windowBytes = negotiated.windowsize * negotiated.blksize
    const chunkBytes = Math.min(limits.chunkBytes, Math.max(LEAST_CHUNK_BYTES, windowBytes))
    this.#readAhead = new ReadAhead(file, negotiated.blksize, chunkBytes, {
      onReady: () => this.#transmit(),
      onFailure: (error) => this.#fail(error),
    })
    setup.socket.onMessage((data, from) => this.#receive(data, from))
    this.#run(this.#sender.start(clock.now()))
    this.#arm()
  }

  /** True while the client has acknowledged nothing: it may be a forged address, or may not have heard us yet. */
  get untouched(): boolean {
    return this.#sender.untouched
  }

  /** When the client last acknowledged something new, ms. */
  get heardAt(): number {
    return this.#sender.progressAt
  }

  /** Bytes of the file that the client has acknowledged. */
  get ackedBytes(): number {
    return this.#sender.ackedBytes
  }

  /** Ends the transfer from our side. With `text` the client is told. */
  abort(outcome: Outcome, detail: string, text?: string): void {
    if (text !== undefined && !this.#ended) this.#send(encodeError(ERR.undefined, text))
    this.#end(outcome, detail)
  }

  #receive(data: Uint8Array, from: UdpPeer): void {
    if (this.#ended) return
    const { peer, clock } = this.#setup
    if (from.port !== peer.port || from.address !== peer.address) {
      this.#refuseStranger(data, from)
      return
    }
    const wire = ackNumber(data)
    if (wire >= 0) this.#run(this.#sender.acknowledge(wire, clock.now()))
    else this.#receiveOther(data)
  }

  /** RFC 1350 section 4: a packet from elsewhere gets ERROR 5 and disturbs nothing. An ERROR is never answered. */
  #refuseStranger(data: Uint8Array, from: UdpPeer): void {
    const decoded = decodePacket(data)
    if (!decoded.ok || decoded.packet.kind === 'error' || !this.#setup.mayAnswer(from)) return
    this.#setup.socket.send(encodeError(ERR.unknownTransferId, 'Unknown transfer ID'), from)
  }

  #receiveOther(data: Uint8Array): void {
    const decoded = decodePacket(data)
    if (!decoded.ok || decoded.packet.kind !== 'error') return
    const { code, message } = decoded.packet
    // EDK2 (ERROR 8 "User aborted the transfer"), Intel and VMware ROMs ("TFTP Aborted") ask for the size first and
    // break off at the OACK; the real request follows.
    const probe = this.#sender.untouched && this.#setup.negotiated.granted.has('tsize')
    this.#end(probe ? 'aborted-probe' : 'aborted', `client: error ${code} ${message}`.trimEnd())
  }

  #run(move: Move): void {
    switch (move) {
      case 'oack':
        this.#send(encodeOack(this.#setup.negotiated.granted))
        return
      case 'data':
        this.#cursor = this.#sender.first
        this.#readAhead.keep(this.#cursor)
        this.#transmit()
        this.#report()
        return
      case 'wait':
        return
      case 'done':
        this.#end('complete', '')
        return
      case 'give-up':
        this.#end('timed-out', `no answer to block ${this.#sender.acked + 1} of ${this.#sender.lastBlock}`)
    }
  }

  /** Sends the window from the cursor on, as far as it is in memory; the rest follows when the disk has it. */
  #transmit(): void {
    if (this.#ended) return
    const { first, last } = this.#sender
    while (this.#cursor >= first && this.#cursor <= last) {
      const sent = first === last ? this.#sendBlock(this.#cursor) : this.#sendBlocks(this.#cursor, last)
      if (sent === 0) {
        this.#diskWaitSince ??= this.#setup.clock.now()
        return
      }
      this.#cursor += sent
    }
    this.#diskWaitSince = undefined
  }

  #sendBlock(block: number): number {
    if (!this.#readAhead.find(block)) return 0
    const length = this.#writeBlock(block, 0)
    const full = length === this.#fullPacket.length
    this.#send(full ? this.#fullPacket : this.#setup.scratch.subarray(0, length))
    return 1
  }

  /** As many blocks from `first` on as are in memory and fit one system call. Returns how many. */
  #sendBlocks(first: number, last: number): number {
    let length = 0
    let count = 0
    while (first + count <= last && count < this.#blocksPerCall && this.#readAhead.find(first + count)) {
      length += this.#writeBlock(first + count, length)
      count += 1
    }
    const { scratch, socket, peer } = this.#setup
    if (count > 0) socket.sendSegments(scratch.subarray(0, length), this.#fullPacket.length, peer)
    return count
  }

  /** Puts the DATA packet of a block that `find` has just found at `offset` of the scratch. Returns its length. */
  #writeBlock(block: number, offset: number): number {
    const { scratch } = this.#setup
    const { bytes, offset: from } = this.#readAhead
    const length = this.#sender.blockBytes(block)
    writeDataHeader(scratch, offset, this.#sender.wireBlock(block))
    if (length > 0) scratch.set(bytes.subarray(from, from + length), offset + DATA_HEADER_BYTES)
    return DATA_HEADER_BYTES + length
  }

  #send(packet: Uint8Array): void {
    this.#setup.socket.send(packet, this.#setup.peer)
  }

  #report(): void {
    const now = this.#setup.clock.now()
    if (now - this.#progressAt < PROGRESS_EVERY_MS) return
    this.#progressAt = now
    this.#setup.onProgress(this.#sender.ackedBytes)
  }

  /** One timer runs along and looks at the deadline when it fires; setting a new one per block would cost more than the block. */
  #arm(): void {
    if (this.#ended) return
    const { clock } = this.#setup
    const waitMs = Math.max(1, this.#sender.deadline - clock.now())
    this.#cancelTimer = clock.after(waitMs, () => {
      this.#check(clock.now())
      this.#arm()
    })
  }

  #check(now: number): void {
    if (now < this.#sender.deadline) return
    if (this.#diskWaitSince === undefined) this.#run(this.#sender.expire(now))
    else if (now - this.#diskWaitSince < this.#setup.limits.silenceMs) this.#sender.postpone(now)
    else this.#fail(new Error('the medium did not answer'))
  }

  #fail(error: unknown): void {
    // The peer is told little: paths and disk errors are ours.
    this.abort('failed', messageOf(error), 'The file cannot be read any more')
  }

  #end(outcome: Outcome, detail: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelTimer()
    this.#setup.socket.close()
    this.#readAhead.close().catch(() => undefined)
    this.#setup.onEnd(outcome, this.#sender.ackedBytes, detail)
  }
}
