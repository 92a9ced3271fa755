import { describe, expect, it } from 'vitest'
import { firstStrategy, nextRound as next, type Reached, type Round } from '../../../../main/engine/dhcp/strategy'
import type { BootClient } from '../../../../main/engine/dhcp/request'
import { clientOf, message } from './messages'

const uefi = clientOf(message())
const bios = clientOf(message({ arch: [0] }))
const ipxe = clientOf(message({ ipxe: true }))
const http = clientOf(message({ arch: [16], vendorClass: 'HTTPClient' }))

/** Beside a DHCP server, nothing known from before. */
const nextRound = (before: Round | undefined, client: BootClient, xid: number, at: number): Round =>
  next(before, client, xid, at, { mode: 'proxy' })

const first = nextRound(undefined, uefi, 1, 0)
const reached = (round: Round, how: Reached): Round => ({ ...round, reached: how })

describe('strategy', () => {
  it('starts UEFI with B and everything else with A', () => {
    expect([uefi, bios, http].map((client) => firstStrategy(client, 'proxy'))).toEqual(['B', 'A', 'A'])
  })

  it('stays while the same DISCOVER is repeated', () => {
    let round = first
    for (const at of [4_000, 12_000, 28_000, 60_000]) round = nextRound(round, uefi, 1, at)
    expect(round).toMatchObject({ strategy: 'B', attempt: 0 })
  })

  it('changes when the machine asks again without having fetched anything', () => {
    const second = nextRound(first, uefi, 2, 20_000)
    const third = nextRound(second, uefi, 3, 40_000)
    expect([second.strategy, third.strategy]).toEqual(['A', 'B'])
  })

  it('changes for a ROM that makes the same transaction id at each boot', () => {
    expect(nextRound(first, uefi, 1, 120_000).strategy).toBe('A')
  })

  it('stays when a file was asked for', () => {
    expect(nextRound(reached(first, 'transfer'), uefi, 2, 20_000)).toMatchObject({ strategy: 'B', attempt: 0 })
  })

  it('stays, with the next loader, when the loader came over and was never heard of', () => {
    expect(nextRound(reached(first, 'loader'), uefi, 2, 20_000)).toMatchObject({ strategy: 'B', attempt: 1 })
  })

  it('remembers what worked for the next boot', () => {
    const switched = reached(nextRound(first, uefi, 2, 20_000), 'loader')
    const running = nextRound(switched, ipxe, 3, 30_000)
    expect(nextRound(running, uefi, 4, 90_000)).toMatchObject({ strategy: 'A', attempt: 0, reached: 'nothing' })
  })

  it('does not take the loader for dead once iPXE spoke', () => {
    const running = nextRound(reached(first, 'loader'), ipxe, 2, 10_000)
    expect(nextRound(running, uefi, 3, 60_000).attempt).toBe(0)
  })

  it('starts the firmware of a machine that was first heard as iPXE as any other', () => {
    const round = nextRound(undefined, ipxe, 1, 0)
    expect(nextRound(round, uefi, 2, 60_000)).toMatchObject({ strategy: 'B', attempt: 0, reached: 'nothing' })
  })

  it('has nothing to change for HTTP Boot', () => {
    expect(nextRound(nextRound(undefined, http, 1, 0), http, 2, 9_000).strategy).toBe('A')
  })
})

describe('strategy where we lease', () => {
  const place = { mode: 'dhcp' } as const

  it('starts everything with one full OFFER', () => {
    expect([uefi, bios, http].map((client) => firstStrategy(client, 'dhcp'))).toEqual(['C', 'C', 'C'])
  })

  it('sends a machine that asks again to 4011, and then back', () => {
    const one = next(undefined, uefi, 1, 0, place)
    const two = next(one, uefi, 2, 20_000, place)
    const three = next(two, uefi, 3, 40_000, place)
    expect([one, two, three].map(({ strategy }) => strategy)).toEqual(['C', 'B', 'C'])
  })

  it('goes over to what a proxy can do once the guard has ended the leasing, and back', () => {
    const leased = next(undefined, uefi, 1, 0, place)
    expect(nextRound(leased, uefi, 1, 1_000)).toMatchObject({ strategy: 'B' })
    expect(nextRound(leased, bios, 1, 1_000)).toMatchObject({ strategy: 'A' })
    expect(next({ ...first, strategy: 'A' }, uefi, 1, 1_000, place)).toMatchObject({ strategy: 'C' })
  })
})

describe('beside a DHCP server that calls itself a PXE server', () => {
  const place = { mode: 'proxy', foreignPxe: true } as const

  it('UEFI gets A first, which it prefers to asking that server on 4011', () => {
    expect(next(undefined, uefi, 1, 0, place).strategy).toBe('A')
  })

  it('what worked before counts more', () => {
    expect(next(undefined, uefi, 1, 0, { ...place, worked: 'B' }).strategy).toBe('B')
  })
})

describe('what worked before', () => {
  it('is used first', () => {
    expect(next(undefined, uefi, 1, 0, { mode: 'proxy', worked: 'A' }).strategy).toBe('A')
    expect(next(undefined, uefi, 1, 0, { mode: 'dhcp', worked: 'B' }).strategy).toBe('B')
  })

  it('is left when it does not work any more', () => {
    const round = next(undefined, uefi, 1, 0, { mode: 'proxy', worked: 'A' })
    expect(next(round, uefi, 2, 20_000, { mode: 'proxy', worked: 'A' }).strategy).toBe('B')
  })
})
