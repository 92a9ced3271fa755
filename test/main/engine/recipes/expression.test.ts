import { expect, test } from 'vitest'
import { matchOf } from '../../../../main/engine/recipes/expression'

test('an expression gives its groups', () => {
  expect(matchOf('^(?<name>\\w+) (?<version>\\d+)', 'imu', 'x\nDebian 12')?.groups).toEqual({
    name: 'Debian',
    version: '12',
  })
})

test('one that does not match gives nothing', () => {
  expect(matchOf('^b', 'u', 'a')).toBeUndefined()
})

test.each(['^(a|a)*b', '^(a?a?)*b', '^(a{1,64})*b'])('%s, which would take for ever, comes to an end', (source) => {
  expect(matchOf(source, 'imu', 'a'.repeat(64))).toBeUndefined()
  // The next one is not troubled.
  expect(matchOf('a', 'u', 'a')?.[0]).toBe('a')
})
