/**
 * Files that are made for one machine at the moment it asks: `/made/<medium>/<recipe>/<machine>/<name>`. A recipe names them with
 * `made: boot.cfg`; makers.ts has who makes which.
 */
import type { Medium, MediumFile } from '../../media/medium'
import type { PlanChoice } from '../../recipes/types'
import type { Mac } from '../../types'
import type { Assignment } from '../assign'
import { machineName, macOfName, wayName } from '../file-urls'
import type { MediumUrls } from '../file-urls'
import type { Offer } from '../offers'
import { grubConfigPath } from './grub'
import { MAKERS } from './makers'

/** What a maker knows. */
export interface MadeFor {
  readonly medium: Medium
  readonly urls: MediumUrls
  readonly mac: Mac | undefined
  /** What the user chose of the recipe. */
  readonly choice: PlanChoice
  readonly planFor: Offer['planFor']
  /** Name of the machine's answer file; undefined where none was chosen. */
  readonly answer: string | undefined
  /** The user's own kernel arguments. */
  readonly append: string
  /** The machine's own query, where the name was asked for with one. */
  readonly query: URLSearchParams
}

/** What is made: its text or bytes, or a file that is read as it is sent, for what is too big to be kept in memory. */
export type MadeFile = string | Uint8Array | MediumFile

/** Gives the file, or undefined where this medium has none of it. @throws BootdropError from reading the medium */
export type Maker = (made: MadeFor) => Promise<MadeFile | undefined>

/** One name below `/made`. */
export interface MadeRequest {
  readonly mediumId: string
  /** As wayName in file-urls.ts writes it. */
  readonly recipeId: string
  /** As file-urls.ts writes it. */
  readonly machine: string
  readonly name: string
  readonly query: URLSearchParams
}

/** @param assigned what the machine is to boot */
export async function makeFile(request: MadeRequest, assigned: Assignment): Promise<MadeFile | undefined> {
  const name = request.name.toLowerCase()
  const maker = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined
  const offer = offerOf(request, assigned)
  if (maker === undefined || offer === undefined) return undefined
  const { medium, urls, choice, answer, recipe, planFor } = offer
  return maker({
    medium,
    planFor,
    urls,
    choice,
    mac: macOfName(request.machine),
    answer: answer && recipe.answer?.name,
    append: assigned.append,
    query: request.query,
  })
}

/**
 * The configuration that a loader asks for at a place of its own, which its program has built in (the GRUB of XenServer).
 * @param path within a medium
 */
export async function configAt(
  path: string,
  mac: Mac | undefined,
  assigned: Assignment,
): Promise<MadeFile | undefined> {
  for (const { medium, recipe, choice, planFor } of assigned.offers) {
    const plan = planFor({ firmware: 'uefi', cpu: 'x64' })
    if (plan.kind !== 'plan' || grubConfigPath(plan)?.toLowerCase() !== path.toLowerCase()) continue
    const [mediumId, recipeId] = [medium.identity.id, wayName(recipe.id, choice.entry)]
    const query = new URLSearchParams()
    return makeFile({ mediumId, recipeId, machine: machineName(mac), name: 'grub.cfg', query }, assigned)
  }
  return undefined
}

/** The offer that a name below `/made` or `/answer` is of. */
export function offerOf(
  { mediumId, recipeId }: Pick<MadeRequest, 'mediumId' | 'recipeId'>,
  { offers }: Assignment,
): Offer | undefined {
  return offers.find(
    ({ medium, recipe, choice }) => medium.identity.id === mediumId && wayName(recipe.id, choice.entry) === recipeId,
  )
}
