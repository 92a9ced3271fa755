import { beforeAll, expect, test } from 'vitest'
import { office, eventsOf, filesOf, isNotice } from './office'
import { debian13 } from './installers'
import { startRouter } from './peers'
import { describeLan } from './require'

/** Both are the kernel's own words: what started it was verified, and it verifies what comes after. */
const SECURE = /Kernel is locked down from EFI Secure Boot[\s\S]*secureboot: Secure boot enabled/
/** The recipe's `quiet` would hide them. */
const LOUD = ['--append', 'console=ttyS0 ignore_loglevel'] as const
const SIGNED = ['--loader', 'signed', ...LOUD] as const

describeLan('Secure Boot, Bootdrop being the only DHCP server', () =>
  office({}, ({ serve, boot, reaches }) => {
    test("the medium's own shim and GRUB bring its kernel, which reports Secure Boot", async () => {
      const bootdrop = await serve(await debian13('amd64'), '--mode', 'dhcp', ...SIGNED)
      const machine = boot({ firmware: 'ovmf-secure' })
      await reaches(machine, SECURE, 120_000)
      expect(filesOf(bootdrop, machine)).toEqual(expect.arrayContaining(['grubx64.efi', 'grub.cfg', 'linux']))
      // shim asks for revocations and certificates that nobody has: no failure of ours.
      expect(eventsOf(bootdrop, 'client', machine).filter(({ why }) => typeof why === 'string')).toEqual([])
      expect(bootdrop.events().filter(({ type, level }) => type === 'notice' && level !== 'info')).toEqual([])
    })

    test('a machine that refuses iPXE gets the signed way in the end, by itself', async () => {
      const bootdrop = await serve(await debian13('amd64'), '--mode', 'dhcp', ...LOUD)
      const mac = '52:54:00:77:5b:01'
      let reached = false
      // Small iPXE, full iPXE, then shim: three ways, and the firmware ends in its menu or a reset after each.
      for (let tries = 0; !reached && tries < 4; tries++) {
        const machine = boot({ firmware: 'ovmf-secure', mac })
        reached = await reaches(machine, SECURE, 75_000).then(
          () => true,
          () => false,
        )
        await machine.powerOff()
      }
      expect(reached, bootdrop.process.stderr()).toBe(true)
    })
  }),
)

describeLan('Secure Boot, beside the DHCP server of the LAN', () =>
  office({}, ({ lan, serve, boot, reaches, untilTheEnd }) => {
    beforeAll(() => startRouter(lan()))

    test("HTTP Boot brings the medium's shim, GRUB and kernel, which reports Secure Boot", async () => {
      const bootdrop = await serve(await debian13('amd64'), '--mode', 'proxy', ...SIGNED)
      const machine = boot({ firmware: 'ovmf-secure-http' })
      await reaches(machine, SECURE, 120_000)
      expect(filesOf(bootdrop, machine)).toEqual(expect.arrayContaining(['grubx64.efi', 'grub.cfg', 'linux']))
      expect(eventsOf(bootdrop, 'transfer', machine).filter(({ protocol }) => protocol === 'tftp')).toEqual([])
    })

    test('PXE is not offered what cannot work there, and the machine says why', async () => {
      const bootdrop = await serve(await debian13('amd64'), '--mode', 'proxy', ...SIGNED)
      const machine = boot({ firmware: 'ovmf-secure' })
      const told = await bootdrop.event(
        'its reason',
        60_000,
        ({ mac, why }) => mac === machine.mac && typeof why === 'string',
      )
      expect(told).toMatchObject({ why: 'no-signed-loader' })
    })

    test('a machine that refused two loaders is told to have Secure Boot on, with a notice', async () => {
      const bootdrop = await serve(await debian13('amd64'), '--mode', 'proxy')
      const mac = '52:54:00:77:5b:02'
      const told = bootdrop.event(
        'the notice',
        240_000,
        (event) => isNotice('secure-boot')(event) && event['mac'] === mac,
      )
      let over = false
      void told.finally(() => (over = true))
      // The firmware gives up after its last way: somebody switches it on again.
      while (!over) {
        const machine = boot({ firmware: 'ovmf-secure', mac, memoryMiB: 512 })
        untilTheEnd(machine.process)
        await Promise.race([told, machine.process.exited(100_000).catch(() => undefined)])
        await machine.powerOff()
      }
      expect(await told).toMatchObject({ level: 'warning', mac })
      expect(
        bootdrop.events().findLast((event) => event['mac'] === mac && typeof event['why'] === 'string'),
      ).toMatchObject({
        why: 'secure-boot',
      })
    })
  }),
)
