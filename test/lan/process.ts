import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A process of the test's own, with what it printed. It is always ended by its id. */
export interface Child {
  readonly pid: number
  readonly command: string
  stdout(): string
  stderr(): string
  /** Exit code, or the signal's name; undefined while it runs. */
  exit(): number | string | undefined
  /** Waits for the end. @throws Error after `timeoutMs` */
  exited(timeoutMs: number): Promise<number | string>
  /** Waits until `found` gives something. @throws Error with the output after `timeoutMs`, or at once when the process ended */
  until<T>(what: string, timeoutMs: number, found: (child: Child) => T | undefined): Promise<T>
  signal(name: NodeJS.Signals): void
  /** SIGTERM, after two seconds SIGKILL. */
  end(): Promise<void>
}

/** Runs a short command to its end and gives its standard output. @throws Error with its standard error */
export function run(command: string, args: readonly string[], options: { cwd?: string } = {}): string {
  return execFileSync(command, args, { ...options, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Like `run`, for what may fail: undefined then. */
export function tryRun(command: string, args: readonly string[]): string | undefined {
  try {
    return run(command, args)
  } catch {
    return undefined
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Asks `found` every 50 ms until it gives something other than undefined.
 * @throws Error `<what> did not come within <n> ms` and what `facts` says
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  found: () => T | undefined,
  facts: () => string = () => '',
): Promise<T> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const value = found()
    if (value !== undefined) return value
    if (performance.now() > end) throw new Error(`${what} did not come within ${timeoutMs} ms\n${facts()}`)
    await sleep(50)
  }
}

/** Starts a process and collects its output. */
export function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Child {
  return wrap(spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }), [command, ...args].join(' '))
}

function wrap(process: ChildProcess, command: string): Child {
  let out = ''
  let err = ''
  let exit: number | string | undefined
  process.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text))
  process.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
  process.on('close', (code, signal) => (exit = code ?? signal ?? -1))
  process.on('error', (error) => {
    err += String(error)
    exit ??= -1
  })
  const output = (): string => `${command}\nstdout: ${out.slice(-3000)}\nstderr: ${err.slice(-3000)}`
  const child: Child = {
    pid: process.pid ?? -1,
    command,
    stdout: () => out,
    stderr: () => err,
    exit: () => exit,
    exited: (timeoutMs) => until('the end of the process', timeoutMs, () => exit, output),
    until: (what, timeoutMs, found) =>
      until(
        what,
        timeoutMs,
        () => {
          const value = found(child)
          if (value === undefined && exit !== undefined)
            throw new Error(`${what}: the process ended with ${exit}\n${output()}`)
          return value
        },
        output,
      ),
    signal: (name) => {
      if (exit === undefined) process.kill(name)
    },
    end: async () => {
      if (exit !== undefined) return
      const closed = once(process, 'close')
      process.kill('SIGTERM')
      await Promise.race([closed, sleep(2000)])
      if (exit !== undefined) return
      process.kill('SIGKILL')
      await closed
    },
  }
  return child
}
