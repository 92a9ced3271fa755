import { isUnsafeWord } from '../../main/engine/recipes/words'
import type { MediumChoice, MediumReport, RecipeOffer, RecipeOption } from '../../main/engine/types'
import type { RecipeChoice, RecipeSetup, Settings } from '../../preload/contract'
import { words } from './lang/lang.svelte'
import { recipeText } from './recipe-text'

type Recipes = Settings['recipes']

/** What an option of the kind `switch` is set to; anything else is off (main/engine/recipes/options.ts). */
export const ON = 'yes'

/** How MediumChoice.answer names one that Bootdrop brings along. */
const EXAMPLE = 'example:'

/** What was set of one recipe of a medium. */
export function setupOf(recipes: Recipes, path: string, recipe: string): RecipeSetup {
  const choice = recipes[path]
  if (choice === undefined) return {}
  return choice.recipe === recipe ? bare(choice) : (choice.others?.[recipe] ?? {})
}

/** The choices with other settings of one recipe, which becomes the one that boots; chosen last comes last. */
export function withSetup(recipes: Recipes, path: string, recipe: string, setup: RecipeSetup): Recipes {
  const before = recipes[path]
  const kept = { ...before?.others, ...(before && { [before.recipe]: bare(before) }) }
  const others = Object.entries(kept).filter(([id, set]) => id !== recipe && Object.keys(set).length > 0)
  const choice: RecipeChoice = {
    recipe,
    ...bare(setup),
    ...(others.length > 0 ? { others: Object.fromEntries(others) } : {}),
  }
  // Taken out and put at the end: the oldest choice is the first to be forgotten.
  return { ...Object.fromEntries(Object.entries(recipes).filter(([other]) => other !== path)), [path]: choice }
}

/** The same with another answer file, or none. */
export function withAnswer({ entry, options }: RecipeSetup, answer: string | undefined): RecipeSetup {
  return {
    ...(entry === undefined ? {} : { entry }),
    ...(options === undefined ? {} : { options }),
    ...(answer === undefined ? {} : { answer }),
  }
}

/** Everything that was set of a medium, by recipe. */
export function setupsOf(recipes: Recipes, path: string): readonly (readonly [recipe: string, RecipeSetup])[] {
  const choice = recipes[path]
  return choice === undefined ? [] : [[choice.recipe, bare(choice)], ...Object.entries(choice.others ?? {})]
}

/** The choices without the answer files of some recipes of a medium. */
export function withoutAnswers(recipes: Recipes, path: string, of: readonly string[]): Recipes {
  const choice = recipes[path]
  if (choice === undefined) return recipes
  const clean = (id: string, setup: RecipeSetup): RecipeSetup =>
    of.includes(id) ? withAnswer(setup, undefined) : setup
  const others = Object.entries(choice.others ?? {}).map(([id, setup]) => [id, clean(id, setup)] as const)
  const cleaned: RecipeChoice = {
    recipe: choice.recipe,
    ...clean(choice.recipe, bare(choice)),
    ...(others.length > 0 ? { others: Object.fromEntries(others) } : {}),
  }
  return { ...recipes, [path]: cleaned }
}

/** The setup alone, without what is not set. */
function bare({ entry, options, answer }: RecipeSetup): RecipeSetup {
  return {
    ...(entry === undefined ? {} : { entry }),
    ...(options === undefined || Object.keys(options).length === 0 ? {} : { options }),
    ...(answer === undefined ? {} : { answer }),
  }
}

/** The options that are set, in the recipe's order: what it does not have any more is left out. */
export function optionsSet(recipe: RecipeOffer, { options = {} }: RecipeSetup): Readonly<Record<string, string>> {
  const set = recipe.options.flatMap((option): [string, string][] => {
    const value = (options[option.id] ?? '').trim()
    if (option.kind === 'switch') return value === ON ? [[option.id, ON]] : []
    if (option.kind === 'choice' && !option.choices.some(({ id }) => id === value)) return []
    return value === '' ? [] : [[option.id, value]]
  })
  return Object.fromEntries(set)
}

/** Why the recipe cannot take a text, as the engine judges it (main/engine/recipes/options.ts); undefined when it can. */
export function optionProblem(option: RecipeOption, typed: string): string | undefined {
  const value = typed.trim()
  if (option.kind !== 'text' || value === '') return undefined
  const { recipe } = words()
  if (!fits(option.pattern, value)) {
    return option.example === '' ? recipe.optionUnusable : recipe.optionExample(option.example)
  }
  return value.includes('${') || value.split(/\s+/).some(isUnsafeWord) ? recipe.optionCharacters : undefined
}

function fits(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value)
  } catch {
    // An expression that cannot be read is the engine's to refuse, with its reason.
    return true
  }
}

/** The answer file that counts: an example that the recipe no longer has is none. */
export function answerSet({ answer: takes }: RecipeOffer, { answer }: RecipeSetup): string | undefined {
  if (takes === undefined || answer === undefined) return undefined
  const id = exampleId(answer)
  return id === undefined || takes.examples.some((example) => example.id === id) ? answer : undefined
}

export function exampleId(answer: string): string | undefined {
  return answer.startsWith(EXAMPLE) ? answer.slice(EXAMPLE.length) : undefined
}

export function exampleAnswer(id: string): string {
  return EXAMPLE + id
}

/** What keeps this recipe from booting as it is set, as the next thing to do. */
export function setupBlocker(recipe: RecipeOffer, setup: RecipeSetup): string | undefined {
  const { options = {} } = setup
  const wrong = recipe.options.find((option) => optionProblem(option, options[option.id] ?? '') !== undefined)
  if (wrong !== undefined) return words().start.blocked.option(recipeText(wrong.title))
  if (recipe.answer?.required && answerSet(recipe, setup) === undefined) {
    const { answers, start } = words()
    return start.blocked.answer(answers.within(recipeText(recipe.answer.title)))
  }
  return undefined
}

/** A recipe with all that is set of it, as the engine takes it. */
export function mediumChoice(
  { path }: Pick<MediumReport, 'path'>,
  recipe: RecipeOffer,
  entry: string | undefined,
  setup: RecipeSetup,
): MediumChoice {
  const options = optionsSet(recipe, setup)
  const answer = answerSet(recipe, setup)
  return {
    path,
    recipe: recipe.id,
    ...(entry === undefined ? {} : { entry }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(answer === undefined ? {} : { answer }),
  }
}
