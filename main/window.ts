import { join } from 'node:path'
import { BrowserWindow, nativeTheme } from 'electron'
import type { NativeImage, Session } from 'electron'
import { placed } from './bounds'
import type { Bounds } from './bounds'
import { PAGE_ORIGIN } from './page'
import type { SettingsFile } from './settings'
import { WEB_PREFERENCES } from './window-preferences'

/** The page's own background (renderer/src/styles/tokens.css), so that no white flash comes before the first paint. */
const BACKGROUND = { light: '#f6f8f8', dark: '#0f1517' }
const SAVE_AFTER_MS = 500

function rememberPlace(window: BrowserWindow, settings: SettingsFile): void {
  const save = (): void => {
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
    const zoom = window.webContents.getZoomFactor()
    settings.saveWindowPlace({ ...window.getNormalBounds(), maximized: window.isMaximized(), zoom })
  }
  let timer: NodeJS.Timeout | undefined
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER_MS)
  }
  window.on('resize', later)
  window.on('move', later)
  window.webContents.on('zoom-changed', later)
  window.on('close', () => {
    clearTimeout(timer)
    save()
  })
}

export interface WindowOptions {
  /** The folder that holds preload/ and renderer/. */
  readonly outDir: string
  readonly icon: NativeImage
  readonly session: Session
  readonly settings: SettingsFile
  /** What windows may cover of each screen, the main one first. */
  readonly areas: readonly Bounds[]
  readonly devTools: boolean
}

/** Opens the one window. */
export function openWindow({ outDir, icon, session, settings, areas, devTools }: WindowOptions): BrowserWindow {
  const left = settings.windowPlace()
  const background = (): string => (nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light)
  const window = new BrowserWindow({
    ...placed(left, areas),
    minWidth: 480,
    minHeight: 360,
    show: false,
    title: 'Bootdrop',
    icon,
    autoHideMenuBar: true,
    backgroundColor: background(),
    webPreferences: { ...WEB_PREFERENCES, devTools, session, preload: join(outDir, 'preload/bridge.cjs') },
  })
  rememberPlace(window, settings)
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(background())
  })
  window.webContents.once('did-finish-load', () => window.webContents.setZoomFactor(left.zoom))
  window.once('ready-to-show', () => {
    if (left.maximized) window.maximize()
    window.show()
  })
  void window.loadURL(`${PAGE_ORIGIN}/index.html`)
  return window
}
