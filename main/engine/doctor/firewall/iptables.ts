import { all, any, cardIs, depends, destinationIs, destinationKindIs, not, portIn, protocolIs } from './conditions'
import { sourceIs, sourcePortIn, stateIs, type Condition } from './conditions'
import type { BaseChain, Chain, FilterRule, Verdict } from './ruleset'

/** The chains that a packet for this computer passes, with nftables' numbers for their order (linux/netfilter_ipv4.h). */
const PASSED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  raw: { PREROUTING: -300 },
  mangle: { PREROUTING: -150, INPUT: -150 },
  filter: { INPUT: 0 },
}

/**
 * The base chains in the text of `iptables-save`. What the text does not explain (`-m recent`, sets, scripts) becomes a condition that
 * depends.
 */
export function fromIptables(text: string): BaseChain[] {
  const bases: BaseChain[] = []
  let table = ''
  let policies = new Map<string, string>()
  let rules = new Map<string, FilterRule[]>()
  for (const row of text.split('\n')) {
    if (row.startsWith('*')) {
      table = row.slice(1).trim()
      policies = new Map()
      rules = new Map()
    } else if (row.startsWith(':')) {
      const [name = '', policy = '-'] = row.slice(1).split(' ')
      policies.set(name, policy)
      rules.set(name, [])
    } else if (row.startsWith('-A ')) {
      const words = wordsOf(row)
      rules.get(words[1] ?? '')?.push(ruleOf(words.slice(2)))
    } else if (row.trim() === 'COMMIT') {
      const chains = new Map<string, Chain>([...rules].map(([name, list]) => [name, { rules: list }]))
      for (const [name, priority] of Object.entries(PASSED[table] ?? {})) {
        const list = rules.get(name)
        const policy = policies.get(name) === 'DROP' ? 'drop' : 'accept'
        const whole = { tool: 'iptables', name: `${table} ${name}` } as const
        if (list !== undefined) bases.push({ ...whole, priority, policy, rules: list, chains })
      }
    }
  }
  return bases
}

/** Tables that the text has, as nftables names them: `ip filter`. */
export function tablesOf(text: string): string[] {
  return [...text.matchAll(/^\*(\w+)$/gm)].map(([, table]) => `ip ${table}`)
}

/** Words of a line; quoted ones (comments, log prefixes) may hold blanks. */
function wordsOf(row: string): string[] {
  return [...row.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

/** Options that say nothing about the packet, with how many words follow each. */
const SILENT: Readonly<Record<string, number>> = {
  '-m': 1,
  '--comment': 1,
  '--log-prefix': 1,
  '--log-level': 1,
  '--reject-with': 1,
  '--nflog-prefix': 1,
  '--nflog-group': 1,
}

function ruleOf(words: readonly string[]): FilterRule {
  const conditions: Condition[] = []
  let verdict: Verdict | undefined
  for (let at = 0; at < words.length; at++) {
    const negated = words[at] === '!'
    if (negated) at++
    const option = words[at] ?? ''
    const value = words[at + 1] ?? ''
    const silent = SILENT[option]
    if (silent !== undefined) {
      at += silent
      continue
    }
    if (option === '-j' || option === '-g') {
      verdict = verdictOf(value, option === '-g')
      at++
      continue
    }
    conditions.push(negated ? not(conditionOf(option, value)) : conditionOf(option, value))
    // What is not known may have any number of words: none of them begins with a dash.
    while (words[at + 1] !== undefined && !/^(-|!$)/.test(words[at + 1] ?? '')) at++
  }
  return { fits: all(conditions), verdict: () => verdict }
}

function verdictOf(target: string, isGoto: boolean): Verdict | undefined {
  switch (target) {
    case 'ACCEPT':
      return { kind: 'accept' }
    case 'DROP':
    case 'REJECT':
      return { kind: 'drop' }
    case 'RETURN':
      return { kind: 'return' }
    // These change or count a packet and let it go on.
    case 'LOG':
    case 'NFLOG':
    case 'CT':
    case 'NOTRACK':
    case 'MARK':
    case 'CONNMARK':
    case 'TCPMSS':
    case 'SET':
      return undefined
    case 'QUEUE':
    case 'NFQUEUE':
      return { kind: 'unknown' }
    default:
      return { kind: isGoto ? 'goto' : 'jump', chain: target }
  }
}

function conditionOf(option: string, value: string): Condition {
  switch (option) {
    case '-i':
      return cardIs(value)
    case '-p':
      return value === 'all' ? () => true : protocolIs(value)
    case '-s':
      return within(value, sourceIs)
    case '-d':
      return within(value, destinationIs)
    case '--dport':
    case '--dports':
      return ports(value, portIn)
    case '--sport':
    case '--sports':
      return ports(value, sourcePortIn)
    case '--ctstate':
    case '--state':
      return stateIs(value.toLowerCase().split(','))
    case '--dst-type':
      return any(value.split(',').map(destinationKindIs))
    case '--pkt-type':
      return ({ kind }) => (kind === 'broadcast' ? 'broadcast' : 'unicast') === value
    case '--icmp-type':
      return () => false
    default:
      return depends
  }
}

/** `192.168.1.0/24`; names and lists are not resolved. */
function within(value: string, make: (address: string, prefix: number) => Condition): Condition {
  const parts = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(value)
  return parts?.[1] === undefined ? depends : make(parts[1], Number(parts[2] ?? 32))
}

/** `67`, `8000:8100`, `67,69,4000:4020` */
function ports(value: string, make: (from: number, to: number) => Condition): Condition {
  const parts = value.split(',').map((part) => /^(\d*)(:?)(\d*)$/.exec(part))
  if (parts.some((part) => part === null)) return depends
  return any(
    parts.map((part) => {
      const from = Number(part?.[1] === '' ? 0 : part?.[1])
      const to = part?.[2] === '' ? from : part?.[3] === '' ? 65_535 : Number(part?.[3])
      return make(from, to)
    }),
  )
}
