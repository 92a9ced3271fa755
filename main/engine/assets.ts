import { join } from 'node:path'
import { loadLoaders, type Loaders } from './boot/loaders'
import { loadRecipes, type RecipeShelf } from './recipes/load'

/** Where the files that Bootdrop brings along lie. They are read when first needed and kept. */
export interface Assets {
  loaders(): Promise<Loaders>
  recipes(): Promise<RecipeShelf>
  /** assets/boot, where the demo's medium lies beside the loaders. */
  readonly bootFolder: string
}

/** @param folder the `assets` folder */
export function createAssets(folder: string): Assets {
  const bootFolder = join(folder, 'boot')
  let shelf: Promise<RecipeShelf> | undefined
  return {
    bootFolder,
    // Not kept: set-up may have been run since.
    loaders: () => loadLoaders(bootFolder),
    recipes: () => (shelf ??= loadRecipes(join(folder, 'recipes'))),
  }
}
