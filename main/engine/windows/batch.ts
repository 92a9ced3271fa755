/**
 * Text in batch files. cmd reads a line in this order: `%name%` is replaced everywhere, quotes or not; then `& | < > ^ ( )` mean something
 * outside of quotes. So `%` is doubled always, and the others get a `^` where they are shown. Delayed expansion is off, so `!` is plain.
 * A value that went through `call` would be replaced twice: scripts here set a variable before, and pass none.
 */

const MAX_SHOWN = 120

/** For `echo`: ASCII on one line, since a console of Windows PE shows the rest by chance. */
export function shown(text: string): string {
  return plain(text)
    .replace(/[\^&|<>()]/g, '^$&')
    .replaceAll('%', '%%')
}

/**
 * For `set "NAME=…"` and other places between quotes.
 * @throws RangeError for what cannot stand there: quotes, control characters, letters outside of ASCII
 */
export function quotable(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text) || text.includes('"'))
    throw new RangeError(`not for a batch file: ${JSON.stringify(text)}`)
  return text.replaceAll('%', '%%')
}

/** ASCII, without quotes: for values that are shown and compared, where a lost accent does no harm. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]/g, '?')
    .replaceAll('"', "'")
    .slice(0, MAX_SHOWN)
    .trim()
}

/** Lines as cmd wants them: with CR and LF; without the CR its labels are lost now and then. */
export function batchLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('')
}
