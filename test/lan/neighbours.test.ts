import { beforeAll, describe, expect, test } from 'vitest'
import { office, eventsOf, isNotice } from './office'
import { DHCP_SERVERS, startPxeClaimer, startRelay } from './neighbours'
import { memtestIso, MEMTEST_ON_SERIAL, MEMTEST_RUNS } from './media'
import { FAR, LAN } from './netns'
import { discover, pxeDiscover } from './probe'
import { describeLan } from './require'

const FIRMWARES = ['seabios', 'ovmf'] as const

describeLan('beside whatever leases the addresses', () => {
  // dnsmasq leases them in boot.test.ts.
  describe.each(['isc', 'kea'] as const)('%s', (server) =>
    office({}, ({ lan, serve, boot, reaches }) => {
      beforeAll(() => DHCP_SERVERS[server](lan()))

      test('BIOS and UEFI boot in proxy mode, without a warning', async () => {
        const bootdrop = await serve(memtestIso(), ...MEMTEST_ON_SERIAL)
        for (const firmware of FIRMWARES) {
          const machine = boot({ firmware, memoryMiB: 512 })
          await reaches(machine, MEMTEST_RUNS, 90_000)
          await machine.powerOff()
        }
        expect(bootdrop.events().find(({ type }) => type === 'ready')).toMatchObject({ mode: 'proxy' })
        expect(bootdrop.events().filter(({ type, level }) => type === 'notice' && level !== 'info')).toEqual([])
      })
    }),
  )

  describe('dnsmasq and our proxy, both behind a DHCP relay', () =>
    office({ relayed: true }, ({ lan, serve, boot, reaches }) => {
      beforeAll(() => startRelay(lan()))

      test('BIOS and UEFI boot on the segment behind the relay', async () => {
        const bootdrop = await serve(memtestIso(), ...MEMTEST_ON_SERIAL)
        for (const firmware of FIRMWARES) {
          const machine = boot({ firmware, memoryMiB: 512 })
          await reaches(machine, MEMTEST_RUNS, 90_000)
          await machine.powerOff()
          const farAddress = expect.stringMatching(new RegExp(`^${FAR.subnet.replace(/0$/, '')}`))
          expect(eventsOf(bootdrop, 'client', machine).at(-1)).toMatchObject({ ip: farAddress })
        }
      })
    }))

  describe('a DHCP server that calls itself a PXE server', () =>
    office({}, ({ lan, serve }) => {
      beforeAll(() => startPxeClaimer(lan()))

      // UEFI then asks that server on port 4011, and iPXE asks nobody else: what is ours to do is to name it.
      test('is named in a notice, once, and machines are answered all the same', async () => {
        const bootdrop = await serve(memtestIso())
        const notice = await bootdrop.event('the notice', 10_000, isNotice('foreign-pxe'))
        expect(notice).toMatchObject({ level: 'warning', text: expect.stringContaining(LAN.router) as string })
        for (let tries = 0; tries < 3; tries++) expect(discover(lan(), 'router', pxeDiscover())).toHaveLength(1)
        expect(bootdrop.events().filter(isNotice('foreign-pxe'))).toHaveLength(1)
      })
    }))
})
