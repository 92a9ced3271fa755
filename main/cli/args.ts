import { DEFAULTS } from '../engine/initial'
import type { Mac, ServeConfig } from '../engine/types'
import { VIRTUAL_ARCHS, type VirtualArch } from '../virtual/persona'
import { mediaChoices } from './media-choices'
import { oneOf, parseOptions, usage, wholeNumber, type Options } from './options'

/** One command line, parsed and checked. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'nics'; readonly json: boolean }
  | { readonly name: 'doctor'; readonly json: boolean; readonly nic: string | undefined; readonly listen: boolean }
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
  | {
      readonly name: 'answer'
      /** Also what lies beside the answer file, on stdout. */
      readonly all: boolean
      readonly json: boolean
      /** As MediumChoice.answer. */
      readonly answer: string
      readonly media: string
      readonly recipe: string | undefined
      readonly mac: Mac | undefined
    }
  | { readonly name: 'demo'; readonly json: boolean }

const MAC = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/
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
    case 'demo':
      return {
        name,
        json: parseOptions(rest, { flags: ['json'], noArguments: `${name} takes no argument` }).flag('json'),
      }
    case 'doctor':
      return doctorCommand(rest)
    case 'inspect':
      return inspectCommand(rest)
    case 'serve':
      return serveCommand(rest)
    case 'selftest':
      return selftestCommand(rest)
    case 'answer':
      return answerCommand(rest)
    default:
      throw usage(`There is no command "${name}". Try: bootdrop help`)
  }
}

function doctorCommand(args: readonly string[]): Command {
  const options = parseOptions(args, {
    single: ['nic'],
    flags: ['listen', 'no-listen', 'json'],
    noArguments: 'doctor takes --nic NAME, --listen and --json',
  })
  const nic = options.one('nic')
  const listen = options.flag('listen')
  if (nic === '') throw usage('--nic needs the name of a network card (bootdrop nics lists them)')
  if (listen && options.flag('no-listen')) throw usage('--listen and --no-listen: leave one out')
  if (listen && nic === undefined) throw usage('--listen needs a network card to listen on: --nic NAME')
  return { name: 'doctor', json: options.flag('json'), nic, listen }
}

function inspectCommand(args: readonly string[]): Command {
  const options = parseOptions(args, { flags: ['json'] })
  const [path, ...more] = options.rest
  if (path === undefined || path === '' || more.length > 0) throw usage('inspect takes one path: bootdrop inspect PATH')
  return { name: 'inspect', json: options.flag('json'), path }
}

function serveCommand(args: readonly string[]): Command {
  const options = parseOptions(args, {
    single: ['nic', 'mode', 'append', 'rules', 'loader', 'loaders', 'menu', 'menu-timeout', 'pcap', 'http-port'],
    several: ['media', 'recipe', 'entry', 'answer', 'option'],
    lists: ['allow', 'deny'],
    flags: ['no-install-guard', 'json'],
    noArguments: 'A medium is given as --media PATH',
  })
  const { one, many } = options
  const paths = many('media')
  const nic = one('nic')
  if (paths.length === 0 || paths.includes('') || nic === undefined || nic === '') {
    throw usage(
      'serve needs a medium and a network card: serve --media PATH --nic NAME (bootdrop nics lists the cards)',
    )
  }
  return {
    name: 'serve',
    json: options.flag('json'),
    config: {
      ...DEFAULTS,
      nic,
      media: mediaChoices(paths, {
        recipes: many('recipe'),
        entries: many('entry'),
        answers: many('answer'),
        options: many('option'),
      }),
      mode: oneOf(one('mode') ?? DEFAULTS.mode, ['auto', 'proxy', 'dhcp'] as const, '--mode'),
      append: one('append') ?? DEFAULTS.append,
      loader: oneOf(one('loader') ?? DEFAULTS.loader, ['auto', 'small', 'full', 'signed'] as const, '--loader'),
      menu: oneOf(one('menu') ?? DEFAULTS.menu, ['several', 'always'] as const, '--menu'),
      menuTimeoutS: wholeNumber(one('menu-timeout'), '--menu-timeout', 0, MAX_MENU_TIMEOUT_S) ?? DEFAULTS.menuTimeoutS,
      installGuard: !options.flag('no-install-guard') && DEFAULTS.installGuard,
      httpPort: wholeNumber(one('http-port'), '--http-port', 1, 65535) ?? DEFAULTS.httpPort,
      ...machineLists(many('allow'), many('deny')),
    },
    ...pathOption('rules', options),
    ...pathOption('loaders', options),
    ...pathOption('pcap', options),
  }
}

function pathOption<N extends 'rules' | 'loaders' | 'pcap' | 'media'>(
  name: N,
  { one }: Options,
): Partial<Record<N, string>> {
  const path = one(name)
  if (path === '') throw usage(`--${name} needs a path`)
  const given: Partial<Record<N, string>> = {}
  if (path !== undefined) given[name] = path
  return given
}

function selftestCommand(args: readonly string[]): Command {
  const options = parseOptions(args, {
    single: ['nic', 'media'],
    several: ['arch'],
    flags: ['json'],
    noArguments: 'selftest takes --nic NAME, --arch and --media PATH',
  })
  const nic = options.one('nic')
  if (nic === undefined || nic === '') {
    throw usage('selftest needs a network card: --nic NAME (bootdrop nics lists them)')
  }
  const asked = options.many('arch').map((arch) => oneOf(arch, VIRTUAL_ARCHS, '--arch'))
  return {
    name: 'selftest',
    json: options.flag('json'),
    nic,
    arch: asked.length > 0 ? asked : ['bios', 'uefi-x64'],
    media: pathOption('media', options).media,
  }
}

function answerCommand(args: readonly string[]): Command {
  const options = parseOptions(args, { single: ['media', 'recipe', 'mac'], flags: ['all', 'json'] })
  const [answer, ...more] = options.rest
  const media = options.one('media')
  if (answer === undefined || answer === '' || more.length > 0 || media === undefined || media === '') {
    throw usage('answer takes one answer file and a medium: bootdrop answer PATH|example:ID --media PATH')
  }
  const mac = options.one('mac')
  const [machine, ...others] = mac === undefined ? [] : macs(mac, '--mac')
  if (others.length > 0) throw usage('--mac takes one MAC address here')
  const all = options.flag('all')
  return { name: 'answer', json: options.flag('json'), all, answer, media, recipe: options.one('recipe'), mac: machine }
}

/** A machine that is in both lists would be left alone, which whoever allowed it did not mean. */
function machineLists(allowed: readonly string[], denied: readonly string[]): { allow: Mac[]; deny: Mac[] } {
  const allow = allowed.flatMap((text) => macs(text, '--allow'))
  const deny = denied.flatMap((text) => macs(text, '--deny'))
  const both = allow.find((mac) => deny.includes(mac))
  if (both !== undefined) throw usage(`${both} is in both --allow and --deny: leave it out of one`)
  return { allow, deny }
}

/** `--allow A,B`, `--allow A B` and `--allow A --allow B` all work; Windows writes MACs with dashes. */
function macs(text: string, option: string): Mac[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '')
  // An empty list would allow everyone.
  if (parts.length === 0) throw usage(`${option} needs a MAC address such as 52:54:00:12:34:56`)
  return parts.map((part) => {
    const mac = part.toLowerCase()
    if (!MAC.test(mac)) throw usage(`${option}: "${part}" is not a MAC address such as 52:54:00:12:34:56`)
    return mac.replaceAll('-', ':')
  })
}
