import type { Said } from '../../main/engine/said'
import type { RecipeAnswer } from '../../main/engine/types'
import type { AnswerTaker } from './answers'
import { baseName } from './format'
import { words } from './lang/lang.svelte'
import { exampleId } from './recipe-setup'
import { recipeText } from './recipe-text'
import { toldWords } from './words-facts'

/** What an answer file is called: the title of an example, or the name of a file. */
export function answerName(takes: RecipeAnswer, answer: string): string {
  const id = exampleId(answer)
  if (id === undefined) return baseName(answer)
  const title = takes.examples.find((example) => example.id === id)?.title
  return title === undefined ? id : recipeText(title)
}

/** `Preseed file: none`, `Preseed file: needed`. */
export function noAnswerWords({ required }: RecipeAnswer): string {
  return required ? words().answers.needed : words().answers.none
}

/** `preseed file`: the kind of answer file, within a sentence. */
export function answerWithin({ title }: RecipeAnswer): string {
  return words().answers.within(recipeText(title))
}

/** For a file that could be used for a medium: `In place of the preseed file of Debian`. */
export function useWords({ report, answer }: AnswerTaker, now: string | undefined): string {
  const { theOf, inPlaceOf } = words().answers
  return (now === undefined ? theOf : inPlaceOf)(answerWithin(answer), report.name || report.label)
}

/** What is doubtful about an answer file, a sentence. */
export function doubtWords({ text, code, details }: Said): string {
  return toldWords('doubts', code, details) ?? text
}
