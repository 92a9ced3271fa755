import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'

/** A firewall tool that hangs must not keep rules half made for ever. */
const TIMEOUT_MS = 30_000
/** A ruleset of a router with long lists. */
const MAX_OUTPUT_BYTES = 64 << 20

/** Where systems keep them; never looked up in a PATH. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

export function findProgram(name: string): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${name}`).find(existsSync)
}

/** Runs a program of the system without a shell. @throws Error with its standard error */
export function runProgram(path: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL' as const,
      maxBuffer: MAX_OUTPUT_BYTES,
      env: { PATH: FOLDERS.join(':'), LC_ALL: 'C' },
    }
    execFile(path, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${path}: ${stderr.trim() || error.message}`))
    })
  })
}
