import type { Clock } from '../engine/clock'
import { BootdropError } from '../engine/errors'
import { bindCard } from '../engine/net/sockets'
import type { UdpSocket } from '../engine/net/udp'
import type { Card, CardAddress, Ipv4, Mac } from '../engine/types'
import { DhcpLink } from '../virtual/dhcp'
import { bootMachine, type BootResult, type MachineOptions } from '../virtual/machine'
import type { VirtualArch } from '../virtual/persona'

/** One virtual machine at one card of this computer. */
export interface CardBoot {
  readonly card: Card
  /** Ours on that card; the machine speaks from it, but on the loopback card from one of its own. */
  readonly address: CardAddress
  readonly ports: { readonly dhcp: number; readonly pxe: number; readonly tftp: number }
  readonly arch: VirtualArch
  readonly mac: Mac
  readonly uuid: Uint8Array
  readonly clock: Clock
  readonly random: () => number
  readonly onStep: (text: string) => void
  readonly onRung?: NonNullable<MachineOptions['onRung']>
  /** Takes answers of this boot server alone. */
  readonly server?: Ipv4
  readonly signal?: AbortSignal
}

/**
 * Boots once through sockets of the card itself, at ports that no server needs. What it opened is closed when it ends.
 * @throws BootdropError `cancelled` after an abort; what the card refuses
 */
export async function bootAtCard(options: CardBoot): Promise<BootResult> {
  const { card, address, ports, arch, mac, uuid, random, onStep, onRung, server, signal } = options
  const isLoopback = card.kind === 'loopback'
  const own = isLoopback ? { ...address, address: ownLoopbackAddress(address.address) } : address
  const binding = bindCard(card, own)
  const things = new Things(options.clock, signal)
  try {
    const socket = await things.keep(binding.openUdp({ port: 0, broadcast: !isLoopback }))
    const to = { address: isLoopback ? address.address : '255.255.255.255', port: ports.dhcp }
    const booting = bootMachine({
      ...{ arch, mac, uuid, random, onStep, leases: 'may', address: own.address, clock: things },
      link: new DhcpLink(socket, to, things),
      openUdp: () => things.keep(binding.openUdp({ port: 0, broadcast: false })),
      tftpPort: ports.tftp,
      pxePort: ports.pxe,
      ...(onRung === undefined ? {} : { onRung }),
      ...(server === undefined ? {} : { server }),
      ...(signal === undefined ? {} : { signal }),
    })
    return await things.unlessAborted(booting)
  } finally {
    things.close()
  }
}

/** Linux owns all of 127.0.0.0/8; elsewhere only 127.0.0.1 is there. */
export function ownLoopbackAddress(server: Ipv4): Ipv4 {
  return process.platform === 'linux' && server === '127.0.0.1' ? '127.0.94.31' : server
}

/** Where the machine of `bootAtCard` speaks from. */
export function addressOfMachine(card: Card, { address }: CardAddress): Ipv4 {
  return card.kind === 'loopback' ? ownLoopbackAddress(address) : address
}

/** Sockets and timers of one boot. An abort ends them all at once; whoever waits for one of them then waits for ever. */
class Things implements Clock {
  readonly #sockets = new Set<UdpSocket>()
  readonly #timers = new Set<() => void>()
  #closed = false

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal | undefined,
  ) {}

  now(): number {
    return this.clock.now()
  }

  after(delayMs: number, callback: () => void): () => void {
    if (this.#closed) return () => undefined
    const stop = this.clock.after(delayMs, () => {
      this.#timers.delete(stop)
      callback()
    })
    this.#timers.add(stop)
    return () => {
      this.#timers.delete(stop)
      stop()
    }
  }

  async keep(opening: Promise<UdpSocket>): Promise<UdpSocket> {
    const socket = await opening
    if (this.#closed) {
      socket.close()
      throw cancelled()
    }
    const kept: UdpSocket = {
      port: socket.port,
      send: (data, to) => socket.send(data, to),
      sendSegments: (data, segmentBytes, to) => socket.sendSegments(data, segmentBytes, to),
      onMessage: (handler) => socket.onMessage(handler),
      onError: (handler) => socket.onError(handler),
      close: () => {
        if (this.#sockets.delete(kept)) socket.close()
      },
    }
    this.#sockets.add(kept)
    return kept
  }

  async unlessAborted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this
    if (signal === undefined) return await work
    // It may fail after nobody waits for it any more.
    work.catch(() => undefined)
    const aborted = new Promise<never>((_resolve, reject) => {
      if (signal.aborted) reject(cancelled())
      else signal.addEventListener('abort', () => reject(cancelled()), { once: true })
    })
    aborted.catch(() => undefined)
    return await Promise.race([work, aborted])
  }

  close(): void {
    this.#closed = true
    for (const stop of this.#timers) stop()
    this.#timers.clear()
    for (const socket of [...this.#sockets]) socket.close()
  }
}

function cancelled(): BootdropError {
  return new BootdropError('cancelled', 'The self-test was broken off.')
}
