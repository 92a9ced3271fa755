import { basename } from 'node:path'
import type { Recipe } from '../../recipes/schema'
import type { AnswerFile, BootOptions } from '../contract'
import { doubtsAbout } from './check'

/** Tells what is doubtful about an answer file, once for each file and recipe. */
export type TellDoubts = (recipe: Recipe, file: AnswerFile) => Promise<void>

/** More sentences are not put into one notice. */
const MAX_TOLD = 3

export function createDoubts({ notify }: Pick<BootOptions, 'notify'>): TellDoubts {
  const told = new Set<string>()
  return async (recipe, file) => {
    const key = JSON.stringify([recipe.id, file.title])
    if (told.has(key) || notify === undefined) return
    told.add(key)
    const name = basename(file.title)
    if (recipe.answer === undefined) {
      const text = `The answer file ${name} is not used: ${recipe.title} takes none.`
      notify({ level: 'warning', code: 'answer-unused', text, details: { name, recipe: recipe.title } })
      return
    }
    const doubts = doubtsAbout(await file.read(), recipe.answer)
    const [first] = doubts
    if (first === undefined) return
    const more = doubts.length - MAX_TOLD
    const sentences = doubts.slice(0, MAX_TOLD).map(({ text }) => text)
    const text = `The answer file ${name} for ${recipe.title}: ${sentences.join(' ')}${more > 0 ? ` And ${more} more.` : ''}`
    // In other languages the first is told; all of them stand in the preview.
    const others = doubts.length - 1
    const details = { ...first.details, reason: first.code, ...(others > 0 ? { others } : {}) }
    notify({ level: 'warning', code: 'answer-doubtful', text, details: { ...details, name, recipe: recipe.title } })
  }
}
