import { systemClock } from '../engine/clock'
import { BootdropError } from '../engine/errors'
import { listCards } from '../engine/net/cards'
import { bindCard } from '../engine/net/sockets'
import type { SessionPorts } from '../engine/session'
import type { Card } from '../engine/types'
import { DhcpLink } from './dhcp'
import { bootMachine, type BootResult } from './machine'
import { virtualMac, virtualUuid, type VirtualArch } from './persona'

/** Most machines that can be told apart by their loopback address. */
export const MAX_LOOPBACK_MACHINES = 250

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
}

/** Boots one virtual machine on the loopback card of this computer: no packet leaves it. Never rejects for a failed boot. */
export async function bootOnLoopback({ number, arch, ports, onStep, paceMs }: LoopbackBoot): Promise<BootResult> {
  // Linux owns all of 127.0.0.0/8; elsewhere only 127.0.0.1 is there.
  const address = process.platform === 'linux' ? `127.0.0.${number + 2}` : '127.0.0.1'
  const binding = bindCard(await loopbackCard(), { address, netmask: '255.0.0.0' })
  const openUdp = () => binding.openUdp({ port: 0, broadcast: false })
  const link = new DhcpLink(await openUdp(), { address: '127.0.0.1', port: ports.dhcp }, systemClock)
  try {
    return await bootMachine({
      arch,
      mac: virtualMac(number),
      uuid: virtualUuid(number),
      address,
      link,
      openUdp,
      tftpPort: ports.tftp,
      pxePort: ports.pxe,
      clock: systemClock,
      random: Math.random,
      onStep: onStep ?? (() => undefined),
      ...(paceMs === undefined ? {} : { paceMs }),
    })
  } finally {
    link.close()
  }
}
