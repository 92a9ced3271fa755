/** The kernel arguments of a plan. */
import type { Candidate } from './candidates'
import type { MenuEntry } from './menu/entry'
import type { Survey } from './survey'
import type { RecipeMatch } from './types'
import { encodePath } from './urls'
import { SCRIPT_VARIABLES, fillIn, variablesIn } from './variables'
import { diskLabelWord, joinWords, splitWords, unsafeWordsIn, wordsForNetwork } from './words'

/** What the user chose, as words. */
export interface ChosenWords {
  readonly entry: string
  readonly options: string
  /** Expressions for words that the options take the place of. */
  readonly drop: readonly string[]
  /** One of the options that are set installs. */
  readonly installs: boolean
  readonly answer: boolean
}

export interface PlanArgs {
  readonly text: string
  readonly warnings: readonly string[]
  readonly installs: boolean
}

const OF_THE_SCRIPT: ReadonlySet<string> = new Set(SCRIPT_VARIABLES)

const NOTHING_KNOWN = { args: '', drop: [] as string[], installs: false }

/** The arguments, or why there are none. */
export async function argsOf(
  survey: Survey,
  match: RecipeMatch,
  candidate: Candidate,
  chosen: ChosenWords,
): Promise<PlanArgs | { readonly refuse: string }> {
  const { recipe } = match
  const warnings: string[] = []
  const answer = chosen.answer ? recipe.answer : undefined
  const chosenDrop = [...chosen.drop, ...(answer?.drop ?? [])]
  const parts = [withoutWords(candidate.part.args, chosenDrop), answer?.args ?? '', chosen.options]
  let template = [...parts, withoutWords(chosen.entry, chosenDrop)].filter(Boolean).join(' ')
  let drop = [...candidate.part.drop, ...chosenDrop]
  let installs = recipe.installs || answer?.installs === true || chosen.installs
  const { menu } = candidate
  if (variablesIn(template).includes('network')) {
    const { family, why } = await survey.family(menu ?? entryOf(candidate))
    const rule = recipe.network[family] ?? recipe.network['unknown'] ?? NOTHING_KNOWN
    if ('refuse' in rule) return { refuse: rule.refuse }
    if (family === 'unknown') warnings.push(`${recipe.title}: ${why}. It may start and then not find its files.`)
    template = fillIn(template, { network: rule.args })
    drop = [...drop, ...rule.drop]
    installs ||= rule.installs
  }
  const values: Record<string, string> = { words: '', network: '', url: survey.url }
  if (menu && variablesIn(template).includes('words')) {
    values['words'] = wordsForNetwork(menu.args, drop, template)
    warnings.push(...lostWords(recipe.title, menu.args))
  }
  const lost = await addFiles(survey, match, template, values)
  if (lost !== undefined) return { refuse: lost }
  if (template.includes('${iso}') && !survey.isImage) {
    return { refuse: `${recipe.title}: this needs the ISO image itself; a folder will not do.` }
  }
  const text = joinWords(fillIn(template, values))
  const label = diskLabelWord(text)
  if (label !== undefined)
    warnings.push(`${recipe.title}: the argument ${label} names a disk that a network boot does not have.`)
  return { text, warnings, installs }
}

/** A kernel with its initrds, as a menu would have them: what its family is told by. */
function entryOf({ kernel, initrds, part }: Candidate): MenuEntry {
  const paths = initrds.flatMap(({ file }) => (typeof file === 'string' ? file : []))
  return {
    title: '',
    kernel: typeof kernel === 'string' ? kernel : '',
    initrds: paths,
    args: part.args,
    isDefault: false,
  }
}

/** Adds the recipe's own `files`; gives a sentence where the medium has none of one. */
async function addFiles(
  survey: Survey,
  { recipe }: RecipeMatch,
  template: string,
  values: Record<string, string>,
): Promise<string | undefined> {
  for (const name of variablesIn(template)) {
    if (OF_THE_SCRIPT.has(name) || name in values) continue
    const [path] = await survey.firstPaths(recipe.files[name] ?? [])
    if (path === undefined) return `${recipe.title}: the medium has no ${(recipe.files[name] ?? []).join(' or ')}.`
    values[name] = encodePath(path)
  }
  return undefined
}

function withoutWords(args: string, drop: readonly string[]): string {
  const dropped = drop.map((source) => new RegExp(source, 'u'))
  return splitWords(args)
    .filter((word) => !dropped.some((test) => test.test(word)))
    .join(' ')
}

/** At most one warning, with the first of the words. */
function lostWords(title: string, menuArgs: string): string[] {
  const [first] = unsafeWordsIn(menuArgs)
  if (first === undefined) return []
  const shown = JSON.stringify(first.slice(0, 40))
  return [`${title}: the medium's own menu has the kernel argument ${shown}, which the boot loader cannot pass on.`]
}
