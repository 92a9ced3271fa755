import type { Resolution, Resolve } from '../boot/resolve'
import type { Observe } from '../clients/observation'
import type { Clock } from '../clock'
import { messageOf } from '../errors'
import type { MediumFile } from '../media/medium'
import type { CardBinding, UdpPeer } from '../net/udp'
import type { FileRole, LogLine } from '../types'
import { ERR } from './codes'
import type { TftpLimits } from './limits'
import { asNetascii } from './netascii'
import { negotiate } from './negotiate'
import { printable, type RequestPacket } from './packet'
import type { Transfer } from './registry'
import { Session } from './session'

/** What a transfer takes from the server that it belongs to. */
export interface Surroundings {
  readonly binding: CardBinding
  readonly resolve: Resolve
  readonly observe: Observe
  readonly clock: Clock
  readonly log: (level: LogLine['level'], text: string) => void
  readonly limits: TftpLimits
  readonly scratch: Uint8Array
  /** Sends an ERROR from the listening port, unless it has sent too many. */
  readonly refuse: (transfer: Transfer, code: number, text: string) => boolean
  /** Whether an ERROR may go to this address now. */
  readonly mayAnswer: (peer: UdpPeer) => boolean
  readonly forget: (transfer: Transfer) => void
}

/**
 * Finds the file of a read request and sets its transfer going. Once this returns, the transfer either has a session, which
 * forgets it at its end, or is to be forgotten. Never rejects for anything a client or a medium can do.
 */
export async function serve(request: RequestPacket, transfer: Transfer, around: Surroundings): Promise<void> {
  let found: Resolution
  try {
    found = await around.resolve({
      ip: transfer.peer.address,
      protocol: 'tftp',
      path: request.file,
      query: new URLSearchParams(),
    })
  } catch (error) {
    if (!transfer.dropped) fail(request, transfer, around, error)
    return
  }
  if (found.kind === 'not-found') {
    notFound(request, transfer, around, found)
    return
  }
  let file = found.file
  if (request.mode === 'netascii' && file.size > around.limits.netasciiBytes) {
    refuseBigText(request, transfer, around)
    await file.close()
    return
  }
  try {
    if (request.mode === 'netascii') file = await asNetascii(file, transfer.stop)
    if (!transfer.dropped) await begin(request, transfer, around, file, found.role)
    if (transfer.session === undefined) await file.close()
  } catch (error) {
    await file.close().catch(() => undefined)
    if (!transfer.dropped) fail(request, transfer, around, error)
  }
}

function refuseBigText(request: RequestPacket, transfer: Transfer, around: Surroundings): void {
  if (!around.refuse(transfer, ERR.illegalOperation, 'Too large for netascii: use octet')) return
  const ip = transfer.peer.address
  around.log('info', `TFTP: ${ip} asked for ${printable(request.file)} as netascii: too large, refused`)
}

async function begin(
  request: RequestPacket,
  transfer: Transfer,
  around: Surroundings,
  file: MediumFile,
  role: FileRole,
): Promise<void> {
  const { binding, observe, log, limits, clock, scratch } = around
  const { id, peer } = transfer
  const ip = peer.address
  const socket = await binding.openUdp({ port: 0, broadcast: false })
  if (transfer.dropped) {
    socket.close()
    return
  }
  // A card that is down for a moment is met by retransmission; one that stays down, by giving up.
  socket.onError((error) => log('debug', `TFTP: ${ip}: ${messageOf(error)}`))
  started(request, transfer, around, role, file.size)
  transfer.session = new Session({
    socket,
    peer,
    file,
    negotiated: negotiate(request.options, {
      mtu: binding.mtu,
      sizeBytes: file.size,
      // A window must fit into one half of the read-ahead.
      windowBytes: Math.min(limits.windowBytes, limits.chunkBytes),
      windowBlocks: limits.windowBlocks,
    }),
    limits,
    clock,
    scratch,
    mayAnswer: around.mayAnswer,
    onProgress: (sentBytes) => observe({ kind: 'transfer-progress', id, ip, sentBytes }),
    onEnd: (outcome, sentBytes, detail) => {
      around.forget(transfer)
      observe({ kind: 'transfer-end', id, ip, sentBytes, outcome, detail })
    },
  })
}

function notFound(
  request: RequestPacket,
  transfer: Transfer,
  around: Surroundings,
  found: Extract<Resolution, { kind: 'not-found' }>,
): void {
  const ip = transfer.peer.address
  around.refuse(transfer, ERR.fileNotFound, 'File not found')
  around.log('debug', `TFTP: ${ip} asked for ${printable(request.file)}: ${found.reason}`)
  const { expected, mediumGone = false } = found
  around.observe({ kind: 'not-found', ip, protocol: 'tftp', file: request.file, expected, mediumGone })
}

/** The file was there, but cannot be sent. The client is told little; paths and disk errors are ours. */
function fail(request: RequestPacket, transfer: Transfer, around: Surroundings, error: unknown): void {
  around.refuse(transfer, ERR.undefined, 'The file cannot be read')
  around.log('warning', `TFTP: ${transfer.peer.address}: ${printable(request.file)}: ${messageOf(error)}`)
  started(request, transfer, around, 'other', undefined)
  const { id, peer } = transfer
  around.observe({
    kind: 'transfer-end',
    id,
    ip: peer.address,
    sentBytes: 0,
    outcome: 'failed',
    detail: messageOf(error),
  })
}

function started(
  request: RequestPacket,
  transfer: Transfer,
  around: Surroundings,
  role: FileRole,
  sizeBytes: number | undefined,
): void {
  around.observe({
    kind: 'transfer-start',
    id: transfer.id,
    ip: transfer.peer.address,
    protocol: 'tftp',
    file: request.file,
    role,
    sizeBytes,
    detail: words(request),
  })
}

/** `RRQ snponly.efi octet blksize 1468 windowsize 4 tsize`: the request as the detail line shows it. */
function words(request: RequestPacket): string {
  const options = [...request.options].map(([name, value]) => (name === 'tsize' ? name : `${name} ${value}`))
  return ['RRQ', request.file, request.mode, ...options].map(printable).join(' ')
}
