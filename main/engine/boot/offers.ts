/** One medium with its recipe, planned for every kind of machine, so that each request is answered without reading the medium. */
import { BootdropError } from '../errors'
import type { Medium } from '../media/medium'
import { TARGETS } from '../recipes/inspect'
import { planBoot } from '../recipes/plan'
import { Survey } from '../recipes/survey'
import type { BootPlan, ImagePlan, PlanRefusal, PlanTarget } from '../recipes/types'
import type { Cpu } from '../types'
import type { BootMedium } from './contract'
import type { NoSignedChain, SignedChain } from './signed/chain'
import { findSignedChains, shimOf } from './signed/medium-chain'
import type { MediumUrls } from './script'

export interface Offer {
  readonly medium: Medium
  /** `Debian installer 12` */
  readonly title: string
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

/** Plans media, each of them surveyed once. */
export class Planner {
  readonly #known = new Map<Medium, Promise<Known>>()

  constructor(private readonly urlBase: string) {}

  /** @throws BootdropError `no-recipe` when no machine could boot this, `recipe-unknown` for an entry that is not there */
  async offer({ medium, match, entry }: BootMedium): Promise<Offer> {
    const { survey, signed, shims } = await this.#survey(medium)
    const plans = new Map<string, BootPlan | ImagePlan | PlanRefusal>()
    for (const target of TARGETS) {
      plans.set(keyOf(target), await planBoot(survey, match, { ...target, ...(entry === undefined ? {} : { entry }) }))
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
      title: best.title,
      urls: urlsOf(this.urlBase, id, fileName),
      query: [`medium=${id}`, `recipe=${match.recipe.id}`, ...(entry === undefined ? [] : [`entry=${entry}`])].join(
        '&',
      ),
      wholeImage: usable.every(({ kind }) => kind === 'image'),
      bootFiles: new Set([...usable.flatMap((plan) => (plan.kind === 'plan' ? plan.files : [])), ...shims.values()]),
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

function urlsOf(urlBase: string, id: string, fileName: string): MediumUrls {
  const name = fileName.toLowerCase().endsWith('.iso') ? fileName : `${fileName}.iso`
  return { base: `${urlBase}/iso/${id}`, iso: `${urlBase}/raw/${id}/${name}` }
}

function keyOf({ firmware, cpu }: PlanTarget): string {
  return `${firmware}-${cpu}`
}
