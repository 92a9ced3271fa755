import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { MakerList } from '../../main/maker-list'

describe('the list of makers', () => {
  it('tells the prefixes of every length apart, and knows no other', () => {
    const list = new MakerList([
      ['0055DA', 'Block'],
      ['0055DA0', 'Shinko'],
      ['0055DA00', 'never asked for'],
      ['0055DA000', 'Klein'],
      ['FFFFFF', 'Ärzte & Söhne'],
      ['000000', 'Xerox'],
    ])
    expect(['0055DA', '0055DA0', '0055DA000', 'FFFFFF', '000000'].map((prefix) => list.get(prefix))).toEqual([
      ...['Block', 'Shinko', 'Klein', 'Ärzte & Söhne', 'Xerox'],
    ])
    expect(['', '0055DB', '0055D9', '0055DA1', '0055DA001', 'xyz'].map((prefix) => list.get(prefix))).toEqual(
      Array.from({ length: 6 }, () => undefined),
    )
    expect(new MakerList([]).get('000000')).toBeUndefined()
  })

  it('knows every entry of the IEEE’s list', () => {
    const path = createRequire(import.meta.url).resolve('oui-data')
    const all = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>)
    const list = new MakerList(all)
    expect(all.length).toBeGreaterThan(50_000)
    expect(all.filter(([prefix, name]) => list.get(prefix) !== name)).toEqual([])
  })
})
