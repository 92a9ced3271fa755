import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRange } from '../../../../main/engine/http/range'

const GIB5 = 5 * 1024 ** 3

describe('parseRange', () => {
  test.each([
    ['bytes=0-499', 0, 500],
    ['bytes=500-999', 500, 1000],
    ['bytes=9500-', 9500, 10_000],
    ['bytes=-500', 9500, 10_000],
    ['bytes=-20000', 0, 10_000],
    ['bytes=0-0', 0, 1],
    ['bytes=9999-9999', 9999, 10_000],
    ['bytes=5-99999999999999999999999999', 5, 10_000],
    ['Bytes = 0-1', 0, 2],
    ['bytes=0-1,', 0, 2],
  ])('%s of 10000 bytes is %i up to %i', (header, start, end) => {
    expect(parseRange(header, 10_000)).toEqual({ kind: 'part', start, end })
  })

  test('reaches behind 4 GiB', () => {
    expect(parseRange('bytes=5368709000-', GIB5)).toEqual({ kind: 'part', start: 5_368_709_000, end: GIB5 })
  })

  test.each([
    [undefined],
    [''],
    ['bytes=u-u'],
    ['bytes='],
    ['bytes=-'],
    ['bytes=9-3'],
    ['bytes=1-2-3'],
    ['bytes=0x1-0x2'],
    ['bytes=+1-2'],
    ['lines=0-1'],
    ['0-1'],
  ])('%s counts as absent', (header) => {
    expect(parseRange(header, 10_000)).toEqual({ kind: 'whole' })
  })

  test('several ranges are answered whole', () => {
    expect(parseRange('bytes=0-1,5-6', 10_000)).toEqual({ kind: 'whole' })
  })

  test.each([['bytes=10000-'], ['bytes=10000-10001'], ['bytes=-0'], [`bytes=${'9'.repeat(400)}-`]])(
    '%s of 10000 bytes cannot be met',
    (header) => {
      expect(parseRange(header, 10_000)).toEqual({ kind: 'unsatisfiable' })
    },
  )

  test('nothing of an empty file can be met', () => {
    expect(parseRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' })
    expect(parseRange('bytes=-5', 0)).toEqual({ kind: 'unsatisfiable' })
  })

  test('a part always lies inside the file, whatever the header', () => {
    const piece = fc.oneof(fc.nat().map(String), fc.string({ maxLength: 6 }), fc.constant(''))
    const header = fc.tuple(piece, piece).map(([first, last]) => `bytes=${first}-${last}`)
    fc.assert(
      fc.property(header, fc.nat(100_000), (text, sizeBytes) => {
        const range = parseRange(text, sizeBytes)
        if (range.kind !== 'part') return true
        return range.start >= 0 && range.start < range.end && range.end <= sizeBytes
      }),
    )
  })
})
