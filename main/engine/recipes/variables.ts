/** Variables that every recipe may use in `args`. A recipe's own `files` add to them. */
export const BUILT_IN_VARIABLES = ['base', 'iso', 'bootif', 'words', 'network'] as const

const VARIABLE = /\$\{([^{}]*)\}/g

/** The names between `${` and `}` in `text`. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '')
}

/** Replaces each `${name}` for which `values` has an entry; leaves the others as they are. Values are not expanded again. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : whole))
}
