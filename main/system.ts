import { Menu, Notification, shell, Tray } from 'electron'
import type { NativeImage } from 'electron'
import type { Notice } from './notify'
import type { TrayIcon } from './tray'

/** Electron behind the small interfaces of tray.ts and notify.ts. */

/** In the system's own size: Windows and Linux scale a large picture badly. */
const TRAY_SIZE: Partial<Record<NodeJS.Platform, number>> = { darwin: 18, win32: 16, linux: 22 }
/** Notifications that can still be clicked; older ones the system has put away. */
const KEEP = 8

export function trayIcon(icon: NativeImage, clicked: () => void): TrayIcon {
  const size = TRAY_SIZE[process.platform] ?? 22
  const tray = new Tray(icon.resize({ width: size, height: size, quality: 'best' }))
  // On macOS a click opens the menu.
  if (process.platform !== 'darwin') tray.on('click', clicked)
  return {
    update(text, menu) {
      tray.setToolTip(text)
      tray.setContextMenu(Menu.buildFromTemplate([...menu]))
    },
    remove: () => tray.destroy(),
  }
}

/** Shows notifications, and holds on to them: one that is collected as garbage cannot be clicked any more. */
export class NotificationShelf {
  #shown: Notification[] = []

  /** @param clicked with the machine it was about, where it was about one */
  constructor(
    private readonly icon: NativeImage,
    private readonly clicked: (clientId: string | undefined) => void,
  ) {}

  show({ title, body, silent, clientId }: Omit<Notice, 'clientId'> & { readonly clientId?: string }): void {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body, silent, icon: this.icon })
    notification.on('click', () => this.clicked(clientId))
    this.#shown = [...this.#shown, notification].slice(-KEEP)
    notification.show()
    // Many Linux desktops show notifications without a sound.
    if (!silent && process.platform === 'linux') shell.beep()
  }
}
