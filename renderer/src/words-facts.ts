import { baseName, formatSize } from './format'
import { words } from './lang/lang.svelte'
import { recipeText } from './recipe-text'

/** BootdropError.details, Notice.details. */
export type Details = Readonly<Record<string, string | number>>

/**
 * The facts as they stand in a sentence: numbers of bytes (names that end in `Bytes`, and `bytes`) as sizes, a protocol in capitals,
 * and the file name of `path` as `name`, unless the engine gives one.
 */
function factsOf(details: Details): ReadonlyMap<string, string> {
  const facts = new Map<string, string>()
  if (typeof details['path'] === 'string') facts.set('name', baseName(details['path']))
  for (const [name, value] of Object.entries(details)) facts.set(name, factText(name, value))
  const causes = causesOf(details)
  if (causes !== '') facts.set('causes', causes)
  return facts
}

/** With {doubt}, where the reason is one about an answer file: as a sentence. */
function withDoubt(facts: ReadonlyMap<string, string>, code: string, details: Details): ReadonlyMap<string, string> {
  if (code !== 'answer-doubtful') return facts
  const doubt = toldWords('doubts', String(details['reason']), details)
  return doubt === undefined ? facts : new Map([...facts, ['doubt', doubt]])
}

function factText(name: string, value: string | number): string {
  if (typeof value === 'number') return /bytes$/i.test(name) ? formatSize(value) : String(value)
  if (name === 'protocol') return value.toUpperCase()
  if (name === 'looks' || name === 'takes') return entry(words().told.formats, value) ?? value
  return name === 'refusal' || name === 'recipe' || name === 'title' ? recipeText(value) : value
}

/** What erases disks, by its kinds: files, entries and options have names that are in no language. */
function causesOf(details: Details): string {
  const { causes } = words().told
  const named = Object.entries(causes).flatMap(([kind, name]) =>
    details[kind] === undefined ? [] : [`${name} ${String(details[kind])}`],
  )
  return named.join('; ')
}

/** Why something did not work: our own words for a code of ours; what the system or a library said is quoted as it is. */
export function reasonWords(said: string, code?: string, details: Details = {}): string {
  const { engineSpeaksIt, quoted } = words().told
  if (engineSpeaksIt) return said
  const own = code === undefined ? undefined : toldWords('errors', code, details)
  return own ?? quoted.replace('{said}', () => said)
}

/** What happened, in the language on show, with the facts of this very case; undefined where there are no words with these facts. */
export function toldWords(
  of: 'errors' | 'notices' | 'doubts' | 'faults',
  code: string,
  details: Details,
): string | undefined {
  const facts = withDoubt(factsOf(details), code, details)
  const reason = facts.get('reason')
  const table = words().told[of]
  const fitting = [
    ...(reason === undefined ? [] : (entry(table, `${code}:${reason}`) ?? [])),
    ...(entry(table, code) ?? []),
  ].find((template) => namesIn(template).every((name) => facts.has(name)))
  return fitting?.replaceAll(NAME, (whole, name: string) => facts.get(name) ?? whole)
}

const NAME = /(?<!\$)\{([a-zA-Z0-9]+)\}/g

/** `file`, `bytes` for a template with {file} and {bytes}. */
export function namesIn(template: string): readonly string[] {
  return [...template.matchAll(NAME)].map(([, name = '']) => name)
}

/** A row of a table of words; undefined for a code that is not in it, whatever it is called. */
export function entry<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined
}
