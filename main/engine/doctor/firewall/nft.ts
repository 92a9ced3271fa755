import { all, any, anyway, cardIs, depends, destinationIs, destinationKindIs, not, portIn } from './conditions'
import { protocolIs, sourceIs, sourcePortIn, stateIs, type Condition } from './conditions'
import type { BaseChain, Chain, FilterRule, Verdict } from './ruleset'
import type { Packet } from './packets'

/** What libnftables-json(5) calls a statement, an expression, an object: names to anything. */
type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** Tables that a packet of IPv4 passes. */
const FAMILIES = ['ip', 'inet']

/**
 * The base chains that a packet for this computer passes, out of `nft -j list ruleset`.
 * @param leaveOut tables that iptables-nft looks after, and that are read from its own text: only there all its matches are told
 * @throws SyntaxError when it is no JSON
 */
export function fromNft(text: string, leaveOut: readonly string[] = []): BaseChain[] {
  const whole: unknown = JSON.parse(text)
  const list = isJson(whole) && Array.isArray(whole['nftables']) ? whole['nftables'].filter(isJson) : []
  const sets = new Map<string, unknown>()
  const tables = new Map<string, Map<string, FilterRule[]>>()
  const heads: { readonly table: string; readonly chain: Json }[] = []
  for (const object of list) {
    const { set, map, chain, rule } = object
    const kept = [set, map].find(isJson)
    if (kept !== undefined) sets.set(`${tableOf(kept)} ${textOf(kept['name'])}`, kept['elem'] ?? [])
    if (isJson(chain)) {
      const table = tableOf(chain)
      const chains = tables.get(table) ?? new Map<string, FilterRule[]>()
      tables.set(table, chains.set(textOf(chain['name']), []))
      if (['input', 'prerouting'].includes(textOf(chain['hook'])) && chain['type'] === 'filter')
        heads.push({ table, chain })
    }
    if (isJson(rule) && Array.isArray(rule['expr'])) {
      const table = tableOf(rule)
      const ruleOf = new Reader((name) => sets.get(`${table} ${name}`)).rule(rule['expr'].filter(isJson))
      tables.get(table)?.get(textOf(rule['chain']))?.push(ruleOf)
    }
  }
  return heads
    .filter(({ table, chain }) => FAMILIES.includes(textOf(chain['family'])) && !leaveOut.includes(table))
    .map(({ table, chain }) => baseOf(table, chain, tables.get(table) ?? new Map<string, FilterRule[]>()))
}

const tableOf = (object: Json): string => `${textOf(object['family'])} ${textOf(object['table'])}`

function baseOf(table: string, chain: Json, rules: ReadonlyMap<string, FilterRule[]>): BaseChain {
  const chains = new Map<string, Chain>([...rules].map(([name, list]) => [name, { rules: list }]))
  const policy = chain['policy'] === 'drop' ? 'drop' : 'accept'
  const name = textOf(chain['name'])
  const whole = { tool: 'nft', name: `${table} ${name}` } as const
  return { ...whole, priority: Number(chain['prio'] ?? 0), policy, rules: rules.get(name) ?? [], chains }
}

/** Statements that neither ask nor decide anything. */
const SILENT = [
  'counter',
  'log',
  'mangle',
  'notrack',
  'comment',
  'quota',
  'set',
  'last',
  'ct helper',
  'meter',
  'continue',
]

class Reader {
  constructor(private readonly setNamed: (name: string) => unknown) {}

  rule(statements: readonly Json[]): FilterRule {
    const conditions: Condition[] = []
    let verdict: (packet: Packet) => Verdict | undefined = () => undefined
    for (const statement of statements) {
      const [kind] = Object.keys(statement)
      const value = kind === undefined ? undefined : statement[kind]
      if (kind === undefined || SILENT.includes(kind)) continue
      if (kind === 'match' && isJson(value)) conditions.push(this.#match(value))
      else if (kind === 'vmap' && isJson(value)) verdict = this.#map(value)
      else if (verdictOf(statement) !== undefined) verdict = () => verdictOf(statement)
      else conditions.push(depends)
    }
    return { fits: all(conditions), verdict }
  }

  #match({ op, left, right }: Json): Condition {
    const found = this.#is(left, right)
    return op === '!=' ? not(found) : op === '==' || op === 'in' ? found : depends
  }

  /** The first entry that fits; one that depends makes the whole unknown. */
  #map({ key, data }: Json): (packet: Packet) => Verdict | undefined {
    const elements = isJson(data) ? data['set'] : this.#named(data)
    const entries = (Array.isArray(elements) ? elements : []).map(
      (entry: unknown): [Condition, Verdict | undefined] => {
        const [value, verdict] = Array.isArray(entry) ? (entry as unknown[]) : []
        return [this.#is(key, value), isJson(verdict) ? verdictOf(verdict) : undefined]
      },
    )
    return (packet) => {
      for (const [condition, verdict] of entries) {
        const fits = condition(packet)
        if (fits === undefined) return { kind: 'unknown' }
        if (fits) return verdict
      }
      return undefined
    }
  }

  #named(value: unknown): unknown {
    return typeof value === 'string' && value.startsWith('@') ? this.setNamed(value.slice(1)) : undefined
  }

  /** Whether the packet's `left` is `right`: a value, a range, a prefix, a set, or the name of one. */
  #is(left: unknown, right: unknown): Condition {
    if (typeof right === 'string' && right.startsWith('@')) {
      const elements = this.#named(right)
      return Array.isArray(elements) ? any(elements.map((one: unknown) => this.#is(left, one))) : depends
    }
    if (Array.isArray(right)) return any(right.map((one: unknown) => this.#is(left, one)))
    if (isJson(right)) {
      if (Array.isArray(right['set'])) return any(right['set'].map((one: unknown) => this.#is(left, one)))
      if (isJson(right['elem'])) return this.#is(left, right['elem']['val'])
      if (isJson(right['prefix'])) {
        const { addr, len } = right['prefix']
        return addressIs(left, textOf(addr), Number(len))
      }
      if (Array.isArray(right['range'])) {
        const [from, to] = right['range'].map(Number)
        return portIs(left, from ?? Number.NaN, to ?? Number.NaN)
      }
      return depends
    }
    return valueIs(left, textOf(right))
  }
}

/** `{"meta": {"key": "iifname"}}` as `meta iifname`, `{"payload": {"protocol": "udp", "field": "dport"}}` as `udp dport`. */
function subjectOf(left: unknown): string {
  if (!isJson(left)) return ''
  const { meta, payload, ct, fib } = left
  if (isJson(meta)) return `meta ${textOf(meta['key'])}`
  if (isJson(payload)) return `${textOf(payload['protocol'])} ${textOf(payload['field'])}`
  if (isJson(ct)) return `ct ${textOf(ct['key'])}`
  if (isJson(fib)) return `fib ${textOf(fib['result'])} ${Array.isArray(fib['flags']) ? fib['flags'].join(' ') : ''}`
  return ''
}

function valueIs(left: unknown, value: string): Condition {
  switch (subjectOf(left)) {
    case 'meta iifname':
    case 'meta iif':
      return cardIs(value)
    case 'meta l4proto':
    case 'ip protocol':
      return protocolIs(value)
    case 'meta nfproto':
      return () => value === 'ipv4'
    case 'meta protocol':
      return () => value === 'ip'
    case 'meta pkttype':
      return ({ kind }) => (kind === 'broadcast' ? 'broadcast' : 'host') === (value === 'unicast' ? 'host' : value)
    case 'ct state':
      return stateIs([value])
    case 'fib type daddr':
      return destinationKindIs(value)
    case 'ip saddr':
    case 'ip daddr':
      return addressIs(left, value, 32)
    case 'udp dport':
    case 'tcp dport':
    case 'th dport':
    case 'udp sport':
    case 'tcp sport':
    case 'th sport':
      return portIs(left, Number(value), Number(value))
    default:
      return /^(icmp|icmpv6|ip6) /.test(subjectOf(left)) ? () => false : depends
  }
}

/** A port of UDP tells of the protocol as well. */
function portIs(left: unknown, from: number, to: number): Condition {
  const [protocol = '', field = ''] = subjectOf(left).split(' ')
  if (!['udp', 'tcp', 'th'].includes(protocol) || Number.isNaN(from) || Number.isNaN(to)) return depends
  const port = field === 'dport' ? portIn(from, to) : field === 'sport' ? sourcePortIn(from, to) : depends
  return all([protocol === 'th' ? anyway : protocolIs(protocol), port])
}

function addressIs(left: unknown, address: string, prefix: number): Condition {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return depends
  switch (subjectOf(left)) {
    case 'ip saddr':
      return sourceIs(address, prefix)
    case 'ip daddr':
      return destinationIs(address, prefix)
    default:
      return depends
  }
}

function verdictOf(statement: Json): Verdict | undefined {
  const { jump, goto } = statement
  if (isJson(jump)) return { kind: 'jump', chain: textOf(jump['target']) }
  if (isJson(goto)) return { kind: 'goto', chain: textOf(goto['target']) }
  if ('accept' in statement) return { kind: 'accept' }
  if ('drop' in statement || 'reject' in statement) return { kind: 'drop' }
  if ('return' in statement) return { kind: 'return' }
  if ('queue' in statement) return { kind: 'unknown' }
  return undefined
}
