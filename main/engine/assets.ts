import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { loadLoaders, type Loaders } from './boot/loaders'
import { loadUserLoaders } from './boot/user-loaders'
import { BootdropError, messageOf, systemCode } from './errors'
import { loadShelf, type RecipeMemory, type RecipeShelf } from './recipes/load'

/** Where the files that Bootdrop brings along lie. They are read when first needed and kept. */
export interface Assets {
  /** Bootdrop's own, and the user's where a folder of them was chosen. @throws BootdropError `loader-*` */
  loaders(): Promise<Loaders>
  /** Bootdrop's own and the user's, as they are now. */
  recipes(): Promise<RecipeShelf>
  /** Text of an answer file that Bootdrop brings along. @throws BootdropError `answer-missing` */
  answerExample(id: string): Promise<string>
  /** assets/boot, where the demo's medium lies beside the loaders. */
  readonly bootFolder: string
}

export interface AssetOptions {
  /** The user's own folder of loaders, as it is chosen by now. */
  readonly loaders?: () => string | undefined
  /** The user's own folder of recipes. It need not be there. */
  readonly recipes?: () => string | undefined
}

/** @param folder the `assets` folder */
export function createAssets(folder: string, options: AssetOptions = {}): Assets {
  const bootFolder = join(folder, 'boot')
  const memory: RecipeMemory = new Map()
  return {
    bootFolder,
    // Not kept: set-up may have been run since, or another folder chosen.
    async loaders() {
      const own = options.loaders?.()
      return loadLoaders(bootFolder, own === undefined ? undefined : await loadUserLoaders(own))
    },
    recipes: () => loadShelf(join(folder, 'recipes'), options.recipes?.(), memory),
    async answerExample(id) {
      try {
        // A bare name: it comes from a recipe, or from the command line.
        return await readFile(join(folder, 'answers', basename(id)), 'utf8')
      } catch (error) {
        const names = await readdir(join(folder, 'answers')).catch(() => [])
        const there = names.length > 0 && systemCode(error) === 'ENOENT'
        const why = there ? ` There are: ${names.sort().join(', ')}.` : ` (${messageOf(error)})`
        const text = `There is no example of an answer file called "${id}".${why}`
        throw new BootdropError('answer-missing', text, { reason: 'example', id }, error)
      }
    },
  }
}
