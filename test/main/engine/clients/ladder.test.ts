import { describe, expect, test } from 'vitest'
import type { Observation } from '../../../../main/engine/clients/observation'
import * as seen from './support'
import {
  bench,
  discover,
  end,
  file,
  INITRD,
  ipxeDiscover,
  KERNEL,
  lease,
  notFound,
  offer,
  progress,
  script,
  start,
} from './support'

describe('each rung', () => {
  test.each<[string, readonly Observation[], string]>([
    ['a DISCOVER', [discover()], 'seen'],
    ['our answer', [discover(), offer()], 'offered'],
    ['an answer from port 4011', [discover(), offer({ bootServer: true })], 'addressed'],
    ['a lease', seen.TO_ADDRESSED, 'addressed'],
    ['a size probe', [...seen.TO_ADDRESSED, start('p', 'probe', 'snponly.efi')], 'addressed'],
    ['the loader’s first byte', [...seen.TO_ADDRESSED, start('t', 'loader', 'snponly.efi')], 'loader'],
    ['iPXE’s own DISCOVER', seen.TO_IPXE, 'ipxe'],
    ['the script', seen.TO_SCRIPT, 'script'],
    ['the first boot file', seen.TO_LOADING, 'loading'],
    ['all files of the script', seen.TO_HANDED_OVER, 'handed-over'],
    ['a file that only the system fetches', seen.TO_RUNNING, 'running'],
  ])('%s is reached', (_what, observations, phase) => {
    const machine = bench()
    machine.feed(...observations)
    expect(machine.phase()).toBe(phase)
  })

  test('a ROM that is iPXE itself skips loader and ipxe', () => {
    const machine = bench()
    machine.feed(ipxeDiscover())
    expect(machine.phase()).toBe('seen')
    machine.feed(offer(), lease(), ...file('h1', 'script', '/boot.ipxe'), script())
    expect(machine.phase()).toBe('script')
    expect(Object.keys(machine.client().reached)).toEqual(['seen', 'offered', 'addressed', 'script'])
  })

  test('a ROM iPXE that was given our loader reaches ipxe with the second DISCOVER', () => {
    const machine = bench()
    machine.feed(ipxeDiscover(), offer(), lease(), ...file('t1', 'loader', 'undionly.kpxe'), ipxeDiscover())
    expect(machine.phase()).toBe('ipxe')
  })

  test('iPXE that fetches autoexec.ipxe before its DISCOVER has both rungs', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADER, ...file('t2', 'script', 'autoexec.ipxe'), ipxeDiscover(), offer())
    expect(machine.phase()).toBe('script')
    expect(machine.client().reached).toHaveProperty('ipxe')
  })

  test('when each rung was first reached is kept', () => {
    const machine = bench()
    machine.feed(discover())
    machine.skip(250)
    machine.feed(offer())
    machine.skip(250)
    machine.feed(offer())
    const { seen: first = 0, offered = 0 } = machine.client().reached
    expect(offered - first).toBe(250)
  })

  test('lower observations leave the rung where it is', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, offer(), lease(), start('x', 'other', '/notes.txt'))
    expect(machine.phase()).toBe('loading')
  })
})

describe('the hand-over', () => {
  test('waits for every file of the script', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, end('h2'))
    expect(machine.phase()).toBe('loading')
  })

  test('knows the files by path, however they are written', () => {
    const machine = bench()
    const files = ['http://192.168.1.20:8067/iso/abc/Install/vmlinuz?x=1', '\\iso\\abc\\install\\initrd.gz']
    machine.feed(...seen.TO_IPXE, script({ files }), ...file('a', 'boot', KERNEL), ...file('b', 'boot', INITRD))
    expect(machine.phase()).toBe('handed-over')
  })

  test('does not come with a file that was broken off', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, end('h2'), start('h3', 'boot', INITRD), end('h3', 'aborted', 10))
    expect(machine.phase()).toBe('loading')
  })

  test('a system loaded by GRUB, which tells no files, runs with its first own file', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADER, ...file('a', 'boot', KERNEL), start('b', 'runtime', '/iso/abc/Packages.gz'))
    expect(machine.phase()).toBe('running')
  })

  test('a runtime file before it does not make the machine run', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, start('s', 'runtime', '/iso/abc/EFI/BOOT/BOOTX64.EFI'))
    expect(machine.phase()).toBe('loading')
  })

  test('names that are missing afterwards are the system’s own business', () => {
    const machine = bench()
    machine.feed(...seen.TO_RUNNING, notFound('/iso/abc/images/updates.img', { protocol: 'http' }))
    expect(machine.phase()).toBe('running')
  })
})

describe('a new boot', () => {
  test.each<[string, readonly Observation[]]>([
    ['ipxe', seen.TO_IPXE],
    ['script', seen.TO_SCRIPT],
    ['loading', seen.TO_LOADING],
    ['handed-over', seen.TO_HANDED_OVER],
    ['running', seen.TO_RUNNING],
    ['a whole loader', seen.TO_LOADER],
  ])('begins with the firmware’s DISCOVER after %s', (_rung, observations) => {
    const machine = bench()
    machine.feed(...observations, discover())
    expect(machine.phase()).toBe('seen')
    expect(machine.client()).toMatchObject({ boots: 2, transfers: [], ip: seen.IP })
    expect(Object.keys(machine.client().reached)).toEqual(['seen'])
  })

  test.each<[string, readonly Observation[]]>([
    ['a retransmitted DISCOVER', [discover(), discover()]],
    ['another try after our answer', [discover(), offer(), discover(), offer({ strategy: 'B' })]],
    ['another try with an address', [...seen.TO_ADDRESSED, discover()]],
    [
      'a DISCOVER after a loader that broke off',
      [...seen.TO_ADDRESSED, start('t', 'loader', 'a'), end('t', 'failed'), discover()],
    ],
    ['iPXE’s DISCOVER', seen.TO_IPXE],
    ['iPXE’s second DISCOVER', [...seen.TO_SCRIPT, ipxeDiscover()]],
    ['iPXE’s DISCOVER while loading', [...seen.TO_LOADING, ipxeDiscover()]],
    ['the installer’s own lease', [...seen.TO_HANDED_OVER, lease({ ip: '192.168.1.150' })]],
  ])('does not begin with %s', (_what, observations) => {
    const machine = bench()
    machine.feed(...observations)
    expect(machine.client().boots).toBe(1)
  })

  test('begins with a ROM iPXE’s DISCOVER after it loaded', () => {
    const machine = bench()
    machine.feed(ipxeDiscover(), offer(), lease(), script(), start('a', 'boot', KERNEL), ipxeDiscover())
    expect(machine.client()).toMatchObject({ boots: 2, phase: { phase: 'seen' } })
  })

  test('begins with a DISCOVER after minutes of silence', () => {
    const machine = bench()
    machine.feed(discover(), offer())
    machine.wait(121)
    machine.feed(discover())
    expect(machine.client()).toMatchObject({ boots: 2, phase: { phase: 'seen' } })
  })

  test('does not begin when our iPXE waited minutes for the switch port', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADER)
    machine.wait(180)
    machine.feed(ipxeDiscover())
    expect(machine.phase()).toBe('ipxe')
    expect(machine.client().boots).toBe(1)
  })

  test('begins with the loader for a machine that is known by address only', () => {
    const machine = bench()
    const strange = [start('a', 'loader', 'snponly.efi'), script({ mac: undefined }), ...file('b', 'boot', KERNEL)]
    machine.feed(...strange, ...file('c', 'boot', INITRD), start('d', 'loader', 'snponly.efi'))
    expect(machine.registry.byIp(seen.IP)).toMatchObject({ id: `ip:${seen.IP}`, boots: 2, phase: { phase: 'loader' } })
  })
})

describe('what is known of a machine', () => {
  test('comes from the firmware, and iPXE does not overwrite it', () => {
    const machine = bench()
    const uuid = '4c4c4544-0042-3010-8054-b7c04f503432'
    machine.feed(discover({ arch: 'http-x64', vendorClass: 'HTTPClient:Arch:00016', uuid }), ipxeDiscover())
    expect(machine.client()).toMatchObject({ arch: 'http-x64', vendorClass: 'HTTPClient:Arch:00016', uuid })
  })

  test('carries no control characters and no endless text', () => {
    const machine = bench()
    machine.feed(discover({ hostname: '\u001b[31mevil\n', vendorClass: 'x'.repeat(5_000) }))
    expect(machine.client().hostname).toBe('·[31mevil·')
    expect(machine.client().vendorClass?.length).toBe(200)
  })
})

describe('transfers', () => {
  test('a size probe is no error, and the real transfer takes its place', () => {
    const machine = bench()
    machine.feed(...seen.TO_ADDRESSED, start('p', 'loader', 'snponly.efi'), end('p', 'aborted-probe', 0))
    expect(machine.client().transfers).toMatchObject([{ id: 'p', role: 'probe', done: true, ok: true }])
    machine.feed(start('t', 'loader', 'snponly.efi'))
    expect(machine.client().transfers.map(({ id }) => id)).toEqual(['t'])
    expect(machine.phase()).toBe('loader')
  })

  test('progress never goes back, whatever the order of the reports', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, progress('h2', 800), progress('h2', 300), end('h2', 'complete', 700))
    expect(machine.client().transfers.find(({ id }) => id === 'h2')).toMatchObject({ sentBytes: 800, done: true })
  })

  test('reports after the end change nothing', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, end('h2'))
    const before = machine.client().transfers
    machine.feed(progress('h2', 5_000), end('h2', 'failed', 0))
    expect(machine.client().transfers).toEqual(before)
    expect(machine.phase()).toBe('loading')
  })

  test('the speed is that of the last seconds, and falls to nothing by itself', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING)
    for (let step = 1; step <= 40; step += 1) {
      machine.skip(250)
      machine.feed(progress('h2', step * 1_000_000))
    }
    const speed = () => machine.client().transfers.find(({ id }) => id === 'h2')?.bytesPerSecond ?? NaN
    expect(speed()).toBe(4_000_000)
    machine.wait(2)
    expect(speed()).toBeLessThan(3_000_000)
    machine.wait(2)
    expect(speed()).toBe(0)
  })

  test('the speed of a finished one is its average', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING)
    machine.skip(2_000)
    machine.feed(end('h2', 'complete', 10_000_000))
    expect(machine.client().transfers.at(-1)?.bytesPerSecond).toBe(5_000_000)
  })
})

describe('what a machine does by choice', () => {
  test('in the menu it waits as long as it likes, and then loads what was chosen', () => {
    const machine = bench()
    machine.feed(...seen.TO_IPXE, script({ files: [], doing: 'menu', title: 'Menu' }))
    machine.wait(600)
    expect(machine.client()).toMatchObject({ phase: { phase: 'script' }, doing: 'menu', title: undefined })
    machine.feed(script({ title: 'Debian installer 12' }))
    expect(machine.client()).toMatchObject({ doing: undefined, title: 'Debian installer 12' })
  })

  test('in a menu that does not tell what was chosen, its first file tells that something was', () => {
    const machine = bench()
    machine.feed(...seen.TO_IPXE, script({ doing: 'menu' }))
    machine.wait(600)
    expect(machine.client()).toMatchObject({ phase: { phase: 'script' }, doing: 'menu' })
    machine.feed(...seen.TO_HANDED_OVER.slice(seen.TO_SCRIPT.length))
    expect(machine.client()).toMatchObject({ phase: { phase: 'handed-over' }, doing: undefined })
  })

  test('after such a menu whose ways share no file, what the system fetches tells that it runs', () => {
    const machine = bench()
    machine.feed(...seen.TO_IPXE, script({ doing: 'menu', files: [] }))
    machine.feed(...seen.TO_HANDED_OVER.slice(seen.TO_SCRIPT.length))
    expect(machine.client()).toMatchObject({ phase: { phase: 'loading' }, doing: undefined })
    machine.feed(...seen.TO_RUNNING.slice(seen.TO_HANDED_OVER.length))
    expect(machine.client()).toMatchObject({ phase: { phase: 'running' } })
  })

  test('on its way to its own disk it needs nothing more from us', () => {
    const machine = bench()
    machine.feed(...seen.TO_IPXE, script({ files: [], doing: 'local-disk' }))
    machine.wait(600)
    expect(machine.client()).toMatchObject({ phase: { phase: 'handed-over' }, doing: 'local-disk' })
  })

  test('left alone by a rule it is told so at each try, and starts again from the foot', () => {
    const machine = bench()
    machine.feed(...seen.TO_HANDED_OVER)
    machine.skip(300_000)
    machine.feed(discover(), { kind: 'ignored', mac: seen.MAC })
    expect(machine.client()).toMatchObject({ phase: { phase: 'seen' }, doing: 'ignored', boots: 2 })
  })

  test('a system that says that it is done has finished', () => {
    const machine = bench()
    machine.feed(...seen.TO_HANDED_OVER, { kind: 'finished', ip: seen.IP, mac: seen.MAC })
    expect(machine.phase()).toBe('finished')
  })
})

describe('when Bootdrop stops', () => {
  test('who was still loading will not get the rest', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING)
    machine.registry.end()
    expect(machine.phase()).toBe('failed: stopped @ loading')
    expect(machine.client().transfers.filter(({ done }) => !done)).toEqual([])
  })

  test.each<[string, readonly Observation[], string]>([
    ['who was only seen', [discover()], 'seen'],
    ['who has everything', seen.TO_HANDED_OVER, 'handed-over'],
    ['who runs', seen.TO_RUNNING, 'running'],
  ])('%s stays as it is', (_what, observations, phase) => {
    const machine = bench()
    machine.feed(...observations)
    machine.registry.end()
    expect(machine.phase()).toBe(phase)
  })
})
