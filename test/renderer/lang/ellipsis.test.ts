import { describe, expect, it } from 'vitest'
import { de } from '../../../renderer/src/lang/de'
import { en } from '../../../renderer/src/lang/en'

function textsOf(words: object): readonly string[] {
  return Object.values(words).flatMap((value: unknown) => {
    if (typeof value === 'string') return [value]
    return typeof value === 'object' && value !== null ? textsOf(value) : []
  })
}

/**
 * An ellipsis right behind a word says that something goes on or is asked for: “Listening…”. One that stands for words has a space
 * before it in German, or the comma of the list in English; at the end of a text the space must not break, or it gets a line of its own.
 */
describe.each([
  ['en', en],
  ['de', de],
])('an ellipsis in %s', (_language, words) => {
  const some = textsOf(words).filter((text) => text.includes('…'))

  it('is one sign, and never alone on the last line', () => {
    expect(some.length).toBeGreaterThan(10)
    expect(some.filter((text) => /(?<!,) …$/.test(text))).toEqual([])
    expect(textsOf(words).filter((text) => /\.\.\./.test(text))).toEqual([])
  })
})

describe('a list of examples that goes on', () => {
  it('ends as its language writes it', () => {
    expect(de.screen.hint).toMatch(/[^,]\u00a0…$/)
    expect(en.screen.hint).toMatch(/, …$/)
  })
})
