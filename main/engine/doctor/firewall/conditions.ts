import { destinationIn, sourceIn, type Packet } from './packets'

/** A condition of a rule. Undefined: it depends on what is not known beforehand. */
export type Condition = (packet: Packet) => boolean | undefined

export const anyway: Condition = () => true
export const depends: Condition = () => undefined

export function not(condition: Condition): Condition {
  return (packet) => {
    const holds = condition(packet)
    return holds === undefined ? undefined : !holds
  }
}

/** Every one of them: one that fails decides, whatever the others depend on. */
export function all(conditions: readonly Condition[]): Condition {
  return (packet) => {
    const found = conditions.map((condition) => condition(packet))
    return found.includes(false) ? false : found.includes(undefined) ? undefined : true
  }
}

export function any(conditions: readonly Condition[]): Condition {
  return (packet) => {
    const found = conditions.map((condition) => condition(packet))
    return found.includes(true) ? true : found.includes(undefined) ? undefined : false
  }
}

/** A card's name; `eth*` (nftables) and `eth+` (iptables) stand for all that begin so. */
export function cardIs(pattern: string): Condition {
  const start = /^(.*)[*+]$/.exec(pattern)?.[1]
  return ({ card }) => (start === undefined ? card === pattern : card.startsWith(start))
}

export function protocolIs(name: string): Condition {
  const known: Readonly<Record<string, string>> = { '17': 'udp', '6': 'tcp' }
  return ({ protocol }) => protocol === (known[name] ?? name)
}

export function portIn(from: number, to: number): Condition {
  return ({ port }) => port >= from && port <= to
}

export function sourcePortIn(from: number, to: number): Condition {
  return ({ sourcePort }) => (sourcePort === undefined ? undefined : sourcePort >= from && sourcePort <= to)
}

export function stateIs(states: readonly string[]): Condition {
  return ({ state }) => states.includes(state)
}

export function sourceIs(address: string, prefix: number): Condition {
  return (packet) => sourceIn(packet, address, prefix)
}

export function destinationIs(address: string, prefix: number): Condition {
  return (packet) => destinationIn(packet, address, prefix)
}

/** The kinds of addresses that routing tells apart: `local` is one of this computer's own. */
export function destinationKindIs(kind: string): Condition {
  return (packet) => (packet.kind === 'broadcast' ? 'broadcast' : 'local') === kind.toLowerCase()
}
