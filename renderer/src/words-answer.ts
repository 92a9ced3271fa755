import { exampleId } from './recipe-setup'
import type { RecipeAnswer } from '../../main/engine/types'
import { baseName, lowerFirst } from './format'

/** What an answer file is called: the title of an example, or the name of a file. */
export function answerName(takes: RecipeAnswer, answer: string): string {
  const id = exampleId(answer)
  if (id === undefined) return baseName(answer)
  return takes.examples.find((example) => example.id === id)?.title ?? id
}

export const WIPES = 'Erases a disk of the machine without asking.'

/** On the badge of what is chosen, beside Start, and while it is served. */
export const ERASES = 'Erases a disk without asking'

/** `Preseed file: none`, `Preseed file: needed`. */
export function noAnswerWords({ required }: RecipeAnswer): string {
  return required ? 'needed' : 'none'
}

/** For buttons: `Show the preseed file`. */
export function answerButton(verb: string, { title }: RecipeAnswer): string {
  return `${verb} the ${lowerFirst(title)}`
}
