/** The menu of several media, or of one with its entries, made for one machine. */
import type { BootPlan } from '../recipes/types'
import type { Mac } from '../types'
import { scriptUrl } from './first-script'
import { SHELL, chainBack, failure, lines, menu, screenText } from './ipxe-lines'
import type { MenuItem } from './ipxe-lines'
import { LOCAL_DISK } from './local-disk'
import type { Machine } from './machine'
import { targetOf } from './machine'
import type { Offer } from './offers'
import { tooLittleMemory } from './memory'

/** What of the media a machine can boot, and why not the others. */
export interface Fitting {
  readonly fits: readonly { readonly offer: Offer; readonly plan: BootPlan }[]
  /** One sentence each. */
  readonly others: readonly string[]
}

/** Sorts the media by whether this machine can boot them: processor, firmware, memory. */
export function fittingOffers(offers: readonly Offer[], machine: Machine): Fitting {
  const fits: { offer: Offer; plan: BootPlan }[] = []
  const others: string[] = []
  for (const offer of offers) {
    const plan = offer.planFor(targetOf(machine.arch))
    const why = plan.kind === 'plan' ? tooLittleMemory(plan, machine) : whyNot(offer, plan)
    if (plan.kind === 'plan' && why === undefined) {
      if (!isThere(offer, plan, fits)) fits.push({ offer, plan })
    }
    if (why !== undefined) others.push(why)
  }
  return { fits, others }
}

/** On this machine a further entry may be just what the medium boots without a choice. */
function isThere({ entryTitle }: Offer, plan: BootPlan, fits: Fitting['fits']): boolean {
  return entryTitle !== undefined && fits.some((other) => JSON.stringify(other.plan) === JSON.stringify(plan))
}

/** Why a machine that runs iPXE cannot boot an offer that has no plan for it. */
export function whyNot(offer: Offer, plan: Exclude<ReturnType<Offer['planFor']>, BootPlan>): string {
  if (plan.kind === 'refusal' && !offer.wholeImage) return plan.text
  return `${offer.title} is served as a whole image: start this machine by UEFI HTTP Boot instead of PXE, or choose another way to boot it.`
}

export interface MediaMenu {
  readonly urlBase: string
  /** At least one. */
  readonly offers: readonly Offer[]
  /** What starts when nobody presses a key. */
  readonly byItself: 'first' | 'local-disk'
  /** Seconds; 0 waits for a key. */
  readonly timeoutS: number
  readonly mac: Mac | undefined
}

/** The menu script. What is chosen comes as a script of its own. */
export function menuScript({ urlBase, offers, byItself, timeoutS, mac }: MediaMenu): string {
  const fallback = byItself === 'first' ? 'medium0' : 'local_disk'
  const items = offers.map((offer, at): MenuItem => {
    const twin = offers.some(
      (other) => other !== offer && other.entryTitle === undefined && other.title === offer.title,
    )
    const title = offer.entryTitle ?? (twin ? `${offer.title} (${offer.medium.identity.fileName})` : offer.title)
    return [at < 9 ? String(at + 1) : '', `medium${at}`, screenText(title)]
  })
  return lines([
    '#!ipxe',
    `# Bootdrop: the menu${mac === undefined ? '' : ` for ${mac}`}`,
    ':start',
    'set otherwise retry',
    'set leaving no',
    ...menu({
      name: 'medium_menu',
      texts: ['What shall this machine boot?'],
      items: [...items, ['d', 'local_disk', 'Boot from local disk'], [SHELL[0], 'menu_shell', 'iPXE shell']],
      fallback,
      timeoutMs: timeoutS * 1000,
      without: fallback,
      escape: 'local_disk',
    }),
    ...offers.flatMap((offer, at) => [`:medium${at}`, `set chosen ${offer.query}`, 'goto fetch']),
    ':fetch',
    ...chainBack(scriptUrl(urlBase, '${chosen}')),
    ...LOCAL_DISK,
    ':menu_shell',
    'shell',
    'goto start',
    ':no_script',
    `set why The Bootdrop server at ${urlBase} did not give this machine its script.`,
    ...failure(['retry']),
  ])
}
