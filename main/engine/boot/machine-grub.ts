/** The grub.cfg of a machine that runs the medium's own signed GRUB. */
import type { BootPlan, PlanTarget } from '../recipes/types'
import type { ClientArch, Ipv4, Mac } from '../types'
import type { Assignment } from './assign'
import { loadsByGrub, signedOffer } from './boot-file'
import { cpuOf } from './chains'
import type { KnownMachine } from './contract'
import type { MachineScripts } from './machine-script'
import { LOCAL_DISK_GIVEN } from './machine-script'
import type { Offer } from './offers'
import { filesOf, givenBy } from './reports'
import type { Asker } from './reports'
import { grubConfig, grubRefusal } from './signed/grub-config'
import type { GrubConfig, GrubEntry } from './signed/grub-config'

/** Seconds that a machine that was just installed waits for somebody who wants it installed again. */
const INSTALLED_TIMEOUT_S = 10

/** What a machine's GRUB boots. */
interface Found {
  readonly plan: BootPlan
  /** What it will ask for, whatever is chosen in its menu. */
  readonly files: readonly string[]
  /** It shows a menu, and does not tell what is chosen there. */
  readonly menu: boolean
  /** Boots the plan by itself, at once where there is no menu. */
  readonly config: GrubConfig
}

/**
 * Text of `grub.cfg`. It boots the medium whose shim was started: a shim vouches for the kernels of its own vendor alone. A machine of
 * which nothing is known but that it runs GRUB gets what everyone gets, or undefined where that has no GRUB.
 */
export function createMachineGrub(
  { options, assign, guard, reports }: MachineScripts,
  everyone: Assignment,
): (machine: KnownMachine | undefined, ip: Ipv4) => string | undefined {
  return (machine, ip) => (machine === undefined ? ofAnyone(ip) : ofMachine(machine, ip))

  function ofMachine(machine: KnownMachine, ip: Ipv4): string {
    const { mac, uuid, arch, model } = machine
    const asker: Asker = { ip, mac, uuid, arch, model }
    const assigned = assign(machine)
    const found = find(assigned, arch, mac)
    if (found === undefined) {
      const reason = 'Nothing of what is served has a signed GRUB for this machine.'
      reports.refused(asker, 'no-signed-loader', [reason])
      return grubRefusal(reason, mac)
    }
    if (assigned.ignore || assigned.localDisk) {
      reports.script(asker, LOCAL_DISK_GIVEN)
      return grubConfig({ ...found.config, entries: [], first: 'local-disk' })
    }
    if (guard(machine, assigned) !== undefined) {
      reports.script(asker, LOCAL_DISK_GIVEN)
      return grubConfig({ ...found.config, first: 'local-disk', timeoutS: INSTALLED_TIMEOUT_S })
    }
    return boot(found, asker)
  }

  function ofAnyone(ip: Ipv4): string | undefined {
    for (const arch of ['http-x64', 'http-arm64', 'http-ia32'] as const) {
      const found = find(everyone, arch, undefined)
      if (found) return boot(found, { ip, mac: undefined, uuid: undefined, arch, model: undefined })
    }
    return undefined
  }

  function boot({ plan, files, menu, config }: Found, asker: Asker): string {
    const given = givenBy(plan, files)
    reports.script(asker, menu ? { ...given, doing: 'menu' } : given)
    return grubConfig(config)
  }

  function find(assigned: Assignment, arch: ClientArch, mac: Mac | undefined): Found | undefined {
    const target: PlanTarget = { firmware: 'uefi', cpu: cpuOf(arch) }
    const signed = signedOffer(assigned, arch)
    const own = signed?.offer.planFor(target)
    if (signed === undefined || own?.kind !== 'plan') return undefined
    const shown = [{ offer: signed.offer, plan: own }]
    for (const offer of assigned.offers) {
      const plan = offer.planFor(target)
      if (offer.entryTitle !== undefined && loadsByGrub(plan)) shown.push({ offer, plan })
    }
    const [first = [], ...more] = shown.map(({ offer, plan }) => filesOf(plan, offer.urls, mac))
    const { menu, append } = assigned
    return {
      plan: own,
      files: first.filter((file) => more.every((files) => files.includes(file))),
      menu,
      config: {
        chain: signed.chain,
        urlBase: options.urlBase,
        entries: shown.map(({ offer, plan }) => entryOf(offer, plan, append)),
        first: 0,
        timeoutS: menu ? options.menuTimeoutS : undefined,
        mac,
      },
    }
  }
}

function entryOf({ urls, answer, recipe, entryTitle: title }: Offer, plan: BootPlan, append: string): GrubEntry {
  const name = answer && recipe.answer?.name
  return {
    plan,
    urls,
    append,
    ...(title === undefined ? {} : { title }),
    ...(name === undefined ? {} : { answer: name }),
  }
}
