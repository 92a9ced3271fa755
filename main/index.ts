import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as electron from 'electron'
import { app, clipboard, dialog, ipcMain, Menu, nativeImage, nativeTheme, powerMonitor, shell } from 'electron'
import type { BrowserWindow, NativeImage } from 'electron'
import Store from 'electron-store'
import type { About } from '../preload/contract'
import { underWay } from '../preload/under-way'
import { confinementOf } from './about'
import { stayAwake } from './awake'
import { createDialogs } from './dialogs'
import { systemClock } from './engine/clock'
import { EXIT, messageOf } from './engine/errors'
import { SavedFile } from './evidence/saved'
import { createFeatures } from './features'
import { saveMemory } from './footprint'
import { createHost } from './host'
import { connect, sender } from './ipc'
import type { Wire } from './ipc'
import { languageFor, ShellLanguage, systemLanguages } from './language'
import { applicationMenu } from './menu'
import { Notifier } from './notify'
import { OpenedFiles, pathsIn } from './opened'
import { confine, fence, PAGE_SCHEME, servePages } from './page'
import { Quitting } from './quit'
import { newlyServed } from './recent'
import { createPermission } from './permission/permission'
import { SettingsFile } from './settings'
import { faultNotice, SafeStore } from './settings-store'
import { isOpenAlready, isTooLong } from './single'
import { NotificationShelf, trayIcon } from './system'
import { TrayPresence } from './tray'
import { hasTray } from './tray-support'
import { openWindow } from './window'
import { LANGUAGES } from '../renderer/src/lang/words'

const OUT = join(dirname(fileURLToPath(import.meta.url)), '..')
// An installed app keeps its assets beside the archive, a checkout beside out/.
const besides = (path: string): string =>
  [join(process.resourcesPath, path), join(OUT, '..', path)].find(existsSync) ?? ''

/** What the program was started with, without Electron's own words and, in a checkout, the folder that holds the app. */
function startedWith(): readonly string[] {
  const { argv } = process
  const own = process.defaultApp ? argv.findIndex((word) => resolve(word) === app.getAppPath()) + 1 : 1
  return pathsIn(argv.slice(own), process.cwd())
}

/** The settings, and the file they are in. */
interface Kept {
  readonly settings: SettingsFile
  readonly store: SafeStore
}

function openSettings(): Kept {
  const name = 'bootdrop'
  const store = new SafeStore(join(app.getPath('userData'), `${name}.json`), () => {
    const file = new Store({ name, clearInvalidConfig: true })
    return { get: (key) => file.get(key), set: (key, value) => file.set(key, value) }
  })
  return { settings: new SettingsFile(store), store }
}

/** Everything outside the window follows the settings and the state of the engine. */
function furnish(window: BrowserWindow, icon: NativeImage, { settings, store }: Kept, opened: OpenedFiles): void {
  const wanted = systemLanguages(process.platform, process.env, app.getPreferredSystemLanguages())
  const language = new ShellLanguage(settings, wanted)
  const words = (): ShellLanguage['words'] => language.words
  const host = createHost(() => settings.read().loadersFolder ?? undefined, createPermission())
  const { engine } = host
  store.onFault((fault) => {
    const { code, text, details } = faultNotice(fault)
    engine.notice('warning', code, text, undefined, details)
  })
  const { webContents } = window
  const dialogs = createDialogs({ dialog, shell, app, window, words })
  const saved = new SavedFile()
  const wire: Wire = {
    ...dialogs,
    contents: webContents,
    handle: (channel, listener) => ipcMain.handle(channel, listener),
    send: (channel, payload) => {
      if (!webContents.isDestroyed()) webContents.send(channel, payload)
    },
    writeFile: (path, bytes) => saved.keep(path, writeFile(path, bytes)),
    copyText: (text) => clipboard.writeText(text),
  }
  const send = sender(wire)

  let trayHere = false
  const about = (): About => ({
    version: app.getVersion(),
    platform: process.platform,
    language: languageFor(settings.read().language, wanted),
    confinement: confinementOf(process.env, existsSync),
    tray: trayHere,
  })

  const front = (): void => {
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }
  const notifications = new NotificationShelf(icon, (clientId) => {
    front()
    if (clientId !== undefined) send('look', clientId)
  })
  const notifier = new Notifier({
    clock: systemClock,
    watched: () => !window.isDestroyed() && window.isFocused(),
    settings: () => settings.read(),
    words,
    show: (notice) => notifications.show(notice),
  })
  const tray = new TrayPresence({
    supported: () => trayHere,
    wanted: () => settings.read().tray,
    state: () => engine.state(),
    now: Date.now,
    words,
    make: () => trayIcon(icon, front),
    hideWindow: () => window.hide(),
    tell: (title, body) => notifications.show({ title, body, silent: true }),
    open: front,
    stop: () => {
      const { clients } = engine.state()
      if (underWay(clients, Date.now()) === 0) return void engine.stop()
      // The page asks back.
      front()
      send('menu', 'stop')
    },
    quit: () => app.quit(),
  })
  const quitting = new Quitting({
    state: () => engine.state(),
    stop: () => engine.stop(),
    now: Date.now,
    mayBreakOff: (count) => {
      front()
      return dialogs.mayBreakOff(count)
    },
    hide: () => tray.hide(),
    quit: () => app.quit(),
  })

  const drawMenu = (): void => {
    const template = applicationMenu({
      platform: process.platform,
      language: language.id,
      recent: settings.read().recent,
      tell: (command) => {
        front()
        send('menu', command)
      },
      open: (path) => opened.open([path]),
      documentation: () => void dialogs.showFolder(besides('docs')),
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
  drawMenu()
  const disconnect = connect(wire, host, settings, createFeatures({ host, settings, wire, send, saved, about }))
  settings.onChange((now, before) => {
    nativeTheme.themeSource = now.theme
    if (now.language !== before.language) send('about', about())
    if (now.language !== before.language || now.recent !== before.recent) drawMenu()
    for (const path of newlyServed(before.recent, now.recent)) app.addRecentDocument(path)
    if (now.recent.length === 0 && before.recent.length > 0) app.clearRecentDocuments()
    tray.update()
  })
  const awake = stayAwake(electron.powerSaveBlocker)
  let wasServing = false
  engine.onState((state) => {
    const serving = state.status === 'serving'
    // A start begins with no notices. This one comes after the state that all are being told just now.
    if (serving && !wasServing) queueMicrotask(() => store.tellAgain())
    wasServing = serving
    awake(state)
    notifier.update(state)
    tray.update()
  })
  void hasTray(process.platform).then((here) => {
    trayHere = here
    if (here) send('about', about())
    tray.update()
  })

  window.on('show', () => tray.left())
  window.on('close', (event) => quitting.closing(event))
  window.on('closed', () => {
    disconnect()
    notifier.clear()
    tray.remove()
  })
  window.on('session-end', () => quitting.agree())
  app.on('before-quit', (event) => quitting.beforeQuit(event))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quitting.quit())
  powerMonitor.on('shutdown', () => quitting.quit())

  webContents.on('did-start-loading', () => opened.away())
  webContents.on('did-finish-load', () => opened.ready((paths) => send('opened', paths)))
  app.on('second-instance', front)
  app.on('activate', front)
}

async function main(opened: OpenedFiles): Promise<void> {
  await app.whenReady()
  const kept = openSettings()
  const { settings } = kept
  nativeTheme.themeSource = settings.read().theme
  const { screen, session } = electron
  fence(session.defaultSession)
  // Without `persist:` it lives in memory: no cookies, no cache, no storage of the page is ever on disk.
  const pages = session.fromPartition('bootdrop')
  servePages(pages, join(OUT, 'renderer'))
  const icon = nativeImage.createFromPath(besides('assets/icons/icon.png'))
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  const window = openWindow({
    outDir: OUT,
    icon,
    session: pages,
    settings,
    areas: [main, ...others].map(({ workArea }) => workArea),
    devTools: !app.isPackaged,
  })
  furnish(window, icon, kept, opened)
}

/** Without a window there is nowhere else to say it. */
function giveUp(error: unknown): void {
  const { shell: words } =
    LANGUAGES[languageFor('system', systemLanguages(process.platform, process.env, [app.getLocale()]))]
  dialog.showErrorBox(words.failed.title, words.failed.more(messageOf(error)))
  app.exit(1)
}

function begin(): void {
  // What other programs, and another Bootdrop, name as the owner of its ports.
  process.title = 'bootdrop'
  // Without a graphics device (Xvfb, a virtual machine) Chromium's GPU process only falls over, and screenshots stay empty.
  if (process.platform === 'linux' && !existsSync('/dev/dri')) {
    app.disableHardwareAcceleration()
    // It would draw WebGL, which the page does not use.
    app.commandLine.appendSwitch('disable-software-rasterizer')
  }
  saveMemory(app, process)
  // As root there is none to be had (build/lib/electron.mjs).
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  electron.protocol.registerSchemesAsPrivileged([PAGE_SCHEME])
  app.on('web-contents-created', (_event, contents) => confine(contents))

  const opened = new OpenedFiles()
  const data = { paths: startedWith() }
  if (isTooLong(process.argv, process.cwd(), data) && isOpenAlready(app.getPath('userData'))) {
    process.stderr.write('Too many files at once: open fewer, or drop them on the window.\n')
    return app.exit(EXIT.usage)
  }
  // Two windows would fight over the same four ports.
  if (!app.requestSingleInstanceLock(data)) {
    process.stderr.write('Bootdrop is open already: its window comes to the front.\n')
    return app.quit()
  }
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const paths: unknown = typeof data === 'object' && data !== null && 'paths' in data ? data.paths : []
    if (Array.isArray(paths)) opened.open(paths.filter((path) => typeof path === 'string'))
  })
  // macOS names files in an event of its own, also before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    opened.open([path])
  })
  opened.open(data.paths)
  app.on('window-all-closed', () => app.quit())
  main(opened).catch(giveUp)
}

begin()
