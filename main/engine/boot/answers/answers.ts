/**
 * Answer files, filled in for one machine at the moment it asks: `/answer/<medium>/<recipe>/<machine>/<name>`.
 */
import type { Assignment } from '../assign'
import { offerOf } from '../made/made'
import type { FileRequest } from '../resolve'

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
 * The text of one name: the answer file itself, or what the recipe puts beside it; undefined for every other name.
 * @param assigned what the machine is to boot
 * @throws BootdropError where the user's file cannot be read
 */
export async function answerText({ name, ...asked }: AnswerRequest, assigned: Assignment): Promise<string | undefined> {
  const offer = offerOf(asked, assigned)
  const answer = offer?.recipe.answer
  if (offer?.answer === undefined || answer === undefined) return undefined
  if (name === answer.name) return offer.answer.read()
  return Object.hasOwn(answer.beside, name) ? answer.beside[name] : undefined
}
