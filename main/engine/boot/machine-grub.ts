/** The grub.cfg of a machine that runs the medium's own signed GRUB. */
import type { BootPlan } from '../recipes/types'
import type { ClientArch, Ipv4, Mac } from '../types'
import type { Assignment } from './assign'
import { signedOffer } from './boot-file'
import { cpuOf } from './chains'
import type { KnownMachine } from './contract'
import type { MachineScripts } from './machine-script'
import { LOCAL_DISK_GIVEN } from './machine-script'
import type { MediumUrls } from './file-urls'
import { filesOf, givenBy } from './reports'
import type { Asker } from './reports'
import { grubConfig, grubRefusal } from './signed/grub-config'
import type { GrubConfig } from './signed/grub-config'

/** Seconds that a machine that was just installed waits for somebody who wants it installed again. */
const INSTALLED_TIMEOUT_S = 10

/** What a machine's GRUB boots. */
interface Found {
  readonly plan: BootPlan
  readonly urls: MediumUrls
  /** Boots the plan at once. */
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

  function boot({ plan, urls, config }: Found, asker: Asker): string {
    reports.script(asker, givenBy(plan, filesOf(plan, urls, asker.mac)))
    return grubConfig(config)
  }

  function find(assigned: Assignment, arch: ClientArch, mac: Mac | undefined): Found | undefined {
    const signed = signedOffer(assigned, arch)
    const plan = signed?.offer.planFor({ firmware: 'uefi', cpu: cpuOf(arch) })
    if (signed === undefined || plan?.kind !== 'plan') return undefined
    const { urls, answer, recipe } = signed.offer
    const answerName = answer && recipe.answer?.name
    const entries = [
      { plan, urls, append: assigned.append, ...(answerName === undefined ? {} : { answer: answerName }) },
    ]
    const { urlBase } = options
    return { plan, urls, config: { chain: signed.chain, urlBase, entries, first: 0, timeoutS: undefined, mac } }
  }
}
