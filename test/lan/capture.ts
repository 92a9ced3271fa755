/** Packets on one card of the LAN, recorded by tcpdump and read back from its file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lan, Place } from './netns'
import { sleep } from './process'

/** One UDP datagram (first fragment) as it was on the wire. */
export interface Datagram {
  /** Seconds since the capture's first packet. */
  readonly at: number
  readonly sourceMac: string
  readonly source: string
  readonly sourcePort: number
  readonly destination: string
  readonly destinationPort: number
  readonly payload: Buffer
}

export interface Capture {
  readonly path: string
  /** Ends tcpdump and gives every UDP datagram it saw. */
  stop(): Promise<Datagram[]>
  /** The frames so far, of any kind, as raw bytes; the capture goes on. */
  frames(): Buffer[]
}

let taken = 0

/** Starts to record. Returns when tcpdump listens. */
export async function capture(lan: Lan, place: Place, card: string, ...filter: string[]): Promise<Capture> {
  const path = join(lan.folder, `capture-${++taken}-${place}-${card}.pcap`)
  const tcpdump = lan.start(
    place,
    'tcpdump',
    ...['-i', card, '-w', path, '-U', '-s', '2000', '--immediate-mode', '-Z', 'root'],
    ...filter,
  )
  await tcpdump.until('tcpdump', 5000, (child) => (child.stderr().includes('listening on') ? true : undefined))
  return {
    path,
    frames: () => readPcap(readFileSync(path)).map((record) => record.frame),
    stop: async () => {
      // The kernel hands packets over in batches: one taken just now may not be in the file yet.
      await sleep(200)
      await tcpdump.end()
      return datagramsOf(readFileSync(path))
    },
  }
}

interface PcapRecord {
  readonly at: number
  readonly frame: Buffer
}

/** Classic little-endian pcap with Ethernet frames, as tcpdump writes it here. */
function readPcap(file: Buffer): PcapRecord[] {
  const records: PcapRecord[] = []
  let offset = 24
  let first: number | undefined
  while (offset + 16 <= file.length) {
    const at = file.readUInt32LE(offset) + file.readUInt32LE(offset + 4) / 1e6
    const length = file.readUInt32LE(offset + 8)
    if (offset + 16 + length > file.length) break
    first ??= at
    records.push({ at: at - first, frame: file.subarray(offset + 16, offset + 16 + length) })
    offset += 16 + length
  }
  return records
}

function datagramsOf(file: Buffer): Datagram[] {
  return readPcap(file).flatMap(({ at, frame }) => {
    if (frame.length < 42 || frame.readUInt16BE(12) !== 0x0800 || frame[23] !== 17) return []
    const ip = frame.subarray(14)
    const udp = ip.subarray(((ip[0] ?? 0) & 15) * 4)
    const isLaterFragment = (ip.readUInt16BE(6) & 0x1fff) !== 0
    if (isLaterFragment || udp.length < 8) return []
    return [
      {
        at,
        sourceMac: frame
          .subarray(6, 12)
          .toString('hex')
          .replace(/(..)(?=.)/g, '$1:'),
        source: [...ip.subarray(12, 16)].join('.'),
        sourcePort: udp.readUInt16BE(0),
        destination: [...ip.subarray(16, 20)].join('.'),
        destinationPort: udp.readUInt16BE(2),
        payload: udp.subarray(8, udp.readUInt16BE(4)),
      },
    ]
  })
}
