import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { electronEnvironment, sandboxArgs } from './lib/electron.mjs'
import { missingLibraries } from './lib/machine.mjs'
import { root, runMain, say, SetupError } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'

// npm start: sets up what is missing, then opens the app; where there is no display, the demo in the terminal.
await runMain(async () => {
  const electron = await setUp()
  const rest = process.argv.slice(2)
  if (!hasDisplay()) {
    say('There is no display here, so the window cannot open: this is the demo instead (bootdrop demo).')
    return runHere(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'demo', ...rest], process.env)
  }
  if (process.platform === 'linux') checkLibraries(electron.executablePath)
  if (sandboxArgs().length > 0)
    say('Running the window as root, without its sandbox: fit for a try, not for every day.')
  return runHere(electron.executablePath, [...sandboxArgs(), root, ...rest], electronEnvironment(electron))
})

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** The loader's own message names one library and no package. @param {string} executable */
function checkLibraries(executable) {
  const missing = missingLibraries(executable)
  if (missing.length === 0) return
  const packages = [...new Set(missing.map(({ debianPackage }) => debianPackage))].join(' ')
  throw new SetupError(
    `The window needs libraries that are not installed: ${missing.map(({ name }) => name).join(', ')}\n` +
      `On Debian and Ubuntu: sudo apt-get install ${packages}`,
  )
}

/**
 * @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code
 */
function runHere(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env, cwd: root })
    // Ctrl+C reaches the child by itself; this process waits for its end, so that ports are free when the prompt is back.
    process.on('SIGINT', () => undefined)
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}
