import { parseArgs, type ParseArgsConfig } from 'node:util'
import { BootdropError, messageOf } from '../engine/errors'
import { DEFAULTS } from '../engine/initial'
import type { Mac, MediumChoice, ServeConfig } from '../engine/types'
import { VIRTUAL_ARCHS, type VirtualArch } from '../virtual/persona'

/** One command line, parsed and checked. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'nics'; readonly json: boolean }
  | { readonly name: 'inspect'; readonly json: boolean; readonly path: string }
  | {
      readonly name: 'serve'
      readonly json: boolean
      /** Complete but for the rules, which are in a file. */
      readonly config: ServeConfig
      /** The file with the rules (engine/rules/load.ts). */
      readonly rules?: string
      /** The user's own folder of loaders (engine/boot/user-loaders.ts). */
      readonly loaders?: string
      /** The folder for captures of what was said on the wire. */
      readonly pcap?: string
    }
  | {
      readonly name: 'selftest'
      readonly json: boolean
      readonly nic: string
      readonly arch: readonly VirtualArch[]
      readonly media: string | undefined
    }
  | { readonly name: 'demo'; readonly json: boolean }

const MAC = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/
/** In the place of a recipe or an entry: the best one. */
const LEFT_OPEN = '-'
const MAX_MENU_TIMEOUT_S = 3600

/**
 * Parses the arguments after the program's name.
 * @throws BootdropError `usage`
 */
export function parseCommand(argv: readonly string[]): Command {
  const [name, ...rest] = argv
  if (rest.includes('--help') || rest.includes('-h')) return { name: 'help' }
  switch (name) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' }
    case 'version':
    case '--version':
      return { name: 'version' }
    case 'nics':
      return { name, json: options(rest, {}).json }
    case 'demo':
      return { name, json: options(rest, {}).json }
    case 'inspect':
      return inspectCommand(rest)
    case 'serve':
      return serveCommand(rest)
    case 'selftest':
      return selftestCommand(rest)
    default:
      throw new BootdropError('usage', `There is no command "${name}". Try: bootdrop help`)
  }
}

function inspectCommand(rest: readonly string[]): Command {
  const { json, positionals } = options(rest, {}, true)
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0)
    throw new BootdropError('usage', 'inspect takes one path: bootdrop inspect PATH')
  return { name: 'inspect', json, path }
}

function serveCommand(rest: readonly string[]): Command {
  const { json, values } = options(rest, {
    nic: { type: 'string' },
    media: { type: 'string', multiple: true },
    recipe: { type: 'string', multiple: true },
    entry: { type: 'string', multiple: true },
    mode: { type: 'string' },
    append: { type: 'string' },
    rules: { type: 'string' },
    loader: { type: 'string' },
    loaders: { type: 'string' },
    'menu-timeout': { type: 'string' },
    'no-install-guard': { type: 'boolean' },
    pcap: { type: 'string' },
    'http-port': { type: 'string' },
    allow: { type: 'string', multiple: true },
    deny: { type: 'string', multiple: true },
  })
  const paths = many(values['media'])
  const nic = one(values['nic'])
  if (paths.length === 0 || paths.includes('') || nic === undefined || nic === '') {
    const text =
      'serve needs a medium and a network card: serve --media PATH --nic NAME (bootdrop nics lists the cards)'
    throw new BootdropError('usage', text)
  }
  return {
    name: 'serve',
    json,
    config: {
      ...DEFAULTS,
      nic,
      media: mediaChoices(paths, many(values['recipe']), many(values['entry'])),
      mode: oneOf(one(values['mode']) ?? DEFAULTS.mode, ['auto', 'proxy', 'dhcp'] as const, '--mode'),
      append: one(values['append']) ?? DEFAULTS.append,
      loader: oneOf(one(values['loader']) ?? DEFAULTS.loader, ['auto', 'small', 'full', 'signed'] as const, '--loader'),
      menuTimeoutS:
        wholeNumber(one(values['menu-timeout']), '--menu-timeout', 0, MAX_MENU_TIMEOUT_S) ?? DEFAULTS.menuTimeoutS,
      installGuard: values['no-install-guard'] !== true && DEFAULTS.installGuard,
      httpPort: wholeNumber(one(values['http-port']), '--http-port', 1, 65535) ?? DEFAULTS.httpPort,
      allow: many(values['allow']).flatMap(macs),
      deny: many(values['deny']).flatMap(macs),
    },
    ...pathOption('rules', values),
    ...pathOption('loaders', values),
    ...pathOption('pcap', values),
  }
}

/** The nth recipe and the nth entry are for the nth medium. */
function mediaChoices(
  paths: readonly string[],
  recipes: readonly string[],
  entries: readonly string[],
): readonly MediumChoice[] {
  for (const [option, given] of [
    ['--recipe', recipes],
    ['--entry', entries],
  ] as const) {
    if (given.length > paths.length) {
      const text = `${option} is given ${given.length} times for ${paths.length} --media: the nth is for the nth medium`
      throw new BootdropError('usage', text)
    }
  }
  const chosen = (id: string | undefined): string | undefined => (id === LEFT_OPEN || id === '' ? undefined : id)
  return paths.map((path, at) => {
    const recipe = chosen(recipes[at])
    const entry = chosen(entries[at])
    return { path, ...(recipe === undefined ? {} : { recipe }), ...(entry === undefined ? {} : { entry }) }
  })
}

function pathOption<N extends 'rules' | 'loaders' | 'pcap'>(name: N, values: Values): Partial<Record<N, string>> {
  const path = one(values[name])
  if (path === '') throw new BootdropError('usage', `--${name} needs a path`)
  const given: Partial<Record<N, string>> = {}
  if (path !== undefined) given[name] = path
  return given
}

function selftestCommand(rest: readonly string[]): Command {
  const { json, values } = options(rest, {
    nic: { type: 'string' },
    arch: { type: 'string', multiple: true },
    media: { type: 'string' },
  })
  const asked = many(values['arch']).map((arch) => oneOf(arch, VIRTUAL_ARCHS, '--arch'))
  return {
    name: 'selftest',
    json,
    nic: required(one(values['nic']), 'selftest needs a network card: --nic NAME (bootdrop nics lists them)'),
    arch: asked.length > 0 ? asked : ['bios', 'uefi-x64'],
    media: one(values['media']),
  }
}

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

function options(
  rest: readonly string[],
  own: NonNullable<ParseArgsConfig['options']>,
  allowPositionals = false,
): { json: boolean; values: Values; positionals: string[] } {
  try {
    const parsed = parseArgs({
      args: [...rest],
      options: { ...own, json: { type: 'boolean' } },
      strict: true,
      allowPositionals,
    })
    return { json: parsed.values['json'] === true, values: parsed.values, positionals: parsed.positionals }
  } catch (error) {
    const [complaint = ''] = messageOf(error).split('. ')
    const hint = complaint.includes('Unexpected argument') ? 'A medium is given as --media PATH' : 'Try: bootdrop help'
    throw new BootdropError('usage', `${complaint}. ${hint}`)
  }
}

function one(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function many(value: Values[string]): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function required(value: string | undefined, complaint: string): string {
  if (value === undefined || value === '') throw new BootdropError('usage', complaint)
  return value
}

function oneOf<T extends string>(value: string, allowed: readonly T[], option: string): T {
  const found = allowed.find((item) => item === value)
  if (found === undefined) throw new BootdropError('usage', `${option} is "${value}"; it takes ${allowed.join(', ')}`)
  return found
}

function wholeNumber(text: string | undefined, option: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d+$/.test(text) ? Number(text) : NaN
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new BootdropError('usage', `${option} is "${text}"; it takes a number from ${least} to ${most}`)
  }
  return number
}

/** `--allow A,B` and `--allow A --allow B` both work; Windows writes MACs with dashes. */
function macs(text: string): Mac[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const mac = part.toLowerCase()
      if (!MAC.test(mac)) throw new BootdropError('usage', `"${part}" is not a MAC address such as 52:54:00:12:34:56`)
      return mac.replaceAll('-', ':')
    })
}
