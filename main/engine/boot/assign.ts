/** What a machine is to boot: what is served, as its rule says. */
import { BootdropError, messageOf } from '../errors'
import { ruleFor } from '../rules/match'
import type { LoaderChoice, Rule } from '../types'
import { checkAppend } from './append'
import { createDoubts } from './answers/doubts'
import type { AnswerFile, BootMedium, BootOptions, MachineFacts } from './contract'
import type { Offer, Planner } from './offers'

export interface Assignment {
  /** At least one; more than one is a menu. */
  readonly offers: readonly Offer[]
  /** A menu for one medium as well: `offers` are that medium and its further entries. */
  readonly menu: boolean
  readonly append: string
  readonly loader: LoaderChoice
  readonly ignore: boolean
  readonly localDisk: boolean
  /** Installs again, although it has just been installed. */
  readonly again: boolean
  /** Who says so, for people: `Rule "Classroom PCs"`. */
  readonly by: string
}

/** Answers in microseconds. */
export type Assign = (machine: MachineFacts) => Assignment

export interface Assignments {
  readonly assign: Assign
  /** Of machines that no rule fits. */
  readonly everyone: Assignment
  /** `everyone` and that of each rule. */
  readonly all: readonly Assignment[]
}

/**
 * Plans what is served, and what rules name beside it. Doubts about answer files are told as notices.
 * @throws BootdropError `no-recipe`, `recipe-unknown`, `usage` (kernel arguments), `rules-broken` (a medium that is not served, an
 * answer file that nothing takes), `answer-missing`
 */
export async function createAssign(options: BootOptions, planner: Planner): Promise<Assignments> {
  const tellDoubts = createDoubts(options)
  const offers: Offer[] = []
  for (const medium of options.media) {
    const offer = await planner.offer(medium)
    offers.push(offer)
    if (medium.answer !== undefined) await tellDoubts(offer.recipe, medium.answer)
  }
  const everyone: Assignment = {
    ...(await withMenu(options.media, offers)),
    append: checkAppend(options.append),
    loader: options.loader,
    ignore: false,
    localDisk: false,
    again: false,
    by: 'What is served',
  }
  const byRule = new Map<Rule, Assignment>()
  for (const [at, rule] of options.rules.entries()) {
    byRule.set(rule, await assignmentOf(rule, `Rule ${rule.name === undefined ? at + 1 : `"${rule.name}"`}`))
  }

  async function assignmentOf(rule: Rule, by: string): Promise<Assignment> {
    const { append, loader, ignore, localDisk, again } = rule.action
    return {
      ...(await offersOf(rule, by)),
      append: append === undefined ? everyone.append : checkAppend(append),
      loader: loader ?? everyone.loader,
      ignore: ignore === true,
      localDisk: localDisk === true,
      again: again === true,
      by,
    }
  }

  /** A recipe or entry without a medium means every medium that has it. */
  async function offersOf({ action }: Rule, by: string): Promise<Pick<Assignment, 'offers' | 'menu'>> {
    const { medium, recipe, entry, answer } = action
    const media = options.media.filter((served) => medium === undefined || served.medium.identity.path === medium)
    if (media.length === 0) {
      throw new BootdropError('rules-broken', `${by} boots ${medium}, which is not among the media that are served.`, {
        reason: 'medium',
        rule: by,
        medium: medium ?? '',
      })
    }
    // Who names what a machine boots wants no menu of it.
    const named = medium !== undefined || recipe !== undefined || entry !== undefined
    if (!named && answer === undefined) return { offers: everyone.offers, menu: everyone.menu }
    if (recipe === undefined && entry === undefined && answer === undefined) {
      return { offers: offers.filter((offer) => media.some((served) => served.medium === offer.medium)), menu: false }
    }
    const own = answer === undefined ? undefined : await answerOf(answer, by)
    const found: Offer[] = []
    const planned: BootMedium[] = []
    let problem: unknown
    for (const served of media) {
      try {
        const medium = await changed(served, recipe, entry)
        const given = own === undefined ? medium : { ...medium, answer: own }
        found.push(await planner.offer(given))
        planned.push(given)
      } catch (error) {
        problem ??= error
      }
    }
    if (own !== undefined && found.length > 0) await tellTakers(own, found, by)
    if (found.length > 0) return named ? { offers: found, menu: false } : withMenu(planned, found)
    const code = problem instanceof BootdropError ? problem.code : 'recipe-unknown'
    const details = problem instanceof BootdropError ? problem.details : {}
    throw new BootdropError(code, `${by}: ${messageOf(problem)}`, { ...details, rule: by }, problem)
  }

  async function withMenu(
    media: readonly BootMedium[],
    chosen: readonly Offer[],
  ): Promise<Pick<Assignment, 'offers' | 'menu'>> {
    const [only, ...more] = media
    if (options.menu !== 'always' || only === undefined || more.length > 0) return { offers: chosen, menu: false }
    return { offers: [...chosen, ...(await planner.furtherEntries(only))], menu: true }
  }

  async function answerOf(chosen: string, by: string): Promise<AnswerFile> {
    try {
      return await options.answerOf(chosen)
    } catch (error) {
      const code = error instanceof BootdropError ? error.code : 'answer-missing'
      throw new BootdropError(code, `${by}: ${messageOf(error)}`, { answer: chosen, path: chosen, rule: by }, error)
    }
  }

  /** Each recipe is asked once; a menu may hold systems that take no answer file beside those that do. */
  async function tellTakers(own: AnswerFile, found: readonly Offer[], by: string): Promise<void> {
    const takers = new Set(found.filter(({ recipe }) => recipe.answer !== undefined).map(({ recipe }) => recipe))
    if (takers.size === 0) {
      const titles = [...new Set(found.map(({ title }) => title))].join(' and ')
      throw new BootdropError('rules-broken', `${by} gives an answer file, and ${titles} takes none.`, {
        reason: 'answer',
        rule: by,
        titles,
      })
    }
    for (const recipe of takers) await tellDoubts(recipe, own)
  }

  async function changed(
    served: BootMedium,
    recipe: string | undefined,
    entry: string | undefined,
  ): Promise<BootMedium> {
    const { medium } = served
    if (recipe === undefined || recipe === served.match.recipe.id)
      return { ...served, ...(entry === undefined ? {} : { entry }) }
    // Options and answer file are those of another recipe.
    return { medium, match: await options.matchOf(medium, recipe), ...(entry === undefined ? {} : { entry }) }
  }

  const assign: Assign = (machine) => {
    const rule = ruleFor(options.rules, machine)
    return (rule && byRule.get(rule)) ?? everyone
  }
  return { assign, everyone, all: [everyone, ...byRule.values()] }
}
