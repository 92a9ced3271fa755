import type { MenuItemConstructorOptions } from 'electron'
import { underWay } from '../preload/under-way'
import type { Words } from '../renderer/src/lang/words'
import type { EngineState } from './engine/types'

type ShellWords = Words['shell']

/** As much of Electron's Tray as is used. */
export interface TrayIcon {
  update(text: string, menu: readonly MenuItemConstructorOptions[]): void
  remove(): void
}

export interface TrayActions {
  readonly open: () => void
  readonly stop: () => void
  readonly quit: () => void
}

/** One line on how it stands: `Serving, 3 machines booting`. */
export function statusLine({ status, clients }: EngineState, words: ShellWords, now: number): string {
  if (status !== 'serving') return words.tray[status]
  const booting = underWay(clients, now)
  return booting === 0 ? words.tray.serving : words.tray.booting(booting)
}

/** @param serving whether there is something to stop */
export function trayMenu(
  line: string,
  serving: boolean,
  words: ShellWords,
  { open, stop, quit }: TrayActions,
): readonly MenuItemConstructorOptions[] {
  return [
    { label: line, enabled: false },
    { type: 'separator' },
    { label: words.tray.open, click: open },
    { label: words.tray.stop, enabled: serving, click: stop },
    { type: 'separator' },
    { label: words.tray.quit, click: quit },
  ]
}

export interface TrayDeps extends TrayActions {
  /** Whether this desktop shows tray icons at all. */
  readonly supported: () => boolean
  /** Whether the user wants it (Settings.tray). */
  readonly wanted: () => boolean
  readonly state: () => EngineState
  readonly now: () => number
  readonly words: () => ShellWords
  readonly make: () => TrayIcon
  readonly hideWindow: () => void
  /** Says where the window went. */
  readonly tell: (title: string, body: string) => void
}

/** The icon is there while serving, and as long as the window is in it. */
export class TrayPresence {
  #icon: TrayIcon | undefined
  #shown = ''
  #inside = false
  #told = false

  constructor(private readonly deps: TrayDeps) {}

  /** After every change of the engine's state, of the settings or of the language; cheap where nothing on it changes. */
  update(): void {
    const { deps } = this
    const state = deps.state()
    const serving = state.status === 'serving' || state.status === 'starting'
    const here = deps.supported() && ((deps.wanted() && serving) || this.#inside)
    if (!here) return this.remove()
    const words = deps.words()
    const line = statusLine(state, words, deps.now())
    // Not the words alone: `open` in the other language must come, too.
    const shown = [line, words.tray.open, String(serving)].join('\n')
    if (this.#icon !== undefined && shown === this.#shown) return
    this.#shown = shown
    this.#icon ??= deps.make()
    this.#icon.update(`Bootdrop: ${line}`, trayMenu(line, serving, words, deps))
  }

  /** The window shall close: into the tray, where machines are served and the user wants that. False where it cannot. */
  hide(): boolean {
    const { deps } = this
    if (!deps.supported() || !deps.wanted() || deps.state().status !== 'serving') return false
    this.#inside = true
    this.update()
    deps.hideWindow()
    if (!this.#told) deps.tell(deps.words().tray.hidden, deps.words().tray.hiddenMore)
    this.#told = true
    return true
  }

  /** The window is on the screen again. */
  left(): void {
    this.#inside = false
    this.update()
  }

  remove(): void {
    this.#icon?.remove()
    this.#icon = undefined
  }
}
