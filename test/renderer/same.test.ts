import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepSame } from '../../renderer/src/same'

describe('keeping what did not change', () => {
  it('hands back the old objects where they are equal', () => {
    const old = { a: { x: 1 }, b: [{ y: 1 }, { y: 2 }] }
    const next = keepSame(old, { a: { x: 1 }, b: [{ y: 1 }, { y: 3 }] })
    expect(next.a).toBe(old.a)
    expect(next.b[0]).toBe(old.b[0])
    expect(next.b[1]).toEqual({ y: 3 })
  })

  it('hands back the whole when nothing changed', () => {
    const old = { a: [{ x: undefined }] }
    expect(keepSame(old, structuredClone(old))).toBe(old)
  })

  it('sees a field that came, went or became undefined', () => {
    expect(keepSame({ a: 1 }, { a: 1, b: undefined })).toEqual({ a: 1, b: undefined })
    expect(Object.keys(keepSame({ a: 1, b: undefined }, { a: 1 }))).toEqual(['a'])
  })

  it('never changes the value itself', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (old, next) => {
        expect(keepSame(old, next)).toStrictEqual(next)
      }),
    )
  })
})
