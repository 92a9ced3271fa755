import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_POOL, poolOf, startOf } from '../../../../../main/engine/dhcp/lease/pool'
import { inSubnet, ipv4Number } from '../../../../../main/engine/net/subnet'

const none = new Set<string>()
const maskOf = (prefix: number): string =>
  [24, 16, 8, 0]
    .map((shift) => ((prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> shift) & 0xff).toString())
    .join('.')

describe('the pool of a card', () => {
  it('is the rest of a /24, in order', () => {
    const pool = poolOf({ address: '192.168.1.20', netmask: '255.255.255.0' }, new Set(['192.168.1.1']))
    expect(pool).toHaveLength(252)
    expect([pool[0], pool.at(-1)]).toEqual(['192.168.1.2', '192.168.1.254'])
    expect(pool).not.toContain('192.168.1.20')
  })

  it('is one address in a /30', () => {
    expect(poolOf({ address: '10.0.0.1', netmask: maskOf(30) }, none)).toEqual(['10.0.0.2'])
  })

  it.each([31, 32])('does not exist in a /%i (RFC 3021)', (prefix) => {
    expect(() => poolOf({ address: '10.0.0.1', netmask: maskOf(prefix) }, none)).toThrow(
      expect.objectContaining({ code: 'pool-empty', exitCode: 5 }),
    )
  })

  it('does not exist where everything is excluded, and for masks and addresses that are none', () => {
    const refused = expect.objectContaining({ code: 'pool-empty' })
    expect(() => poolOf({ address: '10.0.0.1', netmask: maskOf(30) }, new Set(['10.0.0.2']))).toThrow(refused)
    expect(() => poolOf({ address: '10.0.0.1', netmask: '255.0.255.0' }, none)).toThrow(refused)
    expect(() => poolOf({ address: 'fe80::1', netmask: '255.255.255.0' }, none)).toThrow(refused)
  })

  it('says what to do where it does not exist', () => {
    expect(() => poolOf({ address: '10.0.0.1', netmask: maskOf(32) }, none)).toThrow(
      'no address left for another machine. Give the card an address in a larger network',
    )
  })

  it('surrounds the own /24 in a larger network, and has room for 500 machines', () => {
    const pool = poolOf({ address: '10.20.30.40', netmask: '255.0.0.0' }, none)
    expect(pool).toHaveLength(MAX_POOL)
    expect(pool).toEqual(expect.arrayContaining(['10.20.30.1', '10.20.30.254', '10.20.29.254', '10.20.31.1']))
  })

  it.each(['10.20.0.5', '10.20.255.250'])('has 500 addresses at the end of a network, too: %s/16', (address) => {
    expect(poolOf({ address, netmask: '255.255.0.0' }, none)).toHaveLength(MAX_POOL)
  })

  it.each(['169.254.1.7', '169.254.254.9', '169.254.77.3'])(
    'keeps out of what RFC 3927 section 2.1 reserves: %s',
    (address) => {
      const pool = poolOf({ address, netmask: '255.255.0.0' }, none)
      expect(pool).toHaveLength(MAX_POOL)
      expect(pool.filter((each) => /^169\.254\.(0|255)\./.test(each))).toEqual([])
    },
  )

  it('does not exist in a small part of 169.254/16 that is reserved', () => {
    const refused = expect.objectContaining({ code: 'pool-empty' })
    expect(() => poolOf({ address: '169.254.255.5', netmask: '255.255.255.0' }, none)).toThrow(refused)
    expect(() => poolOf({ address: '169.254.0.5', netmask: '255.255.255.0' }, none)).toThrow(refused)
  })

  it('never has the network, its broadcast address, the card, or what is excluded', () => {
    const cards = fc.record({
      number: fc.integer({ min: 0, max: 0xffffffff }),
      prefix: fc.integer({ min: 8, max: 30 }),
    })
    fc.assert(
      fc.property(cards, fc.nat(600), ({ number, prefix }, skip) => {
        const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.')
        const card = { address, netmask: maskOf(prefix) }
        let pool: readonly string[]
        try {
          const gateway = poolOf(card, none)[skip] ?? '10.9.9.9'
          pool = poolOf(card, new Set([gateway]))
          expect(pool).not.toContain(gateway)
        } catch (error) {
          expect(error).toMatchObject({ code: 'pool-empty' })
          return
        }
        const hosts = 2 ** (32 - prefix) - 1
        const within = pool.map((each) => (ipv4Number(each) ?? 0) % (hosts + 1))
        expect(within).not.toContain(0)
        expect(within).not.toContain(hosts)
        expect(pool).not.toContain(address)
        expect(pool.every((each) => inSubnet(each, card))).toBe(true)
        expect(pool.length).toBeLessThanOrEqual(MAX_POOL)
        expect(new Set(pool).size).toBe(pool.length)
      }),
    )
  })
})

describe('where the search for an address begins', () => {
  it('is the same for the same machine, inside the pool, and spread over it', () => {
    const starts = Array.from({ length: 253 }, (_, index) => startOf(`52:54:00:12:34:${index.toString(16)}`, 253))
    expect(startOf('52:54:00:12:34:0', 253)).toBe(starts[0])
    expect(starts.every((start) => start >= 0 && start < 253)).toBe(true)
    expect(new Set(starts).size).toBeGreaterThan(100)
    expect(startOf('52:54:00:12:34:56', 0)).toBe(0)
  })
})
