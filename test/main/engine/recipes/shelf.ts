import { fileURLToPath } from 'node:url'
import { loadRecipes, parseRecipe } from '../../../../main/engine/recipes/load'
import type { RecipeMemory } from '../../../../main/engine/recipes/load'
import type { Recipe } from '../../../../main/engine/recipes/schema'

/** assets/recipes of this checkout. */
export const RECIPES = fileURLToPath(new URL('../../../../assets/recipes', import.meta.url))

/** Seventy files: each is parsed once. */
const READ: RecipeMemory = new Map()

/** The recipes that ship. */
export async function shippedRecipes(): Promise<readonly Recipe[]> {
  return (await loadRecipes(RECIPES, READ)).recipes
}

/** A recipe out of YAML lines. @throws Error when it is broken */
export function recipe(yaml: string): Recipe {
  const parsed = parseRecipe(yaml, 'test.yaml')
  if ('recipe' in parsed) return parsed.recipe
  throw new Error(parsed.problems.map(({ line, reason }) => `${line}: ${reason}`).join('\n'))
}
