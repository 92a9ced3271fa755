import { BLANK, contract } from '../../preload/contract'
import type { AnswerPreview, EventName, PayloadOf, RequestName, Result, Settings } from '../../preload/contract'
import type { BrokenRecipe, Card, EngineState, LogLine, MediumReport, Preflight } from '../../main/engine/types'
import { NOW } from '../renderer/fixtures'
import type { RunningApp } from './app'

/** What the main process shall answer, so that the real window can be put into any state. */
export interface Scene {
  readonly engine: EngineState
  readonly cards: readonly Card[]
  readonly settings: Partial<Settings>
  /** `reading`: never answered. */
  readonly inspect: Result<MediumReport> | 'reading'
  /** Of further media, by path; the others are as `inspect` says. */
  readonly media?: Readonly<Record<string, MediumReport>>
  readonly start: Result<null>
  /** Of the user's recipes. */
  readonly broken?: readonly BrokenRecipe[]
  readonly preview?: AnswerPreview
  readonly log: readonly LogLine[]
  /** Without it all is well. */
  readonly preflight?: Preflight
}

/** Pre-flight of a computer that is ready. */
const ALL_WELL: Preflight = {
  at: NOW,
  nic: 'eno1',
  listened: false,
  servers: [],
  checks: [{ id: 'card', state: 'ok', code: 'fine', text: 'Ethernet (eno1) is up.', facts: {} }],
}

/** This computer's own cards would walk onto the stage every few seconds; they stay away from now on. */
export async function mute(app: RunningApp): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }, cards) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (!contents) return
    const send = contents.send.bind(contents)
    contents.send = (channel: string, ...args: unknown[]) => {
      if (channel !== cards) send(channel, ...args)
    }
  }, contract.events.cards.channel)
}

/** Every moment moved by as much as NOW lies behind the real now; no size or speed is as large a number as a moment. */
function movedToNow<T>(value: T): T {
  const shift = Date.now() - NOW
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'number' && part > 1e12 ? part + shift : part,
  ) as T
}

/** Puts the window on stage: the contract's requests answer from the scene, and the page starts anew. */
export async function play(app: RunningApp, scene: Scene): Promise<void> {
  const { requests } = contract
  const settings: Settings = { ...BLANK, ...scene.settings }
  const replies = [
    [requests.state.channel, movedToNow(scene.engine)],
    [requests.cards.channel, scene.cards],
    [requests.settings.channel, settings],
    [requests.inspect.channel, scene.inspect],
    [requests.start.channel, scene.start],
    [requests.log.channel, movedToNow(scene.log)],
    [requests.saveSettings.channel, null],
    [requests.brokenRecipes.channel, scene.broken ?? []],
    [requests.previewAnswer.channel, { ok: true, value: scene.preview }],
    [requests.change.channel, { ok: true, value: null }],
    [requests.stop.channel, { ok: true, value: null }],
    [requests.preflight.channel, { ok: true, value: movedToNow(scene.preflight ?? ALL_WELL) }],
  ] as const
  const loaded = app.page.waitForEvent('load')
  await app.electron.evaluate(
    ({ ipcMain, BrowserWindow }, [answers, inspect, media]) => {
      // Kept, or the garbage collector would answer for it: "reply was never sent".
      const unanswered: unknown[] = []
      Object.assign(globalThis, { unanswered })
      for (const [channel, reply] of answers) {
        ipcMain.removeHandler(channel)
        ipcMain.handle(channel, () =>
          reply === 'reading' ? new Promise((resolve) => unanswered.push(resolve)) : reply,
        )
      }
      if (media !== undefined) {
        ipcMain.removeHandler(inspect)
        ipcMain.handle(inspect, (_event, path: string) => ({ ok: true, value: media[path] }))
      }
      BrowserWindow.getAllWindows()[0]?.webContents.reload()
    },
    [replies, requests.inspect.channel, scene.media] as const,
  )
  await loaded
  // A request that was still open when the page went away is no complaint of the new one.
  app.complaints.length = 0
  await app.page.waitForSelector('.window')
  await app.page.waitForFunction(() => !document.body.textContent.includes('Looking for network cards'))
  await app.page.mouse.move(700, 30)
}

/** Sends a snapshot as the engine would. */
export async function send(app: RunningApp, state: EngineState): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, [channel, payload]) => BrowserWindow.getAllWindows()[0]?.webContents.send(channel, payload),
    [contract.events.state.channel, movedToNow(state)] as const,
  )
}

/** Sends any other event as the main process would. */
export async function tell<N extends EventName>(app: RunningApp, name: N, payload: PayloadOf<N>): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, [channel, value]) => BrowserWindow.getAllWindows()[0]?.webContents.send(channel, value),
    [contract.events[name].channel, payload] as const,
  )
}

/** Sends log lines as the engine would. */
export async function sendLog(app: RunningApp, lines: readonly LogLine[]): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, [channel, payload]) => BrowserWindow.getAllWindows()[0]?.webContents.send(channel, payload),
    [contract.events.log.channel, movedToNow(lines)] as const,
  )
}

export async function resize(app: RunningApp, width: number, height: number, zoom = 1): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, [w, h, factor]) => {
      const window = BrowserWindow.getAllWindows()[0]
      window?.setContentSize(w, h)
      window?.webContents.setZoomFactor(factor)
    },
    [width, height, zoom] as const,
  )
  await app.page.waitForTimeout(300)
}

export async function theme(app: RunningApp, source: 'light' | 'dark'): Promise<void> {
  await app.electron.evaluate(({ nativeTheme }, value) => {
    nativeTheme.themeSource = value
  }, source)
}

/** Another answer to one request from now on, without a new page. */
export async function answer(app: RunningApp, name: RequestName, reply: unknown): Promise<void> {
  await app.electron.evaluate(
    ({ ipcMain }, [channel, value]) => {
      ipcMain.removeHandler(channel)
      ipcMain.handle(channel, () => value)
    },
    [contract.requests[name].channel, reply] as const,
  )
}
