/**
 * The shape of a recipe: one YAML file in assets/recipes, or in the user's own folder. docs/recipes.md explains every key with an
 * example; this file is what holds a recipe to it.
 */
import * as v from 'valibot'
import { FAULTS } from './faults'
import { parseRamRule } from './ram'
import {
  Answer,
  BootPart,
  Entry,
  Glob,
  Globs,
  Id,
  MatchRule,
  NetworkRule,
  Option,
  Ram,
  Regex,
  Text,
} from './schema-parts'
import { BUILT_IN_VARIABLES, variablesIn } from './variables'

const Shape = v.strictObject({
  id: Id,
  title: Text,
  family: Text,
  /** Used when the medium does not tell. */
  name: v.optional(v.string(), ''),
  match: v.pipe(v.array(MatchRule), v.minLength(1, FAULTS['no-rule'])),
  facts: v.optional(v.array(v.strictObject({ file: Glob, text: Regex })), []),
  /** Offered only where no other recipe can boot the medium. */
  lastResort: v.optional(v.boolean(), false),
  /** The medium is known and cannot boot over the network; the text says what to use instead. */
  refuse: v.optional(Text),
  /** In place of `boot`: the firmware fetches the whole image and boots it as a disc (UEFI HTTP Boot). */
  image: v.optional(v.literal('http-boot')),
  /** What it boots writes a system to the machine's disk; rescue entries aside. */
  installs: v.optional(v.boolean(), false),
  files: v.optional(v.record(v.pipe(v.string(), v.regex(/^[a-z]+$/)), Globs), {}),
  boot: v.optional(v.array(BootPart), []),
  entries: v.optional(v.array(Entry), []),
  options: v.optional(v.array(Option), []),
  answer: v.optional(Answer),
  /** What `${network}` becomes, by the family found inside the initrd (family.ts). */
  network: v.optional(v.record(v.string(), NetworkRule), {}),
  minRamMiB: v.optional(Ram, 0),
  secureBoot: v.optional(v.picklist(['yes', 'no', 'unknown']), 'unknown'),
  /** What else has to be there: a mirror, an answer file, a second archive. A sentence each, for the user. */
  needs: v.optional(v.array(Text), []),
  /** Nobody has seen this boot: what was not tried, in a sentence for the user. */
  untested: v.optional(Text),
  /** For the user: limits of this way of booting. */
  notes: v.optional(v.string(), ''),
})

export const RecipeSchema = v.pipe(
  Shape,
  v.check(
    (recipe) =>
      [recipe.refuse !== undefined, recipe.image !== undefined, recipe.boot.length > 0].filter(Boolean).length === 1,
    FAULTS['several-ways'],
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (dataset.typed) for (const message of faultsOf(dataset.value)) addIssue({ message })
  }),
)

/** A checked recipe. */
export type Recipe = v.InferOutput<typeof RecipeSchema>
export type RecipePart = Recipe['boot'][number]
export type RecipeRule = Recipe['match'][number]
export type RecipeFile = RecipePart['initrd'][number]

/** What no single key can tell: names that lead nowhere. */
function faultsOf(recipe: v.InferOutput<typeof Shape>): string[] {
  const faults: string[] = []
  const known = new Set<string>([...BUILT_IN_VARIABLES, ...Object.keys(recipe.files)])
  for (const variable of textsOf(recipe).flatMap(variablesIn)) {
    if (!known.has(variable)) faults.push(`there is no variable \${${variable}}`)
  }
  for (const option of recipe.options) {
    for (const text of [option.args, ...(option.choices ?? []).map(({ args }) => args)]) {
      const lost = variablesIn(text).find((variable) => variable !== 'value' && !known.has(variable))
      if (lost !== undefined) faults.push(`option "${option.id}": there is no variable \${${lost}}`)
    }
  }
  const sized = new Set(['kernel', 'initrd', 'iso', ...Object.keys(recipe.files)])
  const rules = [recipe, ...recipe.entries].map((part) => part.minRamMiB ?? 0)
  for (const rule of [...rules, ...recipe.options.map(({ addRamMiB }) => addRamMiB)]) {
    for (const { file } of parseRamRule(rule) ?? []) {
      if (file !== undefined && !sized.has(file)) faults.push(`minRamMiB: there is no file "${file}"`)
    }
  }
  const options = new Set(recipe.options.map(({ id }) => id))
  for (const { option, answer } of recipe.boot.flatMap(({ initrd }) => initrd)) {
    if (option !== undefined && !options.has(option)) faults.push(`there is no option "${option}"`)
    if (answer === true && recipe.answer === undefined) faults.push(FAULTS['answer-alone'])
  }
  return faults
}

function textsOf({ boot, entries, network, answer }: v.InferOutput<typeof Shape>): string[] {
  const texts = [...boot, ...entries].map((part) => part.args).concat(boot.map(({ words }) => words))
  for (const { words } of boot.flatMap(({ initrd }) => initrd)) if (words !== undefined) texts.push(words)
  for (const rule of Object.values(network)) if ('args' in rule) texts.push(rule.args)
  if (answer !== undefined) texts.push(answer.args)
  return texts
}
