import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Bench, CARD, NOWHERE, TYPE, macOf, say, type Words } from './bench'

/** A gateway and another address of this computer are never leased; 10.0.0.7 answers to somebody else. */
const POOL = ['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.7']
const ANSWERS = '10.0.0.7'

const address = fc.constantFrom(...POOL, '10.0.0.254', CARD.address, '192.168.1.9', NOWHERE)
const step = fc.record({
  mac: fc.nat(7).map(macOf),
  type: fc.oneof(
    { weight: 2, arbitrary: fc.constant('discover' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(TYPE) as (keyof typeof TYPE)[])) },
  ),
  words: fc.record(
    {
      requested: address,
      serverId: fc.constantFrom(CARD.address, CARD.address, '10.0.0.250'),
      ciaddr: address,
      clientId: fc.constantFrom(Uint8Array.of(1, 2), Uint8Array.of(255, 3, 4)),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Words>,
  fromCiaddr: fc.boolean(),
  /** Whether the machine takes what it is offered, as most do. */
  takes: fc.constantFrom(true, true, false),
  /** ms until the next, also backwards. */
  wait: fc.oneof(
    { weight: 4, arbitrary: fc.nat(2_000) },
    { weight: 1, arbitrary: fc.constantFrom(59_000, 120_000, 599_000, 700_000, -300_000) },
  ),
  /** Whether the app is started anew after it. */
  restart: fc.boolean(),
})

it('never has two machines hold one address, nor leases one that is excluded or answered, whatever is said', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const mayUse = (each: string): boolean => each !== ANSWERS
      let bench = new Bench({ pool: POOL, mayUse })
      /** What each machine believes: address, and until when it holds. */
      const held = new Map<string, { address: string; until: number }>()
      for (const { mac, type, words, fromCiaddr, takes, wait, restart } of steps) {
        const from = { address: fromCiaddr ? (words.ciaddr ?? NOWHERE) : NOWHERE, port: 68 }
        const first = bench.hear(say(mac, type, words), from)
        const isOffer = first.kind === 'lease' && first.type === 'offer'
        const decision = isOffer && takes ? bench.select(mac, first.yiaddr) : first
        if (decision.kind === 'lease') {
          expect(POOL).toContain(decision.yiaddr)
          expect(decision.yiaddr).not.toBe(ANSWERS)
          const until = bench.clock.now() + decision.leaseSeconds * 1000
          if (decision.type === 'ack') held.set(mac, { address: decision.yiaddr, until })
        }
        // RFC 2131 section 3.1: with any of these a machine has no address any more.
        if (['nak', 'declined', 'released', 'other-server'].includes(decision.kind)) held.delete(mac)
        for (const [one, lease] of held) if (lease.until <= bench.clock.now()) held.delete(one)
        const addresses = [...held.values()].map((lease) => lease.address)
        expect(new Set(addresses).size).toBe(addresses.length)
        for (const [one, lease] of held)
          expect(bench.leases.at(lease.address)).toMatchObject({ state: 'bound', mac: one })
        if (restart) {
          const saved: unknown = JSON.parse(JSON.stringify(bench.leases.toJson()))
          bench = new Bench({ pool: POOL, mayUse, clock: bench.clock })
          bench.leases.load(saved)
          expect(bench.leases.toJson()).toEqual(saved)
        }
        bench.clock.advance(wait)
        if (wait < 0) for (const [one, lease] of held) held.set(one, { ...lease, until: lease.until + wait })
      }
    }),
    { numRuns: 500 },
  )
})

it('offers an address to each of 500 machines of a large network at once', () => {
  const netmask = '255.255.0.0'
  const bench = new Bench(
    { pool: Array.from({ length: 500 }, (_, n) => `10.0.${n >> 8}.${n & 255}`) },
    { card: { ...CARD, netmask } },
  )
  const addresses = Array.from({ length: 500 }, (_, number) => bench.boot(macOf(number)))
  expect(new Set(addresses).size).toBe(500)
})
