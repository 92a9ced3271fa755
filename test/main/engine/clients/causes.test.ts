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
  script,
  start,
} from './support'

/** Causes that only counting tells: each from what the servers would have seen of such a machine. */

const ROUTER: OtherServer = { address: '192.168.1.1', kind: 'dhcp', claimsPxe: false, lastHeard: 0 }
const place = (servers: readonly OtherServer[], leases = false): Pick<RegistryOptions, 'place'> => ({
  place: () => ({ servers, leases }),
})
type Bench = ReturnType<typeof bench>

/** As firmware asks: after 4, 8 and 16 s again (PXE 2.1 section 2.3), answered each time. */
function asksFourTimes(machine: Bench, more: Parameters<typeof discover>[0] = {}): void {
  for (const seconds of [0, 4, 8, 16]) {
    machine.wait(seconds)
    machine.feed(discover(more), offer())
  }
}

describe('asking again and again', () => {
  test('though answered each time is an offer that is ignored, at once and not after a silence', () => {
    const machine = bench(place([ROUTER]))
    asksFourTimes(machine)
    machine.wait(1)
    expect(machine.phase()).toBe('stalled: offers-ignored @ offered')
    expect(machine.client().evidence).toMatchObject({ asked: 4, answered: 4, leasedBy: undefined })
  })

  test('is told steadily: one more question does not make it a boot under way', () => {
    const machine = bench(place([ROUTER]))
    asksFourTimes(machine)
    machine.wait(1)
    machine.feed(discover(), offer())
    expect(machine.phase()).toBe('stalled: offers-ignored @ offered')
    machine.feed(lease())
    expect(machine.phase()).toBe('addressed')
  })

  test('three times is no reason to say anything yet', () => {
    const machine = bench(place([ROUTER]))
    for (const seconds of [0, 4, 8]) {
      machine.wait(seconds)
      machine.feed(discover(), offer())
    }
    machine.wait(1)
    expect(machine.phase()).toBe('offered')
  })

  test('four times without an answer of ours is not the machine’s doing', () => {
    const machine = bench(place([ROUTER]))
    for (const seconds of [0, 4, 8, 16]) {
      machine.wait(seconds)
      machine.feed(discover())
    }
    machine.wait(1)
    expect(machine.phase()).toBe('seen')
  })
})

describe('no address', () => {
  test('where nobody leases any: there is no DHCP server', () => {
    const machine = bench(place([]))
    machine.feed(discover(), offer())
    machine.wait(30)
    expect(machine.phase()).toBe('stalled: no-dhcp-server @ offered')
  })

  test('where we lease: the machine did not take it', () => {
    const machine = bench(place([], true))
    machine.feed(discover(), offer())
    machine.wait(30)
    expect(machine.phase()).toBe('stalled: no-request-after-offer @ offered')
  })

  test('is told anew once a DHCP server is heard after all', () => {
    const servers: OtherServer[] = []
    const machine = bench(place(servers))
    machine.feed(discover(), offer())
    machine.wait(30)
    servers.push(ROUTER)
    machine.wait(1)
    expect(machine.phase()).toBe('stalled: no-request-after-offer @ offered')
  })
})

describe('a DHCP server with option 60', () => {
  const claiming = place([{ ...ROUTER, claimsPxe: true }])
  test.each([
    ['uefi-x64', 'foreign-option-60'],
    ['bios', 'other-server'],
  ] as const)('leads a machine of %s astray: %s', (arch, why) => {
    const machine = bench(claiming)
    machine.feed(discover({ arch }), offer(), lease())
    machine.wait(30)
    expect(machine.phase()).toBe(`stalled: ${why} @ addressed`)
  })

  test('that is heard only after the machine went silent is named then', () => {
    const servers: OtherServer[] = [ROUTER]
    const machine = bench(place(servers))
    machine.feed(discover(), offer(), lease())
    machine.wait(30)
    expect(machine.phase()).toBe('stalled: no-loader-request @ addressed')
    servers[0] = { ...ROUTER, claimsPxe: true }
    machine.wait(1)
    expect(machine.phase()).toBe('stalled: foreign-option-60 @ addressed')
  })
})

describe('silence', () => {
  const asked4011 = offer({ strategy: 'B', bootServer: true })
  const chokes = (id: string): Observation[] => [start(id, 'loader', 'snponly.efi'), end(id, 'aborted', 400)]
  const probe = [start('p', 'loader', 'snponly.efi'), end('p', 'aborted-probe', 0)]
  const again = [ipxeDiscover(), offer({ file: 'http://x/boot.ipxe' })]
  test.each<[string, readonly Observation[], number, string]>([
    [
      'of a UEFI machine that was told to ask port 4011',
      [discover(), offer({ strategy: 'B' }), lease()],
      30,
      'stalled: boot-server-not-asked @ addressed',
    ],
    [
      'of one that did ask port 4011',
      [discover(), offer({ strategy: 'B' }), lease(), asked4011],
      30,
      'stalled: no-loader-request @ addressed',
    ],
    [
      'of UEFI HTTP Boot with an address',
      [discover({ arch: 'http-x64', vendorClass: 'HTTPClient' }), offer(), lease()],
      30,
      'stalled: http-boot-refused @ addressed',
    ],
    ['after a size probe', [...seen.TO_ADDRESSED, ...probe], 30, 'stalled: size-probe-only @ loader'],
    [
      'after the third loader that broke off',
      [...seen.TO_ADDRESSED, ...chokes('a'), ...chokes('b'), ...chokes('c')],
      30,
      'stalled: transfer-restarts @ loader',
    ],
    [
      'after the second loader that broke off',
      [...seen.TO_ADDRESSED, ...chokes('a'), ...chokes('b')],
      30,
      'stalled: loader-transfer-failed @ loader',
    ],
    ['of our iPXE that asked twice', [...seen.TO_IPXE, ...again], 30, 'stalled: ipxe-no-address @ ipxe'],
    [
      'of our iPXE that asked twice and has an address',
      [...seen.TO_IPXE, ...again, lease()],
      30,
      'stalled: no-script-request @ ipxe',
    ],
    [
      'of a machine with less memory than it needs',
      [...seen.TO_IPXE, script({ memory: { hasMiB: 1024, needsMiB: 4096 } })],
      30,
      'stalled: too-little-ram @ script',
    ],
    [
      'of a machine with nearly the memory it needs',
      [...seen.TO_IPXE, script({ memory: { hasMiB: 4064, needsMiB: 4096 } })],
      30,
      'stalled: script-then-silence @ script',
    ],
    [
      'after a system that asked for what is not here',
      [
        ...seen.TO_IPXE,
        script({ expectsMore: true }),
        ...file('h2', 'boot', KERNEL),
        ...file('h3', 'boot', INITRD),
        notFound('/iso/abc/live/filesystem.packages'),
      ],
      180,
      'stalled: file-not-found @ handed-over',
    ],
  ])('%s is named', (_what, observations, seconds, phase) => {
    const machine = bench()
    machine.feed(...observations)
    machine.wait(seconds - 1)
    expect(machine.client().phase).not.toHaveProperty('why')
    machine.wait(1)
    expect(machine.phase()).toBe(phase)
  })

  test('a third loader that times out has restarted too often', () => {
    const machine = bench()
    machine.feed(...seen.TO_ADDRESSED, ...chokes('a'), ...chokes('b'), start('c', 'loader', 'x'), end('c', 'timed-out'))
    expect(machine.phase()).toBe('failed: transfer-restarts @ loader')
  })

  test('iPXE that keeps asking is told of while it asks', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADER)
    for (const seconds of [35, 2, 4, 9]) {
      machine.wait(seconds)
      machine.feed(...again)
    }
    machine.wait(1)
    expect(machine.phase()).toBe('stalled: ipxe-no-address @ ipxe')
    expect(machine.client().evidence).toMatchObject({ ipxeAsked: 4, ipxeAfterMs: 35_000 })
  })
})

describe('a file that the machine broke off', () => {
  const GIB = 2 ** 30
  const broken = (sizeBytes: number): Observation[] => [
    start('h2', 'boot', KERNEL, { sizeBytes }),
    end('h2', 'aborted', 1000),
  ]
  const memory = (hasMiB: number): Observation => script({ memory: { hasMiB, needsMiB: 512 } })
  test.each<[string, readonly Observation[], string]>([
    ['and that is bigger than its memory', [memory(2048), ...broken(3 * GIB)], 'image-too-big'],
    ['and that is big, with a memory that nobody knows', [script(), ...broken(GIB)], 'image-too-big'],
    ['though it fits', [memory(8192), ...broken(GIB)], 'transfer-failed'],
    ['and that is small', [script(), ...broken(10_000_000)], 'transfer-failed'],
  ])('%s: %s', (_what, observations, why) => {
    const machine = bench()
    machine.feed(...seen.TO_IPXE, ...observations)
    machine.wait(30)
    expect(machine.phase()).toBe(`stalled: ${why} @ loading`)
  })
})

describe('starting over', () => {
  const boot = (n: number): Observation[] => [
    ...[discover(), offer(), lease(), ...file(`t${n}`, 'loader', 'snponly.efi'), ipxeDiscover(), offer()],
    ...[script(), ...file(`k${n}`, 'boot', KERNEL), ...file(`i${n}`, 'boot', INITRD)],
  ]
  test('the third time in a row is a loop', () => {
    const machine = bench()
    for (const n of [1, 2]) {
      machine.feed(...boot(n))
      machine.wait(40)
      expect(machine.phase()).toBe('handed-over')
    }
    machine.feed(...boot(3))
    machine.wait(5)
    expect(machine.phase()).toBe('stalled: boot-loop @ handed-over')
    expect(machine.client().evidence?.rounds).toBe(2)
  })

  test('to be sent to its own disk each time is none', () => {
    const machine = bench()
    for (const n of [1, 2, 3, 4]) {
      machine.feed(discover(), offer(), lease(), ...file(`t${n}`, 'loader', 'snponly.efi'), ipxeDiscover(), offer())
      machine.feed(...file(`s${n}`, 'script', '/boot.ipxe'), script({ files: [], doing: 'local-disk' }))
      machine.wait(40)
      expect(machine.phase()).toBe('handed-over')
    }
  })

  test('after a system that ran is none', () => {
    const machine = bench()
    for (const n of [1, 2, 3]) {
      machine.feed(...boot(n), start(`r${n}`, 'runtime', `/r${n}`), end(`r${n}`))
      machine.wait(40)
      expect(machine.phase()).toBe('running')
    }
  })

  test('after an hour each time is none', () => {
    const machine = bench()
    for (const n of [1, 2, 3]) {
      machine.feed(...boot(n))
      machine.wait(20)
      machine.skip(3_600_000)
    }
    expect(machine.phase()).toBe('handed-over')
  })

  test('by a firmware that was sent two whole loaders is not waited for a minute', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADER, ...seen.TO_LOADER, ...seen.TO_LOADER)
    machine.wait(20)
    expect(machine.phase()).toBe('stalled: secure-boot @ loader')
  })
})
