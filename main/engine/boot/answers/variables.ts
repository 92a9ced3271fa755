/**
 * Variables of answer files: `{{mac}}`. Jinja, Go templates and shells write braces too, so only names that are known are replaced,
 * and only where they are written without spaces.
 */

import { doubt, type Doubt } from './doubt'

/** Every variable, with what it becomes, for people. docs/answers.md has more words. */
export const ANSWER_VARIABLES = {
  mac: 'MAC address with colons, in lower case',
  'mac-dashes': 'the same with dashes',
  uuid: 'UUID, as dmidecode prints it; empty where it is not known',
  serial: 'serial number from its SMBIOS; empty where it is not known',
  hostname: 'its host name, or pc- and the last six digits of its MAC',
  ip: 'the address that it asked from',
  server: 'URL of Bootdrop: http://192.168.1.20:8067',
  host: 'address of Bootdrop: 192.168.1.20',
  base: "URL of the medium's tree, without a slash at the end",
  iso: 'URL of the whole image',
  answers: 'URL of the folder with this answer file, with a slash at the end',
  finished: 'URL that says that the machine is done',
  recipe: 'id of the recipe',
  medium: 'file name of the medium',
} as const

export type AnswerVariable = keyof typeof ANSWER_VARIABLES

export type AnswerValues = Readonly<Record<AnswerVariable, string>>

/** A variable with the writing of its braces: `{{mac}}`, `{{ mac }}`, `{{Mac}}`. */
const BRACES = /\{\{([ \t]*)([A-Za-z][A-Za-z0-9_-]*)([ \t]*)\}\}/g

/** More of them are not told at once: the first are usually the cause of the rest. */
const MAX_TOLD = 5

/** Fills in the variables. In XML the values are escaped; everywhere else they stay as they are. Values are not filled in again. */
export function fillAnswer(text: string, values: AnswerValues): string {
  const written = isXml(text) ? xmlEscaped : (value: string): string => value
  return text.replace(BRACES, (whole, before: string, name: string, after: string) =>
    before === '' && after === '' && isVariable(name) ? written(values[name]) : whole,
  )
}

/** What looks like one of our variables and is none. */
export function doubtfulVariables(text: string): Doubt[] {
  const told = new Map<string, Doubt>()
  for (const [at, line] of text.split('\n').entries()) {
    for (const match of line.matchAll(BRACES)) {
      const found = doubtOf(match, at + 1)
      if (found !== undefined) told.set(found.text, found)
    }
  }
  const all = [...told.values()]
  const more = all.length - MAX_TOLD
  if (more <= 0) return all
  return [...all.slice(0, MAX_TOLD), doubt('more-variables', `There are ${more} more like these.`, { more })]
}

/** Names of the variables that `text` uses. */
export function usedVariables(text: string): ReadonlySet<AnswerVariable> {
  const used = new Set<AnswerVariable>()
  for (const [, before, name = '', after] of text.matchAll(BRACES)) {
    if (before === '' && after === '' && isVariable(name)) used.add(name)
  }
  return used
}

export function isXml(text: string): boolean {
  return text.trimStart().startsWith('<')
}

function doubtOf([whole, before = '', name = '', after = '']: RegExpExecArray, line: number): Doubt | undefined {
  const isSpaced = before !== '' || after !== ''
  if (isVariable(name)) return isSpaced ? spelt(whole, name, line) : undefined
  const meant = name.toLowerCase().replaceAll('_', '-')
  if (isVariable(meant)) return isSpaced ? undefined : spelt(whole, meant, line)
  // With spaces it is somebody else's template language.
  if (isSpaced || name !== name.toLowerCase()) return undefined
  const known = Object.keys(ANSWER_VARIABLES).join(', ')
  const sentence = `${whole} stays as it is, because there is no such variable. There are: ${known}.`
  return doubt('no-variable', `Line ${line}: ${sentence}`, { line, written: whole, known })
}

function spelt(written: string, variable: string, line: number): Doubt {
  const sentence = `Line ${line}: ${written} stays as it is: ours is written {{${variable}}}.`
  return doubt('variable-spelt', sentence, { line, written, ours: `{{${variable}}}` })
}

function isVariable(name: string): name is AnswerVariable {
  return Object.hasOwn(ANSWER_VARIABLES, name)
}

const XML_ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

function xmlEscaped(value: string): string {
  return value.replace(/[&<>"']/g, (char) => XML_ENTITY[char] ?? char)
}
