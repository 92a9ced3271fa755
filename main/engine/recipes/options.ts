/** What the user set of a recipe's options. */
import { BootdropError } from '../errors'
import { matchOf } from './expression'
import type { Recipe } from './schema'
import { fillIn } from './variables'
import { isUnsafeWord } from './words'

type RecipeOptionShape = Recipe['options'][number]

export interface OptionsSet {
  /** In the recipe's order. */
  readonly args: string
  /** Expressions for the words that those take the place of. */
  readonly drop: readonly string[]
  readonly installs: boolean
  /** Ids of those that are set. */
  readonly set: ReadonlySet<string>
  /** RAM rules of those that are set. */
  readonly ram: readonly (string | number)[]
}

/** What a switch is set to; anything else leaves it off. */
export const SWITCH_ON = 'yes'

/**
 * The kernel arguments of the options that are set. An empty value leaves an option alone.
 * @throws BootdropError `usage` for an option that the recipe does not have, or a value that it cannot take
 */
export function optionsSet(recipe: Recipe, values: Readonly<Record<string, string>> = {}): OptionsSet {
  const lost = Object.keys(values).find((id) => !recipe.options.some((option) => option.id === id))
  if (lost !== undefined) {
    const known = recipe.options.map(({ id }) => id).join(', ')
    const text = `${recipe.title} has no option "${lost}"${known === '' ? '' : `; it has: ${known}`}.`
    throw new BootdropError('usage', text, { reason: 'no-option', option: lost, recipe: recipe.title })
  }
  const args: string[] = []
  const drop: string[] = []
  let installs = false
  const set = new Set<string>()
  const ram: (string | number)[] = []
  for (const option of recipe.options) {
    const value = (values[option.id] ?? '').trim()
    if (!isSet(option, value)) continue
    const words = argsOf(recipe, option, value)
    set.add(option.id)
    ram.push(option.addRamMiB)
    if (words !== '') args.push(words)
    drop.push(...option.drop)
    installs ||= option.installs
  }
  return { args: args.join(' '), drop, installs, set, ram }
}

function isSet(option: RecipeOptionShape, value: string): boolean {
  return option.choices === undefined && option.text === undefined ? value === SWITCH_ON : value !== ''
}

function argsOf(recipe: Recipe, option: RecipeOptionShape, value: string): string {
  const called = `${recipe.title}, ${option.title}`
  if (option.choices !== undefined) {
    const choice = option.choices.find(({ id }) => id === value)
    if (choice === undefined) {
      throw usage(`${called}: "${value}" is none of ${option.choices.map(({ id }) => id).join(', ')}.`, option, value)
    }
    return fillIn([option.args, choice.args].filter(Boolean).join(' '), { value: choice.id })
  }
  if (option.text !== undefined) {
    if (matchOf(`^(?:${option.text})$`, 'u', value) === undefined) {
      const example = option.example === '' ? '' : ` Write it like this: ${option.example}`
      throw usage(`${called}: "${value}" cannot be used.${example}`, option, value)
    }
    if (value.split(/\s+/).some(isUnsafeWord) || value.includes('${')) {
      throw usage(`${called}: "${value}" holds characters that a boot loader cannot pass on.`, option, value)
    }
  }
  return fillIn(option.args, { value })
}

function usage(text: string, { title, example }: RecipeOptionShape, value: string): BootdropError {
  const reason = example === '' ? 'option' : 'option-example'
  return new BootdropError('usage', text, { reason, option: title, value, example })
}
