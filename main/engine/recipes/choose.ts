import { BootdropError } from '../errors'
import type { Medium } from '../media/medium'
import { matchRecipes } from './match'
import { nothingBoots } from './nothing'
import type { Recipe } from './schema'
import type { RecipeMatch } from './types'

/**
 * The recipe to serve a medium with: the one asked for, else the best that fits.
 * @throws BootdropError `no-recipe` when nothing fits or the medium is known not to boot over the network,
 * `recipe-unknown` when the one asked for does not fit
 */
export async function chooseMatch(
  medium: Medium,
  recipes: readonly Recipe[],
  asked: string | undefined,
): Promise<RecipeMatch> {
  const matches = await matchRecipes(medium, recipes)
  const usable = matches.filter(({ recipe }) => recipe.refuse === undefined)
  const { fileName } = medium.identity
  const refusal = matches.find(({ recipe }) => recipe.refuse !== undefined)?.recipe.refuse
  // Few machines can take a whole image: never unasked in place of the words that say what to use instead.
  const unasked = refusal === undefined ? usable : usable.filter(({ recipe }) => recipe.image === undefined)
  const [best] = asked === undefined ? unasked : usable
  if (best === undefined) {
    const { path } = medium.identity
    const { text, ...why } =
      refusal === undefined ? await nothingBoots(medium) : { text: refusal, reason: 'refused', refusal }
    throw new BootdropError('no-recipe', `${fileName} cannot be served: ${text}`, { path, ...why })
  }
  if (asked === undefined) return best
  const wanted = usable.find(({ recipe }) => recipe.id === asked)
  if (wanted === undefined) {
    const ids = usable.map(({ recipe }) => recipe.id).join(', ')
    throw new BootdropError('recipe-unknown', `The recipe "${asked}" does not fit ${fileName}. These do: ${ids}.`, {
      recipe: asked,
      path: medium.identity.path,
    })
  }
  return wanted
}
