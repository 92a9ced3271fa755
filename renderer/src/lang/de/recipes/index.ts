import { LIMITS } from './limits'
import { REASONS } from './reasons'
import { TITLES } from './titles'

/** What the recipes that come with Bootdrop say, by their English text. The user's own recipes stay as they were written. */
export const recipeTexts: Readonly<Record<string, string>> = { ...TITLES, ...REASONS, ...LIMITS }
