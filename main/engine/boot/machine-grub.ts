/** The grub.cfg of a machine that runs the medium's own signed GRUB. */
import { signedOffer } from './boot-file'
import type { KnownMachine } from './contract'
import type { MachineScripts } from './machine-script'
import { LOCAL_DISK_GIVEN } from './machine-script'
import { filesOf, givenBy } from './reports'
import type { Asker } from './reports'
import { cpuOf } from './chains'
import { grubConfig, grubRefusal } from './signed/grub-config'
import type { GrubConfig } from './signed/grub-config'

/** Seconds that a machine that was just installed waits for somebody who wants it installed again. */
const INSTALLED_TIMEOUT_S = 10

/** Text of `grub.cfg`. It boots the medium whose shim was started: a shim vouches for the kernels of its own vendor alone. */
export function createMachineGrub(scripts: MachineScripts): (machine: KnownMachine, ip: string) => string {
  const { options, assign, guard, reports } = scripts
  return (machine, ip) => {
    const { mac, uuid, arch, model } = machine
    const asker: Asker = { ip, mac, uuid, arch, model }
    const assigned = assign(machine)
    const found = signedOffer(assigned, arch)
    const plan = found?.offer.planFor({ firmware: 'uefi', cpu: cpuOf(arch) })
    if (found === undefined || plan?.kind !== 'plan') {
      const reason = 'Nothing of what is served has a signed GRUB for this machine.'
      reports.refused(asker, 'no-signed-loader', [reason])
      return grubRefusal(reason, mac)
    }
    const { chain, offer } = found
    const mediumId = offer.medium.identity.id
    const config: GrubConfig = {
      chain,
      urlBase: options.urlBase,
      entries: [{ plan, mediumId, urls: offer.urls, append: assigned.append }],
      first: 0,
      timeoutS: undefined,
      mac,
    }
    if (assigned.ignore || assigned.localDisk) {
      reports.script(asker, LOCAL_DISK_GIVEN)
      return grubConfig({ ...config, entries: [], first: 'local-disk' })
    }
    if (guard(machine, assigned) !== undefined) {
      reports.script(asker, LOCAL_DISK_GIVEN)
      return grubConfig({ ...config, first: 'local-disk', timeoutS: INSTALLED_TIMEOUT_S })
    }
    reports.script(asker, givenBy(plan, filesOf(plan, mediumId)))
    return grubConfig(config)
  }
}
