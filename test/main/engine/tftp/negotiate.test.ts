import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { negotiate } from '../../../../main/engine/tftp/negotiate'

const facts = { mtu: 1500, sizeBytes: 1_044_480, windowBytes: 128 * 1024, windowBlocks: 64 }

function ask(options: Record<string, string>, changed: Partial<typeof facts> = {}): ReturnType<typeof negotiate> {
  return negotiate(new Map(Object.entries(options)), { ...facts, ...changed })
}

describe('the options granted', () => {
  test('are none where none were asked', () => {
    expect(ask({})).toMatchObject({ blksize: 512, windowsize: 1, timeoutMs: undefined, granted: new Map() })
  })

  test('answer the size probe of EDK2', () => {
    const { granted, blksize, windowsize } = ask({ tsize: '0', blksize: '1468', windowsize: '4' })
    expect([...granted]).toEqual([
      ['tsize', '1044480'],
      ['blksize', '1468'],
      ['windowsize', '4'],
    ])
    expect({ blksize, windowsize }).toEqual({ blksize: 1468, windowsize: 4 })
  })

  test('hold no option that this server does not know', () => {
    expect(ask({ multicast: '', rollover: '1', blksize: '1024' }).granted).toEqual(new Map([['blksize', '1024']]))
  })

  test('cut blksize to one frame of the card', () => {
    expect(ask({ blksize: '65464' }).blksize).toBe(1468)
    expect(ask({ blksize: '8192' }, { mtu: 9000 }).blksize).toBe(8192)
    expect(ask({ blksize: '65464' }, { mtu: 65_536 }).blksize).toBe(65_464)
  })

  test.each(['7', '0', '-1', '', 'large', '1e3', ' 512', '99999999999999999999'])('pass over blksize %j', (value) => {
    expect(ask({ blksize: value })).toMatchObject({ blksize: 512, granted: new Map() })
  })

  test('never widen a window, and cut it to what memory allows', () => {
    expect(ask({ blksize: '1428', windowsize: '16' }).windowsize).toBe(16)
    expect(ask({ blksize: '1428', windowsize: '65535' }).windowsize).toBe(64)
    expect(ask({ blksize: '65464', windowsize: '64' }, { mtu: 65_536 }).windowsize).toBe(2)
    expect(ask({ windowsize: '0' }).granted.size).toBe(0)
  })

  test.each([
    ['1', 1000],
    ['255', 255_000],
    ['0', undefined],
    ['256', undefined],
  ])('answer timeout %s unchanged or not at all', (value, timeoutMs) => {
    const result = ask({ timeout: value })
    expect(result.timeoutMs).toBe(timeoutMs)
    expect(result.granted.get('timeout')).toBe(timeoutMs === undefined ? undefined : value)
  })

  test('tell the size of a 6 GB file', () => {
    expect(ask({ tsize: '0' }, { sizeBytes: 6_442_450_944 }).granted.get('tsize')).toBe('6442450944')
  })
})

test('EDK2 accepts every OACK: nothing unasked, nothing larger, timeout equal, tsize always', () => {
  const value = fc.oneof(fc.integer({ min: -5, max: 70_000 }).map(String), fc.string({ maxLength: 6 }))
  const asked = fc.dictionary(fc.constantFrom('blksize', 'windowsize', 'timeout', 'tsize', 'multicast', 'x'), value)
  fc.assert(
    fc.property(asked, fc.integer({ min: 68, max: 65_536 }), (options, mtu) => {
      const { granted, blksize, windowsize } = ask(options, { mtu })
      for (const name of granted.keys()) expect(Object.keys(options)).toContain(name)
      if (granted.has('blksize')) expect(blksize).toBeLessThanOrEqual(Number(options['blksize']))
      if (granted.has('windowsize')) expect(windowsize).toBeLessThanOrEqual(Number(options['windowsize']))
      if (granted.has('timeout')) expect(Number(granted.get('timeout'))).toBe(Number(options['timeout']))
      expect(granted.has('tsize')).toBe('tsize' in options)
      expect(blksize).toBeGreaterThanOrEqual(8)
    }),
  )
})
