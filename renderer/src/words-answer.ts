import { exampleId } from './recipe-setup'
import type { RecipeAnswer } from '../../main/engine/types'
import { baseName, lowerFirst } from './format'

/** What an answer file is called: the title of an example, or the name of a file. */
export function answerName(takes: RecipeAnswer, answer: string): string {
  const id = exampleId(answer)
  if (id === undefined) return baseName(answer)
  return takes.examples.find((example) => example.id === id)?.title ?? id
}

/** Whether an example says of itself that it empties a disk. */
export function wipes({ id, title }: RecipeAnswer['examples'][number]): boolean {
  return /\b(wipe|erase|whole.disk|first.disk|entire.disk|empties|proxmox-answer)/i.test(`${id} ${title}`)
}

export const WIPES = 'Erases a disk of the machine without asking.'

/** `Preseed file: none`, `Preseed file: needed`. */
export function noAnswerWords({ required }: RecipeAnswer): string {
  return required ? 'needed' : 'none'
}

/** For buttons: `Show the preseed file`. */
export function answerButton(verb: string, { title }: RecipeAnswer): string {
  return `${verb} the ${lowerFirst(title)}`
}
