import { describe, expect, test } from 'vitest'
import { Registry, Transfer } from '../../../../main/engine/tftp/registry'

const limits = { perClient: 4, total: 8 }
let port = 1

interface Held {
  readonly ip: string
  /** Age, ms. */
  readonly age: number
  /** Undefined: nothing acknowledged. */
  readonly acked?: number
}

const NOW = 1_000_000

/** A registry that holds these, and a way to name one of them by its place in the list. */
function holding(held: readonly Held[]): { readonly registry: Registry; readonly victimFor: (ip: string) => number } {
  const registry = new Registry(limits)
  const transfers = held.map(({ ip, age, acked }) => {
    const transfer = new Transfer('', { address: ip, port: port++ }, new Uint8Array(), NOW - age)
    transfer.session = {
      untouched: acked === undefined,
      heardAt: NOW,
      ackedBytes: acked ?? 0,
      abort: () => undefined,
    }
    registry.add(transfer)
    return transfer
  })
  return {
    registry,
    victimFor(ip) {
      const room = registry.roomFor({ address: ip, port: 1 }, NOW)
      return room.fits && room.victim !== undefined ? transfers.indexOf(room.victim) : -1
    },
  }
}

const many = (count: number, held: Held): Held[] => Array.from({ length: count }, () => held)

describe('a table that is not full', () => {
  test('asks nobody to give way, however slow', () => {
    const { registry } = holding(many(4, { ip: '10.0.0.2', age: 1e6, acked: 1 }))
    expect(registry.roomFor({ address: '10.0.0.3', port: 1 }, NOW)).toEqual({ fits: true })
  })

  test('refuses a client that has its share and uses all of it', () => {
    const { registry } = holding(many(4, { ip: '10.0.0.2', age: 1e6, acked: 1 }))
    expect(registry.roomFor({ address: '10.0.0.2', port: 1 }, NOW)).toEqual({ fits: false, why: 'client-full' })
  })
})

describe('in a full table', () => {
  const hog = { ip: '10.0.0.2', age: 60_000, acked: 90_000 }

  test('the slowest transfer of the address that has most gives way', () => {
    const single = { ip: '10.0.0.3', age: 60_000, acked: 512 }
    const hogs = [hog, { ...hog, acked: 80_000 }, hog]
    const pairs = ['10.0.0.4', '10.0.0.5'].flatMap((ip) => many(2, { ip, age: 60_000, acked: 512 }))
    expect(holding([single, ...hogs, ...pairs]).victimFor('10.0.0.9')).toBe(2)
  })

  test('it is speed that counts, not bytes', () => {
    const young = { ip: '10.0.0.2', age: 5000, acked: 50_000 }
    expect(
      holding([...many(4, young), ...many(4, hog)].map((one, at) => ({ ...one, ip: `10.0.0.${at % 2}` }))).victimFor(
        '10.0.0.9',
      ),
    ).toBe(4)
  })

  test('an address that has most asks itself for room', () => {
    const others = ['10.0.0.4', '10.0.0.5', '10.0.0.6'].map((ip) => ({ ip, age: 60_000, acked: 1 }))
    const pair = many(2, { ip: '10.0.0.7', age: 60_000, acked: 1 })
    expect(holding([...others, ...pair, ...many(3, hog)]).victimFor('10.0.0.2')).toBe(5)
  })

  test('nobody younger than three seconds gives way for being slow', () => {
    const { registry } = holding([2, 3].flatMap((host) => many(4, { ip: `10.0.0.${host}`, age: 2900, acked: 0 })))
    expect(registry.roomFor({ address: '10.0.0.9', port: 1 }, NOW)).toEqual({ fits: false, why: 'table-full' })
  })

  test('those that never acknowledged anything keep a quarter of it, and the oldest of them gives way beyond', () => {
    const fresh = { ip: '10.0.0.8', age: 10 }
    const hogs = [...many(4, hog), ...many(2, { ...hog, ip: '10.0.0.3' })]
    expect(holding([...hogs, { ...hog, ip: '10.0.0.3' }, fresh]).victimFor('10.0.0.9')).toBe(0)
    expect(holding([...hogs, fresh, fresh]).victimFor('10.0.0.9')).toBe(6)
  })
})
