import { join } from 'node:path'
import { BrowserWindow, nativeTheme } from 'electron'
import type { NativeImage, WebContents } from 'electron'
import { PAGE_ORIGIN } from './page'
import type { SettingsFile } from './settings'

/** The page's own background (renderer/src/styles/tokens.css), so that no white flash comes before the first paint. */
const BACKGROUND = { light: '#f6f8f8', dark: '#0f1517' }
const SAVE_AFTER_MS = 500

/** The page never leads elsewhere: no navigation, no second window, no web view. */
function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

function rememberSize(window: BrowserWindow, settings: SettingsFile): void {
  const save = (): void => {
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
    const { width, height } = window.getNormalBounds()
    settings.saveWindowSize({ width, height, maximized: window.isMaximized() })
  }
  let timer: NodeJS.Timeout | undefined
  window.on('resize', () => {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER_MS)
  })
  window.on('close', () => {
    clearTimeout(timer)
    save()
  })
}

/** Opens the one window. `outDir` is the folder that holds preload/ and renderer/. */
export function openWindow(outDir: string, icon: NativeImage, settings: SettingsFile): BrowserWindow {
  const { width, height, maximized } = settings.windowSize()
  const window = new BrowserWindow({
    width,
    height,
    minWidth: 480,
    minHeight: 360,
    show: false,
    title: 'Bootdrop',
    icon,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(outDir, 'preload/bridge.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  confine(window.webContents)
  rememberSize(window, settings)
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) {
      window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light)
    }
  })
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  void window.loadURL(`${PAGE_ORIGIN}/index.html`)
  return window
}
