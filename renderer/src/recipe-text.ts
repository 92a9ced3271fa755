import { words } from './lang/lang.svelte'
import { entry } from './words-facts'

/**
 * The one door through which texts of recipes come into the window: they are written in English, in YAML files, and known to other
 * languages by that text. What nobody has translated, as the user's own recipes, stays as it was written.
 */
export function recipeText(text: string): string {
  return entry(words().recipes, text) ?? text
}
