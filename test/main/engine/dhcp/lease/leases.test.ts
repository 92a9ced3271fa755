import { describe, expect, it } from 'vitest'
import type { LeaseClient } from '../../../../../main/engine/dhcp/lease/entries'
import { LeaseTable } from '../../../../../main/engine/dhcp/lease/leases'
import { FakeClock } from '../../../../support/fake-clock'
import { macOf } from './bench'

const POOL = Array.from({ length: 8 }, (_, index) => `10.0.0.${index + 2}`)
const client = (number: number, clientId?: string): LeaseClient => ({ mac: macOf(number), clientId })

function table(pool: readonly string[] = POOL, barred = new Map<string, string>()) {
  const clock = new FakeClock()
  const state = { changes: 0 }
  const mayUse = (address: string, mac: string): boolean => (barred.get(address) ?? mac) === mac
  const onChange = (): void => void (state.changes += 1)
  return { clock, state, barred, leases: new LeaseTable({ pool, clock, mayUse, onChange }) }
}

/** Leases an address as a machine does. */
function lease(leases: LeaseTable, who: LeaseClient): string {
  const address = leases.offer(who)
  if (address === undefined) throw new Error('no address')
  expect(leases.bind(who, address)).toMatchObject({ state: 'bound', address })
  return address
}

describe('who gets which address (RFC 2131 section 4.3.1)', () => {
  it('is the same for the same machine at each DISCOVER, also after everything was forgotten', () => {
    const [one, two] = [table().leases, table().leases]
    const address = one.offer(client(1))
    expect([one.offer(client(1)), two.offer(client(1))]).toEqual([address, address])
  })

  it('is what the machine has, then what it had, also after it ran out or was released', () => {
    const { leases, clock } = table()
    const address = lease(leases, client(1))
    expect(leases.offer(client(1), '10.0.0.9')).toBe(address)
    expect(leases.of(macOf(1))?.state).toBe('bound')
    clock.advance(601_000)
    expect(leases.of(macOf(1))?.state).toBe('past')
    expect(leases.offer(client(1))).toBe(address)
    leases.bind(client(1), address)
    leases.release(macOf(1), address)
    expect(leases.offer(client(1))).toBe(address)
  })

  it('is the same for firmware, iPXE and system of one machine, whose client identifiers differ', () => {
    const { leases } = table()
    const address = lease(leases, client(1))
    expect(lease(leases, client(1, '01525400000001'))).toBe(address)
    expect(lease(leases, client(1, 'ff00020000ab11'))).toBe(address)
    expect(leases.bound()).toHaveLength(1)
  })

  it('is never shared by two machines with one client identifier (cloned disks)', () => {
    const { leases } = table()
    expect(lease(leases, client(1, 'ff0002'))).not.toBe(lease(leases, client(2, 'ff0002')))
  })

  it('is found again by the client identifier behind another card, once it was given up (section 4.2)', () => {
    const { leases } = table()
    const address = lease(leases, client(1, 'ff0002'))
    leases.release(macOf(1), address)
    expect(leases.offer(client(2, 'ff0002'))).toBe(address)
  })

  it('is what the machine asks for (option 50) where that is free and in the pool', () => {
    const { leases } = table()
    expect(leases.offer(client(1), '10.0.0.5')).toBe('10.0.0.5')
    expect(leases.offer(client(2), '10.0.0.5')).not.toBe('10.0.0.5')
    expect(POOL).toContain(leases.offer(client(3), '10.0.0.1'))
  })

  it('is one that nobody had before one that somebody left, and then the one left longest ago', () => {
    const { leases, clock } = table()
    const addresses = [1, 2, 3, 4, 5, 6, 7].map((number) => lease(leases, client(number)))
    for (const [index, address] of addresses.entries()) {
      clock.advance(1000)
      leases.release(macOf(index + 1), address)
    }
    const fresh = POOL.find((address) => !addresses.includes(address))
    expect(lease(leases, client(8))).toBe(fresh)
    expect(lease(leases, client(9))).toBe(addresses[0])
    expect(lease(leases, client(1))).toBe(addresses[1])
  })
})

describe('an offer', () => {
  it('holds the address for a minute', () => {
    const { leases, clock } = table(['10.0.0.2', '10.0.0.3'])
    const address = leases.offer(client(1))
    expect(leases.offer(client(2))).not.toBe(address)
    clock.advance(60_001)
    expect(leases.of(macOf(1))).toBeUndefined()
    expect(leases.offer(client(3), address)).toBe(address)
  })

  it('is taken back where a flood of invented machines holds every address, the oldest first', () => {
    const { leases } = table()
    const offered = POOL.map((_, index) => leases.offer(client(index)))
    expect(new Set(offered).size).toBe(POOL.length)
    expect(leases.offer(client(100))).toBe(offered[0])
    expect(leases.offer(client(101))).toBe(offered[1])
  })

  it('is kept by whoever confirms first, so that a machine in a flood gets what it was offered', () => {
    const { leases } = table(['10.0.0.2'])
    const address = leases.offer(client(1)) ?? ''
    leases.offer(client(2))
    expect(leases.bind(client(1), address)).toMatchObject({ state: 'bound', mac: macOf(1) })
    expect(leases.bind(client(2), address)).toBe('held')
  })

  it('never takes a lease that holds, however many ask', () => {
    const { leases } = table()
    const taken = POOL.map((_, index) => lease(leases, client(index)))
    for (let number = 100; number < 5000; number += 1) expect(leases.offer(client(number))).toBeUndefined()
    expect(taken.map((address) => leases.at(address)?.mac)).toEqual(POOL.map((_, index) => macOf(index)))
  })

  it('of what a machine had before is remembered when the machine does not take it', () => {
    const { leases, clock } = table()
    const address = lease(leases, client(1))
    leases.release(macOf(1), address)
    leases.offer(client(1))
    clock.advance(60_001)
    expect(leases.of(macOf(1))).toMatchObject({ address, state: 'past' })
  })

  it('to a machine whose lease is about to end keeps the lease for a minute more', () => {
    const { leases, clock } = table(['10.0.0.2'])
    lease(leases, client(1))
    clock.advance(599_000)
    leases.offer(client(1))
    clock.advance(30_000)
    expect(leases.offer(client(2))).toBeUndefined()
  })

  it('that lost against another server frees the address', () => {
    const { leases } = table(['10.0.0.2'])
    leases.offer(client(1))
    leases.takeBack(macOf(1))
    expect(lease(leases, client(2))).toBe('10.0.0.2')
    leases.takeBack(macOf(2))
    expect(leases.at('10.0.0.2')?.state).toBe('past')
    leases.takeBack(macOf(3))
    expect(leases.bound()).toEqual([])
  })
})

describe('addresses at which somebody else answers', () => {
  it('are not offered', () => {
    const { leases } = table(['10.0.0.2', '10.0.0.3'], new Map([['10.0.0.2', macOf(99)]]))
    expect([leases.offer(client(1)), leases.offer(client(2), '10.0.0.2')]).toEqual(['10.0.0.3', '10.0.0.3'])
    expect(leases.offer(client(99))).toBe('10.0.0.2')
  })

  it('that are found out after the offer are refused and left alone for ten minutes', () => {
    const { leases, barred, clock } = table(['10.0.0.2'])
    leases.offer(client(1))
    barred.set('10.0.0.2', macOf(99))
    expect(leases.bind(client(1), '10.0.0.2')).toBe('answers')
    barred.clear()
    expect(leases.bind(client(1), '10.0.0.2')).toBe('abandoned')
    clock.advance(600_001)
    expect(leases.bind(client(1), '10.0.0.2')).toMatchObject({ state: 'bound' })
  })

  it('stay with the machine that works there (it answers on two cards)', () => {
    const { leases, barred } = table(['10.0.0.2'])
    lease(leases, client(1))
    barred.set('10.0.0.2', macOf(99))
    expect(leases.bind(client(1), '10.0.0.2', true)).toMatchObject({ state: 'bound' })
    expect(leases.bind(client(1), '10.0.0.2')).toBe('answers')
  })
})

describe('DECLINE (RFC 2131 section 4.3.3)', () => {
  it('leaves the address alone for ten minutes, and the machine gets another', () => {
    const { leases, clock } = table(['10.0.0.2', '10.0.0.3'])
    const address = lease(leases, client(1))
    expect(leases.decline(macOf(1), address)).toBe(true)
    const other = leases.offer(client(1))
    expect([...POOL.slice(0, 2)].sort()).toEqual([address, other].sort())
    expect(leases.bind(client(2), address)).toBe('abandoned')
    clock.advance(600_001)
    expect(leases.offer(client(2), address)).toBe(address)
  })

  it('of an address that the machine does not have changes nothing', () => {
    const { leases } = table()
    const address = lease(leases, client(1))
    expect([leases.decline(macOf(2), address), leases.decline(macOf(2), '10.0.0.9')]).toEqual([false, false])
    expect(leases.at(address)).toMatchObject({ state: 'bound' })
  })

  it('of every address does not leave the bench without: what was declined first is tried again', () => {
    const { leases, clock } = table(['10.0.0.2', '10.0.0.3'])
    const first = lease(leases, client(1))
    leases.decline(macOf(1), first)
    clock.advance(1)
    leases.decline(macOf(1), lease(leases, client(1)))
    expect(lease(leases, client(2))).toBe(first)
  })
})

it('an address that was abandoned once and leased since is not taken from who has it', () => {
  const { leases, clock } = table(['10.0.0.2'])
  leases.abandon('10.0.0.2')
  clock.advance(600_001)
  expect(leases.bind(client(1), '10.0.0.2')).toMatchObject({ state: 'bound' })
  expect(leases.offer(client(2))).toBeUndefined()
})

describe('a clock that jumps', () => {
  it('back leaves each lease the time that it had', () => {
    const { leases, clock } = table(['10.0.0.2'])
    lease(leases, client(1))
    clock.advance(100_000)
    expect(leases.bound()).toHaveLength(1)
    clock.advance(-50_000_000)
    expect(leases.offer(client(2))).toBeUndefined()
    clock.advance(499_000)
    expect(leases.offer(client(2))).toBeUndefined()
    clock.advance(2_000)
    expect(leases.offer(client(2))).toBe('10.0.0.2')
  })

  it('forward ends leases, and machines that were there all the time get theirs again', () => {
    const { leases, clock } = table()
    const address = lease(leases, client(1))
    clock.advance(86_400_000)
    expect(leases.bind(client(1), address, true)).toMatchObject({ state: 'bound' })
  })
})

describe('leases across a restart', () => {
  const json = (leases: LeaseTable): unknown => JSON.parse(JSON.stringify(leases.toJson()))

  it('are kept, with client identifiers and what was abandoned', () => {
    const before = table()
    const address = lease(before.leases, client(1, 'ff0002'))
    before.leases.decline(macOf(2), lease(before.leases, client(2)))
    const after = table()
    expect(after.leases.load(json(before.leases))).toBe(1)
    expect(after.leases.of(macOf(1))).toEqual({ ...client(1, 'ff0002'), address, state: 'bound', until: 1_600_000 })
    expect(json(after.leases)).toEqual(json(before.leases))
  })

  it('tell their owner when there is something to save, and not at offers', () => {
    const { leases, state } = table()
    const address = leases.offer(client(1)) ?? ''
    expect(state.changes).toBe(0)
    leases.bind(client(1), address)
    leases.release(macOf(1), address)
    leases.bind(client(1), address)
    leases.decline(macOf(1), address)
    expect(state.changes).toBe(4)
  })

  it('are dropped where they ran out or belong to another network', () => {
    const before = table()
    lease(before.leases, client(1))
    const saved = json(before.leases)
    const elsewhere = table(['192.168.9.2'])
    expect(elsewhere.leases.load(saved)).toBe(0)
    const later = table()
    later.clock.advance(601_000)
    expect(later.leases.load(saved)).toBe(0)
  })

  it('hold no longer than a new one, whatever the file and the clock say', () => {
    const { leases } = table()
    leases.load({
      version: 1,
      leases: [{ address: '10.0.0.2', mac: macOf(1), until: Number.MAX_SAFE_INTEGER }],
      abandoned: [{ address: '10.0.0.3', until: Number.MAX_SAFE_INTEGER }],
    })
    expect(leases.toJson()).toMatchObject({ leases: [{ until: 1_600_000 }], abandoned: [{ until: 1_600_000 }] })
  })

  it('are none where the file is broken, and those that can be read where a line is', () => {
    const good = { address: '10.0.0.2', mac: macOf(1), until: 1_500_000 }
    const broken = [undefined, null, 7, 'x', [], {}, { version: 2, leases: [good], abandoned: [] }]
    for (const raw of broken) expect(table().leases.load(raw)).toBe(0)
    const lines = [null, { ...good, mac: 'x' }, { ...good, until: '1' }, { ...good, address: '10.0.0.999' }, good, good]
    expect(table().leases.load({ version: 1, leases: lines, abandoned: 'x' })).toBe(1)
    const shared = [good, { ...good, mac: macOf(2) }, { ...good, address: '10.0.0.3' }]
    expect(table().leases.load({ version: 1, leases: shared, abandoned: [] })).toBe(1)
  })
})
