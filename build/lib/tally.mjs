/**
 * Counts of a test run.
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 */

/** @type {Tally} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 }
/** @type {Tally} */
export const PASSED = { ...NOTHING, passed: 1 }
/** @type {Tally} */
export const FAILED = { ...NOTHING, failed: 1 }

/**
 * Reads vitest's JSON report. A file that could not even be loaded counts as a failure, and so does a run without a single test
 * or one that ended badly although its tests passed (an error outside of them).
 * @param {{ numPassedTests?: number, numFailedTests?: number, numPendingTests?: number, numTodoTests?: number, testResults?: { status?: string, assertionResults?: unknown[] }[] } | undefined} report
 * @param {number} [exitCode] of vitest
 * @returns {Tally}
 */
export function tallyOf(report, exitCode = 0) {
  if (report === undefined) return FAILED
  const brokenFiles = (report.testResults ?? []).filter(
    ({ status, assertionResults }) => status === 'failed' && (assertionResults?.length ?? 0) === 0,
  ).length
  const tally = {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + brokenFiles,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  }
  const empty = tally.passed + tally.failed + tally.skipped === 0
  return empty || (exitCode !== 0 && tally.failed === 0) ? { ...tally, failed: 1 } : tally
}

/** @param {Tally} a @param {Tally} b @returns {Tally} */
export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** With BOOTDROP_REQUIRE=all nothing may be left out. @param {Tally} tally @param {boolean} requireAll @returns {Tally} */
export function judged(tally, requireAll) {
  return requireAll ? { passed: tally.passed, failed: tally.failed + tally.skipped, skipped: 0 } : tally
}

/** The closing line. @param {Tally} tally */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
