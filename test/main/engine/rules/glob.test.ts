import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileGlob } from '../../../../main/engine/rules/glob'

describe('a glob', () => {
  it.each([
    ['HP*', 'hp elitebook', true],
    ['*phone*', 'yealink-phone-t46', true],
    ['70?0', '7090', true],
    ['70?0', '700', false],
    ['', '', true],
    ['*', '', true],
    ['?', '', false],
    ['a*', 'b', false],
    ['*a', 'ab', false],
    ['a*b*c', 'axbxbxc', true],
    ['ab*ba', 'aba', false],
    ['*b?d*', 'abbcd', true],
    ['(a+)+$', '(a+)+$', true],
    ['.', 'x', false],
  ])('%j on %j: %s', (pattern, text, fits) => {
    expect(compileGlob(pattern)(text)).toBe(fits)
  })

  it('agrees with the same pattern written as a regular expression', () => {
    const letters = (signs: readonly string[]) => fc.array(fc.constantFrom(...signs), { maxLength: 8 })
    fc.assert(
      fc.property(letters(['a', 'B', '*', '?']), letters(['a', 'b', 'c']), (signs, text) => {
        const pattern = signs.join('')
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
        expect(compileGlob(pattern)(text.join(''))).toBe(expression.test(text.join('')))
      }),
      { numRuns: 500 },
    )
  })

  it('comes to an end on a text that would keep a regular expression busy for years', () => {
    expect(compileGlob(`${'*a'.repeat(100)}b`)('a'.repeat(255))).toBe(false)
  })
})
