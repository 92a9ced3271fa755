import { describe, expect, it } from 'vitest'
import { chosenSuites, onPath, SUITES } from '../../build/lib/suites.mjs'

describe('the suites of npm test', () => {
  it('runs all of them by default', () => {
    expect(chosenSuites([])).toBe(SUITES)
  })

  it('runs the named ones in the order of the list', () => {
    expect(chosenSuites(['ui', 'unit']).map(({ name }) => name)).toEqual(['unit', 'ui'])
  })

  it('names the ones there are when one is not', () => {
    expect(() => chosenSuites(['speed'])).toThrow(/lint, types, unit, ui, e2e, lan/)
  })

  it('finds programs where the system keeps those of root, too', () => {
    expect(onPath('no-such-program-here')).toBe(false)
    expect(onPath('ls')).toBe(true)
  })
})
