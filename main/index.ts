import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  session,
  shell,
} from 'electron'
import Store from 'electron-store'
import { contract } from '../preload/contract'
import type { MenuCommand } from '../preload/contract'
import { underWay } from '../preload/under-way'
import { createFeatures } from './features'
import { createHost } from './host'
import type { WindowHost } from './host'
import { connect, sender } from './ipc'
import type { Wire } from './ipc'
import { applicationMenu } from './menu'
import { PAGE_SCHEME, servePages } from './page'
import { SettingsFile } from './settings'
import { openWindow } from './window'

const OUT = join(dirname(fileURLToPath(import.meta.url)), '..')
// An installed app keeps its assets beside the archive, a checkout beside out/.
const ICONS = [join(process.resourcesPath, 'assets/icons/icon.png'), join(OUT, '../assets/icons/icon.png')]

// Without a graphics device (Xvfb, a virtual machine) Chromium's GPU process only falls over, and screenshots stay empty.
if (process.platform === 'linux' && !existsSync('/dev/dri')) app.disableHardwareAcceleration()
protocol.registerSchemesAsPrivileged([PAGE_SCHEME])

/** Nobody touches the computer while forty machines install from it: it must not fall asleep meanwhile. */
function stayAwakeWhileServing(host: WindowHost): void {
  let blocker: number | undefined
  host.engine.onState(({ status }) => {
    if (status === 'serving') blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (status === 'stopped' && blocker !== undefined) {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  })
}

/** In the system's own dialog, for the window is about to go. */
async function mayBreakOff(window: BrowserWindow, count: number): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Bootdrop',
    message: count === 1 ? 'A machine is booting' : `${String(count)} machines are booting`,
    detail: 'They get nothing more from Bootdrop once it is closed, and have to be started again.',
    buttons: ['Go on serving', 'Stop and close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}

/** Ports are given back before the program goes, whichever way it is asked to go; while machines boot, only if that is meant. */
function stopBeforeQuit(host: WindowHost, window: BrowserWindow): void {
  let asking = false
  let agreed = false
  let stopped = false
  const quit = (): void => {
    agreed = true
    app.quit()
  }
  /** Whether it is asked first; then the event that wanted to close has to wait. */
  const asks = (event: { preventDefault: () => void }): boolean => {
    const { status, clients } = host.engine.state()
    const count = agreed || status !== 'serving' ? 0 : underWay(clients, Date.now())
    if (count === 0) return false
    event.preventDefault()
    if (asking) return true
    asking = true
    void mayBreakOff(window, count).then((may) => {
      asking = false
      if (may) quit()
    })
    return true
  }
  window.on('close', asks)
  app.on('before-quit', (event) => {
    if (stopped || host.engine.state().status === 'stopped' || asks(event)) return
    event.preventDefault()
    void host.engine.stop().finally(() => {
      stopped = true
      quit()
    })
  })
  // The system goes down, or another program asks for the end: nobody is there to answer.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit)
  window.on('session-end', () => (agreed = true))
  powerMonitor.on('shutdown', quit)
}

const MEDIA = [
  ...['iso', 'img', 'gz', 'xz', 'zip', '7z', 'tar', 'tgz', 'txz', 'zst', 'bz2', 'deb', 'cpio'],
  ...['efi', 'bin', 'lkrn', 'wim', 'ipxe', 'vhd', 'raw'],
]

async function chooseMedia(window: BrowserWindow): Promise<readonly string[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose boot media',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Boot media', extensions: MEDIA },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  return filePaths
}

async function chooseAnswer(window: BrowserWindow): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose an answer file',
    properties: ['openFile', 'showHiddenFiles'],
    // Many have no ending at all: user-data.
    filters: [{ name: 'All files', extensions: ['*'] }],
  })
  return filePaths[0] ?? null
}

async function chooseFolder(window: BrowserWindow): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose the folder with your boot loaders',
    properties: ['openDirectory'],
  })
  return filePaths[0] ?? null
}

async function choosePlace(window: BrowserWindow, name: string): Promise<string | null> {
  const { filePath } = await dialog.showSaveDialog(window, {
    title: 'Save the network capture',
    defaultPath: join(app.getPath('downloads'), name),
    filters: [{ name: 'Network captures', extensions: ['pcapng'] }],
  })
  return filePath === '' ? null : filePath
}

function open(host: WindowHost, settings: SettingsFile): BrowserWindow {
  const window = openWindow(OUT, nativeImage.createFromPath(ICONS.find(existsSync) ?? ''), settings)
  const { webContents } = window
  const wire: Wire = {
    contents: webContents,
    handle: (channel, listener) => ipcMain.handle(channel, listener),
    send: (channel, payload) => {
      if (!webContents.isDestroyed()) webContents.send(channel, payload)
    },
    chooseMedia: () => chooseMedia(window),
    chooseFolder: () => chooseFolder(window),
    chooseAnswer: () => chooseAnswer(window),
    showFolder: (path) => shell.openPath(path),
    choosePlace: (name) => choosePlace(window, name),
    writeFile: (path, bytes) => writeFile(path, bytes),
    copyText: (text) => clipboard.writeText(text),
  }
  const features = createFeatures({ host, settings, wire, send: sender(wire) })
  const disconnect = connect(wire, host, settings, features)
  window.on('closed', disconnect)
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  return window
}

async function main(): Promise<void> {
  await app.whenReady()
  const store = new Store({ name: 'bootdrop', clearInvalidConfig: true })
  const settings = new SettingsFile({ get: (key) => store.get(key), set: (key, value) => store.set(key, value) })
  const host = createHost(() => settings.read().loadersFolder ?? undefined)
  servePages(session.defaultSession, join(OUT, 'renderer'))
  stayAwakeWhileServing(host)
  const window = open(host, settings)
  const tell = (command: MenuCommand): void => {
    if (!window.isDestroyed()) window.webContents.send(contract.events.menu.channel, command)
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(process.platform, tell)))
  stopBeforeQuit(host, window)
}

// What other programs, and another Bootdrop, name as the owner of its ports.
process.title = 'bootdrop'
// Two windows would fight over the same four ports.
if (app.requestSingleInstanceLock()) {
  app.on('window-all-closed', () => app.quit())
  void main()
} else {
  process.stderr.write('Bootdrop is open already: its window comes to the front.\n')
  app.quit()
}
