/** Words for GRUB's shell (grub2 grub-core/script/yylex.l): like those of sh, as far as they go. */

/** Nothing in these means anything to GRUB. */
const PLAIN = /^[\w@%+=:,./-]+$/

/**
 * One word, taken literally. Between single quotes nothing is special; a single quote itself stands outside of them. Line breaks
 * cannot be in a word that came here (`checkAppend`, `screenText`, names of a medium); should one be, it becomes a space.
 */
export function quote(word: string): string {
  const line = word.replace(/\p{Cc}/gu, ' ')
  return PLAIN.test(line) ? line : `'${line.replaceAll("'", `'\\''`)}'`
}

export function quoteAll(words: readonly string[]): string {
  return words.map(quote).join(' ')
}

/**
 * Kernel arguments, split at spaces outside double quotes. The quotes go away: GRUB puts a word with spaces into double quotes
 * again on the kernel's command line, and a quote that is left would get a backslash there (grub-core/lib/cmdline.c).
 */
export function wordsOf(args: string): string[] {
  return [...args.matchAll(/(?:"[^"]*"|[^\s"]|")+/g)].map(([word]) => word.replace(/"([^"]*)"/g, '$1'))
}
