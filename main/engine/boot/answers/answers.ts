/**
 * Answer files, filled in for one machine at the moment it asks: `/answer/<medium>/<recipe>/<machine>/<name>`.
 */
import type { Assignment } from '../assign'
import { offerOf } from '../made/made'
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
  const rule = offer?.recipe.answer
  if (offer?.answer === undefined || rule === undefined) return undefined
  const { urls, recipe, medium } = offer
  const subject = { urls, recipeId: recipe.id, medium: medium.identity.fileName }
  return answerTexts(await offer.answer.read(), rule, machine, subject).get(name)
}
