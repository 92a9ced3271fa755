/** Comparing texts word by word: what was typed from a screen, and what screens show. Pure. */

/** Words that stand in many messages and tell nothing. */
const EMPTY: ReadonlySet<string> = new Set(
  (
    'the a an is on of to and or in was were be this that your please any error errors pxe ' +
    'der die das den ein eine es ist wurde wurden und im am sie bitte fehler'
  ).split(' '),
)

/** Words that tell a little: they stand before the part that says what went wrong. */
const GENERIC: ReadonlySet<string> = new Set(
  'kernel panic not syncing failed failure no nothing kein keine keinen nicht warning boot device'.split(' '),
)
const GENERIC_WEIGHT = 0.2
/** A word of more than one message tells less: its weight by the number of messages, from one on. */
const BY_MESSAGES = [1, 1, 0.8, 0.7, 0.6] as const
const OFTEN_WEIGHT = 0.5

export type WeightOf = (word: string) => number

/** What each word tells, 0.2 to 1, by how many of the messages it stands in. A word of none of them tells all. */
export function weightsOf(messages: readonly (readonly string[])[]): WeightOf {
  const counts = new Map<string, number>()
  for (const words of messages) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return (word) => (GENERIC.has(word) ? GENERIC_WEIGHT : (BY_MESSAGES[counts.get(word) ?? 0] ?? OFTEN_WEIGHT))
}

/** The words that tell something, each once; umlauts as they are typed where there are none. */
export function wordsOf(text: string): readonly string[] {
  const words =
    text
      .toLowerCase()
      .replaceAll(/[’']/g, '')
      .replaceAll(/[äöüß]/g, (letter) => PLAIN[letter] ?? letter)
      .replaceAll('file size', 'filesize')
      .match(/[\p{L}\d]+/gu) ?? []
  const telling = words.filter((word) => !EMPTY.has(word))
  return [...new Set(telling.length > 0 ? telling : words)]
}

const PLAIN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }

/**
 * 0 to 1: how well two sets of words fit, by what their words weigh. A whole message inside a longer text fits the better the
 * more of the text it explains; a part of a message fits the better the more of the message it is.
 */
export function likeness(typed: readonly string[], phrase: readonly string[], weightOf: WeightOf): number {
  const found = phrase.filter((word) => typed.some((one) => sameWord(one, word)))
  const explained = typed.filter((word) => phrase.some((one) => sameWord(one, word)))
  const sum = (words: readonly string[]): number => words.reduce((total, word) => total + weightOf(word), 0)
  const ofPhrase = sum(found) / sum(phrase)
  const ofTyped = sum(explained) / sum(typed)
  const isTelling = found.some((word) => !GENERIC.has(word))
  // One word such as “not” is nothing in common.
  if (found.length === 0 || (!isTelling && found.length < 2)) return 0
  const isWhole = found.length === phrase.length && found.length > 1 && isTelling
  const isPart = explained.length === typed.length && found.length > 1
  const whole = isWhole ? 0.63 + 0.37 * ofTyped : 0
  const part = isPart ? 0.65 + 0.35 * ofPhrase : 0
  return Math.max(whole, part, (2 * ofPhrase * ofTyped) / (ofPhrase + ofTyped))
}

/** The same but for one letter, or two that changed places, in a longer word: screens are typed from photos. */
function sameWord(one: string, other: string): boolean {
  if (one === other) return true
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length < 5 || long.length - short.length > 1 || /\d/.test(long)) return false
  let from = 0
  while (from < short.length && short[from] === long[from]) from += 1
  if (short.length < long.length) return short.slice(from) === long.slice(from + 1)
  const isSwapped = short[from] === long[from + 1] && short[from + 1] === long[from]
  const next = isSwapped ? from + 2 : from + 1
  return short.slice(next) === long.slice(next)
}
