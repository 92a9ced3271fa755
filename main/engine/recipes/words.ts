/**
 * Kernel arguments on their way from a medium's menu, or from the user, into an iPXE script. iPXE cuts a line at white space,
 * knows no quotes, takes `&&`, `||` and `;` as operators when they stand alone, drops the rest of the line from a word on that
 * begins with `#` (src/core/exec.c, command_terminator), and expands `${…}` before all that. There is no way to write any of
 * these literally, so such words cannot pass.
 */

/** Words that belong to the loader or to a stick, and would mislead the kernel here. */
const OF_THE_LOADER = /^(BOOT_IMAGE=|initrd=|findiso=|iso-scan\/filename=|fromiso=|isofrom=|img_(dev|loop)=)/i

/** Words at spaces outside of double quotes, the quotes kept: the kernel takes `ocs_live_run="ocs-sr -x"` for one argument. */
export function splitWords(args: string): string[] {
  return args.match(/(?:"[^"]*"|[^\s"]|")+/g) ?? []
}

/** True for a word that a script line cannot carry, or that would mean something else to iPXE. */
export function isUnsafeWord(word: string): boolean {
  // Control characters end or garble a script line.
  if (/\p{Cc}/u.test(word) || word.includes('${')) return true
  // iPXE knows no quotes: within them a space parts words too.
  return word.split(' ').some((piece) => piece.startsWith('#') || ['&&', '||', ';'].includes(piece))
}

/** The words of a menu's arguments that are lost only because a script line cannot carry them. */
export function unsafeWordsIn(args: string): string[] {
  return splitWords(args).filter((word) => isUnsafeWord(word) && !OF_THE_LOADER.test(word))
}

/**
 * A menu's arguments without what belongs to its own loader, without what the recipe's `drop` expressions name, and without
 * words of `template`, which says them itself (`boot=live`).
 */
export function wordsForNetwork(args: string, drop: readonly string[] = [], template = ''): string {
  const dropped = drop.map((source) => new RegExp(source, 'u'))
  const said = new Set(splitWords(template))
  const words = splitWords(args).filter((word) => !isUnsafeWord(word) && !OF_THE_LOADER.test(word))
  // `$vt_handoff` of a syslinux menu that was written for GRUB.
  return words
    .filter((word) => !word.startsWith('$') && !said.has(word) && !dropped.some((test) => test.test(word)))
    .join(' ')
}

/** A word that asks for a disk by its label: over the network there is none, unless the initrd has it from elsewhere. */
export function diskLabelWord(args: string): string | undefined {
  return args.split(/\s+/).find((word) => /^(root|inst\.stage2|inst\.repo)=\S*(CD)?LABEL=/i.test(word))
}

/** One space between words. */
export function joinWords(args: string): string {
  return args.split(/\s+/).filter(Boolean).join(' ')
}
