import { factsOf } from '../facts'
import { macOfName } from '../file-urls'
import { machineOf } from '../machine'
import type { BootOptions, MachineFacts } from '../contract'
import type { FileRequest } from '../resolve'
import type { Mac } from '../../types'
import { postedMachine } from './posted'
import type { AnswerMachine } from './values'

/** Machines that are remembered; the one that was heard least recently is forgotten first. */
const MAX_TOLD = 1_000

/** Who asks for something that is made for one machine. */
export interface Asking {
  /** For the rules; undefined where nothing at all is known. */
  readonly facts: MachineFacts | undefined
  /** For the variables. */
  readonly machine: AnswerMachine
}

/** What machines told when they fetched their scripts, for when their installers come back: those only have their URL to say who they are. */
export interface Told {
  /** A machine fetched a script. */
  note(request: FileRequest): void
  /** @param name of the machine in the URL, as file-urls.ts writes it: that counts, whoever sends it */
  asking(name: string, request: FileRequest): Asking
}

interface Remembered {
  readonly facts: MachineFacts
  readonly serial: string | undefined
}

export function createTold({ identify, hostname }: Pick<BootOptions, 'identify' | 'hostname'>): Told {
  const byMac = new Map<Mac, Remembered>()

  return {
    note({ query, ip }) {
      const machine = machineOf(query)
      const known = identify(ip)
      // Anybody can write any MAC into a query: not about somebody else.
      if (machine.mac === undefined || (known !== undefined && known.mac !== machine.mac)) return
      byMac.delete(machine.mac)
      byMac.set(machine.mac, { facts: factsOf(machine, known), serial: query.get('serial') ?? undefined })
      const [oldest] = byMac.keys()
      if (byMac.size > MAX_TOLD && oldest !== undefined) byMac.delete(oldest)
    },
    asking(name, { ip, posted }) {
      const known = identify(ip)
      const body = postedMachine(posted)
      const mac = macOfName(name) ?? macOfBody(body.macs, known?.mac)
      const before = mac === undefined ? undefined : byMac.get(mac)
      // What is known of an address counts only for the MAC that it belongs to.
      const same = known !== undefined && known.mac === mac ? known : before?.facts
      const uuid = same?.uuid ?? before?.facts.uuid ?? body.uuid
      const facts = mac === undefined ? undefined : { ...UNKNOWN, ...before?.facts, ...same, mac, uuid }
      const serial = before?.serial ?? body.serial
      return { facts, machine: { mac, uuid, serial, hostname: mac === undefined ? undefined : hostname?.(mac), ip } }
    },
  }

  function macOfBody(macs: readonly Mac[], known: Mac | undefined): Mac | undefined {
    if (known !== undefined) return known
    return macs.find((mac) => byMac.has(mac)) ?? macs[0]
  }
}

const UNKNOWN = {
  uuid: undefined,
  arch: 'unknown',
  vendorClass: undefined,
  userClasses: [],
  model: undefined,
} as const
