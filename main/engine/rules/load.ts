import { readFile, stat } from 'node:fs/promises'
import * as v from 'valibot'
import { LineCounter, isNode, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { BootdropError, messageOf } from '../errors'
import type { Rule } from '../types'
import { rulesSchema } from './schema'

/** A thousand rules with long names; a mistaken file is not read whole, and one made of keys alone is read in a second. */
const MAX_FILE_BYTES = 256 * 1024
/** More than these are not told at once: the first ones are usually the cause of the rest. */
const MAX_TOLD = 5

/** One thing that is wrong in a rules file. `line` counts from 1; 0 where it has no place. */
export interface RulesProblem {
  readonly line: number
  /** `rule 2 (Classroom): match.arch.0`; empty for the file as a whole. */
  readonly where: string
  readonly reason: string
}

/**
 * The rules of a YAML or JSON file (JSON is YAML), in the order of the file.
 * @throws BootdropError `rules-broken` that names every broken rule and key, and what is allowed there; a list of rules with one
 * left out would answer machines that were to be ignored
 */
export async function loadRules(path: string): Promise<readonly Rule[]> {
  let text: string
  try {
    const file = await stat(path)
    if (!file.isFile()) throw new Error('it is no file')
    const { size } = file
    if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes, no rules file has`)
    text = (await readFile(path)).toString('utf8')
  } catch (error) {
    const sentence = `The rules in ${path} cannot be read: ${messageOf(error)}. Give a YAML or JSON file, see docs/rules.md`
    throw new BootdropError('rules-broken', sentence, { file: path }, error)
  }
  const parsed = parseRules(text)
  if ('rules' in parsed) return parsed.rules
  const told = parsed.problems.slice(0, MAX_TOLD).map((problem) => `  ${problemInWords(path, problem)}`)
  const more = parsed.problems.length > MAX_TOLD ? [`  and ${parsed.problems.length - MAX_TOLD} more`] : []
  const sentence = ['These rules cannot be used (docs/rules.md explains them):', ...told, ...more].join('\n')
  throw new BootdropError('rules-broken', sentence, { file: path, line: parsed.problems[0]?.line ?? 0 })
}

/** Never throws for what is in `text`. */
export function parseRules(text: string): { rules: readonly Rule[] } | { problems: readonly RulesProblem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  // The parser goes down one call for each bracket, and tells of it in its own way.
  if (document.errors.some(({ message }) => message.includes('call stack'))) {
    return { problems: [{ line: 0, where: '', reason: 'it is nested too deeply' }] }
  }
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ pos, message }) => ({
        line: lines.linePos(pos[0]).line,
        where: '',
        reason: message,
      })),
    }
  }
  let value: unknown
  try {
    // maxAliasCount: a "billion laughs" file would otherwise grow without end.
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    return { problems: [{ line: 0, where: '', reason: messageOf(error) }] }
  }
  const parsed = v.safeParse(rulesSchema, value)
  if (parsed.success) return { rules: parsed.output }
  return {
    problems: parsed.issues.map((issue) => {
      const path = (issue.path ?? []).map((item) => item.key)
      return { line: lineOf(document, lines, path), where: whereInWords(value, path), reason: issue.message }
    }),
  }
}

/** `rules.yaml:7: rule 2 (Classroom): match.arch.0: is "vax"; it takes …` */
function problemInWords(file: string, { line, where, reason }: RulesProblem): string {
  return [`${file}${line > 0 ? `:${line}` : ''}`, where, reason].filter((part) => part !== '').join(': ')
}

/** People count from 1 and know a rule by its name. */
function whereInWords(value: unknown, [index, ...keys]: readonly unknown[]): string {
  if (typeof index !== 'number') return ''
  const rule: unknown = Array.isArray(value) ? value[index] : undefined
  const named = typeof rule === 'object' && rule !== null && 'name' in rule ? rule.name : undefined
  const who = `rule ${index + 1}${typeof named === 'string' ? ` (${named})` : ''}`
  return keys.length > 0 ? `${who}: ${keys.join('.')}` : who
}

/** Line of the deepest part of `path` that is in the document: a missing key is reported at what should hold it. */
function lineOf(document: Document, lines: LineCounter, path: readonly unknown[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 0
}
