import type { RecipeFile, RecipePart } from './schema'
import type { Survey } from './survey'
import type { MenuEntry } from './menu/entry'
import { directoryOf } from './menu/entry'
import type { BootPlan, PlacedFile, PlanFile, RecipeMatch } from './types'
import { kernelOfWay } from './ways'

/** One kernel with its initrds that a recipe leads to, before anybody asked whether it starts on a given machine. */
export interface Candidate {
  readonly part: RecipePart
  /** Undefined where the part refuses. */
  readonly kernel: PlanFile | undefined
  /** All that the recipe names; some of them only with an option, or an answer file. */
  readonly initrds: readonly FoundFile[]
  /** The entry of the medium's menu that it came from. */
  readonly menu: MenuEntry | undefined
  /** Id of that entry among the recipe's entries. */
  readonly entryId: string | undefined
}

interface FoundFile {
  readonly file: BootPlan['initrds'][number]
  /** The option that it needs. */
  readonly option: string | undefined
}

/** More entries than a list can show. */
const MAX_ENTRIES = 40
/** Kernels that one pattern may lead to; each of them is opened. A medium with one for every flavour has a dozen. */
const MAX_KERNELS = 64

/** All that a match leads to, in order of preference. */
export async function candidatesOf(survey: Survey, match: RecipeMatch): Promise<readonly Candidate[]> {
  return survey.once(`candidates ${match.recipe.id}`, async () => {
    const candidates: Candidate[] = []
    for (const part of match.recipe.boot) candidates.push(...(await candidatesOfPart(survey, match, part)))
    return candidates
  })
}

async function candidatesOfPart(survey: Survey, match: RecipeMatch, part: RecipePart): Promise<Candidate[]> {
  for (const pattern of part.exists) if ((await survey.paths(pattern)).length === 0) return []
  if (part.refuse !== undefined) return [candidate(part, undefined, [])]
  if (part.from === 'menu') return menuCandidates(survey, match, part)
  if (part.kernel !== undefined) return fileCandidates(survey, match, part)
  const kernel = kernelOfWay(part.way, survey.url)
  const initrds = kernel && (await initrdsBeside(survey, match, part, ''))
  return initrds ? [candidate(part, kernel, initrds)] : []
}

function candidate(part: RecipePart, kernel: PlanFile | undefined, initrds: readonly FoundFile[]): Candidate {
  return { part, kernel, initrds, menu: undefined, entryId: undefined }
}

async function menuCandidates(survey: Survey, match: RecipeMatch, part: RecipePart): Promise<Candidate[]> {
  const entries = await survey.menus()
  const allowed = part.kernel && (await Promise.all(part.kernel.map((pattern) => survey.paths(pattern)))).flat()
  const ids = new Map<string, number>()
  const candidates: Candidate[] = []
  for (const menu of entries) {
    if (allowed && !allowed.includes(menu.kernel)) continue
    if (candidates.length >= MAX_ENTRIES) break
    // What the recipe adds (an answer file, the image itself) comes behind what the menu names.
    const added = await initrdsBeside(survey, match, part, menu.kernel)
    if (added === undefined) continue
    const own = menu.initrds.map((file): FoundFile => ({ file, option: undefined }))
    const entryId = entryIdOf(menu.title, ids)
    candidates.push({ part, kernel: menu.kernel, initrds: [...own, ...added], menu, entryId })
  }
  return candidates
}

async function fileCandidates(survey: Survey, match: RecipeMatch, part: RecipePart): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const pattern of part.kernel ?? []) {
    for (const kernel of (await survey.paths(pattern)).slice(0, MAX_KERNELS)) {
      const initrds = await initrdsBeside(survey, match, part, kernel, pattern)
      if (initrds) candidates.push(candidate(part, part.gunzip ? { gunzip: kernel } : kernel, initrds))
    }
  }
  return candidates
}

/** One file for each initrd of the part; undefined when one of them is not on the medium. */
async function initrdsBeside(
  survey: Survey,
  match: RecipeMatch,
  part: RecipePart,
  kernel: string,
  kernelPattern = '',
): Promise<FoundFile[] | undefined> {
  const star = starOf(kernelPattern, kernel)
  const initrds: FoundFile[] = []
  for (const wanted of part.initrd) {
    const file = await fileOf(survey, match, wanted, kernel, star)
    if (file !== undefined) initrds.push({ file: placed(file, wanted), option: wanted.option })
    else if (!wanted.optional) return undefined
  }
  return initrds
}

async function fileOf(
  survey: Survey,
  { recipe }: RecipeMatch,
  wanted: RecipeFile,
  kernel: string,
  star: string | undefined,
): Promise<PlanFile | undefined> {
  if (wanted.image) return { image: true }
  if (wanted.loader !== undefined) return { loader: wanted.loader }
  if (wanted.made !== undefined) return { made: wanted.made }
  if (wanted.answer) return recipe.answer && { answer: recipe.answer.name }
  const patterns = (wanted.file ?? []).map((path) => (path.startsWith('/') ? path : `${directoryOf(kernel)}/${path}`))
  // `vmlinuz-6.1.0-13-amd64` goes with `initrd.img-6.1.0-13-amd64`, not with the first initrd of the folder.
  const twins = star === undefined ? [] : patterns.map((pattern) => pattern.replace(/\*/, star))
  const [path] = await survey.firstPaths([...twins, ...patterns])
  return path !== undefined && wanted.gunzip ? { gunzip: path } : path
}

function placed(file: PlanFile, { as, mode, words }: RecipeFile): string | PlacedFile {
  if (typeof file === 'string' && as === undefined && words === undefined) return file
  return {
    file,
    ...(as === undefined ? {} : { as: as.endsWith('/') ? `${as}${ownName(file)}` : as }),
    ...(mode === undefined ? {} : { mode }),
    ...(words === undefined ? {} : { words }),
  }
}

/** A space would end the name in the loader's script. */
function ownName(file: PlanFile): string {
  const path = typeof file === 'string' ? file : 'gunzip' in file ? file.gunzip : 'file'
  return path.slice(path.lastIndexOf('/') + 1).replace(/\s/g, '_')
}

/** What the `*` in the last name of `pattern` stands for in `path`; undefined where there is none. */
function starOf(pattern: string, path: string): string | undefined {
  const name = pattern.slice(pattern.lastIndexOf('/') + 1)
  const star = name.indexOf('*')
  if (star < 0) return undefined
  const actual = path.slice(path.lastIndexOf('/') + 1)
  const tail = name.length - star - 1
  return actual.slice(star, actual.length - tail)
}

/** `Expert install` → `expert-install`; the second one of that title gets `-2`. */
function entryIdOf(title: string, taken: Map<string, number>): string {
  const base =
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'entry'
  const count = (taken.get(base) ?? 0) + 1
  taken.set(base, count)
  return count === 1 ? base : `${base}-${count}`
}
