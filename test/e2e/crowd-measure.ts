import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RunningApp } from './app'

/** How a crowd of machines is measured in the real window. */

export interface Task {
  /** From its begin to its end, ms. */
  readonly ms: number
  /** Of that, what the page itself computed; the rest it waited for a processor that other programs had. */
  readonly ownMs: number
}

/** Every task of the page's main thread over a while, by Chromium's own trace. */
export async function tasksOver(app: RunningApp, forMs: number): Promise<readonly Task[]> {
  const path = join(mkdtempSync(join(tmpdir(), 'bootdrop-trace-')), 'trace.json')
  try {
    await app.electron.evaluate(({ contentTracing }) =>
      contentTracing.startRecording({ included_categories: ['toplevel'] }),
    )
    await app.page.waitForTimeout(forMs)
    await app.electron.evaluate(({ contentTracing }, to) => contentTracing.stopRecording(to), path)
    const pid = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    )
    return tasksIn(readFileSync(path, 'utf8'), pid)
  } finally {
    rmSync(dirname(path), { recursive: true, force: true })
  }
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds: on the wall, and of the thread's own. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

function tasksIn(text: string, pid: number | undefined): readonly Task[] {
  const { traceEvents } = JSON.parse(text) as { readonly traceEvents: readonly TraceEvent[] }
  const ofPage = traceEvents.filter((one) => one.pid === pid)
  const main = ofPage.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')?.tid
  return ofPage
    .filter(({ name, ph, tid }) => tid === main && ph === 'X' && name.endsWith('RunTask'))
    .map(({ dur = 0, tdur = dur }) => ({ ms: dur / 1000, ownMs: tdur / 1000 }))
}

/** The longest task, by each of its two times, and what all took of a processor together. */
export function longest(tasks: readonly Task[]): { readonly own: number; readonly wall: number; readonly sum: number } {
  return {
    own: Math.max(...tasks.map(({ ownMs }) => ownMs)),
    wall: Math.max(...tasks.map(({ ms }) => ms)),
    sum: tasks.reduce((sum, { ownMs }) => sum + ownMs, 0),
  }
}

/** The most memory of all processes of the app, MB, looked at every half a second over a while. */
export async function peakMemoryMb(app: RunningApp, forMs: number): Promise<number> {
  const endAt = Date.now() + forMs
  let peak = 0
  while (Date.now() < endAt) {
    await app.page.waitForTimeout(500)
    peak = Math.max(peak, await memoryMb(app))
  }
  return peak
}

/**
 * Linux: each page counted once, shared ones in parts (PSS), of the app and of every process that it began; the sum of the working sets
 * would count Chromium's code and what the processes share once for each of them.
 */
async function memoryMb(app: RunningApp): Promise<number> {
  const kb =
    process.platform === 'linux'
      ? familyOf(app.electron.process().pid ?? 0).map(pssKb)
      : await app.electron.evaluate(({ app: electron }) =>
          electron.getAppMetrics().map(({ memory }) => memory.privateBytes ?? memory.workingSetSize),
        )
  return kb.reduce((sum, one) => sum + one, 0) / 1024
}

/** A process and all that came of it, Chromium's zygotes among them. */
function familyOf(root: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readOrNothing(`/proc/${String(pid)}/status`))?.[1])
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const family = [root]
  for (const pid of family) family.push(...(children.get(pid) ?? []))
  return family
}

function pssKb(pid: number): number {
  const pss = /^Pss:\s+(\d+) kB$/m.exec(readOrNothing(`/proc/${String(pid)}/smaps_rollup`))?.[1]
  return pss === undefined ? 0 : Number(pss)
}

/** Processes end at any moment. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A row of the board: whose it is, and where its top is, px. */
export interface RowPlace {
  readonly id: string | undefined
  readonly top: number
}

export interface Watched {
  /** Pictures that the page drew meanwhile. */
  readonly frames: number
  /** What stood under the point, each place once, in the order in which they came. */
  readonly places: readonly (RowPlace | undefined)[]
}

/** Looks at the row under a point of the page before each picture that it draws. */
export function watchRow(app: RunningApp, x: number, y: number, forMs: number): Promise<Watched> {
  return app.page.evaluate(
    ([left, top, ms]) =>
      new Promise<Watched>((resolve) => {
        const places: (RowPlace | undefined)[] = []
        const endAt = performance.now() + ms
        let frames = 0
        const look = (): void => {
          frames += 1
          const row = document.elementFromPoint(left, top)?.closest<HTMLElement>('[role=option]')
          const place = row ? { id: row.dataset['id'], top: row.getBoundingClientRect().top } : undefined
          const last = places.at(-1)
          if (frames === 1 || last?.id !== place?.id || last?.top !== place?.top) places.push(place)
          if (performance.now() < endAt) requestAnimationFrame(look)
          else resolve({ frames, places })
        }
        requestAnimationFrame(look)
      }),
    [x, y, forMs] as const,
  )
}

/** Whose rows come into sight when the list of machines, at rest, is scrolled from its beginning to its end. */
export function rowsOf(app: RunningApp): Promise<readonly string[]> {
  return app.page.getByRole('listbox', { name: 'Machines' }).evaluate(async (list) => {
    const ids = new Set<string>()
    const drawn = (): Promise<unknown> =>
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    for (let top = 0; top <= list.scrollHeight; top += list.clientHeight / 2) {
      list.scrollTop = top
      await drawn()
      const seen = list.getBoundingClientRect()
      for (const row of list.querySelectorAll<HTMLElement>('[role=option]')) {
        const place = row.getBoundingClientRect()
        if (place.bottom > seen.top && place.top < seen.bottom) ids.add(row.dataset['id'] ?? '')
      }
    }
    return [...ids]
  })
}
