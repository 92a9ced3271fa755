import { stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { App, BrowserWindow, Dialog, FileFilter, Shell } from 'electron'
import type { Words } from '../renderer/src/lang/words'
import type { Wire } from './ipc'

const MEDIA = [
  ...['iso', 'img', 'gz', 'xz', 'zip', '7z', 'tar', 'tgz', 'txz', 'zst', 'bz2', 'deb', 'cpio'],
  ...['efi', 'bin', 'lkrn', 'wim', 'ipxe', 'vhd', 'raw'],
]

/** What of Electron shows them. */
export interface DialogHost {
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox'>
  readonly shell: Pick<Shell, 'openPath' | 'showItemInFolder'>
  readonly app: Pick<App, 'getPath'>
  readonly window: BrowserWindow
  readonly words: () => Words['shell']
}

type Dialogs = Pick<Wire, 'chooseMedia' | 'chooseFolder' | 'chooseAnswer' | 'choosePlace' | 'showFolder'> & {
  /** Whether so many boots may be broken off: asked before the program goes. */
  mayBreakOff(count: number): Promise<boolean>
}

/** The system's own dialogs, in the language of the window. */
export function createDialogs({ dialog, shell, app, window, words }: DialogHost): Dialogs {
  /** The ending decides; a file of another kind is saved as it is. */
  function kindOf(name: string): { readonly title: string; readonly filters: FileFilter[] } {
    const { save } = words().dialogs
    const ending = extname(name).slice(1)
    const kind = Object.entries(save).find(([known]) => known === ending)?.[1] ?? save.other
    return { title: kind.title, filters: ending === '' ? [] : [{ name: kind.kind, extensions: [ending] }] }
  }

  return {
    async chooseMedia() {
      const { media, mediaKind, allFiles } = words().dialogs
      const { filePaths } = await dialog.showOpenDialog(window, {
        title: media,
        properties: ['openFile', 'multiSelections'],
        filters: [
          { name: mediaKind, extensions: MEDIA },
          { name: allFiles, extensions: ['*'] },
        ],
      })
      return filePaths
    },
    async chooseAnswer() {
      const { answer, allFiles } = words().dialogs
      const { filePaths } = await dialog.showOpenDialog(window, {
        title: answer,
        properties: ['openFile', 'showHiddenFiles'],
        // Many have no ending at all: user-data.
        filters: [{ name: allFiles, extensions: ['*'] }],
      })
      return filePaths[0] ?? null
    },
    async chooseFolder() {
      const { filePaths } = await dialog.showOpenDialog(window, {
        title: words().dialogs.loaders,
        properties: ['openDirectory'],
      })
      return filePaths[0] ?? null
    },
    async choosePlace(name) {
      const { filePath } = await dialog.showSaveDialog(window, {
        ...kindOf(name),
        defaultPath: join(app.getPath('downloads'), name),
      })
      return filePath === '' ? null : filePath
    },
    async showFolder(path) {
      const isFolder = await stat(path).then(
        (found) => found.isDirectory(),
        () => true,
      )
      // A file is never opened: who knows which program would take it.
      if (isFolder) return shell.openPath(path)
      shell.showItemInFolder(path)
      return ''
    },
    async mayBreakOff(count) {
      const { stopAnyway, goOn, breakOff, breakOffMore } = words().quit
      const { response } = await dialog.showMessageBox(window, {
        type: 'warning',
        title: 'Bootdrop',
        message: breakOff(count),
        detail: breakOffMore,
        buttons: [goOn, stopAnyway],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      })
      return response === 1
    },
  }
}
