import { describe, expect, it } from 'vitest'
import { AnsweringAddresses } from '../../../../../main/engine/dhcp/lease/free'
import { FakeClock } from '../../../../support/fake-clock'
import { Bench, macOf } from './bench'

const POOL = ['10.0.0.2', '10.0.0.3', '10.0.0.4']

/** A wire on which who answers can change; each look ends when the test says so. */
class Wire {
  readonly clock = new FakeClock()
  readonly answers = new Map<string, string>()
  readonly looks: (readonly string[])[] = []
  readonly told: string[] = []
  readonly errors: unknown[] = []
  #ends: (() => void)[] = []
  readonly free: AnsweringAddresses

  constructor(look?: () => Promise<never>) {
    this.free = new AnsweringAddresses({
      pool: POOL,
      clock: this.clock,
      look: look ?? ((addresses) => this.#look(addresses)),
      onAnswer: (address, by) => void this.told.push(`${address} ${by}`),
      onError: (error) => void this.errors.push(error),
    })
  }

  /** Every look that is under way ends, and what follows from it is done. */
  async end(): Promise<void> {
    for (const end of this.#ends.splice(0)) end()
    await settled()
  }

  #look(addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.looks.push(addresses)
    return new Promise((resolve) => {
      this.#ends.push(() => resolve(new Map([...this.answers].filter(([address]) => addresses.includes(address)))))
    })
  }
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

describe('addresses at which somebody answers', () => {
  it('are found at the start and barred to all but the one who answers', async () => {
    const wire = new Wire()
    wire.answers.set('10.0.0.3', macOf(9))
    const scanned = wire.free.scan()
    expect(wire.free.mayUse('10.0.0.3', macOf(1))).toBe(true)
    await wire.end()
    await scanned
    expect(wire.looks).toEqual([POOL])
    expect(POOL.map((address) => wire.free.mayUse(address, macOf(1)))).toEqual([true, false, true])
    expect(wire.free.mayUse('10.0.0.3', macOf(9))).toBe(true)
    expect(wire.told).toEqual([`10.0.0.3 ${macOf(9)}`])
    expect([...wire.free.answering()]).toEqual([['10.0.0.3', macOf(9)]])
  })

  it('are found when they are offered, so that the REQUEST is refused, and the next offer is another', async () => {
    const wire = new Wire()
    const bench = new Bench({ pool: POOL, clock: wire.clock, mayUse: (address, mac) => wire.free.mayUse(address, mac) })
    const address = bench.discover(macOf(1))
    wire.answers.set(address, macOf(9))
    wire.free.recheck(address)
    wire.clock.advance(50)
    await wire.end()
    expect(bench.select(macOf(1), address)).toMatchObject({ kind: 'nak', why: 'answers' })
    expect(bench.discover(macOf(1))).not.toBe(address)
  })

  it('are looked at together when many are offered at once', async () => {
    const wire = new Wire()
    for (const address of [...POOL, ...POOL, '10.0.0.200']) wire.free.recheck(address)
    wire.clock.advance(49)
    expect(wire.looks).toEqual([])
    wire.clock.advance(1)
    expect(wire.looks).toEqual([POOL])
    // On its way already.
    wire.free.recheck(POOL[0] ?? '')
    wire.clock.advance(1000)
    expect(wire.looks).toHaveLength(1)
    await wire.end()
    wire.free.recheck(POOL[0] ?? '')
    wire.clock.advance(50)
    expect(wire.looks).toHaveLength(2)
  })

  it('are free again when the machine has gone, once somebody else wants them', async () => {
    const wire = new Wire()
    wire.answers.set('10.0.0.2', macOf(9))
    void wire.free.scan()
    await wire.end()
    wire.answers.clear()
    wire.clock.advance(30_000)
    expect(wire.free.mayUse('10.0.0.2', macOf(1))).toBe(false)
    expect(wire.clock.pending).toBe(0)
    wire.clock.advance(1)
    expect(wire.free.mayUse('10.0.0.2', macOf(1))).toBe(false)
    wire.clock.advance(50)
    await wire.end()
    expect(wire.looks).toEqual([POOL, ['10.0.0.2']])
    expect(wire.free.mayUse('10.0.0.2', macOf(1))).toBe(true)
  })

  it('are looked at again also after the clock was set back', async () => {
    const wire = new Wire()
    wire.answers.set('10.0.0.2', macOf(9))
    void wire.free.scan()
    await wire.end()
    wire.clock.advance(-1_000_000)
    wire.free.mayUse('10.0.0.2', macOf(1))
    wire.clock.advance(50)
    expect(wire.looks).toHaveLength(2)
  })

  it('go on to count when looking fails; the owner is told, and the next look is made', async () => {
    const wire = new Wire(() => Promise.reject(new Error('card down')))
    await wire.free.scan()
    expect(wire.errors).toEqual([new Error('card down')])
    wire.free.recheck('10.0.0.2')
    wire.clock.advance(50)
    await settled()
    expect(wire.errors).toHaveLength(2)
  })

  it('are not looked for by more than four looks at a time', async () => {
    const wire = new Wire()
    for (let look = 0; look < 4; look += 1) void wire.free.scan()
    wire.free.close()
    expect(wire.looks).toHaveLength(4)
    const other = new Wire()
    const scans = [0, 1, 2, 3].map(() => other.free.scan())
    await other.end()
    await Promise.all(scans)
    other.free.recheck('10.0.0.2')
    other.clock.advance(50)
    expect(other.looks).toHaveLength(5)
  })

  it('are looked at again every five minutes, where it is wanted', async () => {
    const wire = new Wire()
    wire.free.repeat((address) => address !== '10.0.0.3')
    wire.clock.advance(299_999)
    expect(wire.looks).toEqual([])
    wire.clock.advance(1)
    await wire.end()
    wire.clock.advance(300_000)
    expect(wire.looks).toEqual([
      ['10.0.0.2', '10.0.0.4'],
      ['10.0.0.2', '10.0.0.4'],
    ])
    wire.free.close()
    expect(wire.clock.pending).toBe(0)
  })

  it('are looked for no more once it is closed, and what is found then is dropped', async () => {
    const wire = new Wire()
    wire.answers.set('10.0.0.2', macOf(9))
    void wire.free.scan()
    wire.free.recheck('10.0.0.3')
    wire.free.close()
    await wire.end()
    wire.free.recheck('10.0.0.3')
    await wire.free.scan()
    expect([wire.looks.length, wire.clock.pending, wire.told]).toEqual([1, 0, []])
  })
})
