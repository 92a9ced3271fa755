/** The boot file of DHCP's answer. Asked for each DISCOVER of a flood: everything that takes time was done before. */
import type { BootPlan } from '../recipes/types'
import { encodePath } from '../recipes/urls'
import type { ClientArch } from '../types'
import type { Assign, Assignment } from './assign'
import { chainsFor, cpuOf, isBios, isHttp, pickChain } from './chains'
import type { ChainFacts } from './chains'
import type { BootFile, BootFileRequest, BootOptions, ChainId } from './contract'
import type { Guard } from './guard'
import { targetOf } from './machine'
import type { Offer } from './offers'
import type { SignedChain } from './signed/chain'
import { placedFiles } from './ways'

/** RFC 2131: the header's field for it has 128 bytes, and its text ends with a NUL. Option 67 could hold 255. */
const MAX_FILE_LENGTH = 127

/** What a Raspberry Pi 3 asks for first; later ones ignore it (FIELD.md 3.4). */
const PI_FILE = 'bootcode.bin'

/** Names of the loaders for one architecture; undefined where there is none. */
interface Names {
  readonly small: string | undefined
  readonly full: string | undefined
  readonly shim: string | undefined
}

export function createBootFile(
  { loaders, urlBase }: BootOptions,
  assign: Assign,
  guard: Guard,
): (request: BootFileRequest) => BootFile {
  const names = new Map<ClientArch, Names>()

  function namesOf(arch: ClientArch): Names {
    const known = names.get(arch) ?? {
      small: loaders.names(arch, 'small'),
      full: loaders.names(arch, 'full'),
      shim: loaders.signedIpxe(arch)?.shim.name,
    }
    names.set(arch, known)
    return known
  }

  return ({ machine, stage, mode, attempt, worked, ipxeHasHttp }) => {
    const assigned = assign(machine)
    if (assigned.ignore) return { kind: 'ignore', reason: `${assigned.by} says to leave this machine alone` }
    if (stage === 'ipxe' && ipxeHasHttp !== false) {
      return { kind: 'file', file: `${urlBase}/boot.ipxe`, chain: 'script' }
    }
    const { arch } = machine
    // The way to the local disk is a script: an image that the firmware boots itself would install once more.
    const localDisk = assigned.localDisk || guard(machine, assigned) !== undefined
    const { small, full, shim } = namesOf(arch)
    const signed = signedOffer(assigned, arch)
    const image = localDisk ? undefined : wholeImageOf(assigned, arch)
    const facts: ChainFacts = {
      arch,
      mode,
      choice: assigned.loader,
      loaders: {
        small: small !== undefined,
        full: full !== undefined,
        signed: shim !== undefined,
        pi: loaders.pi !== undefined,
      },
      mediumGrub: signed?.chain,
      wholeImage: image && (image.fits ? 'fits' : 'other-processor'),
    }
    const chains = chainsFor(facts)
    if ('why' in chains) return { kind: 'none', why: chains.why }
    const chain = pickChain(chains.chains, attempt, worked)
    const file = fileOf(chain)
    return file === undefined ? { kind: 'none', why: 'no-loader-for-arch' } : { kind: 'file', file, chain }

    function fileOf(id: ChainId): string | undefined {
      // HTTPClient takes nothing but a URL (FIELD.md 3.2); PXE firmware asks siaddr for a bare name.
      const named = (name: string | undefined, folder: string): string | undefined =>
        name !== undefined && isHttp(arch) ? `${urlBase}${folder}/${name}` : name
      switch (id) {
        case 'ipxe-small':
          return named(small, '/boot')
        case 'ipxe-full':
          return named(full, '/boot')
        case 'ipxe-signed':
          // A folder of its own, so that what the shim asks for beside itself is the signed iPXE, whoever asks.
          return named(shim, `/boot/signed/${arch}`)
        case 'medium-signed':
          return signed && signedFile(signed, arch)
        case 'whole-image':
          return image && imageUrl(image.offer, urlBase)
        case 'pi':
          return PI_FILE
        case 'script':
          return undefined
      }
    }
  }
}

/** A medium whose own shim and GRUB boot a machine. */
export interface SignedOffer {
  readonly offer: Offer
  readonly chain: SignedChain
}

/** The first medium with a signed way for this machine; it has to have a plan for it too. */
export function signedOffer({ offers }: Assignment, arch: ClientArch): SignedOffer | undefined {
  if (isBios(arch)) return undefined
  const cpu = cpuOf(arch)
  for (const offer of offers) {
    // Further entries stand in the menu of the medium's own.
    if (offer.entryTitle !== undefined) continue
    const chain = offer.signed.find((candidate) => candidate.cpu === cpu)
    if (chain && loadsByGrub(offer.planFor({ firmware: 'uefi', cpu }))) return { offer, chain }
  }
  return undefined
}

/** A signed GRUB loads a kernel and its initrds, and cannot put further files into them as iPXE can. */
export function loadsByGrub(plan: ReturnType<Offer['planFor']>): plan is BootPlan {
  return plan.kind === 'plan' && plan.way === 'linux' && placedFiles(plan).every(({ as }) => as === undefined)
}

/** The image that firmware takes as it is; undefined where there is something else to boot. */
export function wholeImageOf(
  { offers }: Assignment,
  arch: ClientArch,
): { readonly offer: Offer; readonly fits: boolean } | undefined {
  const [first] = offers
  if (first === undefined || !offers.every(({ wholeImage }) => wholeImage)) return undefined
  const fitting = offers.find((offer) => offer.planFor(targetOf(arch)).kind === 'image')
  return { offer: fitting ?? first, fits: fitting !== undefined }
}

/**
 * PXE: the bare name, which the shim's own search for GRUB beside itself starts from; virtual-root.ts knows both. HTTP: the
 * medium's own folder, where GRUB lies beside the shim.
 */
function signedFile({ offer, chain }: SignedOffer, arch: ClientArch): string {
  if (isHttp(arch)) return `${offer.urls.base}${encodePath(chain.shim)}`
  return chain.shim.slice(chain.shim.lastIndexOf('/') + 1).toLowerCase()
}

function imageUrl({ urls, medium }: Offer, urlBase: string): string {
  return urls.iso.length <= MAX_FILE_LENGTH ? urls.iso : `${urlBase}/raw/${medium.identity.id}/image.iso`
}
