import { BootdropError } from '../errors'
import { isUnsafeWord } from '../recipes/words'

/** COMMAND_LINE_SIZE of x86 and arm64 is 2,048; the recipe needs room too. */
const MAX_APPEND_LENGTH = 1024

/**
 * The user's extra kernel arguments, with one space between words.
 *
 * Refused: control characters (a line break would be a new script line), `${` (iPXE would expand it, and has no way to write it
 * literally), words that begin with `#` (iPXE would drop the rest of the line) and `&&`, `||`, `;` standing alone (iPXE would
 * take what follows as a command). `a;b`, `a#b` and `x="a b"` are fine.
 * @throws BootdropError `usage`
 */
export function checkAppend(append: string): string {
  const words = append.split(' ').filter((word) => word !== '')
  const bad = words.find(isUnsafeWord)
  if (bad !== undefined) {
    const text = `The extra kernel arguments cannot hold ${JSON.stringify(bad)}: line breaks, \${…}, a # at the start of a word and a lone &&, || or ; mean something else to the boot loader.`
    throw new BootdropError('usage', text, { reason: 'append-word', word: bad, append })
  }
  const checked = words.join(' ')
  if (checked.length > MAX_APPEND_LENGTH) {
    const text = `The extra kernel arguments are ${checked.length} characters long; at most ${MAX_APPEND_LENGTH} fit.`
    throw new BootdropError('usage', text, { reason: 'append-long', length: checked.length, limit: MAX_APPEND_LENGTH })
  }
  return checked
}
