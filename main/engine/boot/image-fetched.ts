import type { FileRole } from '../types'
import type { Medium } from '../media/medium'
import type { Assign, Assignment } from './assign'
import { wholeImageOf } from './boot-file'
import type { KnownMachine } from './contract'
import { targetOf } from './machine'
import { givenBy } from './reports'
import type { Reports } from './reports'
import type { FileRequest } from './resolve'

/**
 * What a medium's whole image is to the machine that fetches it: `boot` where its firmware boots it (UEFI HTTP Boot). There is no
 * script on this way, so the fetch itself is reported as one, with the image as its only file. Everything else that asks is a
 * system that runs.
 */
export function createImageFetched(
  assign: Assign,
  everyone: Assignment,
  reports: Reports,
): (medium: Medium, machine: KnownMachine | undefined, request: FileRequest) => FileRole {
  return (medium, machine, { ip, path }) => {
    if (machine !== undefined && machine.chain !== 'whole-image') return 'runtime'
    // A machine whose address is not known: what everyone gets, of the kind that nearly all are.
    const { mac, uuid, arch, model } = machine ?? { mac: undefined, uuid: undefined, arch: undefined, model: undefined }
    const image = wholeImageOf(machine === undefined ? everyone : assign(machine), arch ?? 'http-x64')
    const plan = image?.offer.planFor(targetOf(arch ?? 'http-x64'))
    if (image?.offer.medium !== medium || plan?.kind !== 'image') return 'runtime'
    reports.script({ ip, mac, uuid, arch, model }, givenBy(plan, [path]))
    return 'boot'
  }
}
