import type { BrokenRecipe, MediumReport, RecipeAnswer, RecipeEntry, RecipeOffer, RecipeOption } from '../engine/types'
import { bytesInWords } from './words'

/** What `bootdrop inspect` says of a medium. */
export function reportInWords(report: MediumReport): string {
  return [
    `${report.name}${report.version && !report.name.includes(report.version) ? ` ${report.version}` : ''}`,
    `  ${report.path}`,
    `  ${factsOf(report).join(', ')}`,
    ...report.notices.map((notice) => `  ${notice.level}: ${notice.text}`),
    report.recipes.length === 0 ? '  No way to boot this medium over the network is known.' : '  Boots as:',
    ...report.recipes.flatMap(recipeInWords),
    ...report.brokenRecipes.map((broken) => `  This recipe of yours is left out: ${brokenInWords(broken)}`),
  ].join('\n')
}

/** A folder has neither a size of its own nor a label, and an address has no size. */
function factsOf({ filesystem, size, label, arch }: MediumReport): string[] {
  if (filesystem === 'url') return ['another server', label]
  const own = filesystem === 'folder' ? [] : [bytesInWords(size), ...(label === '' ? [] : [`label "${label}"`])]
  return [filesystem, ...own, arch.join(' + ') || 'architecture not known']
}

function recipeInWords(recipe: RecipeOffer): string[] {
  const { id, title, firmware, minRamMiB, secureBoot, why, score, own, entries, options, answer } = recipe
  const memory = minRamMiB > 0 ? `at least ${minRamMiB} MiB of memory, ` : ''
  const lines = [
    `${firmware.join(' + ').toUpperCase()}, ${memory}Secure Boot: ${secureBoot}`,
    `${why} (${score} of 100)`,
    ...(recipe.installs ? ["Installs a system on the machine's disk."] : []),
    ...recipe.needs.map((need) => `needs: ${need}`),
    ...(recipe.untested === '' ? [] : [`not tried yet: ${recipe.untested}`]),
    ...(recipe.notes === '' ? [] : [recipe.notes]),
    ...(entries.length > 1 ? entries.map((entry) => entryInWords(entry, recipe)) : []),
    ...options.map(optionInWords),
    ...(answer === undefined ? [] : answerInWords(answer)),
  ]
  return [`    ${id}: ${title}${own ? ' (your own recipe)' : ''}`, ...lines.map((line) => `      ${line}`)]
}

/** Memory only where it is another than the recipe's. */
function entryInWords({ id, title, minRamMiB, machines }: RecipeEntry, recipe: RecipeOffer): string {
  const facts = [...(minRamMiB === recipe.minRamMiB ? [] : [`${minRamMiB} MiB`]), machines.join(' ') || 'no machine']
  return `entry ${id}: ${title} (${facts.join(', ')})`
}

function optionInWords({ id, title, kind, choices, example }: RecipeOption): string {
  switch (kind) {
    case 'switch':
      return `option ${id}: ${title}`
    case 'choice':
      return `option ${id}=${choices.map((choice) => choice.id).join('|')}: ${title}`
    case 'text':
      return `option ${id}=${example === '' ? 'TEXT' : example}: ${title}`
  }
}

function answerInWords({ title, format, required, examples }: RecipeAnswer): string[] {
  return [
    `answer file: ${title} (${format})${required ? ', which it needs' : ''}`,
    ...examples.map((example) => `answer example:${example.id}: ${example.title}`),
  ]
}

function brokenInWords({ file, line, reason }: BrokenRecipe): string {
  return `${file}${line > 0 ? `:${line}` : ''}: ${reason}`
}
