/**
 * Counts of a test run.
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 */

/**
 * Reads vitest's JSON report. A file that could not even be loaded, or a run without a single test, counts as a failure.
 * @param {{ numPassedTests?: number, numFailedTests?: number, numPendingTests?: number, numTodoTests?: number, testResults?: { status?: string, assertionResults?: unknown[] }[] } | undefined} report
 * @returns {Tally}
 */
export function tallyOf(report) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const brokenFiles = (report.testResults ?? []).filter(
    ({ status, assertionResults }) => status === 'failed' && (assertionResults?.length ?? 0) === 0,
  ).length
  const tally = {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + brokenFiles,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  }
  return tally.passed + tally.failed + tally.skipped === 0 ? { ...tally, failed: 1 } : tally
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
