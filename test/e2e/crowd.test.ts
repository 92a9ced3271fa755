import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../main/engine/types'
import { contract } from '../../preload/contract'
import { card } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { bench, LIVE, MEDIUM, servingLive } from './benches'
import { mute, play } from './stage'

/**
 * 200 machines at full pace in the real window: snapshots through the real channel as often as the engine sends them (every 100 ms),
 * every machine's transfers growing in each, rungs and trouble changing, new machines coming. The bounds are those of issue 5.
 */
const MACHINES = 200
const SNAPSHOT_MS = 100
const WARM_UP_MS = 3_000
const MEASURE_MS = 8_000
const LONG_TASK_MS = 50
const MAX_MEMORY_MB = 350

let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
  await play(app, {
    engine: servingLive({ clients: crowd() }),
    cards: [card()],
    settings: { media: [MEDIUM] },
    inspect: { ok: true, value: LIVE },
    start: { ok: true, value: null },
    log: [],
  })
  await app.page.getByRole('option').first().waitFor()
})
afterAll(async () => {
  await app.close()
})

/** Each with as many files as a live system fetches, all of them on their way or done. */
function crowd(): Client[] {
  return bench(MACHINES).map((client, n) => ({
    ...client,
    vendor: 'Dell',
    model: n % 2 === 0 ? 'Dell Inc. OptiPlex 7090' : undefined,
  }))
}

/** The main process sends snapshot after snapshot, made from the last one, as the engine would. Gives back what ends it. */
async function flood(): Promise<() => Promise<void>> {
  await app.electron.evaluate(
    ({ BrowserWindow }, [channel, state, everyMs]) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const rungs = ['addressed', 'loader', 'ipxe', 'script', 'loading', 'handed-over', 'running'] as const
      let snapshot = state
      let count = 0
      const timer = setInterval(() => {
        count++
        const now = Date.now()
        const clients = snapshot.clients.map((client, n) => {
          // A twentieth of them takes a step in each snapshot; the files of all the others grow.
          const steps = (n + count) % 20 === 0 && !('why' in client.phase)
          const rung = rungs[(n + Math.floor(count / 20)) % rungs.length] ?? 'loading'
          return {
            ...client,
            lastSeen: now,
            ...(steps ? { phase: { phase: rung }, reached: { ...client.reached, [rung]: now } } : {}),
            transfers: client.transfers.map((file) => {
              const sentBytes = (file.sentBytes + 400_000) % (file.sizeBytes ?? 1_000_000)
              return { ...file, done: false, sentBytes, bytesPerSecond: 4_000_000 + ((n * 31 + count) % 900) * 1000 }
            }),
          }
        })
        snapshot = { ...snapshot, clients, bytesPerSecond: 110_000_000 + (count % 50) * 100_000 }
        contents?.send(channel, snapshot)
      }, everyMs)
      Object.assign(globalThis, { flooding: timer })
    },
    [contract.events.state.channel, servingLive({ clients: crowd() }), SNAPSHOT_MS] as const,
  )
  return () =>
    app.electron.evaluate(() => {
      clearInterval((globalThis as unknown as { flooding: NodeJS.Timeout }).flooding)
    })
}

interface Task {
  /** From its begin to its end, ms. */
  readonly ms: number
  /** Of that, what the page itself computed; the rest it waited for a processor that other programs had. */
  readonly ownMs: number
}

/** Every task of the page's main thread over a while, by Chromium's own trace. */
async function tasksOver(forMs: number): Promise<readonly Task[]> {
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

/** The row under the pointer: whose it is and where its top is, px. */
function rowAt(x: number, y: number): Promise<{ id: string | undefined; top: number } | undefined> {
  return app.page.evaluate(
    ([left, top]) => {
      const row = document.elementFromPoint(left, top)?.closest<HTMLElement>('[role=option]')
      return row ? { id: row.dataset['id'], top: row.getBoundingClientRect().top } : undefined
    },
    [x, y] as const,
  )
}

describe('200 machines at full pace', () => {
  // First: Chromium's trace, which the next test takes, has buffers and a process of its own.
  it('take less than 350 MB, all processes together', async () => {
    const end = await flood()
    await app.page.waitForTimeout(WARM_UP_MS)
    const mb = await memoryMb()
    await end()
    console.log(`memory: ${mb.toFixed(0)} MB`)
    expect(mb).toBeLessThan(MAX_MEMORY_MB)
  })

  it('never hold the page up for longer than 50 ms', async () => {
    const end = await flood()
    await app.page.waitForTimeout(WARM_UP_MS)
    const tasks = await tasksOver(MEASURE_MS)
    await end()
    // As many as snapshots came, at the least: the trace is of the right thread.
    expect(tasks.length).toBeGreaterThan(MEASURE_MS / SNAPSHOT_MS / 2)
    const own = Math.max(...tasks.map(({ ownMs }) => ownMs))
    const wall = Math.max(...tasks.map(({ ms }) => ms))
    console.log(`longest task: ${own.toFixed(1)} ms of its own, ${wall.toFixed(1)} ms on the wall`)
    // Where other programs have the processors, a task of 6 ms lasts 100: what counts is long tasks that are the page's own doing.
    expect(tasks.filter(({ ms, ownMs }) => ms > LONG_TASK_MS && ownMs > ms / 2)).toEqual([])
    expect(own).toBeLessThan(LONG_TASK_MS)
  })

  it.each(['Furthest first', 'Need a look first'])(
    'leave the row under the pointer where it is, sorted “%s”',
    async (order) => {
      await app.page.getByLabel(/^Order/).click()
      await app.page.getByRole('option', { name: order }).click()
      const list = await app.page.getByRole('listbox', { name: 'Machines' }).boundingBox()
      if (!list) throw new Error('the list is not drawn')
      const [x, y] = [list.x + 200, list.y + 150]
      await app.page.mouse.move(x, y)
      await app.page.mouse.wheel(0, 640)
      await app.page.waitForTimeout(300)
      const before = await rowAt(x, y)
      expect(before?.id).toBeDefined()
      const end = await flood()
      const seen: unknown[] = []
      for (let at = 0; at < 25; at++) {
        await app.page.waitForTimeout(200)
        seen.push(await rowAt(x, y))
      }
      expect(seen).toEqual(seen.map(() => before))
      await app.page.getByRole('button', { name: 'Sort again' }).waitFor()
      // The pointer leaves: now the order is made true.
      await app.page.mouse.move(20, 20)
      await app.page.getByRole('button', { name: 'Sort again' }).waitFor({ state: 'detached' })
      await end()
    },
  )
})

/**
 * Memory of all processes of the app. Linux: each page counted once, shared ones in parts (PSS); the sum of the working sets would
 * count Chromium's code and what the processes share once for each of them.
 */
async function memoryMb(): Promise<number> {
  const metrics = await app.electron.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ pid, memory }) => ({ pid, kb: memory.privateBytes ?? memory.workingSetSize })),
  )
  const kb = metrics.map((one) => (process.platform === 'linux' ? pssKb(one.pid) : one.kb))
  return kb.reduce((sum, one) => sum + one, 0) / 1024
}

function pssKb(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8'))?.[1])
}
