import { describe, expect, it } from 'vitest'
import { add, closingLine, judged, tallyOf } from '../../build/lib/tally.mjs'

describe('the counts of a test run', () => {
  it('reads them from a vitest report', () => {
    const report = { numPassedTests: 10, numFailedTests: 2, numPendingTests: 3, numTodoTests: 1, testResults: [] }
    expect(tallyOf(report)).toEqual({ passed: 10, failed: 2, skipped: 4 })
  })

  it('counts a file that could not be loaded as a failure', () => {
    const report = { numPassedTests: 10, testResults: [{ status: 'failed', assertionResults: [] }] }
    expect(tallyOf(report).failed).toBe(1)
  })

  it('counts a failed file once when its tests are listed', () => {
    const report = { numFailedTests: 1, testResults: [{ status: 'failed', assertionResults: [{}] }] }
    expect(tallyOf(report).failed).toBe(1)
  })

  it('counts a run that ended without a report as a failure', () => {
    expect(tallyOf(undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('counts a run without a single test as a failure', () => {
    expect(tallyOf({ testResults: [] }).failed).toBe(1)
  })

  it('counts a run that ended badly outside of its tests as a failure', () => {
    expect(tallyOf({ numPassedTests: 3 }, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
    expect(tallyOf({ numPassedTests: 3, numFailedTests: 2 }, 1).failed).toBe(2)
  })

  it('makes skips failures where everything is required', () => {
    expect(judged({ passed: 5, failed: 0, skipped: 2 }, true)).toEqual({ passed: 5, failed: 2, skipped: 0 })
    expect(judged({ passed: 5, failed: 0, skipped: 2 }, false)).toEqual({ passed: 5, failed: 0, skipped: 2 })
  })

  it('closes with a plain line', () => {
    expect(closingLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed')
    expect(closingLine(add({ passed: 7, failed: 0, skipped: 1 }, { passed: 1, failed: 1, skipped: 1 }))).toBe(
      '8 passed, 1 failed, 2 skipped',
    )
  })
})
