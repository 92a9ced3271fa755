import type { BaseWindow, BrowserWindow, MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../preload/contract'

/**
 * Hidden on Linux and Windows (Alt shows it); it is there for the keys that people expect: open, copy and paste, zoom,
 * full screen, quit. No reload: a page that forgets its subscriptions is of no use to anyone.
 * @param tell what the page does
 */
export function applicationMenu(
  platform: NodeJS.Platform,
  tell: (command: MenuCommand) => void,
): MenuItemConstructorOptions[] {
  const mac: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : []
  return [
    ...mac,
    {
      label: 'File',
      submenu: [
        {
          label: 'Open…',
          accelerator: 'CommandOrControl+O',
          // The page has this key for itself; the menu only shows it, and presses it.
          registerAccelerator: false,
          click: (_item, window) => pressOpen(window, platform),
        },
        { label: 'Boot from an address…', accelerator: 'CommandOrControl+L', click: () => tell('link') },
        { type: 'separator' },
        { label: 'Open my recipes folder', click: () => tell('recipes') },
        { type: 'separator' },
        platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]
}

function pressOpen(window: BaseWindow | undefined, platform: NodeJS.Platform): void {
  if (window === undefined || !('webContents' in window)) return
  const modifiers = [platform === 'darwin' ? ('meta' as const) : ('control' as const)]
  const { webContents } = window as BrowserWindow
  webContents.sendInputEvent({ type: 'keyDown', keyCode: 'O', modifiers })
  webContents.sendInputEvent({ type: 'keyUp', keyCode: 'O', modifiers })
}
