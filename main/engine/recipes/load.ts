import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { LineCounter, isNode, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { BootdropError, messageOf } from '../errors'
import type { BrokenRecipe } from '../types'
import { faultOf, type FILE_FAULTS } from './faults'
import { RecipeSchema } from './schema'
import type { Recipe } from './schema'

/** Why one recipe file is left out. */
export type RecipeProblem = BrokenRecipe

export interface RecipeShelf {
  readonly recipes: readonly Recipe[]
  /** Ids of those that are the user's own. */
  readonly own: ReadonlySet<string>
  readonly problems: readonly RecipeProblem[]
}

/** Longer than any recipe; a mistaken file is not read whole. */
const MAX_RECIPE_BYTES = 32 * 1024
/** The parser's time grows faster than the nesting: a few KiB of `? ? ?` keep it busy for minutes. */
const MAX_NESTING = 64
/** More than anybody reads of one file. */
const MAX_PROBLEMS = 20

/** Recipes that were read before, by path of the file: one that has not changed since is not parsed again. */
export type RecipeMemory = Map<string, { readonly stamp: string; readonly parsed: ReturnType<typeof parseRecipe> }>

/**
 * Bootdrop's recipes with the user's own in front of them: a recipe of the same id takes the place of ours.
 * @param ownFolder need not be there
 */
export async function loadShelf(
  folder: string,
  ownFolder: string | undefined,
  memory?: RecipeMemory,
): Promise<RecipeShelf> {
  const shipped = await loadRecipes(folder, memory)
  const mine = ownFolder === undefined ? undefined : await loadRecipes(ownFolder, memory).catch(() => undefined)
  if (mine === undefined) return shipped
  const own = new Set(mine.recipes.map(({ id }) => id))
  return {
    recipes: [...mine.recipes, ...shipped.recipes.filter(({ id }) => !own.has(id))],
    own,
    problems: [...mine.problems, ...shipped.problems],
  }
}

/**
 * Reads every `*.yaml` in `folder` in the order of their names. A broken recipe is reported and left out; the rest work on.
 * @throws BootdropError `recipe-broken` when the folder itself cannot be read
 */
export async function loadRecipes(folder: string, memory: RecipeMemory = new Map()): Promise<RecipeShelf> {
  let names: string[]
  try {
    names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort()
  } catch (error) {
    throw new BootdropError('recipe-broken', `The recipes in ${folder} cannot be read: ${messageOf(error)}.`, {
      folder,
    })
  }
  const recipes: Recipe[] = []
  const problems: RecipeProblem[] = []
  for (const name of names) {
    const parsed = await readRecipe(join(folder, name), name, memory)
    if ('problems' in parsed) problems.push(...parsed.problems)
    else if (recipes.some((recipe) => recipe.id === parsed.recipe.id)) {
      const { id } = parsed.recipe
      problems.push(wholeFile(name, 'same-id', `the id "${id}" belongs to an earlier file`, { id }))
    } else recipes.push(parsed.recipe)
  }
  return { recipes, own: new Set(), problems }
}

/** `debian-live.yaml:7: match.0.score: Invalid value …`, for the log and for a notice. */
export function problemInWords(problem: RecipeProblem): string {
  return `${problem.file}:${problem.line}: ${problem.reason}`
}

/** Parses one recipe. `file` is its name in messages. Never throws for what is in `text`. */
export function parseRecipe(text: string, file: string): { recipe: Recipe } | { problems: RecipeProblem[] } {
  if (nestsTooDeep(text)) {
    const reason = `is nested more than ${MAX_NESTING} levels deep: no recipe is`
    return { problems: [wholeFile(file, 'too-deep', reason, { levels: MAX_NESTING })] }
  }
  const lines = new LineCounter()
  // maxAliasCount: a "billion laughs" file would otherwise grow without end.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    return {
      problems: document.errors.slice(0, MAX_PROBLEMS).map((error) => ({
        file,
        line: lines.linePos(error.pos[0]).line,
        reason: error.message,
      })),
    }
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 20 })
  } catch (error) {
    return { problems: [{ file, line: 0, reason: messageOf(error) }] }
  }
  const parsed = v.safeParse(RecipeSchema, value)
  if (parsed.success) return { recipe: parsed.output }
  return {
    problems: parsed.issues.slice(0, MAX_PROBLEMS).map((issue) => {
      const path = (issue.path ?? []).map((item) => item.key)
      const where = path.length > 0 ? `${path.join('.')}: ` : ''
      const line = lineOf(document, lines, path)
      const fault = faultOf(issue.message)
      const details = { ...fault?.details, ...(path.length > 0 ? { where: path.join('.') } : {}) }
      return { file, line, reason: `${where}${issue.message}`, ...(fault?.code && { code: fault.code, details }) }
    }),
  }
}

/** A fault of the whole file, which has no line. */
function wholeFile(
  file: string,
  code: (typeof FILE_FAULTS)[number],
  reason: string,
  details: NonNullable<RecipeProblem['details']> = {},
): RecipeProblem {
  return { file, line: 0, reason, code, details }
}

async function readRecipe(path: string, name: string, memory: RecipeMemory): Promise<ReturnType<typeof parseRecipe>> {
  try {
    // Without O_NONBLOCK a pipe waits for its writer, for ever.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const found = await handle.stat()
      if (!found.isFile()) return { problems: [wholeFile(name, 'no-file', 'is not a file')] }
      const stamp = `${found.ino} ${found.size} ${found.mtimeMs}`
      const known = memory.get(path)
      if (known?.stamp === stamp) return known.parsed
      // What stat says of a file need not hold for what reading it gives (/proc, a file that grows).
      const bytes = Buffer.alloc(MAX_RECIPE_BYTES + 1)
      let length = 0
      while (length < bytes.length) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
        if (bytesRead === 0) break
        length += bytesRead
      }
      if (length > MAX_RECIPE_BYTES) {
        return { problems: [wholeFile(name, 'too-long', 'is longer than 32 KiB: no recipe is')] }
      }
      const parsed = parseRecipe(bytes.toString('utf8', 0, length), name)
      memory.set(path, { stamp, parsed })
      return parsed
    } finally {
      await handle.close()
    }
  } catch (error) {
    return { problems: [{ file: name, line: 0, reason: messageOf(error) }] }
  }
}

/** Counts brackets outside of quotes, columns of indentation and `- - -` in a row, before the parser has to. */
function nestsTooDeep(text: string): boolean {
  let depth = 0
  for (const line of text.split(/\r\n|\r|\n/)) {
    // A level of indentation is one column at least, and seldom more than two.
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0
    const inRow = /^(?:[-?:]\s+)*/.exec(line.slice(indent))?.[0].match(/[-?:]/g)?.length ?? 0
    if (indent > 2 * MAX_NESTING || inRow > MAX_NESTING) return true
    for (const sign of line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '')) {
      if (sign === '[' || sign === '{') depth += 1
      else if (sign === ']' || sign === '}') depth = Math.max(0, depth - 1)
      if (depth > MAX_NESTING) return true
    }
  }
  return false
}

/** Line of the deepest part of `path` that is in the document: a missing key is reported at what should hold it. */
function lineOf(document: Document, lines: LineCounter, path: readonly unknown[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 0
}
