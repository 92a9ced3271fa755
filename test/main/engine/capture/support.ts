import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TappedDatagrams } from '../../../../main/engine/net/tap'
import { FakeClock } from '../../../support/fake-clock'
import { createCapture, type Capture, type CaptureOptions } from '../../../../main/engine/capture/ring'
import { readFirmware, type RecordedPacket } from '../../../fixtures/firmware/read'

export const SERVER = '192.168.77.10'

export interface Bench {
  readonly clock: FakeClock
  readonly capture: Capture
  /** Who has which address. */
  readonly macs: Map<string, string>
  hear(from: string, fromPort: number, localPort: number, data: Uint8Array): void
  say(localPort: number, to: string, toPort: number, data: Uint8Array, segmentBytes?: number): void
}

export function bench(options: Partial<CaptureOptions> = {}): Bench {
  const clock = new FakeClock(Date.UTC(2026, 0, 2, 3, 4, 5, 678))
  const macs = new Map<string, string>()
  const capture = createCapture({ clock, macOf: (ip) => macs.get(ip), ...options })
  const tell = (
    direction: TappedDatagrams['direction'],
    localPort: number,
    peer: TappedDatagrams['peer'],
    data: Uint8Array,
    segmentBytes = data.length,
  ): void => {
    // Like a socket's buffer: other bytes are in it as soon as the call is over.
    const reused = data.slice()
    capture.tap({ direction, localPort, localAddress: SERVER, peer, data: reused, segmentBytes })
    reused.fill(0xee)
  }
  return {
    clock,
    capture,
    macs,
    hear: (address, port, localPort, data) => tell('in', localPort, { address, port }, data),
    say: (localPort, address, port, data, segmentBytes) =>
      tell('out', localPort, { address, port }, data, segmentBytes),
  }
}

/** Plays a recorded boot of real firmware, questions and answers by their times, through a capture. Returns what was played. */
export function replay(name: string, { clock, hear, say }: Bench): RecordedPacket[] {
  const asked = readFirmware(name).map((packet) => ({ packet, isAnswer: false }))
  const answered = readFirmware(`${name}.answers`).map((packet) => ({ packet, isAnswer: true }))
  const all = [...asked, ...answered].sort((a, b) => a.packet.at - b.packet.at)
  let last = 0
  for (const { packet, isAnswer } of all) {
    clock.advance(Math.max(0, Math.round((packet.at - last) * 1000)))
    last = Math.max(last, packet.at)
    if (isAnswer) say(packet.sourcePort, packet.destination, packet.destinationPort, packet.payload)
    else hear(packet.source, packet.sourcePort, packet.destinationPort, packet.payload)
  }
  return all.map(({ packet }) => packet)
}

/** A DHCP message with nothing in it but its sender. */
export function discover(mac: string, op = 1, sizeBytes = 300): Uint8Array {
  const message = Buffer.alloc(sizeBytes)
  message.set([op, 1, 6])
  message.set(Buffer.from(mac.replaceAll(':', ''), 'hex'), 28)
  message.set([99, 130, 83, 99, 53, 1, op, 255], 236)
  return message
}

export function rrq(file: string): Uint8Array {
  return Buffer.from(`\0\x01${file}\0octet\0blksize\x001428\0`)
}

/** One DATA block; its bytes tell its number. */
export function block(number: number, sizeBytes: number): Uint8Array {
  return Buffer.concat([Buffer.of(0, 3, number >> 8, number & 255), Buffer.alloc(sizeBytes, number & 255)])
}

export function ack(number: number): Uint8Array {
  return Buffer.of(0, 4, number >> 8, number & 255)
}

/** What `tshark -T fields` tells of each packet, checksums verified. @throws Error where tshark complains about the file */
export function tshark(file: Uint8Array, fields: readonly string[], ...more: readonly string[]): string[][] {
  return inFile(file, (path) => {
    const checks = ['-o', 'udp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']
    const args = ['-n', '-r', path, ...checks, '-T', 'fields', ...fields.flatMap((field) => ['-e', field]), ...more]
    const { status, stdout, stderr } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 64 << 20 })
    const complaints = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Running as user'))
    if (status !== 0 || complaints.length > 0) throw new Error(`tshark ended with ${status}: ${complaints.join(' ')}`)
    return stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'))
  })
}

/** What capinfos says, by the name of each line. @throws Error when it fails */
export function capinfos(file: Uint8Array): Map<string, string> {
  return inFile(file, (path) => {
    const text = execFileSync('capinfos', ['-M', path], { encoding: 'utf8' })
    return new Map(
      text.split('\n').map((line) => {
        const [name = '', ...rest] = line.split(':')
        return [name.trim(), rest.join(':').trim()]
      }),
    )
  })
}

function inFile<T>(bytes: Uint8Array, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bootdrop-capture-'))
  try {
    const path = join(folder, 'machine.pcapng')
    writeFileSync(path, bytes)
    return use(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The datagrams in a saved capture, by a reader of our own that knows only what we write (pcapng, section 4). */
export function packetsOf(capture: Capture, id: string): { payload: Uint8Array; sizeBytes: number }[] {
  const file = Buffer.from(capture.pcapngOf(id) ?? [])
  const packets: { payload: Uint8Array; sizeBytes: number }[] = []
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    if (file.readUInt32LE(at) !== 6) continue
    const packet = file.subarray(at + 28, at + 28 + file.readUInt32LE(at + 20))
    packets.push({ payload: Buffer.from(packet.subarray(28)), sizeBytes: packet.readUInt16BE(24) - 8 })
  }
  return packets
}
