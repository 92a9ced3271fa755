import { checkAppend } from '../../main/engine/boot/append'
import { messageOf } from '../../main/engine/errors'
import type { Settings } from '../../preload/contract'
import type { Card, EngineState, MediumReport, RecipeOffer, ServeConfig } from '../../main/engine/types'

/** The medium, from nothing to recognised. */
export type MediumState =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading'; readonly path: string }
  | { readonly kind: 'ready'; readonly path: string; readonly report: MediumReport }
  | { readonly kind: 'problem'; readonly path: string; readonly code: string; readonly message: string }

/**
 * The card to serve on: the one chosen, while it is there; else the first wired one that can serve. Wi-Fi and virtual
 * cards are never taken unasked: machines on the bench hang on a cable.
 */
export function pickCard(cards: readonly Card[], chosen: string | null): Card | undefined {
  return (
    cards.find((card) => card.name === chosen) ??
    cards.find((card) => card.kind === 'wired' && card.problem === undefined) ??
    cards.find((card) => card.kind === 'wired')
  )
}

/** The recipe chosen, if the medium has it, else the medium's first. */
export function pickRecipe(report: MediumReport, chosen: string | undefined): RecipeOffer | undefined {
  return report.recipes.find((recipe) => recipe.id === chosen) ?? report.recipes[0]
}

/** What still keeps Start from working, as the next thing to do; undefined when all is chosen. */
export function blocker(
  medium: MediumState,
  recipe: RecipeOffer | undefined,
  card: Card | undefined,
  appendProblem?: string,
): string | undefined {
  if (medium.kind === 'none') return 'Choose a medium first'
  if (medium.kind === 'reading') return 'The medium is being read'
  if (medium.kind === 'problem') return 'Choose another medium'
  if (!recipe) return 'This medium has nothing to boot'
  if (appendProblem !== undefined) return 'Change the extra kernel arguments'
  if (!card) return 'Choose a network card'
  if (card.problem === 'down') return 'Plug in the cable, or choose another card'
  if (card.problem === 'no-address') return 'Give the card an address, or choose another card'
  return undefined
}

/** Everything the engine needs. The HTTP port is the default of DESIGN.md 3.3; the engine takes the next if it is taken. */
export function serveConfig(
  path: string,
  choice: Settings['recipes'][string],
  card: Card,
  append: string,
): ServeConfig {
  return {
    nic: card.name,
    media: [path],
    ...choice,
    mode: 'auto',
    append: append.trim(),
    httpPort: 8067,
    allow: [],
    deny: [],
  }
}

/** Why a boot loader could not carry these kernel arguments, in the engine's own words; undefined when it can. */
export function appendProblem(append: string): string | undefined {
  try {
    checkAppend(append.trim())
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Whether machines boot just these choices. */
export function isServed(config: ServeConfig, { served, card }: EngineState): boolean {
  if (served === undefined || config.nic !== card?.name) return false
  const told = ({ media, recipe, entry, append }: Omit<typeof served, 'title'>): string =>
    JSON.stringify([media, recipe, entry, append])
  return told(config) === told(served)
}
