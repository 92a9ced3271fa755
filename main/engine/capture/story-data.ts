import { DATA_HEADER_BYTES, DEFAULT_BLKSIZE, OP } from '../tftp/codes'
import type { StoryLine } from '../types'
import { ipv4Text, type KeptPacket } from './rings'

/** Block numbers have 16 bits: half of that is the farthest that one block lies before or behind another. */
const WRAP = 0x10000

/** The blocks of one transfer that were kept. */
interface Run {
  readonly first: KeptPacket
  last: KeptPacket
  /** Highest block sent and confirmed, counted on past 65535. */
  sent: number | undefined
  acknowledged: number | undefined
  repeats: number
  lastBytes: number
  largestBytes: number
}

/** A line with its place among all of them. */
export interface Told {
  /** KeptPacket.sequence of its first packet. */
  readonly sequence: number
  readonly line: StoryLine
}

/** What the packets before a run said of it. */
interface Asked {
  readonly file: string
  blksize: number | undefined
  size: number | undefined
}

/**
 * DATA and ACK packets, put together to one line for each transfer. Of a long transfer only the newest packets are kept: how far it
 * came is told by the block numbers. Transfers are told apart by the machine's port.
 */
export class DataRuns {
  readonly #asked = new Map<number, Asked>()
  readonly #open = new Map<number, Run>()
  readonly #done: Told[] = []

  /** A request for a file. */
  asked({ peerPort }: KeptPacket, file: string): void {
    this.#close(peerPort)
    this.#asked.set(peerPort, { file, blksize: undefined, size: undefined })
  }

  /** An OACK. */
  granted({ peerPort }: KeptPacket, options: ReadonlyMap<string, string>): void {
    const asked = this.#asked.get(peerPort) ?? { file: '', blksize: undefined, size: undefined }
    asked.blksize = wholeNumber(options.get('blksize'))
    asked.size = wholeNumber(options.get('tsize'))
    this.#asked.set(peerPort, asked)
  }

  add(packet: KeptPacket, opcode: number, block: number): void {
    const { peerPort } = packet
    const run = this.#open.get(peerPort) ?? newRun(packet)
    this.#open.set(peerPort, run)
    run.last = packet
    if (opcode === OP.ack) {
      run.acknowledged = Math.max(run.acknowledged ?? 0, whole(block, run))
      return
    }
    const number = whole(block, run)
    const bytes = packet.sizeBytes - DATA_HEADER_BYTES
    run.largestBytes = Math.max(run.largestBytes, bytes)
    if (run.sent !== undefined && number <= run.sent) run.repeats += 1
    else {
      run.sent = number
      run.lastBytes = bytes
    }
  }

  /** An ERROR: nothing more of this transfer is expected. */
  ended({ peerPort }: KeptPacket): void {
    this.#close(peerPort)
  }

  fileFact({ peerPort }: KeptPacket): { file?: string } {
    const file = this.#asked.get(peerPort)?.file ?? ''
    return file === '' ? {} : { file }
  }

  lines(): Told[] {
    for (const port of [...this.#open.keys()]) this.#close(port)
    return this.#done
  }

  #close(port: number): void {
    const run = this.#open.get(port)
    if (run === undefined) return
    this.#open.delete(port)
    this.#done.push({ sequence: run.first.sequence, line: lineOf(run, this.#asked.get(port)) })
  }
}

function newRun(first: KeptPacket): Run {
  const nothing = { sent: undefined, acknowledged: undefined }
  return { first, last: first, ...nothing, repeats: 0, lastBytes: 0, largestBytes: 0 }
}

/** The block number counted on past 65535, as near as can be to those before. */
function whole(block: number, { sent, acknowledged }: Run): number {
  const near = Math.max(sent ?? block, acknowledged ?? 0)
  return block + Math.max(0, Math.round((near - block) / WRAP)) * WRAP
}

function lineOf(run: Run, asked: Asked | undefined): StoryLine {
  const { first, last, sent, acknowledged, repeats } = run
  const facts: Record<string, string | number> = { peer: `${ipv4Text(first.peerAddress)}:${String(first.peerPort)}` }
  if (asked !== undefined && asked.file !== '') facts['file'] = asked.file
  if (sent === undefined)
    return { at: first.at, direction: 'in', code: 'tftp-ack', facts: { ...facts, block: acknowledged ?? 0 } }
  const { blksize = run.largestBytes > run.lastBytes ? run.largestBytes : DEFAULT_BLKSIZE, size } = asked ?? {}
  const isLast = run.lastBytes < blksize
  // Only the newest packets are kept: where the size is known it also tells how often the numbers began anew.
  const blocks = isLast && size !== undefined ? Math.floor(size / blksize) + 1 : sent
  facts['blocks'] = blocks
  facts['bytes'] = Math.max(0, (blocks - 1) * blksize + run.lastBytes)
  if (size !== undefined) facts['size'] = size
  if (acknowledged !== undefined) facts['acknowledged'] = acknowledged + blocks - sent
  facts['repeats'] = repeats
  facts['complete'] = isLast && acknowledged === sent ? 1 : 0
  facts['ms'] = Math.max(0, Math.round(last.at - first.at))
  return { at: first.at, direction: 'out', code: 'tftp-data', facts }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
