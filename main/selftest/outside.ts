import type { SelfTestStep } from '../../preload/contract'
import { checkFirewall } from '../engine/doctor/firewall/firewall'
import { readRules } from '../engine/doctor/firewall/linux-rules'
import type { Packet } from '../engine/doctor/firewall/packets'
import { guarded } from '../engine/doctor/line'
import type { System } from '../engine/doctor/system'
import type { Card, CardAddress, Check, PortName } from '../engine/types'
import type { DoorCode } from './doors'
import { ownPackets } from './own-packets'

/**
 * What a test from within this computer cannot try, told by the firewall's rules: whether the packets of other machines come in by
 * the card. And the other way round: whether the rules hold up the test's own packets, which come by the loopback card, alone.
 */
export interface Outside {
  /** Pre-flight's line of the firewall. */
  readonly check: Check
  /** The rules hold up what the test's machine sends or gets at this door, and let in what another machine sends. */
  readonly barsItself: (door: DoorCode) => boolean
}

export interface OutsidePlace {
  readonly card: Card
  readonly address: CardAddress
  readonly ports: Readonly<Record<PortName, number>>
  /** Bootdrop has opened the firewall for that card, until the stop. */
  readonly opened: boolean
}

/** Nothing is sent. Never rejects: what cannot be found out is a line that says so. */
export async function lookOutside(system: System, place: OutsidePlace): Promise<Outside> {
  const { card, address, ports, opened } = place
  const [check, dropped] = await Promise.all([
    guarded('firewall', () => checkFirewall(system, { card: card.name, ...address }, ports, opened)),
    droppedWithin(system, place).catch(() => undefined),
  ])
  const isOpen = check.state === 'ok' && check.code !== 'none-found'
  return {
    check,
    barsItself(door) {
      if (!isOpen) return false
      if (dropped !== undefined) return dropped.has(door)
      // The rules are not to be read, but what we opened, we opened for the card alone.
      return check.code === 'opened' && door !== 'dhcp-not-heard'
    },
  }
}

/** Doors at which the rules drop a packet of the test's own; undefined where they cannot be read. */
async function droppedWithin(system: System, place: OutsidePlace): Promise<ReadonlySet<DoorCode> | undefined> {
  if (system.platform !== 'linux') return undefined
  const own = ownPackets(place)
  const { judgement, silent } = await readRules(
    system,
    own.map(({ packet }) => packet),
  )
  if (judgement === undefined || silent.length > 0) return undefined
  const isDropped = (packet: Packet): boolean => judgement.dropped.includes(packet)
  return new Set(own.filter(({ packet }) => isDropped(packet)).flatMap(({ doors }) => doors))
}

/** How the last step of a test ended. */
const OUTCOMES = {
  ok: { state: 'passed', code: '' },
  failed: { state: 'failed', code: 'outside-shut' },
  warning: { state: 'unsure', code: 'outside-unsure' },
  unknown: { state: 'unsure', code: 'outside-unsure' },
} as const satisfies Readonly<Record<Check['state'], Pick<SelfTestStep, 'state' | 'code'>>>
const UNREAD = { state: 'passed', code: 'outside-unread' } as const

/**
 * The last step of a test, which is no machine's; `check` among its facts is the code of pre-flight's line. `outside-unread`: there
 * seems to be no firewall, but nobody has read the rules.
 */
export function outsideStep({ state, code, text, facts }: Check, at: number): SelfTestStep {
  const outcome = code === 'none-found' ? UNREAD : OUTCOMES[state]
  return { at, rung: 'firewall', ...outcome, text, facts: { ...facts, check: code } }
}
