import { expect, test } from 'vitest'
import { office, eventsOf, isNotice } from './office'
import { serveArguments, startBootdrop } from './bootdrop'
import { capture } from './capture'
import { memtestIso, MEMTEST_ON_SERIAL, MEMTEST_RUNS } from './media'
import { ALONE, LAN } from './netns'
import { startRouter } from './peers'
import { discover, offeredBy, plainDiscover, pxeDiscover, taking } from './probe'
import { describeLan } from './require'

describeLan('the isolated bench: a cable, a switch, and nobody who leases addresses', () =>
  office({ alone: true }, ({ lan, serve, boot, reaches, untilTheEnd }) => {
    /** Somebody plugs a router in. */
    const plugRouterIn = (): string =>
      lan().run('router', 'ip', 'address', 'replace', `${LAN.router}/24`, 'dev', 'lan0')

    test('auto finds silence, leases on a link-local network, and BIOS and UEFI boot', async () => {
      const bootdrop = await serve(memtestIso(), ...MEMTEST_ON_SERIAL)
      expect(bootdrop.events().find(({ type }) => type === 'ready')).toMatchObject({
        mode: 'dhcp',
        address: ALONE.laptop,
      })
      for (const firmware of ['seabios', 'ovmf'] as const) {
        const machine = boot({ firmware, memoryMiB: 512 })
        await reaches(machine, MEMTEST_RUNS, 90_000)
        await machine.powerOff()
        const ip = eventsOf(bootdrop, 'client', machine).at(-1)?.['ip']
        expect(ip).toMatch(/^169\.254\./)
        expect(ip).not.toBe(ALONE.laptop)
      }
      expect(await bootdrop.stop()).toBe(0)
    })

    test('a machine keeps its address across a restart, and nobody else is offered it', async () => {
      const mac = '52:54:00:77:1e:a5'
      const first = await serve(memtestIso())
      const machine = boot({ firmware: 'seabios', mac, memoryMiB: 512 })
      const booted = await first.event(
        'its script',
        60_000,
        (event) => event['mac'] === mac && event['phase'] === 'script',
      )
      await machine.powerOff()
      expect(await first.stop()).toBe(0)
      await serve(memtestIso())
      const others = [1, 2, 3].flatMap(() => discover(lan(), 'router', pxeDiscover(), 2000).map(offeredBy))
      const again = discover(lan(), 'router', pxeDiscover(mac), 2000).map(offeredBy)
      expect(others).toHaveLength(3)
      expect(others).not.toContain(booted['ip'])
      expect(again).toEqual([booted['ip']])
    })

    test('a router at our own address ends our leasing with the first machine that takes its offer', async () => {
      const bootdrop = await serve(memtestIso(), '--mode', 'dhcp')
      // We can hear neither its offers nor its answers to us: this system throws away what comes from its own address.
      expect(discover(lan(), 'router', taking('169.254.9.9', ALONE.laptop), 1500)).toEqual([])
      const notice = await bootdrop.event('the notice', 5_000, isNotice('same-address'))
      expect(notice).toMatchObject({ level: 'error', text: expect.stringContaining(ALONE.laptop) as string })
      expect(discover(lan(), 'router', plainDiscover(), 1500)).toEqual([])
    })

    test('a DHCP server that is switched on in mid-session ends our leasing in under a second', async () => {
      const bootdrop = await serve(memtestIso())
      expect(discover(lan(), 'router', pxeDiscover(), 1500).map(offeredBy)).toEqual([
        expect.stringMatching(/^169\.254\./),
      ])
      plugRouterIn()
      const startedAt = Date.now()
      // startRouter tells dnsmasq --no-ping: it answers at once.
      const listening = startRouter(lan()).then((child) => {
        untilTheEnd(child)
        return Date.now()
      })
      const notice = await bootdrop.event('the notice', 10_000, isNotice('other-dhcp'))
      const heardAt = Date.parse(notice.at)
      const sinceListening = heardAt - (await listening)
      console.log(
        `leasing stopped ${heardAt - startedAt} ms after that server was started (${sinceListening} ms after it was seen to listen)`,
      )
      expect(notice).toMatchObject({ level: 'error', text: expect.stringContaining(LAN.router) as string })
      // Counted from the start of its process: longer than it listens.
      expect(heardAt - startedAt).toBeLessThan(1000)

      const wire = await capture(lan(), 'lan', 'port2', 'udp port 67')
      for (const message of [pxeDiscover(), plainDiscover()]) discover(lan(), 'router', message, 1000)
      const leased = (await wire.stop()).filter(
        ({ source, payload }) => source === ALONE.laptop && payload[0] === 2 && payload.readUInt32BE(16) !== 0,
      )
      expect(leased).toEqual([])
    })

    test('--mode dhcp on a wire with a DHCP server is refused with exit code 5, and the server is named', async () => {
      plugRouterIn()
      untilTheEnd(await startRouter(lan()))
      const refused = startBootdrop(lan(), serveArguments(memtestIso(), '--mode', 'dhcp'))
      expect(await refused.process.exited(20_000)).toBe(5)
      expect(refused.events()).toContainEqual(expect.objectContaining({ code: 'foreign-dhcp' }))
      expect(refused.process.stdout()).toContain(LAN.router)
      expect(refused.events().some(({ type }) => type === 'ready')).toBe(false)
      expect(lan().run('laptop', 'ss', '-Hlntu')).toBe('')
    })
  }),
)
