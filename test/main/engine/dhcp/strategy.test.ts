import { describe, expect, it } from 'vitest'
import { firstStrategy, nextRound, type Reached, type Round } from '../../../../main/engine/dhcp/strategy'
import { clientOf, message } from './messages'

const uefi = clientOf(message())
const bios = clientOf(message({ arch: [0] }))
const ipxe = clientOf(message({ ipxe: true }))
const http = clientOf(message({ arch: [16], vendorClass: 'HTTPClient' }))

const first = nextRound(undefined, uefi, 1, 0)
const reached = (round: Round, how: Reached): Round => ({ ...round, reached: how })

describe('strategy', () => {
  it('starts UEFI with B and everything else with A', () => {
    expect([uefi, bios, http].map(firstStrategy)).toEqual(['B', 'A', 'A'])
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
