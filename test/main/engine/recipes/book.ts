/** What the tests of both parts of the book share. */
import type { Medium } from '../../../../main/engine/media/medium'
import { matchRecipes } from '../../../../main/engine/recipes/match'
import { Survey } from '../../../../main/engine/recipes/survey'
import type { PlanTarget, RecipeMatch } from '../../../../main/engine/recipes/types'
import { shippedRecipes } from './shelf'

export const MAC = '52:54:00:12:34:56'
export const BIOS: PlanTarget = { firmware: 'bios', cpu: 'x64' }
export const UEFI: PlanTarget = { firmware: 'uefi', cpu: 'x64' }

/** The medium as the shipped recipes see it. @throws Error where none knows it */
export async function matchedMedium(
  medium: Medium,
): Promise<{ survey: Survey; match: RecipeMatch; matches: readonly RecipeMatch[] }> {
  const survey = new Survey(medium)
  const matches = await matchRecipes(survey, await shippedRecipes())
  const [match] = matches
  if (!match) throw new Error('nothing matched')
  return { survey, match, matches }
}
