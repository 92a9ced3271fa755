/** One medium with its recipe, planned for every kind of machine, so that each request is answered without reading the medium. */
import { BootdropError } from '../errors'
import type { Medium } from '../media/medium'
import { TARGETS } from '../recipes/inspect'
import { entriesOf, pathOf, planBoot } from '../recipes/plan'
import { refusal } from '../recipes/plan-words'
import { Survey } from '../recipes/survey'
import type { Recipe } from '../recipes/schema'
import type { BootPlan, ImagePlan, PlanChoice, PlanFile, PlanRefusal, PlanTarget } from '../recipes/types'
import type { Cpu } from '../types'
import type { AnswerFile, BootMedium } from './contract'
import { mediumUrls } from './file-urls'
import type { MediumUrls } from './file-urls'
import type { Loaders } from './loaders'
import type { NoSignedChain, SignedChain } from './signed/chain'
import { findSignedChains, shimOf } from './signed/medium-chain'
import { isWimbootName } from './wimboot'

export interface Offer {
  readonly medium: Medium
  readonly recipe: Recipe
  /** What the user chose of it. */
  readonly choice: PlanChoice
  /** The answer file of all machines that have none of their own. */
  readonly answer: AnswerFile | undefined
  /** `Debian installer 12` */
  readonly title: string
  /** `Rescue mode`: it is a further entry, for the menu of one medium. */
  readonly entryTitle?: string
  readonly urls: MediumUrls
  /** How a machine's script asks for it: `medium=3f2a…&recipe=debian-installer`. */
  readonly query: string
  /** The firmware itself takes the image: nothing for PXE. */
  readonly wholeImage: boolean
  /** Paths that a loader fetches: kernels, initrds, shims. */
  readonly bootFiles: ReadonlySet<string>
  /** The medium's own shims, by processor. */
  readonly shims: ReadonlyMap<Cpu, string>
  readonly signed: readonly SignedChain[]
  /** Why `signed` is empty. */
  readonly noSigned: string | undefined
  planFor(target: PlanTarget): BootPlan | ImagePlan | PlanRefusal
}

/** What was found out about a medium, for all its offers. */
interface Known {
  readonly survey: Survey
  readonly signed: readonly SignedChain[] | NoSignedChain
  readonly shims: ReadonlyMap<Cpu, string>
}

/** Processors of UEFI machines. */
const CPUS: readonly Cpu[] = ['x64', 'arm64', 'x86', 'arm32']

/** More do not fit on a screen of 25 lines with what else stands there. */
const MAX_FURTHER_ENTRIES = 12

/** Plans media, each of them surveyed once. */
export class Planner {
  readonly #known = new Map<Medium, Promise<Known>>()

  constructor(
    private readonly urlBase: string,
    private readonly loaders: Loaders,
  ) {}

  /** @throws BootdropError `no-recipe` when no machine could boot this, `recipe-unknown` for an entry that is not there */
  async offer({ medium, match, entry, options, answer }: BootMedium): Promise<Offer> {
    const { survey, signed, shims } = await this.#survey(medium)
    const plans = new Map<string, BootPlan | ImagePlan | PlanRefusal>()
    const choice: PlanChoice = {
      ...(entry === undefined ? {} : { entry }),
      ...(options === undefined ? {} : { options }),
      ...(answer === undefined ? {} : { answer: true }),
    }
    for (const target of TARGETS) {
      plans.set(keyOf(target), this.#withLoaders(await planBoot(survey, match, { ...target, ...choice })))
    }
    const all = [...plans.values()]
    const usable = all.filter((plan) => plan.kind !== 'refusal')
    const [best] = usable
    if (best === undefined) {
      const [why = ''] = all.map((plan) => (plan.kind === 'refusal' ? plan.text : ''))
      throw new BootdropError('no-recipe', why, { recipe: match.recipe.id, path: medium.identity.path })
    }
    const { id, fileName } = medium.identity
    const { title } = match.recipe
    return {
      medium,
      recipe: match.recipe,
      choice,
      answer: match.recipe.answer === undefined ? undefined : answer,
      title: best.title,
      urls: mediumUrls(this.urlBase, id, fileName, match.recipe.id, entry),
      query: [`medium=${id}`, `recipe=${match.recipe.id}`, ...(entry === undefined ? [] : [`entry=${entry}`])].join(
        '&',
      ),
      wholeImage: usable.every(({ kind }) => kind === 'image'),
      bootFiles: new Set([...usable.flatMap(pathsOf), ...shims.values()]),
      shims,
      signed: 'none' in signed ? [] : signed,
      noSigned: 'none' in signed ? signed.none : undefined,
      planFor: (target) =>
        plans.get(keyOf(target)) ?? {
          kind: 'refusal',
          why: 'recipe-not-for-arch',
          text: `${title} has nothing for this kind of machine.`,
        },
    }
  }

  /** The entries of its recipe that were not chosen, as offers, in their order; without those that no machine could boot. */
  async furtherEntries(medium: BootMedium): Promise<Offer[]> {
    const { survey } = await this.#survey(medium.medium)
    const all = await entriesOf(survey, medium.match)
    const chosen = medium.entry ?? all[0]?.id
    const further: Offer[] = []
    for (const { id, title } of all) {
      if (id === chosen || further.length === MAX_FURTHER_ENTRIES) continue
      try {
        further.push({ ...(await this.offer({ ...medium, entry: id })), entryTitle: title })
      } catch (error) {
        if (!(error instanceof BootdropError && error.code === 'no-recipe')) throw error
      }
    }
    return further
  }

  /** A plan with a program of ours that is not here is none. */
  #withLoaders(plan: BootPlan | ImagePlan | PlanRefusal): BootPlan | ImagePlan | PlanRefusal {
    if (plan.kind !== 'plan') return plan
    const missing = plan.files.map(loaderOf).find((name) => name !== undefined && !this.loaders.find(name))
    if (missing === undefined) return plan
    return refusal(`${plan.title} is started by ${missing}, which is not here: ${whereToGet(missing)}`)
  }

  #survey(medium: Medium): Promise<Known> {
    const known = this.#known.get(medium) ?? survey(medium)
    this.#known.set(medium, known)
    return known
  }
}

async function survey(medium: Medium): Promise<Known> {
  const shims = new Map<Cpu, string>()
  for (const cpu of CPUS) {
    const shim = await shimOf(medium, cpu)
    if (shim !== undefined) shims.set(cpu, shim)
  }
  return { survey: new Survey(medium), signed: await findSignedChains(medium), shims }
}

function loaderOf(file: PlanFile): string | undefined {
  return typeof file !== 'string' && 'loader' in file ? file.loader : undefined
}

/** Set-up fetches what is free and pinned; Windows' loader may have to be brought by the user. */
function whereToGet(loader: string): string {
  if (isWimbootName(loader)) {
    return `download ${loader} (2.9.0 or newer) from ipxe.org/wimboot and put it into your folder of loaders. Secure Boot needs the signed one, which the releases have.`
  }
  return `put it into your folder of loaders, or run: npm run setup (it fetches ${loader} where it can)`
}

/** Among `bootFiles`: a loader of the medium fetches what it likes. */
export const WHOLE_TREE = '/*'

/** Paths on the medium that a loader fetches. */
function pathsOf(plan: BootPlan | ImagePlan): string[] {
  if (plan.kind !== 'plan') return []
  const paths = plan.files.map(pathOf).filter((path) => path !== undefined)
  return plan.way === 'pxelinux' ? [...paths, WHOLE_TREE] : paths
}

function keyOf({ firmware, cpu }: PlanTarget): string {
  return `${firmware}-${cpu}`
}
