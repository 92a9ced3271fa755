import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { electronEnvironment, sandboxArgs } from './lib/electron.mjs'
import { root, runMain, say } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'

// npm start: sets up what is missing, then opens the app; where there is no display, the demo in the terminal.
await runMain(async () => {
  const electron = await setUp()
  const rest = process.argv.slice(2)
  if (hasDisplay()) {
    return runHere(electron.executablePath, [...sandboxArgs(), root, ...rest], electronEnvironment(electron))
  }
  say('There is no display here, so the window cannot open: this is the demo instead (bootdrop demo).')
  return runHere(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'demo', ...rest], process.env)
})

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
function runHere(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env, cwd: root })
    // Ctrl+C reaches the child by itself; this process waits for its end, so that ports are free when the prompt is back.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill('SIGTERM'))
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}
