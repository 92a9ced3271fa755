/** Filled in while a medium is planned. A recipe's own `files` add to them. */
export const PLAN_VARIABLES = ['words', 'network', 'url'] as const

/**
 * Filled in by the script, because they depend on where the server is and on the machine (boot/file-urls.ts). `base`: the medium's
 * tree. `iso`: the whole image. `bootif`: `BOOTIF=01-…`. `server`: `http://192.168.1.20:8067`. `host`: `192.168.1.20`. `hostport`:
 * `192.168.1.20:8067`. `path`: `base` without the server, `/iso/3f2a…`: installers that ask for both apart. `made`: folder of
 * what is made for this machine. `answer`: its answer file. `answers`: the folder that it is in, with a slash at the end. `mac`: with
 * colons. `finished`: the URL that says that the machine is done.
 */
export const SCRIPT_VARIABLES = [
  'base',
  'iso',
  'bootif',
  'server',
  'host',
  'hostport',
  'path',
  'made',
  'answer',
  'answers',
  'mac',
  'finished',
] as const

/** Variables that every recipe may use in `args`. */
export const BUILT_IN_VARIABLES = [...PLAN_VARIABLES, ...SCRIPT_VARIABLES] as const

export type ScriptVariable = (typeof SCRIPT_VARIABLES)[number]

const VARIABLE = /\$\{([^{}]*)\}/g

/** The names between `${` and `}` in `text`. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '')
}

/** Replaces each `${name}` for which `values` has an entry; leaves the others as they are. Values are not expanded again. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : whole))
}
