import type { RecipePart } from './schema'
import type { Survey } from './survey'
import type { MenuEntry } from './menu/entry'
import { directoryOf } from './menu/entry'
import type { RecipeMatch } from './types'

/** One kernel with its initrds that a recipe leads to, before anybody asked whether it starts on a given machine. */
export interface Candidate {
  readonly part: RecipePart
  readonly kernel: string
  readonly initrds: readonly string[]
  /** The entry of the medium's menu that it came from. */
  readonly menu: MenuEntry | undefined
  /** Id of that entry among the recipe's entries. */
  readonly entryId: string | undefined
}

/** More entries than a list can show. */
const MAX_ENTRIES = 40
/** Kernels that one pattern may lead to; each of them is opened. A medium with one for every flavour has a dozen. */
const MAX_KERNELS = 64

/** All that a match leads to, in order of preference. */
export async function candidatesOf(survey: Survey, match: RecipeMatch): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const part of match.recipe.boot) {
    candidates.push(...(part.from === 'menu' ? await menuCandidates(survey, part) : await fileCandidates(survey, part)))
  }
  return candidates
}

async function menuCandidates(survey: Survey, part: RecipePart): Promise<Candidate[]> {
  const entries = await survey.menus()
  const allowed = part.kernel && (await Promise.all(part.kernel.map((pattern) => survey.paths(pattern)))).flat()
  const ids = new Map<string, number>()
  const candidates: Candidate[] = []
  for (const menu of entries) {
    if (allowed && !allowed.includes(menu.kernel)) continue
    if (candidates.length >= MAX_ENTRIES) break
    candidates.push({ part, kernel: menu.kernel, initrds: menu.initrds, menu, entryId: entryId(menu.title, ids) })
  }
  return candidates
}

async function fileCandidates(survey: Survey, part: RecipePart): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const pattern of part.kernel ?? []) {
    for (const kernel of (await survey.paths(pattern)).slice(0, MAX_KERNELS)) {
      const initrds = await initrdsBeside(survey, part, kernel, pattern)
      if (initrds) candidates.push({ part, kernel, initrds, menu: undefined, entryId: undefined })
    }
  }
  return candidates
}

/** One file for each initrd of the part; undefined when one of them is not on the medium. */
async function initrdsBeside(
  survey: Survey,
  part: RecipePart,
  kernel: string,
  kernelPattern: string,
): Promise<string[] | undefined> {
  const star = starOf(kernelPattern, kernel)
  const initrds: string[] = []
  for (const alternatives of part.initrd) {
    const patterns = alternatives.map((path) => (path.startsWith('/') ? path : `${directoryOf(kernel)}/${path}`))
    // `vmlinuz-6.1.0-13-amd64` goes with `initrd.img-6.1.0-13-amd64`, not with the first initrd of the folder.
    const twins = star === undefined ? [] : patterns.map((pattern) => pattern.replace(/\*/, star))
    const [path] = await survey.firstPaths([...twins, ...patterns])
    if (path === undefined) return undefined
    initrds.push(path)
  }
  return initrds
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
function entryId(title: string, taken: Map<string, number>): string {
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
