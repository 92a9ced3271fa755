/**
 * Answer files, filled in for one machine at the moment it asks: `/answer/<medium>/<recipe>/<machine>/<name>`, or by name alone.
 */
import type { Assignment } from '../assign'
import { offerOf } from '../made/made'
import type { Offer } from '../offers'
import type { FileRequest } from '../resolve'
import { answerTexts } from './texts'
import type { AnswerMachine } from './values'

/** One name below `/answer`. */
export interface AnswerRequest {
  readonly mediumId: string
  readonly recipeId: string
  /** As file-urls.ts writes it. */
  readonly machine: string
  readonly name: string
  readonly request: FileRequest
}

/**
 * The text of one name: the answer file itself, or what lies beside it; undefined for every other name.
 * @param assigned what the machine is to boot
 * @throws BootdropError where the user's file cannot be read
 */
export async function answerText(
  { name, ...asked }: AnswerRequest,
  assigned: Assignment,
  machine: AnswerMachine,
): Promise<string | undefined> {
  const offer = offerOf(asked, assigned)
  return offer && textOf(offer, name, machine)
}

/**
 * The same by the name alone, `/answer/<name>`, for an ISO into which a URL had to be written before anybody knew of Bootdrop's own
 * names (`proxmox-auto-install-assistant prepare-iso --fetch-from http`): of the first medium that has an answer file of this name, or
 * something of this name beside it.
 */
export async function namedAnswer(
  name: string,
  { offers }: Assignment,
  machine: AnswerMachine,
): Promise<string | undefined> {
  const offer = offers.find(({ answer, recipe }) => {
    const rule = answer === undefined ? undefined : recipe.answer
    return rule !== undefined && (rule.name === name || Object.hasOwn(rule.beside, name))
  })
  return offer && textOf(offer, name, machine)
}

async function textOf(offer: Offer, name: string, machine: AnswerMachine): Promise<string | undefined> {
  const rule = offer.recipe.answer
  if (offer.answer === undefined || rule === undefined) return undefined
  const { urls, recipe, medium } = offer
  const subject = { urls, recipeId: recipe.id, medium: medium.identity.fileName }
  return answerTexts(await offer.answer.read(), rule, machine, subject).get(name)
}
