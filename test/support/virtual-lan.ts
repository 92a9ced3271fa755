import { DEFAULTS } from '../../main/engine/initial'
import type { ServeConfig } from '../../main/engine/types'
import { bootOnLoopback, loopbackCard } from '../../main/virtual/loopback'
import type { BootResult } from '../../main/virtual/machine'
import type { VirtualArch } from '../../main/virtual/persona'

/** Ports that need no rights. HTTP goes to the next free one by itself. */
export const TEST_PORTS = { dhcp: 26_067, pxe: 26_411, tftp: 26_069, http: 26_080 } as const

/** Serves `medium` on the loopback card. */
export async function serveConfig(medium: string, append = ''): Promise<ServeConfig> {
  const { name } = await loopbackCard()
  return { ...DEFAULTS, nic: name, media: [{ path: medium }], mode: 'proxy', append, httpPort: TEST_PORTS.http }
}

/** Boots virtual machine `number` through the engine at TEST_PORTS. */
export function loopbackMachine(number: number, arch: VirtualArch): Promise<BootResult> {
  return bootOnLoopback({ number, arch, ports: TEST_PORTS })
}
