import type { MediumReport, RecipeAnswer, RecipeOffer } from '../../main/engine/types'
import type { Settings } from '../../preload/contract'
import { pickRecipe } from './choices'
import { baseName } from './format'
import type { Medium } from './media.svelte'

/** A medium whose chosen recipe takes an answer file. */
export interface AnswerTaker {
  readonly report: MediumReport
  readonly recipe: RecipeOffer
  readonly answer: RecipeAnswer
}

/** Formats by the ending that their files have; the first two are used for several. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  cfg: ['preseed', 'kickstart', 'esxi'],
  xml: ['autoyast', 'unattend', 'xenserver'],
  seed: ['preseed'],
  preseed: ['preseed'],
  ks: ['kickstart', 'esxi'],
  yaml: ['autoinstall'],
  yml: ['autoinstall'],
  json: ['agama', 'ignition'],
  jsonnet: ['agama'],
  ign: ['ignition'],
  toml: ['proxmox'],
}

/** What an installer of Ubuntu looks for by name. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'user-data': ['autoinstall'],
  'ks.cfg': ['kickstart', 'esxi'],
}

function formatsOf(path: string): readonly string[] | undefined {
  const name = baseName(path).toLowerCase()
  const ending = /\.([a-z]+)$/.exec(name)?.[1] ?? ''
  if (Object.hasOwn(NAMES, name)) return NAMES[name]
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined
}

/** Whether a file is, by its name, more likely an answer file than a medium. */
export function looksLikeAnswer(path: string): boolean {
  return !/^[a-z]+:\/\//i.test(path) && formatsOf(path) !== undefined
}

/** The media that take an answer file as they are chosen now. */
export function takersOf(media: readonly Medium[], recipes: Settings['recipes']): readonly AnswerTaker[] {
  return media.flatMap((medium) => {
    if (medium.kind !== 'ready') return []
    const { report } = medium
    const recipe = pickRecipe(report, recipes[report.path]?.recipe)
    return recipe?.answer === undefined ? [] : [{ report, recipe, answer: recipe.answer }]
  })
}

/** The one medium that a dropped file can only be meant for; undefined where that has to be asked. */
export function clearTaker(path: string, takers: readonly AnswerTaker[]): AnswerTaker | undefined {
  const formats = formatsOf(path) ?? []
  const [taker, another] = takers
  return another === undefined && taker !== undefined && formats.includes(taker.answer.format) ? taker : undefined
}
