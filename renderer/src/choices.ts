import { checkAppend } from '../../main/engine/boot/append'
import { BootdropError, messageOf } from '../../main/engine/errors'
import { DEFAULTS } from '../../main/engine/initial'
import type { Settings } from '../../preload/contract'
import type { Card, EngineState, MediumChoice, MediumReport, RecipeOffer, ServeConfig } from '../../main/engine/types'
import { words } from './lang/lang.svelte'
import type { Medium } from './media.svelte'
import { mediumChoice, setupBlocker, setupOf, withSetup } from './recipe-setup'
import { rulesFor } from './rules'
import { problemWords } from './words-problem'

/** How machines get addresses (ServeConfig). */
export type Mode = ServeConfig['mode']

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

/** The entry chosen, if the recipe has it, else the recipe's first; undefined where it has none. */
export function pickEntry(
  recipe: RecipeOffer | undefined,
  chosen: string | undefined,
): RecipeOffer['entries'][number] | undefined {
  return recipe?.entries.find((entry) => entry.id === chosen) ?? recipe?.entries[0]
}

/** A medium with the way it shall boot; undefined while it has none. */
export function choiceOf(medium: Medium, recipes: Settings['recipes']): MediumChoice | undefined {
  if (medium.kind !== 'ready') return undefined
  const { path, report } = medium
  const recipe = pickRecipe(report, recipes[path]?.recipe)
  if (recipe === undefined) return undefined
  const setup = setupOf(recipes, path, recipe.id)
  return mediumChoice({ path }, recipe, pickEntry(recipe, setup.entry)?.id, setup)
}

/** What keeps a medium from booting as its recipe is set; undefined when nothing does. */
function unset(medium: Medium, recipes: Settings['recipes']): string | undefined {
  if (medium.kind !== 'ready') return undefined
  const recipe = pickRecipe(medium.report, recipes[medium.path]?.recipe)
  return recipe && setupBlocker(recipe, setupOf(recipes, medium.path, recipe.id))
}

/** What still keeps Start from working, as the next thing to do; undefined when all is chosen. */
export function blocker(
  media: readonly Medium[],
  card: Card | undefined,
  appendProblem?: string,
  recipes: Settings['recipes'] = {},
): string | undefined {
  const { blocked } = words().start
  if (media.length === 0) return blocked.noMedium
  if (media.some(({ kind }) => kind === 'reading')) return blocked.reading
  if (media.some(({ kind }) => kind === 'problem')) return blocked.otherMedium
  if (media.some((medium) => choiceOf(medium, {}) === undefined)) return blocked.nothingToBoot
  const wanted = media.map((medium) => unset(medium, recipes)).find((todo) => todo !== undefined)
  if (wanted !== undefined) return wanted
  if (appendProblem !== undefined) return blocked.append
  if (!card) return blocked.card
  if (card.problem === 'down') return blocked.cable
  if (card.problem === 'no-address') return blocked.address
  return undefined
}

type Served = Pick<Settings, 'append' | 'menu' | 'menuTimeoutS' | 'rules' | 'installGuard'>

/** Everything the engine needs. The HTTP port is the default of DESIGN.md 3.3; the engine takes the next if it is taken. */
export function serveConfig(
  media: readonly MediumChoice[],
  card: Card,
  mode: Mode,
  { append, menu, menuTimeoutS, rules, installGuard }: Served,
): ServeConfig {
  return {
    ...DEFAULTS,
    nic: card.name,
    media,
    mode,
    // There is somebody to ask: two servers that lease addresses would break a network.
    askBeforeLeasing: true,
    append: append.trim(),
    menu,
    menuTimeoutS,
    rules: rulesFor(rules, media),
    installGuard,
  }
}

/** What is served now, with other rules. */
export function servedConfig(
  { served, card }: EngineState,
  mode: Mode,
  rules: Settings['rules'],
): ServeConfig | undefined {
  if (served === undefined || card === undefined) return undefined
  return { ...serveConfig(served.media, card, mode, { ...served, rules }) }
}

/** Why a boot loader could not carry these kernel arguments, as the engine judges it; undefined when it can. */
export function appendProblem(append: string): string | undefined {
  try {
    checkAppend(append.trim())
    return undefined
  } catch (error) {
    if (!(error instanceof BootdropError)) return messageOf(error)
    return problemWords(error.code, error.message, error.details).happened
  }
}

/** Whether machines boot just these choices. Rules go to the engine at once and are no choice to be made again. */
export function isServed(config: ServeConfig, { served, card }: EngineState): boolean {
  if (served === undefined || config.nic !== card?.name) return false
  type Told = Pick<ServeConfig, 'media' | 'append' | 'menu' | 'menuTimeoutS'>
  const told = ({ media, append, menu, menuTimeoutS }: Told): string =>
    JSON.stringify([
      media.map(({ path, recipe, entry, options = {}, answer }) => [
        [path, recipe, entry, answer],
        Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]),
      append,
      // Several media always have a menu.
      media.length > 1 || menu === 'always' ? menuTimeoutS : 'no menu',
    ])
  return told(config) === told(served)
}

/** The recipes of these media, to be remembered as they are served; what was chosen last comes last. */
export function remembered(recipes: Settings['recipes'], media: readonly MediumChoice[]): Settings['recipes'] {
  return media.reduce(
    (all, { path, recipe, ...setup }) => (recipe === undefined ? all : withSetup(all, path, recipe, setup)),
    recipes,
  )
}
