import { parseArgs } from 'node:util'
import { BootdropError } from '../engine/errors'

/** What one command takes after its name. */
export interface OptionSpec {
  /** Given once at most, with a value: `--nic eno1`. */
  readonly single?: readonly string[]
  /** Given as often as wanted, with a value each: `--media a.iso --media b.iso`. */
  readonly several?: readonly string[]
  /** As `several`, and one may be followed by many values: `--allow MAC MAC`. */
  readonly lists?: readonly string[]
  /** Without a value: `--json`. */
  readonly flags?: readonly string[]
  /** What is said of an argument that belongs to no option; without it arguments are taken. */
  readonly noArguments?: string
}

/** One command line, sorted. Every option of the spec is there, empty where it was not given. */
export interface Options {
  one(name: string): string | undefined
  many(name: string): readonly string[]
  flag(name: string): boolean
  readonly rest: readonly string[]
}

const HELP = 'Try: bootdrop help'

/**
 * Sorts the arguments after a command's name. Node's own strict mode is not used: it complains in its own words, and takes no
 * value that begins with a dash, as kernel arguments do (`--append "--- console=ttyS0"`).
 * @throws BootdropError `usage`
 */
export function parseOptions(args: readonly string[], spec: OptionSpec): Options {
  const { single = [], several = [], lists = [], flags = [], noArguments } = spec
  const withValue = [...single, ...several, ...lists]
  const { tokens } = parseArgs({
    args: spread(args, lists),
    options: {
      ...Object.fromEntries(withValue.map((name) => [name, { type: 'string' } as const])),
      ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' } as const])),
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values = new Map<string, string[]>()
  const given = new Set<string>()
  const rest: string[] = []
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      if (noArguments !== undefined) throw usage(`"${token.value}" belongs to no option. ${noArguments}`)
      rest.push(token.value)
      continue
    }
    const { name, rawName, value, inlineValue } = token
    // A single dash is no way to write an option here, even where the letter is the name of one.
    if (rawName !== `--${name}`) throw usage(`There is no option ${rawName}. ${HELP}`)
    if (flags.includes(name)) {
      if (value !== undefined) throw usage(`${rawName} takes no value. ${HELP}`)
      given.add(name)
      continue
    }
    if (!withValue.includes(name)) throw usage(`There is no option ${rawName}. ${HELP}`)
    if (value === undefined || (!inlineValue && /^--[a-z]/.test(value)))
      throw usage(`${rawName} needs a value. ${HELP}`)
    const known = values.get(name) ?? []
    if (known.length > 0 && single.includes(name)) throw usage(`${rawName} is given twice, and only one can count`)
    values.set(name, [...known, value])
  }
  return {
    one: (name) => values.get(name)?.[0],
    many: (name) => values.get(name) ?? [],
    flag: (name) => given.has(name),
    rest,
  }
}

/** `--allow A B` as `--allow A --allow B`. */
function spread(args: readonly string[], lists: readonly string[]): string[] {
  const all: string[] = []
  let list: string | undefined
  for (const [at, arg] of args.entries()) {
    const own = lists.find((name) => arg === `--${name}` || arg.startsWith(`--${name}=`))
    if (own !== undefined || arg.startsWith('-')) list = own
    else if (list !== undefined && args[at - 1] !== `--${list}`) all.push(`--${list}`)
    all.push(arg)
  }
  return all
}

export function usage(text: string): BootdropError {
  return new BootdropError('usage', text)
}

/** @throws BootdropError `usage` */
export function oneOf<T extends string>(value: string, allowed: readonly T[], option: string): T {
  const found = allowed.find((item) => item === value)
  if (found === undefined) throw usage(`${option} is "${value}"; it takes ${allowed.join(', ')}`)
  return found
}

/** @throws BootdropError `usage` */
export function wholeNumber(text: string | undefined, option: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d+$/.test(text) ? Number(text) : NaN
  if (!Number.isInteger(number) || number < least || number > most) {
    throw usage(`${option} is "${text}"; it takes a number from ${least} to ${most}`)
  }
  return number
}
