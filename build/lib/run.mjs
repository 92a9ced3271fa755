import { spawn } from 'node:child_process'
import { SetupError } from './say.mjs'

/** Errors only, and retries that tell a user without a network so within seconds instead of minutes. */
export const NPM_OPTIONS = ['--loglevel=error', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, timeoutMs?: number }} [options] quiet: keep its output
 * for the error instead of showing it
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such program
 */
export function run(command, args, options = {}) {
  const { cwd, env, quiet = true, timeoutMs } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      shell: process.platform === 'win32' && command === 'npm',
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    })
    let output = ''
    child.stdout?.on('data', (data) => (output += data))
    child.stderr?.on('data', (data) => (output += data))
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/**
 * Like run, but an exit code other than 0 is an error that says what to do.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} failure what did not work, and what to do
 * @param {Parameters<typeof run>[2]} [options]
 */
export async function runOrFail(command, args, failure, options) {
  const { code, output } = await run(command, args, options)
  if (code === 0) return output
  const last = output.trim().split('\n').slice(-6).join('\n')
  throw new SetupError(`${failure}\n${last}`)
}
