import { BootdropError } from '../errors'
import type { Medium } from '../media/medium'
import type { Cpu } from '../types'
import { wimCpu } from '../windows/facts'
import { candidatesOf } from './candidates'
import type { Candidate } from './candidates'
import { planImage } from './image'
import { startsOn } from './kernel'
import { optionsSet } from './options'
import { argsOf } from './plan-args'
import { machineWords, refusal, titleOf } from './plan-words'
import { ramNeededMiB } from './ram'
import { Survey } from './survey'
import type { BootPlan, ImagePlan, PlanFile, PlanRefusal, PlanTarget, RecipeMatch } from './types'
import { builtFor, partFits, tellsByItself } from './ways'

/** `rescue/enable=true`, `inst.rescue`, `rescue=1`: the installer leaves the disk alone. */
const RESCUE = /(^|[\s.])rescue\b/

/** One choice within a recipe. */
export interface PlanEntry {
  readonly id: string
  readonly title: string
}

/** What was chosen of a recipe's entries. */
interface WantedEntry {
  readonly args: string
  readonly minRamMiB: string | number | undefined
  readonly installs: boolean
  /** An entry of the medium's menu. */
  readonly menuId: string | undefined
}

/**
 * What one machine loads to boot `match`, or why it cannot.
 * @throws BootdropError `recipe-unknown` when `target.entry` is not an entry of this recipe on this medium, `usage` for an option
 * that it does not have or a value that it cannot take
 */
export async function planBoot(
  source: Medium | Survey,
  match: RecipeMatch,
  target: PlanTarget,
): Promise<BootPlan | ImagePlan | PlanRefusal> {
  const survey = Survey.of(source)
  const { recipe } = match
  if (recipe.refuse !== undefined) return refusal(recipe.refuse)
  const options = optionsSet(recipe, target.options)
  if (recipe.image !== undefined) return planImage(survey, match, target)
  const candidates = await candidatesOf(survey, match)
  const entry = wantedEntry(match, candidates, target.entry)
  const answer = target.answer === true && recipe.answer !== undefined
  if (recipe.answer?.required === true && !answer) {
    return refusal(`${recipe.title} needs an answer file (${recipe.answer.title}): choose one first.`)
  }
  let why = `${recipe.title}: the files that it needs are not all on this medium.`
  for (const candidate of candidates) {
    const { part, kernel: started } = candidate
    if (entry?.menuId !== undefined && candidate.entryId !== entry.menuId) continue
    if (!partFits(part, target)) continue
    if (started === undefined) return refusal(`${recipe.title}: ${part.refuse ?? ''}`)
    const cpu = await cpuOf(survey, candidate, target)
    if (cpu === undefined) {
      const what = part.way === 'wimboot' ? bootWim(candidate) : pathOf(started)
      why = `${recipe.title}: ${what ?? 'this'} does not start on ${machineWords(target)}.`
      continue
    }
    const kernel = builtFor(started, target.firmware, cpu)
    const words = {
      entry: entry?.args ?? '',
      options: options.args,
      drop: options.drop,
      installs: options.installs,
      answer,
    }
    const args = await argsOf(survey, match, candidate, words)
    if ('refuse' in args) {
      why = args.refuse
      continue
    }
    const initrds = candidate.initrds
      .filter(({ option, file }) => (option === undefined || options.set.has(option)) && (answer || !isAnswer(file)))
      .map(({ file }) => file)
    const files = [kernel, ...initrds.map((file) => (typeof file === 'string' ? file : file.file))]
    const sizes = await sizesOf(survey, match, files)
    const rules = [entry?.minRamMiB ?? recipe.minRamMiB, ...options.ram]
    return {
      kind: 'plan',
      recipeId: recipe.id,
      title: titleOf(match),
      firmware: target.firmware,
      cpu,
      way: part.way,
      kernel,
      initrds,
      args: args.text,
      ...(part.words === '' ? {} : { kernelWords: part.words }),
      ...(Object.keys(part.params).length === 0 ? {} : { params: part.params }),
      minRamMiB: rules.reduce<number>((sum, rule) => sum + ramNeededMiB(rule, sizes), 0),
      files,
      sizeBytes: (sizes['kernel'] ?? 0) + (sizes['initrd'] ?? 0),
      warnings: args.warnings,
      installs: (args.installs || entry?.installs === true) && !RESCUE.test(args.text),
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

function wantedEntry(
  match: RecipeMatch,
  candidates: readonly Candidate[],
  wanted: string | undefined,
): WantedEntry | undefined {
  const { entries, title } = match.recipe
  const own = wanted === undefined ? entries[0] : entries.find((entry) => entry.id === wanted)
  if (own) return { ...own, minRamMiB: own.minRamMiB, menuId: undefined }
  if (wanted === undefined) return undefined
  if (candidates.some((candidate) => candidate.entryId === wanted)) {
    return { args: '', minRamMiB: undefined, installs: false, menuId: wanted }
  }
  const known = [...entries.map(({ id }) => id), ...candidates.map(({ entryId }) => entryId)].filter(Boolean)
  const text = `${title} has no entry "${wanted}"${known.length > 0 ? `; it has: ${known.join(', ')}` : ''}.`
  throw new BootdropError('recipe-unknown', text, { reason: 'entry', recipe: match.recipe.id, entry: wanted })
}

/** The processor that a candidate starts on; undefined when it does not start on this machine. */
async function cpuOf(survey: Survey, candidate: Candidate, target: PlanTarget): Promise<Cpu | undefined> {
  const { part, kernel } = candidate
  const wim = part.way === 'wimboot' ? bootWim(candidate) : undefined
  if (wim !== undefined) {
    const cpu = (await wimCpu(survey, wim)) ?? target.cpu
    return startsOn({ bios: cpu !== 'arm64', uefi: true, cpu }, target.firmware, target.cpu) ? cpu : undefined
  }
  if (!tellsByItself(part.way)) return target.cpu
  const path = kernel && pathOf(kernel)
  const bootable = path === undefined ? undefined : await survey.bootable(path)
  return bootable && startsOn(bootable, target.firmware, target.cpu) ? bootable.cpu : undefined
}

/** The image that wimboot starts: the last .wim that it is given, by the name that it sees. */
function bootWim({ initrds }: Candidate): string | undefined {
  for (const { file } of initrds) {
    if (typeof file !== 'string' && /\.wim$/i.test(file.as ?? '')) return pathOf(file.file)
  }
  return undefined
}

/** Where a file of a plan is on the medium; undefined where it is not on it. */
export function pathOf(file: PlanFile): string | undefined {
  if (typeof file === 'string') return file
  return 'gunzip' in file ? file.gunzip : undefined
}

function isAnswer(file: BootPlan['initrds'][number]): boolean {
  return typeof file !== 'string' && typeof file.file !== 'string' && 'answer' in file.file
}

/** Bytes by name, for RAM rules: the kernel, all that comes after it, the image, and the recipe's own files. */
async function sizesOf(
  survey: Survey,
  match: RecipeMatch,
  [kernel, ...initrds]: readonly PlanFile[],
): Promise<Record<string, number>> {
  const sizeOf = async (file: PlanFile | undefined): Promise<number> => {
    if (file === undefined) return 0
    if (typeof file !== 'string' && 'image' in file) return survey.medium.identity.size
    const path = pathOf(file)
    return path === undefined ? 0 : survey.sizeBytes(path)
  }
  const sizes: Record<string, number> = { iso: survey.medium.identity.size, kernel: await sizeOf(kernel), initrd: 0 }
  for (const file of initrds) sizes['initrd'] = (sizes['initrd'] ?? 0) + (await sizeOf(file))
  for (const [name, patterns] of Object.entries(match.recipe.files)) {
    const [path] = await survey.firstPaths(patterns)
    if (path !== undefined) sizes[name] = await survey.sizeBytes(path)
  }
  return sizes
}
