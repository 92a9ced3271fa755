import type { BaseWindow, BrowserWindow, MenuItemConstructorOptions } from 'electron'
import { PAGES } from '../preload/contract'
import type { MenuCommand, RecentMedium } from '../preload/contract'
import { LANGUAGES } from '../renderer/src/lang/words'
import type { Words } from '../renderer/src/lang/words'
import type { LanguageId } from '../preload/contract'

type Item = MenuItemConstructorOptions

export interface MenuDeps {
  readonly platform: NodeJS.Platform
  readonly language: LanguageId
  /** Newest first. */
  readonly recent: readonly RecentMedium[]
  /** What the page does. */
  readonly tell: (command: MenuCommand) => void
  readonly open: (path: string) => void
  readonly documentation: () => void
}

/**
 * Hidden on Linux and Windows (Alt shows it); it is there for the keys that people expect. No reload: a page that forgets its
 * subscriptions is of no use to anyone. Roles keep their work, but not Electron's labels, which are English everywhere.
 */
export function applicationMenu(deps: MenuDeps): Item[] {
  const mac = deps.platform === 'darwin'
  const { shell } = LANGUAGES[deps.language]
  const items = [
    ...(mac ? [programMenu(shell.menu, deps)] : []),
    fileMenu(shell.menu, deps),
    editMenu(shell.menu),
    viewMenu(deps),
    serveMenu(shell.menu, deps),
    ...(mac ? [windowMenu(shell.menu)] : []),
    helpMenu(deps),
  ]
  return mac ? items.map(withoutMnemonics) : items
}

function fileMenu(words: Words['shell']['menu'], { platform, recent, tell, open }: MenuDeps): Item {
  const titles: Item[] = recent.map(({ path, title }) => ({
    // An ampersand in a name is no mnemonic.
    label: (title === '' ? path : title).replaceAll('&', '&&'),
    sublabel: path,
    click: () => open(path),
  }))
  return {
    label: words.file,
    submenu: [
      {
        label: words.open,
        accelerator: 'CommandOrControl+O',
        // The page has this key for itself; the menu only shows it, and presses it.
        registerAccelerator: false,
        click: (_item, window) => pressOpen(window, platform),
      },
      { label: words.link, accelerator: 'CommandOrControl+L', click: () => tell('link') },
      { label: words.recent, submenu: titles.length > 0 ? titles : [{ label: words.noRecent, enabled: false }] },
      { type: 'separator' },
      { label: words.evidence, accelerator: 'CommandOrControl+Shift+E', click: () => tell('evidence') },
      { label: words.recipes, click: () => tell('recipes') },
      { type: 'separator' },
      platform === 'darwin' ? { role: 'close', label: words.close } : { role: 'quit', label: words.quit },
    ],
  }
}

function editMenu(words: Words['shell']['menu']): Item {
  return {
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      { type: 'separator' },
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
    ],
  }
}

function viewMenu({ language, tell }: MenuDeps): Item {
  const { pages, shell } = LANGUAGES[language]
  const { menu } = shell
  return {
    label: menu.view,
    submenu: [
      ...PAGES.map((page, at): Item => ({
        label: pages[page],
        accelerator: `CommandOrControl+${String(at + 1)}`,
        click: () => tell(`page-${page}`),
      })),
      { type: 'separator' },
      { role: 'resetZoom', label: menu.zoomReset },
      { role: 'zoomIn', label: menu.zoomIn },
      // The plus without Shift, as browsers take it.
      { role: 'zoomIn', label: menu.zoomIn, accelerator: 'CommandOrControl+=', visible: false },
      { role: 'zoomOut', label: menu.zoomOut },
      { type: 'separator' },
      { role: 'togglefullscreen', label: menu.fullScreen },
    ],
  }
}

function serveMenu(words: Words['shell']['menu'], { tell }: MenuDeps): Item {
  return {
    label: words.serve,
    submenu: [
      { label: words.start, accelerator: 'CommandOrControl+Return', click: () => tell('start') },
      { label: words.stop, accelerator: 'CommandOrControl+.', click: () => tell('stop') },
    ],
  }
}

function helpMenu({ language, tell, documentation }: MenuDeps): Item {
  const { pages, shell } = LANGUAGES[language]
  return {
    label: shell.menu.help,
    role: 'help',
    submenu: [
      { label: pages.screen, accelerator: 'F1', click: () => tell('page-screen') },
      { label: shell.menu.keys, click: () => tell('page-settings') },
      { label: shell.menu.documentation, click: documentation },
    ],
  }
}

/** macOS alone: the menu that has the program's name. */
function programMenu(words: Words['shell']['menu'], { tell }: MenuDeps): Item {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: words.about },
      { type: 'separator' },
      { label: words.settings, accelerator: 'Command+,', click: () => tell('page-settings') },
      { type: 'separator' },
      { role: 'services', label: words.services },
      { type: 'separator' },
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.unhide },
      { type: 'separator' },
      { role: 'quit', label: words.quitBootdrop },
    ],
  }
}

function windowMenu(words: Words['shell']['menu']): Item {
  return { label: words.window, role: 'windowMenu', submenu: [{ role: 'minimize', label: words.minimize }] }
}

/** macOS has no letters to press in a menu, and would show the sign. */
function withoutMnemonics(item: Item): Item {
  const label = item.label === undefined ? {} : { label: item.label.replace(/&(?!&)/, '') }
  const submenu = Array.isArray(item.submenu) ? { submenu: item.submenu.map(withoutMnemonics) } : {}
  return { ...item, ...label, ...submenu }
}

function pressOpen(window: BaseWindow | undefined, platform: NodeJS.Platform): void {
  if (window === undefined || !('webContents' in window)) return
  const modifiers = [platform === 'darwin' ? ('meta' as const) : ('control' as const)]
  const { webContents } = window as BrowserWindow
  webContents.sendInputEvent({ type: 'keyDown', keyCode: 'O', modifiers })
  webContents.sendInputEvent({ type: 'keyUp', keyCode: 'O', modifiers })
}
