/** Which script a machine gets: the first one, a menu, a system, its own disk, or a refusal. */
import type { Clock } from '../clock'
import type { Assign, Assignment } from './assign'
import type { BootOptions, MachineFacts } from './contract'
import { factsOf } from './facts'
import { firstScript } from './first-script'
import type { Guard } from './guard'
import { installedScript, localDiskScript } from './local-disk'
import { machineOf, targetOf } from './machine'
import type { Machine } from './machine'
import { tooLittleMemory } from './memory'
import { fittingOffers, menuScript, whyNot } from './menu'
import type { Offer } from './offers'
import { filesOf, givenBy } from './reports'
import type { Asker, Reports } from './reports'
import type { FileRequest } from './resolve'
import { bootScript, refusalScript } from './script'

export interface MachineScripts {
  readonly options: BootOptions
  readonly assign: Assign
  readonly guard: Guard
  readonly reports: Reports
  readonly clock: Clock
}

/** What a machine boots that is given no file of ours. */
export const LOCAL_DISK_GIVEN = { files: [], title: 'Local disk', installs: false, doing: 'local-disk' } as const
const MENU_GIVEN = { files: [], title: 'Menu', installs: false, doing: 'menu' } as const

/** Text of `boot.ipxe` for one request. */
export function createMachineScript(scripts: MachineScripts): (request: FileRequest) => string {
  const { options, assign, guard, reports, clock } = scripts
  const first = firstScript(options.urlBase)

  return ({ query, ip }) => {
    if (!query.has('mac')) return first
    const machine = machineOf(query)
    const facts = factsOf(machine, options.identify(ip))
    const assigned = assign(facts)
    const { uuid, arch } = machine
    const asker: Asker = { ip, mac: machine.mac, uuid, arch, model: machine.model }
    if (assigned.ignore || assigned.localDisk) {
      reports.script(asker, LOCAL_DISK_GIVEN)
      return localDiskScript(machine.mac)
    }
    const chosen = chosenOf(assigned, query)
    const installed = chosen === undefined && !query.has('again') ? guardFor(facts, machine, assigned) : undefined
    if (installed !== undefined) {
      reports.script(asker, LOCAL_DISK_GIVEN)
      return installedScript(options.urlBase, installed, clock.now(), machine.mac)
    }
    const [only, ...more] = assigned.offers
    if (chosen !== undefined) return system(chosen, machine, asker, assigned)
    if (only !== undefined && more.length === 0 && !assigned.menu) return system(only, machine, asker, assigned)
    return choice(machine, asker, assigned)
  }

  /** By the architecture that its iPXE has, which is what its plan is for. */
  function guardFor(facts: MachineFacts, { arch }: Machine, assigned: Assignment): ReturnType<Guard> {
    return guard({ ...facts, arch: arch ?? facts.arch }, assigned)
  }

  function choice(machine: Machine, asker: Asker, assigned: Assignment): string {
    const { offers, menu } = assigned
    const { fits, others } = fittingOffers(offers, machine)
    const [first] = offers
    // One medium says by itself what is in the way, and lets people boot it all the same where that is the memory.
    if (fits.length === 0 && menu && first !== undefined) return system(first, machine, asker, assigned)
    if (fits.length === 0) {
      reports.refused(asker, 'recipe-not-for-arch', others)
      return refusalScript(others, machine.mac)
    }
    reports.script(asker, MENU_GIVEN)
    const { urlBase, menuTimeoutS: timeoutS } = options
    const shown = fits.map(({ offer }) => offer)
    // An entry that nobody chose does not start by itself: it may well erase a disk.
    const byItself = menu && shown[0] !== first ? 'local-disk' : 'first'
    return menuScript({ urlBase, offers: shown, byItself, timeoutS, mac: machine.mac })
  }

  function system(offer: Offer, machine: Machine, asker: Asker, { append }: Assignment): string {
    const { mac } = machine
    const plan = offer.planFor(targetOf(machine.arch))
    if (plan.kind !== 'plan') {
      const reason = whyNot(offer, plan)
      reports.refused(asker, offer.wholeImage ? 'needs-http-boot' : 'recipe-not-for-arch', [reason])
      return refusalScript([reason], mac)
    }
    const { memoryMiB: hasMiB } = machine
    const memory = hasMiB === undefined ? {} : { memory: { hasMiB, needsMiB: plan.minRamMiB } }
    reports.script(asker, { ...givenBy(plan, filesOf(plan, offer.urls, mac)), ...memory })
    const warning = tooLittleMemory(plan, machine)
    if (warning !== undefined) reports.warning(asker, 'too-little-ram', warning)
    const shim = plan.firmware === 'uefi' ? offer.shims.get(plan.cpu) : undefined
    return bootScript({
      plan,
      urls: offer.urls,
      append,
      mac,
      ...(shim === undefined ? {} : { shim }),
      ...(offer.answer === undefined || offer.recipe.answer === undefined ? {} : { answer: offer.recipe.answer.name }),
      ...(warning === undefined ? {} : { warning }),
    })
  }
}

/** The medium that was chosen in the menu; undefined where the query names none that this machine may have. */
function chosenOf({ offers }: Assignment, query: URLSearchParams): Offer | undefined {
  const names = ['medium', 'recipe', 'entry'] as const
  if (!query.has('medium')) return undefined
  return offers.find((offer) => {
    const own = new URLSearchParams(offer.query)
    return names.every((name) => !query.has(name) || query.get(name) === own.get(name))
  })
}
