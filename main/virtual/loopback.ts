import { systemClock } from '../engine/clock'
import { BootdropError } from '../engine/errors'
import { listCards } from '../engine/net/cards'
import { bindCard } from '../engine/net/sockets'
import type { SessionPorts } from '../engine/session'
import type { UdpSocket } from '../engine/net/udp'
import type { Card, Ipv4 } from '../engine/types'
import { DhcpLink } from './dhcp'
import { bootMachine, type BootResult } from './machine'
import { virtualMac, virtualUuid, type VirtualArch } from './persona'

/** Most machines that can be told apart by their loopback address. */
export const MAX_LOOPBACK_MACHINES = 60_000
/** Where machines without an address hear answers, RFC 2131 section 4.1. */
export const CLIENT_PORT = 68

/** @throws BootdropError `card-unknown` where there is none */
export async function loopbackCard(): Promise<Card> {
  const card = (await listCards()).find(({ kind }) => kind === 'loopback')
  if (card === undefined) throw new BootdropError('card-unknown', 'This computer has no loopback card.')
  return card
}

export interface LoopbackBoot {
  /** 0 to MAX_LOOPBACK_MACHINES - 1: gives MAC, UUID and address. */
  readonly number: number
  readonly arch: VirtualArch
  /** Where the engine listens on 127.0.0.1. */
  readonly ports: SessionPorts
  readonly onStep?: (text: string) => void
  readonly paceMs?: number
  readonly untilScript?: boolean
  /** Of `openLeaseLink`, where the server leases addresses: the machine takes one. */
  readonly link?: DhcpLink
}

/** Boots one virtual machine on the loopback card of this computer: no packet leaves it. Never rejects for a failed boot. */
export async function bootOnLoopback(options: LoopbackBoot): Promise<BootResult> {
  const { number, arch, ports, onStep, paceMs, untilScript = false, link } = options
  // Linux owns all of 127.0.0.0/8; elsewhere only 127.0.0.1 is there.
  const host = number + 2
  const address = process.platform === 'linux' ? `127.0.${host >> 8}.${host & 0xff}` : '127.0.0.1'
  const openUdp = socketsOf(await loopbackCard())
  const own = link ?? new DhcpLink(await openUdp(address), { address: '127.0.0.1', port: ports.dhcp }, systemClock)
  try {
    return await bootMachine({
      arch,
      mac: virtualMac(number),
      uuid: virtualUuid(number),
      address,
      leases: link === undefined ? 'never' : 'take',
      link: own,
      openUdp,
      tftpPort: ports.tftp,
      pxePort: ports.pxe,
      clock: systemClock,
      random: Math.random,
      untilScript,
      onStep: onStep ?? (() => undefined),
      ...(paceMs === undefined ? {} : { paceMs }),
    })
  } finally {
    if (link === undefined) own.close()
  }
}

/**
 * The ear of all machines that take a lease from a server on the loopback card (Linux, and whoever may open port 68).
 * @throws BootdropError `port-taken`, `port-forbidden`
 */
export async function openLeaseLink(ports: SessionPorts): Promise<DhcpLink> {
  const binding = bindCard(await loopbackCard(), { address: '127.0.0.1', netmask: '255.0.0.0' })
  const socket = await binding.openUdp({ port: CLIENT_PORT, broadcast: true })
  return new DhcpLink(socket, { address: '127.0.0.1', port: ports.dhcp }, systemClock)
}

function socketsOf(card: Card): (address: Ipv4) => Promise<UdpSocket> {
  return (address) => bindCard(card, { address, netmask: '255.0.0.0' }).openUdp({ port: 0, broadcast: false })
}
