import type { Resolve } from '../boot/resolve'
import type { Observe } from '../clients/observation'
import type { Clock } from '../clock'
import { messageOf } from '../errors'
import type { CardBinding, UdpPeer } from '../net/udp'
import type { LogLine } from '../types'
import { Budget } from './budget'
import { ERR } from './codes'
import { DEFAULT_LIMITS, type TftpLimits } from './limits'
import { decodePacket, encodeError, printable, type RequestPacket } from './packet'
import { mayAnswer } from './peers'
import { Registry, Transfer } from './registry'
import { serve, type Surroundings } from './serve'
import { SCRATCH_BYTES } from './session'

/** How long closing waits for reads that are under way. */
const CLOSE_PATIENCE_MS = 500

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
  /** How many transfers are under way. */
  readonly transfers: number
  /** Ends every transfer (the clients are told) and frees every port. */
  close(): Promise<void>
}

/**
 * A read-only TFTP server (RFC 1350, 2347, 2348, 2349, 7440) on one card. Names become files in `resolve` alone; each
 * transfer has its own socket and disturbs no other.
 *
 * @throws BootdropError what `binding.openUdp` throws
 */
export async function startTftp(options: TftpOptions): Promise<TftpServer> {
  const { binding, clock } = options
  const log = options.log ?? (() => undefined)
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const listener = await binding.openUdp({ port: options.port, broadcast: false })
  const registry = new Registry(limits)
  const budget = new Budget(clock, { perAddress: limits.errorsPerAddress, total: limits.errorsInAll })
  const opening = new Set<Promise<void>>()
  const idPrefix = `tftp-${clock.now().toString(36)}`
  let taken = 0
  let closed = false

  /** False where nobody is answered any more: the log is spared, too. */
  function refuse(peer: UdpPeer, code: number, text: string): boolean {
    if (closed || !budget.spend(peer.address)) return false
    listener.send(encodeError(code, text), peer)
    return true
  }

  const around: Surroundings = {
    ...{ binding, clock, log, limits, resolve: options.resolve, observe: options.observe },
    scratch: Buffer.alloc(SCRATCH_BYTES),
    refuse: (transfer, code, text) => refuse(transfer.peer, code, text),
    mayAnswer: (peer) => mayAnswer(peer, binding) && budget.spend(peer.address),
    forget: (transfer) => registry.remove(transfer),
  }

  function receive(data: Uint8Array, from: UdpPeer): void {
    // Our own address and port as a source would make us talk to ourselves.
    const ourselves = from.port === listener.port && from.address === binding.address
    if (closed || ourselves || !mayAnswer(from, binding)) return
    const decoded = decodePacket(data)
    if (!decoded.ok) {
      const told = refuse(from, decoded.code, decoded.text)
      if (told) log('debug', `TFTP: ${from.address}: ${decoded.reason}`)
      return
    }
    const { packet } = decoded
    // An ERROR is never answered, or two servers could go on for ever.
    if (packet.kind === 'error') return
    if (packet.kind === 'wrq') {
      const told = refuse(from, ERR.accessViolation, 'Access violation: read only')
      if (told) log('info', `TFTP: ${from.address} wanted to write ${printable(packet.file)}: refused`)
    } else if (packet.kind !== 'rrq') {
      refuse(from, ERR.unknownTransferId, 'Unknown transfer ID')
    } else if (packet.mode !== 'octet' && packet.mode !== 'netascii') {
      const told = refuse(from, ERR.illegalOperation, 'Mode not supported: use octet')
      if (told) log('info', `TFTP: ${from.address} asked for mode ${printable(packet.mode)}: refused`)
    } else {
      take(packet, data, from)
    }
  }

  function giveWay(victim: Transfer): void {
    // Who never acknowledged anything may be forged, and is told nothing.
    if (victim.untouched) victim.drop('timed-out', 'no answer so far, gave way to another transfer')
    else victim.drop('timed-out', 'too slow, gave way to another transfer', 'Too many transfers at a time')
    registry.remove(victim)
  }

  function take(request: RequestPacket, data: Uint8Array, from: UdpPeer): void {
    const before = registry.at(from)
    if (before !== undefined) {
      if (before.isRepeated(data, clock.now() - limits.timeoutMs)) return
      before.drop('aborted', 'the client began again')
      registry.remove(before)
    }
    // Those that gave way may still hang in a slow disk: they must not pile up. Whoever gets no answer asks again.
    if (opening.size >= 2 * limits.total) return
    const room = registry.roomFor(from, clock.now())
    if (!room.fits) {
      // A full table is so for seconds only, and firmware takes an ERROR for the end: silence makes it ask again.
      if (room.why === 'client-full' && refuse(from, ERR.undefined, 'Too many transfers at a time')) {
        log('warning', `TFTP: ${from.address} has to wait: too many transfers at a time`)
      }
      return
    }
    if (room.victim !== undefined) giveWay(room.victim)
    taken += 1
    const transfer = new Transfer(`${idPrefix}-${taken}`, from, data, clock.now())
    registry.add(transfer)
    const work: Promise<void> = serve(request, transfer, around)
      .catch((error: unknown) => log('error', `TFTP: ${from.address}: ${messageOf(error)}`))
      .finally(() => {
        opening.delete(work)
        if (transfer.session === undefined) registry.remove(transfer)
      })
    opening.add(work)
  }

  /** Those that are still finding their file leave off by themselves; a disk that never answers is not waited for. */
  async function openingsEnd(): Promise<void> {
    let cancel: () => void = () => undefined
    const patience = new Promise<void>((resolve) => {
      cancel = clock.after(CLOSE_PATIENCE_MS, resolve)
    })
    await Promise.race([Promise.all(opening), patience])
    cancel()
  }

  listener.onMessage((data, from) => {
    try {
      receive(data, from)
    } catch (error) {
      log('error', `TFTP: ${from.address}: ${messageOf(error)}`)
    }
  })
  listener.onError((error) => log('warning', `TFTP: ${messageOf(error)}`))

  return {
    port: listener.port,
    get transfers() {
      return registry.size
    },
    async close() {
      if (closed) return
      for (const transfer of registry.all()) {
        transfer.drop('aborted', 'the server was stopped', 'The server was stopped')
        registry.remove(transfer)
      }
      closed = true
      listener.close()
      await openingsEnd()
    },
  }
}
