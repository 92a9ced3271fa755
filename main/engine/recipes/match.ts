import type { Medium } from '../media/medium'
import { matchOf } from './expression'
import type { Recipe, RecipeRule } from './schema'
import { Survey } from './survey'
import type { RecipeMatch } from './types'

/** Text from a medium that is shown to people: one line, no control characters, not endless. */
const MAX_FACT_LENGTH = 120

/**
 * The recipes that fit a medium, best first; recipes of the same score keep the order they were loaded in. A recipe that says
 * that the medium cannot boot over the network hides those below it: they would only lead to a worse failure later. That does not
 * hold for a firmware that takes the image as a disc: its system finds the drive that it looks for.
 */
export async function matchRecipes(source: Medium | Survey, recipes: readonly Recipe[]): Promise<RecipeMatch[]> {
  const survey = Survey.of(source)
  const matches: RecipeMatch[] = []
  for (const recipe of recipes) {
    const match = await matchRecipe(survey, recipe)
    if (match) matches.push(match)
  }
  matches.sort((a, b) => b.score - a.score)
  const refusal = matches.findIndex((match) => match.recipe.refuse !== undefined)
  return matches.filter(({ recipe }, at) => refusal < 0 || at <= refusal || recipe.image !== undefined)
}

async function matchRecipe(survey: Survey, recipe: Recipe): Promise<RecipeMatch | undefined> {
  if (recipe.image !== undefined && !survey.isDisc) return undefined
  const rules = [...recipe.match].sort((a, b) => b.score - a.score)
  for (const rule of rules) {
    const groups = await holds(survey, rule)
    if (!groups) continue
    const facts = { ...(await factsOf(survey, recipe)), ...groups }
    const name = facts['name'] ?? recipe.name
    return { recipe, score: rule.score, why: rule.why, name: oneLine(name), version: oneLine(facts['version'] ?? '') }
  }
  return undefined
}

/** The named groups of a rule's expressions when all its conditions hold, else undefined. Cheap conditions come first. */
async function holds(survey: Survey, rule: RecipeRule): Promise<Record<string, string> | undefined> {
  const groups: Record<string, string> = {}
  const { label, path, size } = survey.medium.identity
  if (rule.label !== undefined && !capture(rule.label, label, groups)) return undefined
  if (rule.url !== undefined && !capture(rule.url, survey.url, groups)) return undefined
  if (rule.fileName !== undefined && !capture(rule.fileName, nameOf(path), groups)) return undefined
  if (rule.maxSizeMiB !== undefined && size > rule.maxSizeMiB * 1024 * 1024) return undefined
  for (const pattern of rule.exists) if ((await survey.paths(pattern)).length === 0) return undefined
  for (const pattern of rule.missing) if ((await survey.paths(pattern)).length > 0) return undefined
  if (rule.file !== undefined) {
    const [file] = await survey.paths(rule.file)
    if (file === undefined) return undefined
    if (rule.text !== undefined && !capture(rule.text, await survey.text(file), groups)) return undefined
  }
  if (rule.image !== undefined && (await survey.imageKind()) !== rule.image) return undefined
  if (rule.catalogue !== undefined && !(await survey.catalogue(rule.catalogue))) return undefined
  if (rule.menu === true && (await survey.menus()).length === 0) return undefined
  return groups
}

/** Name and version from the recipe's `facts`, the first that tells each. */
async function factsOf(survey: Survey, recipe: Recipe): Promise<Record<string, string>> {
  const facts: Record<string, string> = {}
  for (const fact of recipe.facts) {
    const [path] = await survey.paths(fact.file)
    if (path === undefined) continue
    const found: Record<string, string> = {}
    capture(fact.text, await survey.text(path), found)
    for (const [key, value] of Object.entries(found)) facts[key] ??= value
  }
  return facts
}

/** Tries an expression, without regard to case and line by line; adds its non-empty named groups to `groups`. */
function capture(source: string, text: string, groups: Record<string, string>): boolean {
  const match = matchOf(source, 'imu', text)
  if (!match) return false
  for (const [key, value] of Object.entries(match.groups ?? {})) if (value) groups[key] = value
  return true
}

/** What was dropped, without its folder; a URL has none. */
function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function oneLine(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_FACT_LENGTH)
}
