import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A process that this bench started, and what ends it (by its own id). */
export interface Child {
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** The program's path where it is installed; also looks where Debian keeps its daemons. */
export function findProgram(name: string): string | undefined {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      continue
    }
  }
  return undefined
}

/** Starts a program; what it prints on stderr is passed on only when it fails. */
export function startProgram(path: string, args: readonly string[]): Child {
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'ignore'] })
  child.on('error', () => undefined)
  return { process: child, stop: () => stop(child) }
}

/** Runs this bundle again as `role` and gives the first line that it prints, as JSON. The process goes on until `stop`. */
export function startRole<T>(role: string, job: unknown): { readonly child: Child; readonly answer: Promise<T> } {
  const args = [process.argv[1] ?? '', '--role', role, JSON.stringify(job)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const answer = new Promise<T>((resolve, reject) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      const end = text.indexOf('\n')
      if (end >= 0) resolve(JSON.parse(text.slice(0, end)) as T)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${role} ended with code ${code}`)))
  })
  return { child: { process: child, stop: () => stop(child) }, answer }
}

/** Runs this bundle again as `role` and waits for its answer and its end. */
export async function runRole<T>(role: string, job: unknown): Promise<T> {
  const { child, answer } = startRole<T>(role, job)
  try {
    return await answer
  } finally {
    await child.stop()
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 2000)
  await ended
  clearTimeout(hard)
}
