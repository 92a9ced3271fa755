import { beforeAll, expect, test } from 'vitest'
import { office, eventsOf, filesOf, phasesOf } from './office'
import { debian13, grubDisc, WHOLE_IMAGE_RUNS } from './installers'
import { memtestIso, MEMTEST_ON_SERIAL, MEMTEST_RUNS } from './media'
import { startRouter } from './peers'
import { missingFor } from './qemu'
import { describeLan } from './require'

const noArm = process.env['BOOTDROP_REQUIRE'] === 'all' ? undefined : missingFor('aavmf')

describeLan('every kind of firmware, beside the DHCP server of the LAN', () =>
  office({}, ({ lan, serve, boot, reaches }) => {
    beforeAll(() => startRouter(lan()))

    test('UEFI HTTP Boot gets its loader by HTTP, and nothing of it by TFTP', async () => {
      const bootdrop = await serve(memtestIso(), ...MEMTEST_ON_SERIAL)
      const machine = boot({ firmware: 'ovmf-http', memoryMiB: 512 })
      await reaches(machine, MEMTEST_RUNS, 90_000)
      const loader = eventsOf(bootdrop, 'transfer', machine).find(({ file }) => /snponly\.efi$/.test(String(file)))
      expect(loader).toMatchObject({ protocol: 'http' })
      expect(eventsOf(bootdrop, 'client', machine).at(0)).toMatchObject({ arch: 'http-x64' })
      expect(phasesOf(bootdrop, machine)).toEqual(expect.arrayContaining(['offered', 'loader', 'script', 'loading']))
    })

    test('UEFI HTTP Boot mounts a whole ISO and starts the loader on it', async () => {
      const bootdrop = await serve(await grubDisc(), '--recipe', 'whole-image')
      const machine = boot({ firmware: 'ovmf-http', memoryMiB: 512 })
      await reaches(machine, WHOLE_IMAGE_RUNS, 60_000)
      expect(filesOf(bootdrop, machine)).toContainEqual(expect.stringMatching(/\.iso$/))
    })

    test('a PXE machine before a whole ISO is told to need HTTP Boot', async () => {
      const bootdrop = await serve(await grubDisc(), '--recipe', 'whole-image')
      const machine = boot({ firmware: 'ovmf', memoryMiB: 512 })
      const refused = await bootdrop.event('its refusal', 60_000, ({ mac, why }) => mac === machine.mac && !!why)
      expect(refused).toMatchObject({ why: 'needs-http-boot' })
    })

    test.skipIf(noArm)('AAVMF boots a Debian arm64 installer kernel', async () => {
      const bootdrop = await serve(await debian13('arm64'), '--append', 'console=ttyAMA0 ignore_loglevel')
      const machine = boot({ firmware: 'aavmf' })
      await reaches(machine, /Linux version \S+-arm64/, 180_000)
      expect(filesOf(bootdrop, machine)).toEqual(expect.arrayContaining(['linux', 'initrd.gz']))
      expect(eventsOf(bootdrop, 'client', machine).at(0)).toMatchObject({ arch: 'uefi-arm64' })
    })

    test.skipIf(noArm)('AAVMF reaches our script by HTTP Boot', async () => {
      const bootdrop = await serve(await debian13('arm64'))
      const machine = boot({ firmware: 'aavmf-http', memoryMiB: 512 })
      const script = await bootdrop.event('its script', 90_000, (event) => event['mac'] === machine.mac && event['phase'] === 'script') // prettier-ignore
      expect(script).toMatchObject({ arch: 'http-arm64' })
    })
  }),
)
