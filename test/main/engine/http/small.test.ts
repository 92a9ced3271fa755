import { describe, expect, test } from 'vitest'
import { BootdropError } from '../../../../main/engine/errors'
import { BufferPool } from '../../../../main/engine/http/buffers'
import { nextFreePort } from '../../../../main/engine/http/listen'
import { evaluateConditions, rangeStillFits, validatorsOf } from '../../../../main/engine/http/validators'

const KIB = 1024
const NOW = Date.parse('2026-01-10T00:00:00Z')
const VALIDATORS = validatorsOf({ etag: 'abc', mtime: Date.parse('2026-01-01T12:00:00.700Z') }, NOW)
const DATE = 'Thu, 01 Jan 2026 12:00:00 GMT'

describe('validatorsOf', () => {
  test('gives a strong tag and a date of whole seconds', () => {
    expect(VALIDATORS).toEqual({ etag: '"abc"', lastModified: DATE })
  })

  test('keeps a hostile tag from ending the header', () => {
    expect(validatorsOf({ etag: 'a"\r\nb', mtime: undefined }, NOW).etag).toBe('"a___b"')
  })

  test.each([[undefined], [Number.NaN], [-1], [NOW + 1]])('a date of %s is left out', (mtime) => {
    expect(validatorsOf({ etag: 'a', mtime }, NOW).lastModified).toBeUndefined()
  })
})

describe('evaluateConditions', () => {
  const EARLIER = 'Thu, 01 Jan 2026 11:59:59 GMT'
  test.each([
    [{}, 'send'],
    [{ 'if-none-match': '"abc"' }, 304],
    [{ 'if-none-match': '"x", W/"abc"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"' }, 'send'],
    [{ 'if-none-match': '"x"', 'if-modified-since': DATE }, 'send'],
    [{ 'if-modified-since': DATE }, 304],
    [{ 'if-modified-since': EARLIER }, 'send'],
    [{ 'if-modified-since': 'yesterday' }, 'send'],
    [{ 'if-match': '"abc"' }, 'send'],
    [{ 'if-match': 'W/"abc"' }, 412],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-unmodified-since': EARLIER }, 412],
    [{ 'if-unmodified-since': DATE }, 'send'],
  ])('%j comes to %s', (headers, verdict) => {
    expect(evaluateConditions(headers, VALIDATORS)).toBe(verdict)
  })
})

describe('rangeStillFits', () => {
  test.each([
    [undefined, true],
    ['"abc"', true],
    [DATE, true],
    ['W/"abc"', false],
    ['"x"', false],
    ['Thu, 01 Jan 2026 11:59:59 GMT', false],
  ])('If-Range %s: %s', (header, fits) => {
    expect(rangeStillFits(header, VALIDATORS)).toBe(fits)
  })
})

describe('BufferPool', () => {
  test('gives a small file small buffers and a large one large ones', () => {
    const pool = new BufferPool()
    expect(pool.take(10).first.length).toBe(32 * KIB)
    expect(pool.take(1024 ** 3).first.length).toBe(512 * KIB)
  })

  test('lends again what came back, unless the system may still use it', () => {
    const pool = new BufferPool()
    const pair = pool.take(1024 ** 3)
    pool.giveBack(pair, true)
    const again = pool.take(1024 ** 3)
    expect(again === pair).toBe(true)
    pool.giveBack(again, false)
    expect(pool.take(1024 ** 3) === pair).toBe(false)
  })

  test('gives many transfers smaller buffers: 400 have less than 36 MiB together', () => {
    const pool = new BufferPool()
    const pairs = Array.from({ length: 400 }, () => pool.take(1024 ** 3))
    const bytes = pairs.reduce((sum, pair) => sum + pair.first.length * 2, 0)
    expect(pairs.at(-1)?.first.length).toBe(32 * KIB)
    expect(bytes).toBeLessThan(36 * KIB * KIB)
  })

  test('gives large buffers again when many transfers are over, and keeps few of theirs', () => {
    const pool = new BufferPool()
    const pairs = new Set(Array.from({ length: 400 }, () => pool.take(1024 ** 3)))
    for (const pair of pairs) pool.giveBack(pair, true)
    expect(pool.take(1024 ** 3).first.length).toBe(512 * KIB)
    const again = Array.from({ length: 400 }, () => pool.take(10)).filter((pair) => pairs.has(pair))
    expect(again.reduce((sum, pair) => sum + pair.first.length * 2, 0)).toBeLessThan(4 * KIB * KIB)
  })
})

describe('nextFreePort', () => {
  const busy = (taken: readonly number[]) => (port: number) =>
    taken.includes(port) ? Promise.reject(new BootdropError('port-taken', 'taken')) : Promise.resolve(port || 50_000)

  test('takes the wanted port when it is free', async () => {
    expect(await nextFreePort(8067, busy([]))).toBe(8067)
  })

  test('takes the next one that is free', async () => {
    expect(await nextFreePort(8067, busy([8067, 8068]))).toBe(8069)
  })

  test('lets the system choose when a whole row is taken, and never passes 65535', async () => {
    const row = Array.from({ length: 32 }, (_, index) => 8067 + index)
    expect(await nextFreePort(8067, busy(row))).toBe(50_000)
    expect(await nextFreePort(65_535, busy([65_535]))).toBe(50_000)
  })

  test('other errors end the search', async () => {
    const down = () => Promise.reject(new BootdropError('card-down', 'down'))
    await expect(nextFreePort(8067, down)).rejects.toMatchObject({ code: 'card-down' })
  })
})
