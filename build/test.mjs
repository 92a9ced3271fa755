import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureDisplay } from './lib/display.mjs'
import { electronEnvironment } from './lib/electron.mjs'
import { run } from './lib/run.mjs'
import { root, runMain, say, SetupError } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'
import { chosenSuites } from './lib/suites.mjs'
import { add, closingLine, judged, tallyOf } from './lib/tally.mjs'

// npm test [-- suite…]: sets up what is missing, runs every suite that can run here, and ends with the counts.
const requireAll = process.env.BOOTDROP_REQUIRE === 'all'

await runMain(async () => {
  const suites = suitesAsked(process.argv.slice(2))
  const electron = await setUp()
  const reports = await mkdtemp(join(tmpdir(), 'bootdrop-test-'))
  let total = { passed: 0, failed: 0, skipped: 0 }
  const summary = []
  for (const suite of suites) {
    say(`\n── ${suite.title} (${suite.name})`)
    const started = Date.now()
    const missing = suite.missing?.()
    if (missing) say(`skipped: ${missing.reason}. To enable: ${missing.enable}`)
    const tally = missing ? { passed: 0, failed: 0, skipped: 1 } : await runSuite(suite, reports, electron)
    const counted = judged(tally, requireAll)
    summary.push(`  ${suite.name.padEnd(6)} ${closingLine(counted)} in ${((Date.now() - started) / 1000).toFixed(0)} s`)
    total = add(total, counted)
  }
  await rm(reports, { recursive: true, force: true })
  say(`\n${summary.join('\n')}\n`)
  process.stdout.write(`${closingLine(total)}\n`)
  return total.failed > 0 ? 1 : 0
})

/** @param {readonly string[]} names */
function suitesAsked(names) {
  try {
    return chosenSuites(names)
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error))
  }
}

/**
 * @param {import('./lib/suites.mjs').Suite} suite @param {string} reports @param {import('./lib/electron.mjs').Electron} electron
 * @returns {Promise<import('./lib/tally.mjs').Tally>}
 */
async function runSuite(suite, reports, electron) {
  if (suite.kind === 'check') {
    for (const [script = '', ...args] of suite.command ?? []) {
      const { code } = await run(process.execPath, [join(root, 'node_modules', script), ...args], {
        cwd: root,
        quiet: false,
      })
      if (code !== 0) return { passed: 0, failed: 1, skipped: 0 }
    }
    say('fine')
    return { passed: 1, failed: 0, skipped: 0 }
  }
  const display = suite.name === 'e2e' ? await ensureDisplay() : { env: process.env, stop: () => undefined }
  try {
    const report = join(reports, `${suite.name}.json`)
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const args = [
      vitest,
      'run',
      '--project',
      suite.name,
      '--reporter',
      'default',
      '--reporter',
      'json',
      `--outputFile.json=${report}`,
    ]
    await run(process.execPath, args, {
      cwd: root,
      quiet: false,
      env: { ...electronEnvironment(electron), ...display.env },
    })
    return tallyOf(await readReport(report))
  } finally {
    display.stop()
  }
}

/** @param {string} path */
async function readReport(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
