import { describe, expect, it } from 'vitest'
import { chosenSuites, SUITES } from '../../build/lib/suites.mjs'

describe('the suites of npm test', () => {
  it('runs all of them by default', () => {
    expect(chosenSuites([])).toBe(SUITES)
  })

  it('runs the named ones in the order of the list', () => {
    expect(chosenSuites(['ui', 'unit']).map(({ name }) => name)).toEqual(['unit', 'ui'])
  })

  it('builds the app first for the suites that run it', () => {
    expect(chosenSuites(['lan']).map(({ name }) => name)).toEqual(['build', 'lan'])
    expect(chosenSuites(['unit']).map(({ name }) => name)).toEqual(['unit'])
  })

  it('names the ones there are when one is not', () => {
    expect(() => chosenSuites(['speed'])).toThrow(/lint, types, build, unit, ui, e2e, lan/)
  })
})
