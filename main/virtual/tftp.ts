import { createHash } from 'node:crypto'
import type { Clock } from '../engine/clock'
import type { UdpPeer, UdpSocket } from '../engine/net/udp'
import type { Download } from './http'

/**
 * The TFTP client of a virtual machine, as firmware's PXE code behaves: a size probe (RRQ with tsize, then ERROR 8), then the
 * real transfer. It has its own few lines of wire format on purpose: the server is then tested by something that does not
 * share its codec's mistakes (RFC 1350, 2347-2349, 7440).
 */
export interface TftpRequest {
  readonly server: UdpPeer
  readonly file: string
  readonly blksize: number
  readonly windowsize: number
}

const RETRANSMIT_MS = 1_000
const MAX_SILENT_ROUNDS = 6
/** EDK2's Mtftp4 aborts its size probe with ERROR 8, "User aborted the transfer". */
const USER_ABORTED = encodeError(8, 'User aborted the transfer')

/** What a size probe brought: `tsize` from the OACK, bytes; undefined where the server refused or kept silent. */
export async function probeSize(socket: UdpSocket, clock: Clock, request: TftpRequest): Promise<number | undefined> {
  const options = { tsize: '0', blksize: String(request.blksize) }
  const answer = await new Promise<{ data: Uint8Array; from: UdpPeer } | undefined>((resolve) => {
    const stopWaiting = patiently(clock, () => socket.send(encodeRrq(request.file, options), request.server), resolve)
    socket.onMessage((data, from) => {
      stopWaiting()
      resolve({ data: Uint8Array.from(data), from })
    })
  })
  if (answer === undefined || answer.data[1] !== 6) return undefined
  socket.send(USER_ABORTED, answer.from)
  const size = decodeOack(answer.data).get('tsize')
  return size === undefined ? undefined : Number(size)
}

/** Fetches the whole file. Never rejects: a failure is told in `error`. */
export function fetchFile(socket: UdpSocket, clock: Clock, request: TftpRequest): Promise<Download> {
  return new Promise((resolve) => {
    const hash = createHash('sha256')
    const kept: Buffer[] = []
    const options = { blksize: String(request.blksize), windowsize: String(request.windowsize) }
    let blksize = 512
    let windowsize = 1
    let block = 0
    let sinceAck = 0
    let bytes = 0
    let server: UdpPeer | undefined
    const finish = (error: string | undefined, refused = false): void => {
      stopWaiting()
      resolve({
        ok: error === undefined,
        bytes,
        sha256: hash.digest('hex'),
        body: kept.length > 0 ? Buffer.concat(kept) : undefined,
        error: error === undefined ? undefined : `${request.file}: ${error}`,
        refused,
      })
      socket.onMessage(() => undefined)
    }
    const resend = (): void => {
      sinceAck = 0
      if (server === undefined) socket.send(encodeRrq(request.file, options), request.server)
      else socket.send(encodeAck(block), server)
    }
    let stopWaiting = patiently(clock, resend, () => finish('the server went silent'))

    socket.onMessage((data, from) => {
      if (server !== undefined && from.port !== server.port) return
      const opcode = data[1]
      if (opcode === 5) {
        finish(`the server said: ${Buffer.from(data.subarray(4)).toString('latin1').replace(/\0.*$/, '')}`, true)
        return
      }
      if (opcode === 6 && block === 0) {
        server = from
        const granted = decodeOack(data)
        blksize = Number(granted.get('blksize') ?? 512)
        windowsize = Number(granted.get('windowsize') ?? 1)
        socket.send(encodeAck(0), from)
        return
      }
      if (opcode !== 3) return
      server = from
      const number = ((data[2] ?? 0) << 8) | (data[3] ?? 0)
      if (number !== ((block + 1) & 0xffff)) {
        // A gap or a repeat: name the last good block, once a window (RFC 7440 section 4).
        if (number === ((block + windowsize) & 0xffff)) resend()
        return
      }
      block = number
      const payload = Buffer.from(data.subarray(4))
      bytes += payload.length
      hash.update(payload)
      if (bytes <= 65_536) kept.push(payload)
      sinceAck += 1
      const last = payload.length < blksize
      if (last || sinceAck >= windowsize) {
        sinceAck = 0
        socket.send(encodeAck(block), from)
      }
      stopWaiting()
      if (last) finish(undefined)
      else stopWaiting = patiently(clock, resend, () => finish('the server went silent'), false)
    })
  })
}

/** Calls `again` now (unless told not to) and every second, `giveUp` after some rounds; returns what stops it. */
function patiently(clock: Clock, again: () => void, giveUp: (nothing: undefined) => void, now = true): () => void {
  let rounds = 0
  let cancel: () => void = () => undefined
  const round = (): void => {
    rounds += 1
    if (rounds > MAX_SILENT_ROUNDS) {
      giveUp(undefined)
      return
    }
    if (rounds > 1 || now) again()
    cancel = clock.after(RETRANSMIT_MS, round)
  }
  round()
  return () => cancel()
}

function encodeRrq(file: string, options: Record<string, string>): Uint8Array {
  const words = [file, 'octet', ...Object.entries(options).flat()]
  return Buffer.concat([Buffer.from([0, 1]), Buffer.from(words.map((word) => `${word}\0`).join(''), 'latin1')])
}

function encodeAck(block: number): Uint8Array {
  return Buffer.from([0, 4, block >> 8, block & 0xff])
}

function encodeError(code: number, text: string): Uint8Array {
  return Buffer.concat([Buffer.from([0, 5, 0, code]), Buffer.from(`${text}\0`, 'latin1')])
}

function decodeOack(data: Uint8Array): Map<string, string> {
  const words = Buffer.from(data.subarray(2)).toString('latin1').split('\0')
  const options = new Map<string, string>()
  for (let at = 0; at + 1 < words.length; at += 2) options.set((words[at] ?? '').toLowerCase(), words[at + 1] ?? '')
  return options
}
