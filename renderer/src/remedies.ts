import type { CauseId } from '../../main/engine/diagnosis/types'
import type { Client, LoaderChoice, WhyCode } from '../../main/engine/types'
import { canHaveRule } from './rules'
import type { MachineChoices } from './rules'
import { gotFullLoader, signedWay } from './trouble'
import type { Place } from './trouble'

/** What Bootdrop can do about a trouble by itself, when the user presses its button. */
export type RemedyId = LoaderChoice | 'local-disk' | 'checks' | 'start'

const BY_WHY: Readonly<Partial<Record<WhyCode, readonly RemedyId[]>>> = {
  'no-request-after-offer': ['checks'],
  'offers-ignored': ['checks'],
  'no-dhcp-server': ['checks'],
  'other-server': ['checks'],
  'foreign-option-60': ['checks'],
  'no-loader-request': ['checks'],
  'boot-server-not-asked': ['checks'],
  'http-boot-refused': ['checks'],
  'no-script-request': ['checks'],
  'no-signed-loader': ['auto'],
  'secure-boot': ['signed', 'full'],
  'loader-sent-then-silence': ['signed', 'full'],
  'loader-did-not-start': ['full'],
  'ipxe-no-address': ['small'],
  'boot-loop': ['local-disk'],
}

const BY_CAUSE: Readonly<Partial<Record<CauseId, readonly RemedyId[]>>> = {
  'not-serving': ['start'],
  'no-dhcp-server': ['checks'],
  'second-dhcp': ['checks'],
  'option-60': ['checks'],
  'other-boot-server': ['checks'],
  'other-network': ['checks'],
  firewall: ['checks'],
  'secure-boot': ['signed'],
  'loader-hangs': ['full', 'small'],
  'port-blocks': ['small'],
}

/** What a remedy depends on. */
export interface RemedyPlace extends Place {
  readonly client: Client | undefined
  /** What the user chose for this machine. */
  readonly choices: MachineChoices | undefined
  readonly serving: boolean
  /** There is something to serve, and a card to serve it on. */
  readonly canStart: boolean
}

export function remediesForWhy(why: WhyCode, place: RemedyPlace): readonly RemedyId[] {
  return (BY_WHY[why] ?? []).filter((remedy) => helps(remedy, place))
}

export function remediesForCause(cause: CauseId, place: RemedyPlace): readonly RemedyId[] {
  return (BY_CAUSE[cause] ?? []).filter((remedy) => helps(remedy, place))
}

function helps(remedy: RemedyId, { client, choices, serving, canStart, ...place }: RemedyPlace): boolean {
  if (remedy === 'checks') return true
  if (remedy === 'start') return !serving && canStart
  if (client === undefined || !canHaveRule(client)) return false
  switch (remedy) {
    case 'signed':
      return signedWay(client, place) === 'works'
    case 'auto':
      return choices?.loader === 'signed'
    case 'full':
      // Where a signed one works, that is the way: the other will be refused as well.
      return !gotFullLoader(client) && signedWay(client, place) !== 'works'
    case 'small':
      return choices?.loader === 'small' || gotFullLoader(client)
    case 'local-disk':
      return true
  }
}

/** Whether what a button does has been done. */
export function isDone(remedy: RemedyId, choices: MachineChoices | undefined): boolean {
  if (remedy === 'local-disk') return choices?.boots === 'local-disk'
  return remedy !== 'checks' && remedy !== 'start' && choices?.loader === remedy
}
