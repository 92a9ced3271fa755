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
    if (doubts.length === 0) return
    const more = doubts.length > MAX_TOLD ? ` And ${doubts.length - MAX_TOLD} more.` : ''
    const text = `The answer file ${name} for ${recipe.title}: ${doubts.slice(0, MAX_TOLD).join(' ')}${more}`
    notify({ level: 'warning', code: 'answer-doubtful', text, details: { name, recipe: recipe.title } })
  }
}
