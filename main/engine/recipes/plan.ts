import { BootdropError } from '../errors'
import type { Medium } from '../media/medium'
import { candidatesOf } from './candidates'
import type { Candidate } from './candidates'
import { startsOn } from './kernel'
import { ramNeededMiB } from './ram'
import { Survey } from './survey'
import { planImage } from './image'
import { machineWords, refusal, titleOf } from './plan-words'
import type { BootPlan, ImagePlan, PlanRefusal, PlanTarget, RecipeMatch } from './types'
import { encodePath } from './urls'
import { fillIn, variablesIn } from './variables'
import { diskLabelWord, joinWords, unsafeWordsIn, wordsForNetwork } from './words'

/** Filled in by the script, because they depend on where the server is. */
const OF_THE_SCRIPT = new Set(['base', 'iso', 'bootif'])

/** `rescue/enable=true`, `inst.rescue`, `rescue=1`: the installer leaves the disk alone. */
const RESCUE = /(^|[\s.])rescue\b/

const NOTHING_KNOWN = { args: '', drop: [] as string[], installs: false }

/** One choice within a recipe. */
export interface PlanEntry {
  readonly id: string
  readonly title: string
}

/**
 * What one machine loads to boot `match`, or why it cannot.
 * @throws BootdropError `recipe-unknown` when `target.entry` is not an entry of this recipe on this medium
 */
export async function planBoot(
  source: Medium | Survey,
  match: RecipeMatch,
  target: PlanTarget,
): Promise<BootPlan | ImagePlan | PlanRefusal> {
  const survey = Survey.of(source)
  const { recipe } = match
  if (recipe.refuse !== undefined) return refusal(recipe.refuse)
  if (recipe.image !== undefined) return planImage(survey, match, target)
  const candidates = await candidatesOf(survey, match)
  const entry = await wantedEntry(match, candidates, target.entry)
  let why = `${recipe.title}: the files that it needs are not all on this medium.`
  for (const candidate of candidates) {
    if (entry?.menuId !== undefined && candidate.entryId !== entry.menuId) continue
    const { firmware } = candidate.part
    if (firmware !== 'any' && firmware !== target.firmware) continue
    const bootable = await survey.bootable(candidate.kernel)
    if (!bootable || !startsOn(bootable, target.firmware, target.cpu)) {
      why = `${recipe.title}: ${candidate.kernel} does not start on ${machineWords(target)}.`
      continue
    }
    const args = await argsOf(survey, match, candidate, entry?.args ?? '')
    if ('refuse' in args) {
      why = args.refuse
      continue
    }
    const files = [candidate.kernel, ...candidate.initrds]
    const sizes = await sizesOf(survey, match, candidate)
    return {
      kind: 'plan',
      recipeId: recipe.id,
      title: titleOf(match),
      firmware: target.firmware,
      cpu: bootable.cpu,
      kernel: candidate.kernel,
      initrds: candidate.initrds,
      args: args.text,
      minRamMiB: ramNeededMiB(recipe.minRamMiB, sizes),
      files,
      sizeBytes: (sizes['kernel'] ?? 0) + (sizes['initrd'] ?? 0),
      warnings: args.warnings,
      installs: args.installs && !RESCUE.test(args.text),
    }
  }
  return refusal(why)
}

/** The choices that a recipe gives on this medium, the default first; one that is no choice gives none. */
export async function entriesOf(source: Medium | Survey, match: RecipeMatch): Promise<PlanEntry[]> {
  if (match.recipe.entries.length > 0) return match.recipe.entries.map(({ id, title }) => ({ id, title }))
  const entries: PlanEntry[] = []
  for (const { entryId, menu } of await candidatesOf(Survey.of(source), match)) {
    if (entryId !== undefined && menu && !entries.some(({ id }) => id === entryId)) {
      entries.push({ id: entryId, title: menu.title })
    }
  }
  return entries
}

async function wantedEntry(
  match: RecipeMatch,
  candidates: readonly Candidate[],
  wanted: string | undefined,
): Promise<{ args: string; menuId: string | undefined } | undefined> {
  const { entries, title } = match.recipe
  if (wanted === undefined) return entries[0] && { args: entries[0].args, menuId: undefined }
  const own = entries.find((entry) => entry.id === wanted)
  if (own) return { args: own.args, menuId: undefined }
  if (candidates.some((candidate) => candidate.entryId === wanted)) return { args: '', menuId: wanted }
  const known = [...entries.map(({ id }) => id), ...candidates.map(({ entryId }) => entryId)].filter(Boolean)
  const text = `${title} has no entry "${wanted}"${known.length > 0 ? `; it has: ${known.join(', ')}` : ''}.`
  throw new BootdropError('recipe-unknown', text, { recipe: match.recipe.id, entry: wanted })
}

async function argsOf(
  survey: Survey,
  match: RecipeMatch,
  candidate: Candidate,
  entryArgs: string,
): Promise<{ text: string; warnings: string[]; installs: boolean } | { refuse: string }> {
  const { recipe } = match
  const warnings: string[] = []
  let template = [candidate.part.args, entryArgs].filter(Boolean).join(' ')
  let { drop } = candidate.part
  let { installs } = recipe
  const wanted = variablesIn(template)
  if (wanted.includes('network') && candidate.menu) {
    const { family, why } = await survey.family(candidate.menu)
    const rule = recipe.network[family] ?? recipe.network['unknown'] ?? NOTHING_KNOWN
    if ('refuse' in rule) return { refuse: rule.refuse }
    if (family === 'unknown') warnings.push(`${recipe.title}: ${why}. It may start and then not find its files.`)
    template = fillIn(template, { network: rule.args })
    drop = rule.drop
    installs ||= rule.installs
  }
  const values: Record<string, string> = { words: '', network: '' }
  if (candidate.menu && variablesIn(template).includes('words')) {
    values['words'] = wordsForNetwork(candidate.menu.args, drop, template)
    warnings.push(...lostWords(recipe.title, candidate.menu.args))
  }
  for (const name of variablesIn(template)) {
    if (OF_THE_SCRIPT.has(name) || name in values) continue
    const [path] = await survey.firstPaths(recipe.files[name] ?? [])
    if (path === undefined)
      return { refuse: `${recipe.title}: the medium has no ${(recipe.files[name] ?? []).join(' or ')}.` }
    values[name] = encodePath(path)
  }
  if (template.includes('${iso}') && survey.medium.identity.filesystem === 'folder') {
    return { refuse: `${recipe.title}: this needs the ISO image itself; a folder will not do.` }
  }
  const text = joinWords(fillIn(template, values))
  const label = diskLabelWord(text)
  if (label !== undefined)
    warnings.push(`${recipe.title}: the argument ${label} names a disk that a network boot does not have.`)
  return { text, warnings, installs }
}

/** At most one warning, with the first of the words. */
function lostWords(title: string, menuArgs: string): string[] {
  const [first] = unsafeWordsIn(menuArgs)
  if (first === undefined) return []
  const shown = JSON.stringify(first.slice(0, 40))
  return [`${title}: the medium's own menu has the kernel argument ${shown}, which the boot loader cannot pass on.`]
}

async function sizesOf(survey: Survey, match: RecipeMatch, candidate: Candidate): Promise<Record<string, number>> {
  const sizes: Record<string, number> = { iso: survey.medium.identity.size, kernel: 0, initrd: 0 }
  sizes['kernel'] = await survey.sizeBytes(candidate.kernel)
  for (const path of candidate.initrds) sizes['initrd'] = (sizes['initrd'] ?? 0) + (await survey.sizeBytes(path))
  for (const [name, patterns] of Object.entries(match.recipe.files)) {
    const [path] = await survey.firstPaths(patterns)
    if (path !== undefined) sizes[name] = await survey.sizeBytes(path)
  }
  return sizes
}
