/** The ways in which one name is written: capitals, composed and decomposed Unicode, percent signs, UTF-8 read as Latin-1. */

const WORD = '[\\p{L}\\p{N}]'

/** The name as it is known by: composed, small letters. UTF-8 that was read as Latin-1 is read again. */
export function plainName(name: string): string {
  return (utf8Of(name) ?? name).normalize('NFC').toLowerCase()
}

/** What a match of `patternOf` stands for. */
export function nameOf(match: string): string {
  return plainName(withoutPercent(match))
}

function withoutPercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Undefined where it is none. */
function utf8Of(text: string): string | undefined {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return undefined
  const read = Buffer.from(text, 'latin1').toString('utf8')
  return read.includes('\uFFFD') ? undefined : read
}

/** All names in all spellings, longest first. A short name counts as a word of its own; a long one wherever it stands. */
export function patternOf(names: readonly string[]): RegExp {
  if (names.length === 0) return /(?!)/g
  const parts = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => {
      const spelt = [...name].map(spellings).join('')
      // After %2F and the like a word begins, too.
      return name.length < 6 ? `(?:(?<!${WORD})|(?<=%[0-9a-f]{2}))${spelt}(?!${WORD})` : spelt
    })
  return new RegExp(parts.join('|'), 'giu')
}

/** One letter. Letters and digits of ASCII are never written in another way. */
function spellings(letter: string): string {
  if (/^[a-z0-9]$/i.test(letter)) return letter
  const forms = [letter, letter.toUpperCase()].flatMap((form) => [form, form.normalize('NFD')])
  const all = forms.flatMap((form) => [form, percent(form), ...(/[^\0-\x7f]/.test(form) ? [latin1(form)] : [])])
  return `(?:${[...new Set(all)].map(literal).join('|')})`
}

function percent(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) =>
    /[a-z0-9]/i.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`,
  )
  return bytes.join('')
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function literal(text: string): string {
  // A hyphen is nothing special outside brackets.
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
