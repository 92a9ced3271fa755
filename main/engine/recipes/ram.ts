/** One term of a RAM rule: MiB, or a multiple of a file's size. */
interface RamTerm {
  readonly factor: number
  /** `kernel`, `initrd`, `iso` or one of the recipe's `files`; undefined for plain MiB. */
  readonly file: string | undefined
}

const MIB = 1024 * 1024
const TERM = /^(?:(\d+(?:\.\d+)?)\s*\*\s*)?([a-z]+)$|^(\d+)$/

/** Parses `squashfs + 700` or `2*initrd + 512`. Undefined when it is no such sum. */
export function parseRamRule(rule: string | number): readonly RamTerm[] | undefined {
  const terms: RamTerm[] = []
  for (const part of String(rule).split('+')) {
    const match = TERM.exec(part.trim())
    if (!match) return undefined
    const [, factor, file, plain] = match
    terms.push(file === undefined ? { factor: Number(plain), file: undefined } : { factor: Number(factor ?? 1), file })
  }
  return terms
}

/**
 * MiB that a rule comes to, rounded up. `sizes` are bytes by name (`initrd` is all of them together); a name without a size
 * counts as nothing.
 */
export function ramNeededMiB(rule: string | number, sizes: Readonly<Record<string, number>>): number {
  const terms = parseRamRule(rule) ?? []
  const mib = terms.map(({ factor, file }) => (file === undefined ? factor : (factor * (sizes[file] ?? 0)) / MIB))
  return Math.ceil(mib.reduce((sum, term) => sum + term, 0))
}
