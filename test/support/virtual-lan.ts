import { systemClock } from '../../main/engine/clock'
import { listCards } from '../../main/engine/net/cards'
import { bindCard } from '../../main/engine/net/sockets'
import type { Card, ServeConfig } from '../../main/engine/types'
import { DhcpLink } from '../../main/virtual/dhcp'
import { bootMachine, type BootResult } from '../../main/virtual/machine'
import { virtualMac, virtualUuid, type VirtualArch } from '../../main/virtual/persona'

/** Ports that need no rights. HTTP goes to the next free one by itself. */
export const TEST_PORTS = { dhcp: 26_067, pxe: 26_411, tftp: 26_069, http: 26_080 } as const

async function loopbackCard(): Promise<Card> {
  const card = (await listCards()).find(({ kind }) => kind === 'loopback')
  if (card === undefined) throw new Error('this computer has no loopback card')
  return card
}

/** Serves `medium` on the loopback card. */
export async function serveConfig(medium: string, append = ''): Promise<ServeConfig> {
  const { name } = await loopbackCard()
  return { nic: name, media: [medium], mode: 'proxy', append, httpPort: TEST_PORTS.http, allow: [], deny: [] }
}

/** Boots virtual machine `number` (0-250) at 127.0.0.(number + 2) through the engine at TEST_PORTS. */
export async function loopbackMachine(number: number, arch: VirtualArch): Promise<BootResult> {
  const address = `127.0.0.${number + 2}`
  const binding = bindCard(await loopbackCard(), { address, netmask: '255.0.0.0' })
  const openUdp = () => binding.openUdp({ port: 0, broadcast: false })
  const link = new DhcpLink(await openUdp(), { address: '127.0.0.1', port: TEST_PORTS.dhcp }, systemClock)
  try {
    return await bootMachine({
      arch,
      mac: virtualMac(number),
      uuid: virtualUuid(number),
      address,
      link,
      openUdp,
      tftpPort: TEST_PORTS.tftp,
      pxePort: TEST_PORTS.pxe,
      clock: systemClock,
      random: Math.random,
      onStep: () => undefined,
    })
  } finally {
    link.close()
  }
}
