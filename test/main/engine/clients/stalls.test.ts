import { describe, expect, test } from 'vitest'
import type { Observation } from '../../../../main/engine/clients/observation'
import type { RegistryOptions } from '../../../../main/engine/clients/registry'
import type { OtherServer } from '../../../../main/engine/types'
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
  refused,
  script,
  start,
} from './support'

describe('silence', () => {
  test.each<[string, readonly Observation[], number, string]>([
    ['our answer', [discover(), offer()], 30, 'stalled: no-request-after-offer @ offered'],
    ['the address', seen.TO_ADDRESSED, 30, 'stalled: no-loader-request @ addressed'],
    ['the address of a ROM iPXE', [ipxeDiscover(), offer(), lease()], 30, 'stalled: no-script-request @ addressed'],
    [
      'a size probe',
      [...seen.TO_ADDRESSED, start('p', 'loader', 'a'), end('p', 'aborted-probe', 0)],
      30,
      'stalled: size-probe-only @ loader',
    ],
    ['the whole loader', seen.TO_LOADER, 60, 'stalled: loader-sent-then-silence @ loader'],
    [
      'the whole loader of a BIOS, which knows no Secure Boot',
      [discover({ arch: 'bios' }), offer(), lease(), ...file('t1', 'loader', 'undionly.kpxe')],
      60,
      'stalled: loader-did-not-start @ loader',
    ],
    [
      'a loader that was broken off',
      [...seen.TO_ADDRESSED, start('t', 'loader', 'a'), end('t', 'aborted', 5)],
      30,
      'stalled: loader-transfer-failed @ loader',
    ],
    [
      'the second whole loader, after a first that never spoke',
      [...seen.TO_LOADER, ...seen.TO_LOADER],
      60,
      'stalled: secure-boot @ loader',
    ],
    [
      'a whole loader, after one that spoke in the boot before',
      [...seen.TO_LOADER, ...seen.TO_IPXE, ...seen.TO_LOADER],
      60,
      'stalled: loader-sent-then-silence @ loader',
    ],
    [
      'the second whole loader of a BIOS, which knows no Secure Boot',
      [1, 2].flatMap(() => [discover({ arch: 'bios' }), offer(), lease(), ...file('t1', 'loader', 'undionly.kpxe')]),
      60,
      'stalled: loader-did-not-start @ loader',
    ],
    ['iPXE’s DISCOVER', seen.TO_IPXE, 30, 'stalled: no-script-request @ ipxe'],
    ['the script', seen.TO_SCRIPT, 30, 'stalled: script-then-silence @ script'],
    ['the first byte of a file', seen.TO_LOADING, 15, 'stalled: transfer-stalled @ loading'],
    [
      'the hand-over to a system that fetches more',
      [...seen.TO_IPXE, script({ expectsMore: true }), ...file('h2', 'boot', KERNEL), ...file('h3', 'boot', INITRD)],
      180,
      'stalled: system-then-silence @ handed-over',
    ],
    ['the first of two files', [...seen.TO_LOADING, end('h2')], 30, 'stalled: transfer-stalled @ loading'],
  ])('after %s becomes a stall in time, and not before', (_what, observations, seconds, phase) => {
    const machine = bench()
    machine.feed(...observations)
    machine.wait(seconds - 1)
    expect(machine.client().phase).not.toHaveProperty('why')
    machine.wait(1)
    expect(machine.phase()).toBe(phase)
  })

  test.each<[string, readonly Observation[]]>([
    ['a DISCOVER that we did not answer', [discover()]],
    ['a script that loads nothing', [...seen.TO_IPXE, script({ files: [] })]],
    ['the hand-over', seen.TO_HANDED_OVER],
    ['the system’s own download', seen.TO_RUNNING],
    ['a kernel loaded by GRUB', [...seen.TO_LOADER, ...file('a', 'boot', KERNEL)]],
  ])('after %s means nothing', (_what, observations) => {
    const machine = bench()
    machine.feed(...observations)
    machine.wait(600)
    expect(machine.client().phase).not.toHaveProperty('why')
  })

  test('of a slow transfer is none while bytes come', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING)
    for (let sent = 1; sent < 10; sent += 1) {
      machine.wait(14)
      machine.feed(progress('h2', sent))
    }
    expect(machine.phase()).toBe('loading')
  })

  test('of one of two transfers is none', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, start('h3', 'boot', INITRD))
    for (let sent = 1; sent < 10; sent += 1) {
      machine.wait(10)
      machine.feed(progress('h3', sent))
    }
    expect(machine.phase()).toBe('loading')
  })

  test('a clock that jumps back stalls nobody and throws nothing', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING)
    machine.skip(-3_600_000)
    machine.wait(5)
    machine.feed(progress('h2', 500))
    expect(machine.phase()).toBe('loading')
  })
})

const server = (kind: OtherServer['kind'], claimsPxe: boolean): OtherServer => ({
  address: '192.168.1.1',
  kind,
  claimsPxe,
  lastHeard: 0,
})
const beside = (...servers: OtherServer[]): Pick<RegistryOptions, 'place'> => ({
  place: () => ({ servers, leases: false }),
})

describe('beside another server that calls itself a PXE server', () => {
  test.each<[string, readonly Observation[], number, string]>([
    ['our answer', [discover(), offer()], 30, 'stalled: other-server @ offered'],
    ['the address', seen.TO_ADDRESSED, 30, 'stalled: other-server @ addressed'],
    [
      'the whole loader, which has nothing to do with it',
      seen.TO_LOADER,
      60,
      'stalled: loader-sent-then-silence @ loader',
    ],
  ])('silence after %s', (_what, observations, seconds, phase) => {
    const machine = bench(beside(server('dhcp', false), server('pxe', true)))
    machine.feed(...observations)
    machine.wait(seconds)
    expect(machine.phase()).toBe(phase)
  })
})

describe('a stall ends', () => {
  test.each<[string, readonly Observation[], Observation, string]>([
    ['with a lease', [discover(), offer()], lease(), 'addressed'],
    ['with another DISCOVER', [discover(), offer()], discover(), 'offered'],
    ['with iPXE after a long wait', seen.TO_LOADER, ipxeDiscover(), 'ipxe'],
    ['with the script', seen.TO_IPXE, script(), 'script'],
    ['with the first file', seen.TO_SCRIPT, start('h2', 'boot', KERNEL), 'loading'],
    ['with the next byte', seen.TO_LOADING, progress('h2', 5), 'loading'],
  ])('%s', (_what, observations, next, phase) => {
    const machine = bench()
    machine.feed(...observations)
    machine.wait(70)
    expect(machine.phase()).toContain('stalled')
    machine.feed(next)
    expect(machine.phase()).toBe(phase)
  })
})

describe('a failure', () => {
  const failing = (id: string, outcome: 'failed' | 'timed-out') => end(id, outcome, 5)
  test.each<[string, readonly Observation[], string]>([
    [
      'a loader timed out',
      [...seen.TO_ADDRESSED, start('t', 'loader', 'a'), failing('t', 'timed-out')],
      'failed: loader-transfer-failed @ loader',
    ],
    ['a boot file failed', [...seen.TO_LOADING, failing('h2', 'failed')], 'failed: transfer-failed @ loading'],
    ['the system’s file failed', [...seen.TO_RUNNING, failing('h4', 'failed')], 'failed: transfer-failed @ running'],
    ['a name that is not here', [...seen.TO_ADDRESSED, notFound('pxelinux.0')], 'failed: file-not-found @ addressed'],
    ['no loader for it', [discover(), refused('no-loader-for-arch')], 'failed: no-loader-for-arch @ seen'],
    [
      'a recipe that is not for it',
      [...seen.TO_IPXE, refused('recipe-not-for-arch')],
      'failed: recipe-not-for-arch @ ipxe',
    ],
  ])('%s', (_what, observations, phase) => {
    const machine = bench()
    machine.feed(...observations)
    expect(machine.phase()).toBe(phase)
    machine.wait(300)
    expect(machine.phase()).toBe(phase)
  })

  test.each<[string, readonly Observation[]]>([
    ['a name that firmware tries by habit', [...seen.TO_ADDRESSED, notFound('bootsig.bin', { expected: true })]],
    ['a client that breaks off by itself', [...seen.TO_LOADING, end('h2', 'aborted', 5)]],
    ['a size probe', [...seen.TO_ADDRESSED, start('p', 'loader', 'a'), end('p', 'aborted-probe', 0)]],
    ['a probe that times out', [...seen.TO_ADDRESSED, start('p', 'probe', 'a'), end('p', 'timed-out', 0)]],
  ])('is not: %s', (_what, observations) => {
    const machine = bench()
    machine.feed(...observations)
    expect(machine.client().phase).not.toHaveProperty('why')
  })

  test('ends when the same file starts again', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, failing('h2', 'timed-out'), start('h5', 'boot', KERNEL))
    expect(machine.phase()).toBe('loading')
    expect(machine.client().transfers.filter(({ file: name }) => name === KERNEL)).toMatchObject([
      { id: 'h5', done: false },
    ])
  })

  test('is not ended by another file that goes on', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADING, start('h3', 'boot', INITRD), failing('h2', 'failed'), progress('h3', 100))
    expect(machine.phase()).toBe('failed: transfer-failed @ loading')
  })

  test('ends when the machine asks again and is answered', () => {
    const machine = bench()
    machine.feed(...seen.TO_ADDRESSED, notFound('x'), discover(), offer())
    expect(machine.phase()).toBe('addressed')
  })

  test('of a machine that we turned away stays while it reads the script that says so', () => {
    const machine = bench()
    machine.feed(...seen.TO_IPXE, refused('recipe-not-for-arch'), ...file('h1', 'script', '/boot.ipxe'))
    expect(machine.phase()).toBe('failed: recipe-not-for-arch @ script')
  })

  test('of a machine that we turned away ends once we take it on', () => {
    const machine = bench()
    machine.feed(discover(), refused('no-loader-for-arch'), discover(), offer())
    expect(machine.phase()).toBe('offered')
  })

  test('ends with the next boot', () => {
    const machine = bench()
    machine.feed(...seen.TO_IPXE, refused('recipe-not-for-arch'), discover())
    expect(machine.phase()).toBe('seen')
  })
})
