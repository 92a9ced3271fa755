import { describe, expect, test } from 'vitest'
import { MAX_MACHINES } from '../../../../main/engine/clients/registry'
import { MAX_TRANSFERS } from '../../../../main/engine/clients/transfers'
import * as seen from './support'
import { bench, discover, end, file, IP, KERNEL, lease, MAC, notFound, offer, progress, script, start } from './support'

const STRANGE_IP = '192.168.1.200'
const OTHER = '52:54:00:00:00:02'
const mac = (index: number) =>
  `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`

describe('who is who', () => {
  test('a lease joins address and MAC', () => {
    const machine = bench()
    machine.feed(discover(), lease(), start('t', 'loader', 'snponly.efi'))
    expect(machine.registry.byIp(IP)?.id).toBe(MAC)
    expect(machine.registry.clients()).toHaveLength(1)
  })

  test('a lease of a device that never asked for a boot makes no machine', () => {
    const machine = bench()
    machine.feed(lease())
    expect(machine.registry.clients()).toEqual([])
  })

  test('a transfer from an unknown address makes a machine of that address', () => {
    const machine = bench()
    machine.feed(start('t', 'loader', 'snponly.efi'))
    expect(machine.registry.clients()).toMatchObject([{ id: `ip:${IP}`, mac: undefined, ip: IP }])
  })

  test('a browser at a wrong address makes none, a firmware that asks for a wrong loader does', () => {
    const machine = bench()
    machine.feed(notFound('/favicon.png', { protocol: 'http' }), progress('x', 5), end('x'))
    expect(machine.registry.clients()).toEqual([])
    machine.feed(notFound('pxelinux.0'))
    expect(machine.registry.clients()).toHaveLength(1)
  })

  test('the script’s MAC takes over what the address did', () => {
    const machine = bench()
    machine.feed(discover(), offer(), ...file('t1', 'loader', 'snponly.efi'))
    expect(machine.registry.clients()).toHaveLength(2)
    machine.feed(script())
    expect(machine.registry.clients()).toHaveLength(1)
    expect(machine.client()).toMatchObject({ ip: IP, phase: { phase: 'script' }, transfers: [{ id: 't1' }] })
    expect(Object.keys(machine.client().reached)).toEqual(['seen', 'offered', 'loader', 'script'])
  })

  test('a late lease does too, and the running transfer goes on', () => {
    const machine = bench()
    machine.feed(
      discover(),
      offer(),
      start('t1', 'loader', 'snponly.efi'),
      progress('t1', 100),
      lease(),
      progress('t1', 200),
    )
    expect(machine.registry.clients()).toHaveLength(1)
    expect(machine.client()).toMatchObject({ phase: { phase: 'loader' }, transfers: [{ id: 't1', sentBytes: 200 }] })
  })

  test('a failure seen under the address stays with the machine', () => {
    const machine = bench()
    machine.feed(discover(), offer(), start('t1', 'loader', 'a'), end('t1', 'failed', 0), lease())
    expect(machine.phase()).toBe('failed: loader-transfer-failed @ loader')
  })

  test('an address that another machine leases is lost, but not how what ran there ends', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, discover({ mac: OTHER }), lease({ mac: OTHER }))
    expect(machine.registry.byIp(IP)?.id).toBe(OTHER)
    expect(machine.client()).toMatchObject({ ip: undefined })
    machine.feed(progress('h2', 500))
    expect(machine.client().transfers.at(-1)).toMatchObject({ id: 'h2', sentBytes: 500, done: false })
    machine.feed(end('h2', 'timed-out', 500))
    expect(machine.client().transfers.at(-1)).toMatchObject({ id: 'h2', done: true, ok: false })
    expect(machine.registry.byIp(IP)?.transfers).toEqual([])
  })

  test('a query from another address takes no machine away from its lease', () => {
    const machine = bench()
    machine.feed(...seen.TO_ADDRESSED, script({ ip: STRANGE_IP }))
    expect(machine.phase()).toBe('addressed')
    expect(machine.registry.byIp(IP)?.id).toBe(MAC)
    expect(machine.registry.byIp(STRANGE_IP)).toMatchObject({ id: `ip:${STRANGE_IP}`, phase: { phase: 'script' } })
  })

  test('nor from the address that it loads from', () => {
    const machine = bench()
    machine.feed(script(), start('h2', 'boot', KERNEL), progress('h2', 100), script({ ip: STRANGE_IP }))
    expect(machine.client()).toMatchObject({ ip: IP, phase: { phase: 'loading' } })
    machine.feed(end('h2'))
    expect(machine.client().transfers).toMatchObject([{ id: 'h2', done: true, ok: true, sentBytes: 1000 }])
  })

  test('a machine known by its query alone may come back under another address', () => {
    const machine = bench()
    machine.feed(script(), ...file('h2', 'boot', KERNEL), script({ ip: STRANGE_IP }))
    expect(machine.client().ip).toBe(STRANGE_IP)
    expect(machine.registry.clients()).toHaveLength(1)
  })

  test('a lease is nothing any more once the machine boots anew', () => {
    const machine = bench()
    machine.feed(...seen.TO_RUNNING, end('h4'), discover(), script({ ip: STRANGE_IP }))
    expect(machine.client()).toMatchObject({ ip: STRANGE_IP, boots: 2 })
  })

  test('a transfer that runs while the machine’s lease changes ends as its own', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, lease({ ip: STRANGE_IP }), end('h2'))
    expect(machine.client().transfers.at(-1)).toMatchObject({ id: 'h2', done: true, ok: true })
    expect(machine.registry.clients()).toHaveLength(1)
  })

  test('a machine that changes its address is known by the new one only', () => {
    const machine = bench()
    machine.feed(...seen.TO_IPXE, lease({ ip: '192.168.1.200' }))
    expect(machine.registry.byIp('192.168.1.200')?.id).toBe(MAC)
    expect(machine.registry.byIp(IP)).toBeUndefined()
  })
})

describe('what is told', () => {
  test('a change of the story once, with what was before', () => {
    const machine = bench()
    machine.feed(discover(), offer())
    expect(machine.changes.map(({ phase }) => phase.phase)).toEqual(['seen', 'offered'])
  })

  test('progress as transfers, not as changes', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING)
    const changes = machine.changes.length
    machine.feed(progress('h2', 100), progress('h2', 200))
    expect(machine.changes).toHaveLength(changes)
    expect(machine.transfers.at(-1)).toMatchObject({ id: 'h2', sentBytes: 200 })
  })

  test('thousands of files of a running system change nothing but their transfers', () => {
    const machine = bench()
    machine.feed(...seen.TO_RUNNING)
    const changes = machine.changes.length
    for (let index = 0; index < 1_000; index += 1)
      machine.feed(...file(`r${index}`, 'runtime', `/iso/abc/${index}.deb`))
    expect(machine.changes).toHaveLength(changes)
    expect(machine.client().transfers).toHaveLength(MAX_TRANSFERS)
  })

  test('nothing when nothing happens', () => {
    const machine = bench()
    machine.feed(...seen.TO_HANDED_OVER)
    machine.wait(3)
    const before = machine.registry.clients()
    const told = machine.changes.length + machine.transfers.length
    machine.wait(60)
    expect(machine.registry.clients()).toBe(before)
    expect(machine.changes.length + machine.transfers.length).toBe(told)
  })

  test('other machines stay the same objects', () => {
    const machine = bench()
    machine.feed(discover({ mac: OTHER }), discover())
    const [before] = machine.registry.clients()
    machine.feed(offer())
    expect(machine.registry.clients()[0]).toBe(before)
  })
})

describe('bounds', () => {
  test('a flood of invented machines leaves those that boot', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING)
    for (let index = 0; index < 5_000; index += 1) machine.feed(discover({ mac: mac(index) }))
    expect(machine.registry.clients().length).toBeLessThanOrEqual(MAX_MACHINES)
    expect(machine.phase()).toBe('loading')
  })

  test('a flood of invented questions on 4011 leaves a machine that installs and asks for nothing', () => {
    const machine = bench()
    machine.feed(...seen.TO_HANDED_OVER)
    for (let index = 0; index < 2_500; index += 1) {
      machine.skip(1)
      machine.feed(discover({ mac: mac(index) }), offer({ mac: mac(index), bootServer: true }))
    }
    expect(machine.phase()).toBe('handed-over')
  })

  test('the longest silent is forgotten first', () => {
    const machine = bench()
    for (let index = 0; index <= MAX_MACHINES; index += 1) {
      machine.skip(1)
      machine.feed(discover({ mac: mac(index) }))
    }
    const ids = machine.registry.clients().map(({ id }) => id)
    expect(ids).not.toContain(mac(0))
    expect(ids).toContain(mac(MAX_MACHINES))
  })

  test('finished transfers are forgotten before running ones', () => {
    const machine = bench()
    machine.feed(...seen.TO_RUNNING)
    for (let index = 0; index < 100; index += 1) machine.feed(...file(`r${index}`, 'runtime', `/iso/abc/${index}.deb`))
    expect(machine.client().transfers.map(({ id }) => id)).toContain('h4')
  })

  test('of running ones without end, the oldest are forgotten', () => {
    const machine = bench()
    machine.feed(...seen.TO_RUNNING)
    for (let index = 0; index < 100; index += 1) machine.feed(start(`r${index}`, 'runtime', `/iso/abc/${index}.deb`))
    expect(machine.client().transfers).toHaveLength(MAX_TRANSFERS)
    expect(machine.client().transfers.at(-1)?.id).toBe('r99')
  })

  test('reset forgets everything', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING)
    machine.registry.reset()
    expect(machine.registry.clients()).toEqual([])
    expect(machine.registry.byIp(IP)).toBeUndefined()
    machine.feed(progress('h2', 5), start('h9', 'boot', KERNEL))
    expect(machine.registry.clients()).toMatchObject([{ id: `ip:${IP}` }])
  })
})
