/** Bootdrop under test, driven by its command line only: arguments in, JSON lines and an exit code out. */
import { join, resolve } from 'node:path'
import type { Lan } from './netns'
import type { Child } from './process'
import { CLI } from './available'

/** One line of `--json` (DESIGN.md 3.2). */
export interface Event {
  readonly at: string
  readonly type: string
  readonly [field: string]: unknown
}

export interface Bootdrop {
  readonly process: Child
  /** Every event so far. @throws Error when a line of stdout is not a JSON object with `at` and `type` */
  events(): Event[]
  /** Waits for an event. @throws Error with the output, after `timeoutMs` or when the process has ended */
  event(what: string, timeoutMs: number, found: (event: Event, index: number) => boolean): Promise<Event>
  /** SIGINT, as Ctrl+C does it; gives the exit code. */
  stop(): Promise<number | string>
}

/** Starts `bootdrop <args>` on the laptop. Does not wait for `ready`. */
export function startBootdrop(lan: Lan, args: readonly string[], wrapper: readonly string[] = []): Bootdrop {
  // What it remembers (leases, machines) is this run's own, and outlives a restart within it.
  const state = `XDG_STATE_HOME=${join(lan.folder, 'state')}`
  const child = lan.start('laptop', 'env', state, ...wrapper, process.execPath, resolve(CLI), ...args)
  const events = (): Event[] => {
    const lines = child.stdout().split('\n')
    // The last piece has no line end yet.
    return lines.slice(0, -1).map(parseEvent)
  }
  return {
    process: child,
    events,
    event: (what, timeoutMs, found) => child.until(what, timeoutMs, () => events().find(found)),
    stop: () => {
      child.signal('SIGINT')
      return child.exited(10_000)
    },
  }
}

/** Starts `bootdrop serve` on the laptop's LAN card and waits until it is ready. */
export async function serve(lan: Lan, medium: string, ...more: string[]): Promise<Bootdrop> {
  const bootdrop = startBootdrop(lan, serveArguments(medium, ...more))
  await bootdrop.event('ready', 15_000, ({ type }) => type === 'ready')
  return bootdrop
}

export function serveArguments(medium: string, ...more: string[]): string[] {
  return ['serve', '--nic', 'lan0', '--media', medium, '--json', ...more]
}

function parseEvent(line: string): Event {
  const value: unknown = JSON.parse(line)
  if (typeof value !== 'object' || value === null || !('type' in value) || !('at' in value))
    throw new Error(`not an event: ${line}`)
  return value as Event
}
