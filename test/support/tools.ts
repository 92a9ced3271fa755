import { spawnSync } from 'node:child_process'
import { describe } from 'vitest'

/** Whether a program is on the PATH. */
export function hasTool(name: string): boolean {
  return spawnSync('which', [name]).status === 0
}

/**
 * `describe` for tests that need programs of the system. Where one is missing they are skipped under a title that says which;
 * with BOOTDROP_REQUIRE=all they run anyway, and fail (DESIGN.md 3.1).
 */
export function describeWith(tools: readonly string[], title: string, body: () => void): void {
  const missing = tools.filter((tool) => !hasTool(tool))
  const required = process.env.BOOTDROP_REQUIRE === 'all'
  if (missing.length === 0 || required) describe(title, body)
  else describe.skip(`${title} (skipped: apt install ${missing.join(' ')})`, body)
}

/** Runs a program to its end. @throws Error with what it said when it fails */
export function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`)
}
