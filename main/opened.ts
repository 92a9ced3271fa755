import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The files that a command line names: what "Open with" gives on Linux and Windows. Switches are left out, also Chromium's own.
 * @param words without the program, and in a checkout without the folder that Electron was given
 * @param folder where relative names begin
 */
export function pathsIn(words: readonly string[], folder: string): readonly string[] {
  return words.flatMap((word) => {
    if (word === '' || word.startsWith('-')) return []
    if (/^(https?|tftp):\/\//i.test(word)) return [word]
    if (!word.toLowerCase().startsWith('file://')) return [resolve(folder, word)]
    try {
      const path = fileURLToPath(word)
      // No system has such a file, and its calls throw.
      return path.includes('\0') ? [] : [path]
    } catch {
      // A host of its own, or broken: nothing that can be opened.
      return []
    }
  })
}

/** Files may be opened before the page can hear of them: they wait for it. */
export class OpenedFiles {
  #waiting: string[] = []
  #tell: ((paths: readonly string[]) => void) | undefined

  open(paths: readonly string[]): void {
    if (paths.length === 0) return
    if (this.#tell) this.#tell(paths)
    else this.#waiting.push(...paths)
  }

  /** The page hears from now on. */
  ready(tell: (paths: readonly string[]) => void): void {
    this.#tell = tell
    const waited = this.#waiting
    this.#waiting = []
    this.open(waited)
  }

  /** The page is being loaded anew. */
  away(): void {
    this.#tell = undefined
  }
}
