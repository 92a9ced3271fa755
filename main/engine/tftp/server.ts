import type { Resolution, Resolve } from '../boot/resolve'
import type { Observe } from '../clients/observation'
import type { Clock } from '../clock'
import { messageOf } from '../errors'
import type { CardBinding, UdpPeer } from '../net/udp'
import type { LogLine } from '../types'
import { ERR } from './codes'
import { asNetascii } from './netascii'
import { negotiate } from './negotiate'
import { decodePacket, encodeError, printable, type RequestPacket } from './packet'
import { mayAnswer } from './peers'
import { type Outcome, SCRATCH_BYTES, Session, type SessionLimits } from './session'

export interface TftpLimits extends SessionLimits {
  /** Transfers at a time, of one address and of all. */
  readonly perClient: number
  readonly total: number
  /** A window on the wire, bytes and blocks. */
  readonly windowBytes: number
  readonly windowBlocks: number
}

export const DEFAULT_LIMITS: TftpLimits = {
  perClient: 32,
  total: 256,
  windowBytes: 128 * 1024,
  windowBlocks: 64,
  chunkBytes: 256 * 1024,
  timeoutMs: 1000,
  maxTimeoutMs: 8000,
  silenceMs: 30_000,
  rollover: 0,
}

export interface TftpOptions {
  readonly binding: CardBinding
  /** 69; 0 takes a free one. */
  readonly port: number
  readonly resolve: Resolve
  readonly observe: Observe
  readonly clock: Clock
  readonly log?: (level: LogLine['level'], text: string) => void
  readonly limits?: Partial<TftpLimits>
}

export interface TftpServer {
  readonly port: number
  /** Transfers under way. */
  readonly transfers: number
  /** Ends every transfer (the clients are told) and frees every port. */
  close(): Promise<void>
}

/** A request that was taken, from the moment it came in. */
interface Transfer {
  readonly id: string
  readonly peer: UdpPeer
  /** The datagram, to know it when it comes again. */
  readonly datagram: string
  /** Undefined while the file is being found and opened. */
  session: Session | undefined
  /** Replaced or closed while it was being opened. */
  dropped: boolean
}

/**
 * A read-only TFTP server (RFC 1350, 2347, 2348, 2349, 7440) on one card. Names become files in `resolve` alone; each
 * transfer has its own socket and disturbs no other.
 *
 * @throws BootdropError what `binding.openUdp` throws
 */
export async function startTftp(options: TftpOptions): Promise<TftpServer> {
  const { binding, resolve, observe, clock } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const log = options.log ?? (() => undefined)
  const listener = await binding.openUdp({ port: options.port, broadcast: false })
  const scratch = Buffer.alloc(SCRATCH_BYTES)
  /** By client address and port, oldest first. */
  const transfers = new Map<string, Transfer>()
  const opening = new Set<Promise<void>>()
  const idPrefix = `tftp-${clock.now().toString(36)}`
  let count = 0
  let closed = false

  listener.onMessage((data, from) => {
    try {
      receive(data, from)
    } catch (error) {
      log('error', `TFTP: ${from.address}: ${messageOf(error)}`)
    }
  })
  listener.onError((error) => log('warning', `TFTP: ${messageOf(error)}`))

  function receive(data: Uint8Array, from: UdpPeer): void {
    // Our own address and port as a source would make us talk to ourselves.
    const ourselves = from.port === listener.port && from.address === binding.address
    if (closed || ourselves || !mayAnswer(from, binding)) return
    const decoded = decodePacket(data)
    if (!decoded.ok) {
      log('debug', `TFTP: ${from.address}: ${decoded.reason}`)
      refuse(from, decoded.code, decoded.text)
      return
    }
    const { packet } = decoded
    if (packet.kind === 'error') return
    if (packet.kind === 'wrq') {
      log('info', `TFTP: ${from.address} wanted to write ${printable(packet.file)}: refused`)
      refuse(from, ERR.accessViolation, 'Access violation: read only')
    } else if (packet.kind !== 'rrq') {
      refuse(from, ERR.unknownTransferId, 'Unknown transfer ID')
    } else if (packet.mode !== 'octet' && packet.mode !== 'netascii') {
      log(
        'info',
        `TFTP: ${from.address} asked for ${printable(packet.file)} in mode ${printable(packet.mode)}: refused`,
      )
      refuse(from, ERR.illegalOperation, 'Mode not supported: use octet')
    } else {
      take(packet, data, from)
    }
  }

  /** Starts a transfer, unless the datagram is the same request again: the client repeats it while our answer is under way. */
  function take(request: RequestPacket, data: Uint8Array, from: UdpPeer): void {
    const key = `${from.address}:${from.port}`
    const datagram = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1')
    const before = transfers.get(key)
    if (before !== undefined) {
      if (before.datagram === datagram && (before.session?.untouched ?? true)) return
      // A client that begins again on the port of its old transfer has given that one up.
      drop(key, before, 'aborted', 'the client began again')
    }
    if (!makeRoom(from)) {
      log('warning', `TFTP: ${from.address} has too many transfers at a time`)
      refuse(from, ERR.undefined, 'Too many transfers at a time')
      return
    }
    count += 1
    const transfer: Transfer = {
      id: `${idPrefix}-${count}`,
      peer: { ...from },
      datagram,
      session: undefined,
      dropped: false,
    }
    transfers.set(key, transfer)
    const work: Promise<void> = open(key, transfer, request)
      .catch((error: unknown) => log('error', `TFTP: ${from.address}: ${messageOf(error)}`))
      .finally(() => {
        opening.delete(work)
        if (transfer.session === undefined) forget(key, transfer)
      })
    opening.add(work)
  }

  async function open(key: string, transfer: Transfer, request: RequestPacket): Promise<void> {
    const { id, peer } = transfer
    const ip = peer.address
    const start = (role: 'other' | Extract<Resolution, { kind: 'file' }>['role'], sizeBytes: number | undefined) =>
      observe({
        kind: 'transfer-start',
        id,
        ip,
        protocol: 'tftp',
        file: request.file,
        role,
        sizeBytes,
        detail: words(request),
      })
    const fail = (error: unknown): void => {
      refuse(peer, ERR.undefined, 'The file cannot be read')
      observe({ kind: 'transfer-end', id, ip, sentBytes: 0, outcome: 'failed', detail: messageOf(error) })
    }
    let found: Resolution
    try {
      found = await resolve({ ip, protocol: 'tftp', path: request.file, query: new URLSearchParams() })
    } catch (error) {
      start('other', undefined)
      fail(error)
      return
    }
    if (found.kind === 'not-found') {
      refuse(peer, ERR.fileNotFound, 'File not found')
      log('debug', `TFTP: ${ip} asked for ${printable(request.file)}: ${found.reason}`)
      observe({ kind: 'not-found', ip, protocol: 'tftp', file: request.file, expected: found.expected })
      return
    }
    let file = found.file
    try {
      if (request.mode === 'netascii') file = await asNetascii(file)
      if (transfer.dropped) {
        await file.close()
        return
      }
      const socket = await binding.openUdp({ port: 0, broadcast: false })
      socket.onError((error) => log('debug', `TFTP: ${ip}: ${messageOf(error)}`))
      if (transfer.dropped) {
        socket.close()
        await file.close()
        return
      }
      start(found.role, file.size)
      transfer.session = new Session({
        socket,
        peer,
        file,
        negotiated: negotiate(request.options, {
          mtu: binding.mtu,
          sizeBytes: file.size,
          windowBytes: Math.min(limits.windowBytes, limits.chunkBytes),
          windowBlocks: limits.windowBlocks,
        }),
        limits,
        clock,
        scratch,
        onProgress: (sentBytes) => observe({ kind: 'transfer-progress', id, ip, sentBytes }),
        onEnd: (outcome, sentBytes, detail) => {
          forget(key, transfer)
          observe({ kind: 'transfer-end', id, ip, sentBytes, outcome, detail })
        },
      })
    } catch (error) {
      start(found.role, file.size)
      fail(error)
      await found.file.close()
    }
  }

  /**
   * Whether one more transfer of this client fits. When it does not, the oldest one that never acknowledged anything makes
   * room: forged requests by the hundred would otherwise lock out the real machines.
   */
  function makeRoom(from: UdpPeer): boolean {
    let own = 0
    let ownIdle: [string, Transfer] | undefined
    let idle: [string, Transfer] | undefined
    for (const entry of transfers) {
      const unused = entry[1].session?.untouched === true
      if (unused) idle ??= entry
      if (entry[1].peer.address !== from.address) continue
      own += 1
      if (unused) ownIdle ??= entry
    }
    const victim = own >= limits.perClient ? ownIdle : idle
    if (own < limits.perClient && transfers.size < limits.total) return true
    if (victim === undefined) return false
    drop(victim[0], victim[1], 'timed-out', 'no answer yet, gave way to another transfer')
    return true
  }

  function drop(key: string, transfer: Transfer, outcome: Outcome, detail: string): void {
    transfer.dropped = true
    transfer.session?.abort(outcome, detail)
    forget(key, transfer)
  }

  function forget(key: string, transfer: Transfer): void {
    if (transfers.get(key) === transfer) transfers.delete(key)
  }

  function refuse(peer: UdpPeer, code: number, text: string): void {
    if (!closed) listener.send(encodeError(code, text), peer)
  }

  return {
    port: listener.port,
    get transfers() {
      return transfers.size
    },
    async close() {
      closed = true
      for (const [key, transfer] of [...transfers]) {
        transfer.session?.abort('aborted', 'the server was stopped', 'The server was stopped')
        drop(key, transfer, 'aborted', '')
      }
      listener.close()
      await Promise.all(opening)
    },
  }
}

/** `RRQ snponly.efi octet blksize 1468 windowsize 4 tsize`: the request as the detail line shows it. */
function words(request: RequestPacket): string {
  const options = [...request.options].map(([name, value]) => (name === 'tsize' ? name : `${name} ${value}`))
  return ['RRQ', printable(request.file), request.mode, ...options.map(printable)].join(' ')
}
