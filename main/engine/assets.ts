import { join } from 'node:path'
import { loadLoaders, type Loaders } from './boot/loaders'
import { loadUserLoaders } from './boot/user-loaders'
import { loadRecipes, type RecipeShelf } from './recipes/load'

/** Where the files that Bootdrop brings along lie. They are read when first needed and kept. */
export interface Assets {
  /** Bootdrop's own, and the user's where a folder of them was chosen. @throws BootdropError `loader-*` */
  loaders(): Promise<Loaders>
  recipes(): Promise<RecipeShelf>
  /** assets/boot, where the demo's medium lies beside the loaders. */
  readonly bootFolder: string
}

export interface AssetOptions {
  /** The user's own folder of loaders, as it is chosen by now. */
  readonly loaders?: () => string | undefined
}

/** @param folder the `assets` folder */
export function createAssets(folder: string, options: AssetOptions = {}): Assets {
  const bootFolder = join(folder, 'boot')
  let shelf: Promise<RecipeShelf> | undefined
  return {
    bootFolder,
    // Not kept: set-up may have been run since, or another folder chosen.
    async loaders() {
      const own = options.loaders?.()
      return loadLoaders(bootFolder, own === undefined ? undefined : await loadUserLoaders(own))
    },
    recipes: () => (shelf ??= loadRecipes(join(folder, 'recipes'))),
  }
}
