import type { MediumReport } from '../../main/engine/types'
import { words } from './lang/lang.svelte'
import { recipeText } from './recipe-text'
import { toldWords } from './words-facts'

/** What was noticed when a medium was looked at, a sentence each; much of it comes from recipes. */
export function reportNotice({ code, text, details = {} }: MediumReport['notices'][number]): string {
  if (words().told.engineSpeaksIt) return recipeText(text)
  return toldWords('notices', code, details) ?? toldWords('errors', code, details) ?? recipeText(text)
}

/** All of it in a row. */
export function reportWords(notices: MediumReport['notices']): string {
  return notices.map(reportNotice).join(' ')
}
