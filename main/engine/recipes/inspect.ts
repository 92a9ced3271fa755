import { findSignedChains } from '../boot/signed/medium-chain'
import type { Medium } from '../media/medium'
import type { Cpu, MachineKind, MediumReport, RecipeAnswer, RecipeEntry, RecipeOffer, RecipeOption } from '../types'
import type { RecipeShelf } from './load'
import { matchRecipes } from './match'
import { nothingBoots } from './nothing'
import { entriesOf, planBoot } from './plan'
import type { Recipe } from './schema'
import { Survey } from './survey'
import type { BootPlan, ImagePlan, PlanChoice, PlanTarget, RecipeMatch } from './types'

/** The machines that an inspection answers for. */
export const TARGETS: readonly PlanTarget[] = [
  { firmware: 'bios', cpu: 'x64' },
  { firmware: 'bios', cpu: 'x86' },
  { firmware: 'uefi', cpu: 'x64' },
  { firmware: 'uefi', cpu: 'x86' },
  { firmware: 'uefi', cpu: 'arm64' },
]

const NO_SHELF = { own: new Set<string>(), problems: [] }

type Notices = MediumReport['notices'][number][]

/**
 * What a medium is and how it can boot. `startedAtMs` is when the user dropped it, on the clock of `performance.now()`, so that
 * `ms` counts the opening too.
 */
export async function inspectMedium(
  medium: Medium,
  recipes: readonly Recipe[],
  startedAtMs: number = performance.now(),
  { own, problems }: Pick<RecipeShelf, 'own' | 'problems'> = NO_SHELF,
): Promise<MediumReport> {
  const survey = new Survey(medium)
  const matches = await matchRecipes(survey, recipes)
  const notices: Notices = [...medium.notices]
  const cpus = new Set<Cpu>()
  const offers: RecipeOffer[] = []
  for (const match of matches) {
    if (match.recipe.lastResort && offers.length > 0) continue
    const offer = await offerOf(survey, match, cpus, notices)
    if (offer) offers.push({ ...offer, own: own.has(match.recipe.id) })
  }
  if (matches.length === 0) {
    const { text, ...details } = await nothingBoots(medium)
    notices.push({ level: 'warning', code: 'no-recipe', text, details })
  }
  const [best] = matches
  const { path, label, filesystem, size } = medium.identity
  return {
    path,
    label,
    family: best?.recipe.family ?? 'unknown',
    name: best?.name || label,
    version: best?.version ?? '',
    arch: [...cpus],
    filesystem,
    size,
    recipes: offers,
    brokenRecipes: problems,
    notices,
    ms: Math.round((performance.now() - startedAtMs) * 10) / 10,
  }
}

/**
 * A recipe says what its kernel alone is good for. With a shim and a GRUB of its own that can use the network, read out of the
 * medium, it boots under Secure Boot all the same.
 */
async function secureBootOf(
  survey: Survey,
  told: RecipeOffer['secureBoot'],
  plans: readonly (BootPlan | ImagePlan)[],
): Promise<RecipeOffer['secureBoot']> {
  const byGrub = plans.some((plan) => plan.kind === 'plan' && plan.firmware === 'uefi' && plan.way === 'linux')
  if (told === 'yes' || !byGrub) return told
  const chains = await findSignedChains(survey.medium)
  return 'none' in chains ? told : 'yes'
}

/** The offer of one match; undefined, with a notice that says why, when no machine could boot it. */
async function offerOf(
  survey: Survey,
  match: RecipeMatch,
  cpus: Set<Cpu>,
  notices: Notices,
): Promise<Omit<RecipeOffer, 'own'> | undefined> {
  const { recipe } = match
  if (recipe.refuse !== undefined) {
    notices.push({
      level: 'warning',
      code: 'medium-needs-other',
      text: recipe.refuse,
      details: { refusal: recipe.refuse },
    })
    return undefined
  }
  // An answer file that has to be there is asked for later: what can boot with one is said now.
  const answer = recipe.answer?.required === true
  const { plans, why } = await plansOf(survey, match, { answer })
  if (plans.length === 0) {
    notices.push({ level: 'warning', code: 'recipe-not-usable', text: why })
    return undefined
  }
  for (const plan of plans) cpus.add(plan.cpu)
  for (const text of new Set(plans.flatMap((plan) => plan.warnings))) {
    notices.push({ level: 'warning', code: 'recipe-doubtful', text })
  }
  return {
    id: recipe.id,
    title: recipe.title,
    firmware: [...new Set(plans.map((plan) => plan.firmware))],
    secureBoot: await secureBootOf(survey, recipe.secureBoot, plans),
    minRamMiB: mostRam(plans),
    why: match.why,
    score: match.score,
    entries: await entriesWithTruth(survey, match, { answer }),
    options: recipe.options.map(optionOf),
    answer: recipe.answer && answerOf(recipe.answer),
    needs: recipe.needs,
    untested: recipe.untested ?? '',
    notes: recipe.notes,
    installs: plans.some(({ installs }) => installs),
  }
}

/** The plans of every kind of machine; `why` is the first refusal. */
async function plansOf(
  survey: Survey,
  match: RecipeMatch,
  choice: PlanChoice,
): Promise<{ plans: (BootPlan | ImagePlan)[]; kinds: MachineKind[]; why: string }> {
  const plans: (BootPlan | ImagePlan)[] = []
  const kinds: MachineKind[] = []
  let why = ''
  for (const target of TARGETS) {
    const plan = await planBoot(survey, match, { ...target, ...choice })
    if (plan.kind === 'refusal') why ||= plan.text
    else {
      plans.push(plan)
      kinds.push(`${target.firmware}-${target.cpu}`)
    }
  }
  return { plans, kinds, why }
}

async function entriesWithTruth(survey: Survey, match: RecipeMatch, choice: PlanChoice): Promise<RecipeEntry[]> {
  const entries: RecipeEntry[] = []
  for (const { id, title } of await entriesOf(survey, match)) {
    const { plans, kinds } = await plansOf(survey, match, { ...choice, entry: id })
    entries.push({ id, title, minRamMiB: mostRam(plans), machines: kinds })
  }
  return entries
}

function mostRam(plans: readonly (BootPlan | ImagePlan)[]): number {
  return Math.max(0, ...plans.map(({ minRamMiB }) => minRamMiB))
}

function optionOf({ id, title, choices = [], text, example }: Recipe['options'][number]): RecipeOption {
  const kind = text !== undefined ? 'text' : choices.length > 0 ? 'choice' : 'switch'
  return { id, title, kind, choices: choices.map(({ id, title }) => ({ id, title })), example, pattern: text ?? '' }
}

function answerOf({ title, format, required, examples }: NonNullable<Recipe['answer']>): RecipeAnswer {
  return { title, format, required, examples }
}
