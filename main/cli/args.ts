import { parseArgs, type ParseArgsConfig } from 'node:util'
import { BootdropError, messageOf } from '../engine/errors'
import { DEFAULTS } from '../engine/initial'
import type { Mac, ServeConfig } from '../engine/types'
import { VIRTUAL_ARCHS, type VirtualArch } from '../virtual/persona'

/** One command line, parsed and checked. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'nics'; readonly json: boolean }
  | { readonly name: 'inspect'; readonly json: boolean; readonly path: string }
  | { readonly name: 'serve'; readonly json: boolean; readonly config: ServeConfig }
  | {
      readonly name: 'selftest'
      readonly json: boolean
      readonly nic: string
      readonly arch: readonly VirtualArch[]
      readonly media: string | undefined
    }
  | { readonly name: 'demo'; readonly json: boolean }

export const USAGE = `bootdrop: boot the machines on one wire from an ISO

  bootdrop serve --nic NAME --media PATH [--recipe ID] [--entry ID] [--append "kernel args"]
                 [--http-port N] [--allow MAC...] [--deny MAC...] [--json]
      serves until Ctrl+C, then frees every port; recipes and entries are what inspect lists.
      It serves beside the DHCP server of the network (--mode proxy); a second --media is readable, not bootable, so far
  bootdrop inspect PATH [--json]       what the medium is and how it can boot
  bootdrop nics [--json]               the network cards, best first
  bootdrop selftest --nic NAME [--arch bios|uefi-x64|uefi-arm64|http-x64] [--media PATH] [--json]
      a virtual PXE client boots through the running server, or through a temporary one
  bootdrop demo [--json]               a whole boot on this machine alone: no root, no network

From a clone: node out/main/cli.js instead of bootdrop.
With --json each line on stdout is one JSON object. Exit codes: 0 fine, 1 unexpected, 2 usage,
3 cannot bind, 4 medium not usable, 5 refused for safety.`

const MAC = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/
const DEFAULT_HTTP_PORT = 8067

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
    recipe: { type: 'string' },
    entry: { type: 'string' },
    mode: { type: 'string' },
    append: { type: 'string' },
    'http-port': { type: 'string' },
    allow: { type: 'string', multiple: true },
    deny: { type: 'string', multiple: true },
  })
  const media = many(values['media'])
  const nic = one(values['nic'])
  if (media.length === 0 || nic === undefined || nic === '') {
    const text =
      'serve needs a medium and a network card: serve --media PATH --nic NAME (bootdrop nics lists the cards)'
    throw new BootdropError('usage', text)
  }
  const recipe = one(values['recipe'])
  const entry = one(values['entry'])
  return {
    name: 'serve',
    json,
    config: {
      ...DEFAULTS,
      nic,
      media: media.map((path, at) => ({
        path,
        ...(recipe === undefined || at > 0 ? {} : { recipe }),
        ...(entry === undefined || at > 0 ? {} : { entry }),
      })),
      mode: oneOf(one(values['mode']) ?? 'auto', ['auto', 'proxy', 'dhcp'] as const, '--mode'),
      append: one(values['append']) ?? '',
      httpPort: portNumber(one(values['http-port'])),
      allow: many(values['allow']).flatMap(macs),
      deny: many(values['deny']).flatMap(macs),
    },
  }
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

function portNumber(text: string | undefined): number {
  if (text === undefined) return DEFAULT_HTTP_PORT
  const port = /^\d+$/.test(text) ? Number(text) : NaN
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new BootdropError('usage', `--http-port is "${text}"; it takes a number from 1 to 65535`)
  }
  return port
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
