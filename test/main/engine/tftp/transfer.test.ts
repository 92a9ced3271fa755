import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Move, Sender, type SenderOptions } from '../../../../main/engine/tftp/transfer'

const defaults: SenderOptions = {
  sizeBytes: 5000,
  blksize: 512,
  windowsize: 1,
  oack: false,
  rollover: 0,
  timeoutMs: 1000,
  maxTimeoutMs: 8000,
  silenceMs: 30_000,
  unheardRepeats: 2,
}

function sender(changed: Partial<SenderOptions> = {}): Sender {
  return new Sender({ ...defaults, ...changed })
}

/** The move as a word, with the blocks to send: `data 1-4`. */
function words(machine: Sender, move: Move): string {
  return move === 'data' ? `data ${machine.first}-${machine.last}` : move
}

describe('a lock-step transfer', () => {
  test('goes block by block to its end', () => {
    const machine = sender({ sizeBytes: 1100 })
    expect(words(machine, machine.start(0))).toBe('data 1-1')
    expect(words(machine, machine.acknowledge(1, 1))).toBe('data 2-2')
    expect(words(machine, machine.acknowledge(2, 2))).toBe('data 3-3')
    expect(machine.blockBytes(3)).toBe(76)
    expect(machine.acknowledge(3, 3)).toBe('done')
    expect(machine.ackedBytes).toBe(1100)
  })

  test.each([
    [0, 1, 0],
    [1, 1, 1],
    [511, 1, 511],
    [512, 2, 0],
    [513, 2, 1],
    [1024, 3, 0],
  ])('of %i bytes has %i blocks, the last with %i bytes', (sizeBytes, blocks, lastBytes) => {
    const machine = sender({ sizeBytes })
    expect(machine.lastBlock).toBe(blocks)
    expect(machine.blockBytes(blocks)).toBe(lastBytes)
  })

  test('begins with the OACK where options were granted, and with data at ACK 0', () => {
    const machine = sender({ oack: true })
    expect(machine.start(0)).toBe('oack')
    expect(machine.acknowledge(1, 1)).toBe('wait')
    expect(machine.untouched).toBe(true)
    expect(words(machine, machine.acknowledge(0, 2))).toBe('data 1-1')
    expect(machine.untouched).toBe(false)
  })

  test('never answers an ACK twice (Sorcerer’s Apprentice)', () => {
    const machine = sender()
    machine.start(0)
    machine.acknowledge(1, 1)
    expect(machine.acknowledge(1, 2)).toBe('wait')
    expect(machine.acknowledge(0, 3)).toBe('wait')
    expect(words(machine, machine.acknowledge(2, 4))).toBe('data 3-3')
  })

  test('passes over an ACK for a block that was not sent', () => {
    const machine = sender()
    machine.start(0)
    expect(machine.acknowledge(2, 1)).toBe('wait')
    expect(machine.acknowledge(40_000, 1)).toBe('wait')
  })
})

describe('silence', () => {
  test('is answered by the same block after twice the wait each time, up to a cap, and then given up', () => {
    const machine = sender()
    machine.start(0)
    machine.acknowledge(1, 0)
    const waits: number[] = []
    let now = 0
    for (;;) {
      waits.push(machine.deadline - now)
      now = machine.deadline
      const move = machine.expire(now)
      if (move === 'give-up') break
      expect(words(machine, move)).toBe('data 2-2')
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 8000, 8000])
  })

  test.each([false, true])('from the very first packet on is met with two repetitions only (OACK: %s)', (oack) => {
    const machine = sender({ oack })
    const first = machine.start(0)
    expect([1000, 3000, 7000].map((now) => machine.expire(now))).toEqual([first, first, 'give-up'])
  })

  test('after the OACK is answered by the OACK', () => {
    const machine = sender({ oack: true })
    machine.start(0)
    expect(machine.expire(1000)).toBe('oack')
  })

  test('is measured from the last progress: a slow peer is not given up', () => {
    const machine = sender({ sizeBytes: 512 * 20 })
    machine.start(0)
    for (let block = 1; block <= 10; block += 1) {
      expect(machine.expire(block * 20_000 - 1)).toBe('data')
      expect(machine.acknowledge(block, block * 20_000)).toBe('data')
    }
  })

  test('waits the client’s own time-out, without doubling beyond it', () => {
    const machine = sender({ timeoutMs: 20_000, silenceMs: 60_000 })
    machine.start(0)
    expect(machine.deadline).toBe(20_000)
    machine.expire(20_000)
    expect(machine.deadline).toBe(40_000)
  })

  test('caused by our own disk does not count', () => {
    const machine = sender()
    machine.start(0)
    machine.postpone(29_000)
    expect(machine.expire(31_000)).toBe('data')
  })
})

describe('a window', () => {
  const windowed = { sizeBytes: 512 * 20, windowsize: 4, oack: true }

  test('is sent whole, and the next one at the ACK of its last block', () => {
    const machine = sender(windowed)
    machine.start(0)
    expect(words(machine, machine.acknowledge(0, 1))).toBe('data 1-4')
    expect(words(machine, machine.acknowledge(4, 2))).toBe('data 5-8')
  })

  test('ends with the file', () => {
    const machine = sender({ ...windowed, sizeBytes: 512 * 5 + 3 })
    machine.start(0)
    machine.acknowledge(0, 1)
    expect(words(machine, machine.acknowledge(4, 2))).toBe('data 5-6')
    expect(machine.acknowledge(6, 3)).toBe('done')
  })

  test('begins anew behind the block that a late ACK names', () => {
    const machine = sender(windowed)
    machine.start(0)
    machine.acknowledge(0, 1)
    expect(words(machine, machine.acknowledge(2, 2))).toBe('data 3-6')
  })

  test('is sent again, once, when the ACK says that its first block was lost', () => {
    const machine = sender(windowed)
    machine.start(0)
    machine.acknowledge(0, 1)
    machine.acknowledge(4, 2)
    expect(words(machine, machine.acknowledge(4, 3))).toBe('data 5-8')
    expect(machine.acknowledge(4, 4)).toBe('wait')
  })

  test('is not doubled for ever by one doubled ACK', () => {
    const machine = sender(windowed)
    machine.start(0)
    machine.acknowledge(0, 1)
    machine.acknowledge(4, 2)
    machine.acknowledge(4, 3)
    expect(words(machine, machine.acknowledge(8, 4))).toBe('data 9-12')
    expect(machine.acknowledge(8, 5)).toBe('wait')
    expect(words(machine, machine.acknowledge(12, 6))).toBe('data 13-16')
    expect(words(machine, machine.acknowledge(12, 7))).toBe('data 13-16')
  })

  test('is sent again from its first unacknowledged block after silence', () => {
    const machine = sender(windowed)
    machine.start(0)
    machine.acknowledge(0, 1)
    machine.acknowledge(2, 2)
    expect(words(machine, machine.expire(1002))).toBe('data 3-6')
  })
})

describe('block numbers beyond 65535', () => {
  test.each([
    [0 as const, [65_535, 0, 1, 2]],
    [1 as const, [65_535, 1, 2, 3]],
  ])('go on at %i', (rollover, wire) => {
    const machine = sender({ sizeBytes: 512 * 70_000, rollover })
    expect([65_535, 65_536, 65_537, 65_538].map((block) => machine.wireBlock(block))).toEqual(wire)
  })

  test.each([0 as const, 1 as const])('are acknowledged through the wrap with windows (rollover to %i)', (rollover) => {
    const machine = sender({ sizeBytes: 8 * 200_000, blksize: 8, windowsize: 7, oack: true, rollover })
    machine.start(0)
    let move = machine.acknowledge(0, 0)
    let acknowledged = 0
    while (move === 'data') {
      expect(machine.first).toBe(acknowledged + 1)
      acknowledged = machine.last
      move = machine.acknowledge(machine.wireBlock(acknowledged), 0)
    }
    expect(move).toBe('done')
    expect(acknowledged).toBe(200_001)
  })
})

test('no sequence of ACKs and time-outs makes it send outside the window or end early', () => {
  const step = fc.oneof(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 40 }), fc.constant('timeout'))
  const shape = fc.record({
    sizeBytes: fc.integer({ min: 0, max: 20_000 }),
    windowsize: fc.integer({ min: 1, max: 8 }),
    oack: fc.boolean(),
    rollover: fc.constantFrom(0 as const, 1 as const),
  })
  fc.assert(
    fc.property(shape, fc.array(step, { maxLength: 200 }), (options, steps) => {
      const machine = sender(options)
      let now = 0
      let move = machine.start(now)
      for (const next of steps) {
        const before = machine.acked
        const sentUpTo = machine.last
        now += 10
        move = next === 'timeout' ? machine.expire(now) : machine.acknowledge(Number(next), now)
        expect(machine.acked).toBeGreaterThanOrEqual(before)
        expect(machine.acked).toBeLessThanOrEqual(sentUpTo)
        if (move === 'data') {
          expect(machine.first).toBe(machine.acked + 1)
          expect(machine.last - machine.first).toBeLessThan(options.windowsize)
          expect(machine.last).toBeLessThanOrEqual(machine.lastBlock)
        }
        if (move === 'done') {
          expect(machine.acked).toBe(machine.lastBlock)
          return
        }
      }
    }),
  )
})
