import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAssets } from '../../../main/engine/assets'
import { systemClock } from '../../../main/engine/clock'
import { createEngine, type Engine } from '../../../main/engine/engine'
import { messageOf } from '../../../main/engine/errors'
import { DEFAULTS } from '../../../main/engine/initial'
import type { DhcpLink } from '../../../main/virtual/dhcp'
import { bootOnLoopback, loopbackCard, openLeaseLink } from '../../../main/virtual/loopback'
import type { VirtualArch } from '../../../main/virtual/persona'
import { debianNetbootTree } from '../../support/trees'

const PORTS = { dhcp: 27_067, pxe: 27_411, tftp: 27_069, http: 27_080 } as const
const assets = createAssets(join(import.meta.dirname, '../../../assets'))

/** Machines without an address hear answers on port 68 alone, which takes rights and a Linux loopback card. */
async function whyNot(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'Linux has all of 127.0.0.0/8'
  try {
    const link = await openLeaseLink(PORTS)
    link.close()
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

const reason = process.env.BOOTDROP_REQUIRE === 'all' ? undefined : await whyNot()

describe.skipIf(reason !== undefined)(
  `a machine that takes a lease${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    let folder: string
    let engine: Engine
    let link: DhcpLink

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'bootdrop-lease-'))
      const media = []
      // Two for the x64 machines, which get a menu; one for the arm64 one, which gets it at once.
      for (const [name, arch] of [['amd64'], ['amd64-again'], ['arm64', 'arm64']] as const) {
        media.push({ path: await debianNetbootTree(join(folder, name), arch) })
      }
      engine = createEngine({ clock: systemClock, assets, ports: PORTS })
      const { name } = await loopbackCard()
      await engine.start({ ...DEFAULTS, nic: name, media, mode: 'dhcp', httpPort: PORTS.http })
      link = await openLeaseLink(PORTS)
    })
    afterAll(async () => {
      link.close()
      await engine.stop()
      await rm(folder, { recursive: true, force: true })
    })

    it.each<VirtualArch>(['bios', 'uefi-x64', 'uefi-arm64', 'http-x64'])(
      'boots as %s out of one complete offer, from the address that it was given',
      async (arch) => {
        const number = ['bios', 'uefi-x64', 'uefi-arm64', 'http-x64'].indexOf(arch) + 40
        const steps: string[] = []
        const result = await bootOnLoopback({
          number,
          arch,
          ports: PORTS,
          link,
          onStep: (text) => void steps.push(text),
        })
        expect(result.failure).toBeUndefined()
        expect(result.files.map(({ purpose }) => purpose)).toEqual(
          expect.arrayContaining(['loader', 'script', 'kernel', 'initrd']),
        )
        const leased = steps.flatMap((step) => /^ACK: (\S+) for \d+ s$/.exec(step)?.[1] ?? [])
        expect(leased).toHaveLength(2)
        expect(new Set(leased).size).toBe(1)
        const client = engine.state().clients.find(({ ip }) => ip === leased[0])
        expect(client?.phase.phase).toBe('handed-over')
        expect(client?.transfers.length).toBeGreaterThan(0)
      },
    )
  },
)
