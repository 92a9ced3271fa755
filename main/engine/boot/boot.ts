/**
 * The boot side of a serving engine: media with their recipes, every kind of machine. See contract.ts for the way that a machine
 * takes through it.
 */
import { systemClock } from '../clock'
import type { Clock } from '../clock'
import type { Medium } from '../media/medium'
import type { SignedKind } from '../types'
import { answerText, namedAnswer } from './answers/answers'
import { saysFinished } from './answers/posted'
import { createTold } from './answers/told'
import { createAssign } from './assign'
import type { Assignment } from './assign'
import { createBootFile, signedOffer } from './boot-file'
import type { SignedOffer } from './boot-file'
import type { Boot, BootOptions } from './contract'
import { createGuard } from './guard'
import { createImageFetched } from './image-fetched'
import { createMachineGrub } from './machine-grub'
import { createMachineScript } from './machine-script'
import { machineOf } from './machine'
import { configAt, makeFile } from './made/made'
import { Planner, WHOLE_TREE } from './offers'
import { createReports } from './reports'
import type { FileRequest } from './resolve'
import { SIGNED_ARCHS } from './signed-files'
import { createVirtualRoot } from './virtual-root'
import type { MediumChain } from './virtual-root'

/**
 * Plans the boot of every kind of machine once, so that each request is answered at once and without reading the medium.
 * @throws BootdropError `no-recipe` when no machine could boot one of the media, `recipe-unknown` for a recipe or an entry that is
 * not there, `usage` for kernel arguments that cannot be passed on, `rules-broken` for a rule with a medium that is not served
 */
export async function createBoot(options: BootOptions, clock: Clock = systemClock): Promise<Boot> {
  const { loaders, identify, observe } = options
  const { assign, all, everyone } = await createAssign(options, new Planner(options.urlBase, options.loaders))
  const guard = createGuard(options)
  const reports = createReports(options)
  const scripts = { options, assign, guard, reports, clock }
  const bootFiles = bootFilesOf(all)
  tellMissingSigned(options, all)
  const [first] = everyone.offers
  const told = createTold(options)
  const machineScript = createMachineScript(scripts)

  /** What the machine of a URL is to boot. */
  function assignedTo(name: string, request: FileRequest): Assignment {
    const { facts } = told.asking(name, request)
    return facts === undefined ? everyone : assign(facts)
  }

  return {
    title: first !== undefined && options.media.length === 1 ? first.title : `${options.media.length} media`,
    signed: signedKinds(options, all),
    bootFile: createBootFile(options, assign, guard),
    resolve: createVirtualRoot({
      media: options.media.map(({ medium }) => medium),
      loaders,
      identify,
      scriptFor(request) {
        told.note(request)
        return machineScript(request)
      },
      grubFor: createMachineGrub(scripts, everyone),
      isBootFile(medium, path) {
        const files = bootFiles.get(medium)
        return files?.has(path) === true || files?.has(WHOLE_TREE) === true
      },
      signedOf: (machine) => chainOf(all, machine && signedOffer(assign(machine), machine.arch)),
      imageFetched: createImageFetched(assign, everyone, reports),
      configAt: (path, asker) => configAt(path, told.asking('', asker).machine.mac, assignedTo('', asker)),
      made: (asked, asker) => makeFile(asked, assignedTo(asked.machine, asker)),
      answer: (asked) =>
        answerText(asked, assignedTo(asked.machine, asked.request), told.asking(asked.machine, asked.request).machine),
      namedAnswer: (name, asker) => namedAnswer(name, assignedTo('', asker), told.asking('', asker).machine),
      finished(request) {
        const { ip, query, posted } = request
        const mac = machineOf(query).mac ?? told.asking('', request).machine.mac
        if (saysFinished(posted)) observe?.({ kind: 'finished', ip, mac })
      },
    }),
  }
}

function bootFilesOf(all: readonly Assignment[]): ReadonlyMap<Medium, ReadonlySet<string>> {
  const files = new Map<Medium, Set<string>>()
  for (const offer of all.flatMap(({ offers }) => offers)) {
    const known = files.get(offer.medium) ?? new Set()
    for (const path of offer.bootFiles) known.add(path)
    files.set(offer.medium, known)
  }
  return files
}

function signedKinds({ loaders }: BootOptions, all: readonly Assignment[]): SignedKind[] {
  const chains = all.flatMap(({ offers }) => offers).flatMap(({ signed }) => signed)
  const kinds: SignedKind[] = SIGNED_ARCHS.some((arch) => loaders.signedIpxe(arch) !== undefined) ? ['ipxe'] : []
  if (chains.some(({ http }) => http)) kinds.push('medium-http')
  if (chains.some(({ tftp }) => tftp)) kinds.push('medium-pxe')
  return kinds
}

/** The chain that a machine was given; for one that is not known, the first that there is. */
function chainOf(all: readonly Assignment[], given: SignedOffer | undefined): MediumChain | undefined {
  if (given !== undefined) return { medium: given.offer.medium, chain: given.chain }
  for (const { medium, signed } of all.flatMap(({ offers }) => offers)) {
    const [chain] = signed
    if (chain !== undefined) return { medium, chain }
  }
  return undefined
}

/** Says once, and what exactly, where signed loaders were chosen and there are none. */
function tellMissingSigned({ loaders, notify }: BootOptions, all: readonly Assignment[]): void {
  if (SIGNED_ARCHS.some((arch) => loaders.signedIpxe(arch) !== undefined)) return
  for (const { loader, offers } of all) {
    const [offer] = offers
    if (loader !== 'signed' || offer === undefined || offers.some(({ signed }) => signed.length > 0)) continue
    const text = `Signed loaders were chosen, and there are none: the folder of your own loaders has no signed iPXE with its shim, and ${offer.title} cannot lend its own. ${offer.noSigned ?? ''}`
    notify?.({ level: 'warning', code: 'no-signed-loader', text, details: { title: offer.title } })
    return
  }
}
