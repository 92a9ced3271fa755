import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './lib/app.mjs'
import { ensureDisplay } from './lib/display.mjs'
import { electronEnvironment } from './lib/electron.mjs'
import { run } from './lib/run.mjs'
import { inWords, root, runMain, say } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'
import { chosenSuites, needsBuild } from './lib/suites.mjs'
import { add, closingLine, FAILED, judged, NOTHING, PASSED, tallyOf } from './lib/tally.mjs'

/**
 * npm test [-- suite…]: sets up what is missing, runs every suite that can run here, and ends with the counts.
 *
 * @typedef {import('./lib/suites.mjs').Suite} Suite
 * @typedef {import('./lib/tally.mjs').Tally} Tally
 * @typedef {import('./lib/electron.mjs').Electron} Electron
 */
const requireAll = process.env.BOOTDROP_REQUIRE === 'all'

await runMain(async () => {
  const { total, summary } = await runAll(process.argv.slice(2)).catch((error) => {
    say(inWords(error))
    return { total: FAILED, summary: ['  nothing could be run'] }
  })
  say(`\n${summary.join('\n')}\n`)
  process.stdout.write(`${closingLine(total)}\n`)
  return total.failed > 0 ? 1 : 0
})

/** @param {readonly string[]} names */
async function runAll(names) {
  const suites = chosenSuites(names)
  const electron = await setUp({ build: false })
  const reports = await mkdtemp(join(tmpdir(), 'bootdrop-test-'))
  let total = NOTHING
  let built = true
  const summary = []
  for (const suite of suites) {
    const started = Date.now()
    say(`\n── ${suite.title} (${suite.name})`)
    const blocked = needsBuild(suite) && !built
    if (blocked) say('not run: the app could not be built')
    const tally = judged(blocked ? FAILED : await runSuite(suite, reports, electron), requireAll)
    if (suite.kind === 'build') built = tally.failed === 0
    total = add(total, tally)
    summary.push(`  ${suite.name.padEnd(6)} ${closingLine(tally)} in ${((Date.now() - started) / 1000).toFixed(0)} s`)
  }
  await rm(reports, { recursive: true, force: true })
  return { total, summary }
}

/** @param {Suite} suite @param {string} reports @param {Electron} electron @returns {Promise<Tally>} */
async function runSuite(suite, reports, electron) {
  const missing = suite.missing?.(electron)
  if (missing) {
    say(`skipped: ${missing.reason}. To enable: ${missing.enable}`)
    return { ...NOTHING, skipped: 1 }
  }
  if (suite.kind === 'vitest') return runVitest(suite.name, join(reports, `${suite.name}.json`), electron)
  return suite.kind === 'build' ? build() : runPrograms(suite.programs ?? [])
}

/** @returns {Promise<Tally>} */
async function build() {
  try {
    await ensureBuilt()
    return PASSED
  } catch (error) {
    say(inWords(error))
    return FAILED
  }
}

/**
 * One check, whatever it is made of: each program uses one processor, so they run side by side.
 * @param {readonly (readonly string[])[]} programs in node_modules, with arguments
 */
async function runPrograms(programs) {
  const options = { cwd: root, quiet: false }
  const ended = await Promise.all(
    programs.map(([script = '', ...args]) =>
      run(process.execPath, [join(root, 'node_modules', script), ...args], options),
    ),
  )
  return ended.every(({ code }) => code === 0) ? PASSED : FAILED
}

/** @param {string} project @param {string} report @param {Electron} electron @returns {Promise<Tally>} */
async function runVitest(project, report, electron) {
  const display = project === 'e2e' ? await ensureDisplay() : { env: {}, stop: () => undefined }
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const env = { ...electronEnvironment(electron), ...display.env }
    const args = [vitest, 'run', '--project', project, ...reporters]
    const { code } = await run(process.execPath, args, { cwd: root, quiet: false, env })
    return tallyOf(await readReport(report), code)
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
