/** Of one code. */
const EACH = 5

/**
 * Keeps a flood of bad packets from becoming a flood of notices: what is about the same is told once, and after five of one
 * code one more stands for the rest. Each code has its own count, so that a flood of one kind does not silence the others.
 */
export class Told {
  readonly #about = new Map<string, Set<string>>()

  /**
   * What to tell the user, if anything.
   * @param about a machine, an address: what is the same for two notices that say the same
   */
  admit(code: string, text: string, about: string): { readonly text: string; readonly isLast: boolean } | undefined {
    const told = this.#about.get(code) ?? new Set()
    if (told.has(about) || told.size > EACH) return undefined
    this.#about.set(code, told.add(about))
    if (told.size <= EACH) return { text, isLast: false }
    return { text: `${text} There are more of this kind; they are not told one by one.`, isLast: true }
  }
}
