/**
 * What the app and its helper with more rights say to each other: one JSON text each way. The app is not trusted by the
 * helper: `parseRequest` is the whole of what it will do.
 */
import { isIPv4 } from 'node:net'
import { isAskedPort, type AskedPort } from '../engine/net/low-ports'
import type { Ipv4 } from '../engine/types'

/** Raised with every change here: app and helper of two versions refuse each other. */
export const VERSION = 1

/** Longest text, bytes. */
export const MAX_TEXT_BYTES = 4096

/** Marks our firewall rules: `bootdrop-` and 16 hex digits, new for each opening. */
export type RuleId = `bootdrop-${string}`

interface OnCard {
  readonly card: string
  /** One of the card's. */
  readonly address: Ipv4
}

export type HelperRequest =
  /** Opens these ports, hands them over and ends. */
  | (OnCard & { readonly verb: 'open-ports'; readonly ports: readonly AskedPort[] })
  /** Lets the card's machines reach us through the firewall, until the app closes its end or is gone. */
  | (OnCard & { readonly verb: 'open-firewall'; readonly id: RuleId; readonly http: number })
  /** Takes back what helpers that were killed left open; every other request does that, too. */
  | { readonly verb: 'sweep' }

export type HelperReply =
  | { readonly kind: 'ports'; readonly ports: readonly AskedPort[] }
  | { readonly kind: 'done'; readonly text: string }
  /** `refused`: the request was not one that the helper obeys. Otherwise a system error's code. */
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly text: string
      readonly port?: number
      readonly owner?: string
    }

export const encode = (message: HelperRequest | HelperReply): string => JSON.stringify({ version: VERSION, ...message })

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names that Linux gives to cards (at most 15 bytes); nothing that could be a path or an option. */
const CARD = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}$/
const RULE_ID = /^bootdrop-[0-9a-f]{16}$/

export const isRuleId = (value: unknown): value is RuleId => typeof value === 'string' && RULE_ID.test(value)

/** The request in `text`, or the reason why it is none. Unknown fields are refused, too. */
export function parseRequest(text: string): HelperRequest | { readonly refused: string } {
  const value = parseJson(text)
  if (!isObject(value)) return { refused: 'not an object' }
  if (value['version'] !== VERSION) return { refused: 'another version of Bootdrop asks: restart it' }
  const { verb, id, card, address, ports, http } = value
  const only = (...names: readonly string[]): boolean =>
    Object.keys(value).every((name) => name === 'version' || name === 'verb' || names.includes(name))
  if (verb === 'sweep') return only() ? { verb } : { refused: 'more than was to be said' }
  if (typeof card !== 'string' || !CARD.test(card)) return { refused: 'not the name of a card' }
  if (typeof address !== 'string' || !isIPv4(address)) return { refused: 'not an address' }
  if (verb === 'open-ports') {
    if (!only('card', 'address', 'ports')) return { refused: 'more than was to be said' }
    if (!isPortList(ports)) return { refused: 'not the ports that Bootdrop serves on' }
    return { verb, card, address, ports }
  }
  if (verb === 'open-firewall') {
    if (!only('card', 'address', 'id', 'http')) return { refused: 'more than was to be said' }
    if (!isRuleId(id)) return { refused: 'not the name of a rule of ours' }
    if (!isHttpPort(http)) return { refused: 'not a port for HTTP' }
    return { verb, card, address, id, http }
  }
  return { refused: 'not a request' }
}

function isPortList(value: unknown): value is AskedPort[] {
  return Array.isArray(value) && value.length > 0 && value.every(isAskedPort) && new Set(value).size === value.length
}

/** 80, 443, or one that every user may open. */
const isHttpPort = (value: unknown): value is number =>
  typeof value === 'number' &&
  Number.isInteger(value) &&
  (value === 80 || value === 443 || (value >= 1024 && value <= 65_535))

/** Undefined where it is none. */
export function parseReply(text: string): HelperReply | undefined {
  const value = parseJson(text)
  if (!isObject(value) || value['version'] !== VERSION) return undefined
  const { kind, ports, text: said, code, port, owner } = value
  if (kind === 'ports') return isPortList(ports) ? { kind, ports } : undefined
  if (typeof said !== 'string') return undefined
  if (kind === 'done') return { kind, text: said }
  if (kind !== 'failed' || typeof code !== 'string') return undefined
  return {
    ...{ kind, code, text: said },
    ...(typeof port === 'number' ? { port } : {}),
    ...(typeof owner === 'string' ? { owner } : {}),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
