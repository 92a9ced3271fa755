import { contract } from '../preload/contract'
import type { EventName, Handlers, PayloadOf, RequestName, Result } from '../preload/contract'
import { parseArgs } from '../preload/parse'
import { BootdropError, messageOf } from './engine/errors'
import type { Engine } from './engine/engine'
import type { LogLine } from './engine/types'
import type { WindowHost } from './host'
import { Inspections } from './inspections'
import { PAGE_ORIGIN } from './page'
import type { SettingsFile } from './settings'

const SEND_LOG_EVERY_MS = 100
// A list takes 2 ms on Linux; elsewhere the system's own tools are asked, which costs a hundred times that.
const LOOK_AT_CARDS_EVERY_MS = process.platform === 'linux' ? 3000 : 10_000

/** The frame a message came from; null once it is gone. */
interface Frame {
  readonly url: string
  readonly parent: object | null
}
/** As much of Electron's IpcMainInvokeEvent as the check needs. */
export interface Sender {
  readonly sender: object
  readonly senderFrame: Frame | null
}
/** As much of Electron as this file uses; the tests bring their own. */
export interface Wire {
  handle(channel: string, listener: (event: Sender, ...args: unknown[]) => unknown): void
  /** The web contents of our window: the only ones whose messages count. */
  readonly contents: object
  send(channel: string, payload: unknown): void
  /** The system's dialogs; empty or null when they were closed. */
  chooseMedia(): Promise<readonly string[]>
  chooseFolder(): Promise<string | null>
  chooseAnswer(): Promise<string | null>
  /** Shows a folder in the system's file manager. Why it could not; empty when it did. */
  showFolder(path: string): Promise<string>
  /** Where to save a file; `name` is proposed, its ending tells the kind. */
  choosePlace(name: string): Promise<string | null>
  writeFile(path: string, bytes: Uint8Array): Promise<void>
  copyText(text: string): void
}

/** @throws Error with the reason, unless the message comes from our window's main frame showing our own page */
export function checkSender(event: Sender, contents: object): void {
  if (event.sender !== contents) throw new Error('refused: the message is not from the Bootdrop window')
  if (!event.senderFrame) throw new Error('refused: the frame that asked is gone')
  if (event.senderFrame.parent) throw new Error('refused: only the main frame may ask')
  if (!event.senderFrame.url.startsWith(`${PAGE_ORIGIN}/`)) throw new Error('refused: the page is not ours')
}

/** What the window uses of the engine side. */
export interface EngineSide extends Pick<
  WindowHost,
  'inspect' | 'cards' | 'brokenRecipes' | 'previewAnswer' | 'recipesFolder' | 'onRecipes'
> {
  readonly engine: Pick<Engine, 'state' | 'log' | 'onState' | 'onLog' | 'start' | 'change' | 'stop'> & {
    /** What was said with one machine, as pcapng; undefined where nothing is kept. */
    capture(clientId: string): Uint8Array | undefined
  }
}

/** Why a file cannot be written, by the system's code. */
const NOT_SAVED: Readonly<Record<string, string>> = {
  ENOENT: 'the folder is gone. Save it in another one.',
  EACCES: 'you may not write in that folder. Save it in another one.',
  EPERM: 'you may not write in that folder. Save it in another one.',
  EROFS: 'that disk cannot be written. Save it on another one.',
  ENOSPC: 'the disk is full. Make room, or save it on another one.',
  EDQUOT: 'your share of the disk is full. Make room, or save it on another one.',
  EISDIR: 'a folder has that name. Choose another name.',
  EBUSY: 'another program has that file open. Close it there, or choose another name.',
}

/** @throws Error that says why a file was not saved, and what to do */
export function refuse(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  throw new Error(`It was not saved: ${NOT_SAVED[code] ?? 'the disk did not take it. Save it in another place.'}`)
}

/** What `work` gives, or why it failed, for the window. */
export async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    const message = messageOf(error)
    if (!(error instanceof BootdropError)) return { ok: false, error: { code: 'unexpected', message } }
    const { code, details } = error
    return { ok: false, error: { code, message, details } }
  }
}

/** The requests that are answered here; each feature answers its own (features.ts). */
type CoreRequest =
  | 'inspect'
  | 'cancelInspect'
  | 'chooseMedia'
  | 'chooseAnswer'
  | 'previewAnswer'
  | 'brokenRecipes'
  | 'openRecipesFolder'
  | 'cards'
  | 'start'
  | 'change'
  | 'stop'
  | 'state'
  | 'log'
  | 'settings'
  | 'saveSettings'
  | 'chooseLoadersFolder'
  | 'saveCapture'
  | 'copyText'
export type FeatureHandlers = Omit<Handlers, CoreRequest>

/** Sends an event to the window. */
export type Send = <N extends EventName>(name: N, payload: PayloadOf<N>) => void

export function sender(wire: Pick<Wire, 'send'>): Send {
  return (name, payload) => wire.send(contract.events[name].channel, payload)
}

/**
 * Answers the contract's requests and sends its events. Returns what ends the events.
 */
export function connect(wire: Wire, host: EngineSide, settings: SettingsFile, features: FeatureHandlers): () => void {
  let unsent: LogLine[] = []
  const send = sender(wire)
  const sendLog = (): void => {
    if (unsent.length > 0) send('log', unsent)
    unsent = []
  }

  async function saveCapture(clientId: string): Promise<string | null> {
    const bytes = host.engine.capture(clientId)
    if (bytes === undefined) throw new Error('Nothing that was said with this machine is kept any more.')
    const path = await wire.choosePlace(`bootdrop-${clientId.replaceAll(/[^\w.-]/g, '-')}.pcapng`)
    if (path !== null) await wire.writeFile(path, bytes).catch((error: unknown) => refuse(error))
    return path
  }

  async function openRecipesFolder(): Promise<null> {
    const folder = await host.recipesFolder()
    const problem = await wire.showFolder(folder)
    if (problem !== '') throw new Error(`The file manager did not open (${problem}). Your recipes are in ${folder}.`)
    return null
  }

  const inspections = new Inspections(
    (path, options) => host.inspect(path, options),
    (progress) => send('inspecting', progress),
  )

  const handlers: Handlers = {
    ...features,
    inspect: (path) => attempt(() => inspections.open(path)),
    cancelInspect: (path) => {
      inspections.cancel(path)
      return null
    },
    chooseMedia: () => wire.chooseMedia(),
    chooseAnswer: () => wire.chooseAnswer(),
    previewAnswer: (recipe, answer) => attempt(() => host.previewAnswer(recipe, answer)),
    brokenRecipes: () => host.brokenRecipes(),
    openRecipesFolder: () => attempt(openRecipesFolder),
    cards: () => host.cards(),
    start: (config) =>
      attempt(async () => {
        // A self-test has the same ports for a moment.
        await features.cancelSelfTest()
        await host.engine.start(config)
        return null
      }),
    change: (config) => attempt(() => host.engine.change(config).then(() => null)),
    stop: () => attempt(() => host.engine.stop().then(() => null)),
    state: () => host.engine.state(),
    log: () => {
      // What waits goes out first: a line is then either in this reply or in a later event, never in both.
      sendLog()
      return [...host.engine.log()]
    },
    settings: () => settings.read(),
    saveSettings: (patch) => {
      settings.patchFromWindow(patch)
      return null
    },
    chooseLoadersFolder: async () => {
      const loadersFolder = await wire.chooseFolder()
      if (loadersFolder !== null) settings.patch({ loadersFolder })
      return loadersFolder
    },
    saveCapture: (clientId) => attempt(() => saveCapture(clientId)),
    copyText: (text) => {
      wire.copyText(text)
      return null
    },
  }
  for (const name of Object.keys(contract.requests) as RequestName[]) {
    const handler = handlers[name] as (...args: unknown[]) => unknown
    wire.handle(contract.requests[name].channel, (event, ...args) => {
      checkSender(event, wire.contents)
      return handler(...parseArgs(name, args))
    })
  }

  const endState = host.engine.onState((state) => send('state', state))
  const endLog = host.engine.onLog((line) => {
    unsent.push(line)
  })
  const endRecipes = host.onRecipes(() => {
    void host.brokenRecipes().then(
      (broken) => send('recipes', broken),
      // The next change, or the next inspection, tells.
      () => undefined,
    )
  })
  const logTimer = setInterval(sendLog, SEND_LOG_EVERY_MS)
  let known = ''
  const cardTimer = setInterval(() => {
    void host.cards().then(
      (cards) => {
        const seen = JSON.stringify(cards)
        if (seen !== known) send('cards', cards)
        known = seen
      },
      // A card list that cannot be read now can be read in three seconds; the old one stays on show.
      () => undefined,
    )
  }, LOOK_AT_CARDS_EVERY_MS)
  return () => {
    endState()
    endLog()
    endRecipes()
    inspections.cancelAll()
    clearInterval(logTimer)
    clearInterval(cardTimer)
  }
}
