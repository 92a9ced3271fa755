import { sameUuid } from '../../main/engine/rules/uuid'
import type { Client, LoaderChoice, MediumChoice, Rule, RuleAction } from '../../main/engine/types'
import { baseName } from './format'
import { words } from './lang/lang.svelte'
import { nameOf } from './machine'

/** What a machine boots, when it is not what everyone boots; `medium:` is followed by a path. */
export type BootChoice = 'everyone' | 'local-disk' | 'ignore' | `medium:${string}`

/** The parts of an action that the window lets choose, each as one choice. */
export interface MachineChoices {
  readonly loader: LoaderChoice
  readonly boots: BootChoice
  readonly again: boolean
  /** RecipeOffer.id; undefined: as chosen for its medium. */
  readonly recipe?: string | undefined
  /** Kernel arguments in place of everyone's; undefined: everyone's. */
  readonly append?: string | undefined
}

const LONGEST_NAME = 100

/** Whether a rule is for this one machine. A UUID counts more than a MAC address, which may belong to a dock or an adapter. */
export function isFor({ match }: Rule, client: Client): boolean {
  if (match.uuid !== undefined) return client.uuid !== undefined && sameUuid(match.uuid, client.uuid)
  return match.mac !== undefined && match.mac === client.mac
}

export function choicesOf(rules: readonly Rule[], client: Client): MachineChoices {
  const action = rules.find((rule) => isFor(rule, client))?.action ?? {}
  const { loader = 'auto', again = false, recipe, append } = action
  return { loader, boots: bootsOf(action), again, recipe, append }
}

/** Where a machine gets nothing from here, a loader and another installation mean nothing. */
export function takesNothing(boots: BootChoice): boolean {
  return boots === 'ignore' || boots === 'local-disk'
}

/** Whether a machine gets something that not everyone gets. */
export function isOwn({ loader, boots, again, recipe, append }: MachineChoices): boolean {
  return loader !== 'auto' || boots !== 'everyone' || again || recipe !== undefined || append !== undefined
}

/** The rules with other choices for one machine; a machine that is as everyone has no rule. */
export function withChoices(rules: readonly Rule[], client: Client, patch: Partial<MachineChoices>): readonly Rule[] {
  const at = rules.findIndex((rule) => isFor(rule, client))
  const before = choicesOf(rules, client)
  const { loader, boots, again, append } = { ...before, ...patch }
  const sameMedium = boots === before.boots
  // The recipe of one medium says nothing of another.
  const recipe = 'recipe' in patch || sameMedium ? { ...before, ...patch }.recipe : undefined
  // What is ignored gets nothing else, and what boots its own disk installs nothing (engine/rules/schema.ts).
  const action: RuleAction = {
    ...(takesNothing(boots)
      ? {}
      : {
          ...beyondWindow(rules[at]?.action, sameMedium && recipe === before.recipe),
          ...(recipe === undefined ? {} : { recipe }),
          ...(append === undefined ? {} : { append }),
        }),
    ...(loader === 'auto' || boots === 'ignore' ? {} : { loader }),
    ...actionOf(boots),
    ...(again && !takesNothing(boots) ? { again: true } : {}),
  }
  const rule = ruleFor(client, action)
  if (rule === undefined || Object.keys(action).length === 0) return rules.filter((_rule, index) => index !== at)
  return at < 0 ? [...rules, rule] : rules.with(at, rule)
}

/** What a rule holds that the window does not let choose: it stays, entry and answer file as long as medium and recipe do. */
function beyondWindow({ entry, answer }: RuleAction = {}, sameRecipe: boolean): RuleAction {
  if (!sameRecipe) return {}
  return { ...(entry === undefined ? {} : { entry }), ...(answer === undefined ? {} : { answer }) }
}

/** Rules as the engine takes them: a medium that is not served now is left out, and the machine boots as everyone. */
export function rulesFor(rules: readonly Rule[], media: readonly MediumChoice[]): readonly Rule[] {
  return rules.flatMap((rule) => {
    const { medium, ...action } = rule.action
    if (medium === undefined || media.some(({ path }) => path === medium)) return rule
    return Object.keys(action).length > 0 ? { ...rule, action } : []
  })
}

/** A machine known by its address alone cannot be told from others tomorrow. */
export function canHaveRule(client: Client): boolean {
  return client.uuid !== undefined || client.mac !== undefined
}

function ruleFor(client: Client, action: RuleAction): Rule | undefined {
  const name = (client.model ?? nameOf(client)).slice(0, LONGEST_NAME)
  // A UUID that the maker left blank is the same on every such board: sameUuid takes it for none.
  const { uuid } = client
  if (uuid !== undefined && sameUuid(uuid, uuid)) return { name, match: { uuid }, action }
  return client.mac === undefined ? undefined : { name, match: { mac: client.mac }, action }
}

function bootsOf({ ignore, localDisk, medium }: RuleAction): BootChoice {
  if (ignore) return 'ignore'
  if (localDisk) return 'local-disk'
  return medium === undefined ? 'everyone' : `medium:${medium}`
}

function actionOf(boots: BootChoice): RuleAction {
  if (boots === 'everyone') return {}
  if (boots === 'ignore') return { ignore: true }
  if (boots === 'local-disk') return { localDisk: true }
  return { medium: boots.slice('medium:'.length) }
}

/** A rule in two lines: who, and what it gets. */
export function ruleWords({ name, match, action }: Rule): { readonly who: string; readonly what: string } {
  const { machines } = words()
  const boots = bootsOf(action)
  const what = [
    boots === 'everyone' ? undefined : isMedium(boots) ? baseName(boots) : machines.boots[boots],
    action.recipe && machines.ruleRecipe(action.recipe),
    action.loader && machines.ruleLoader(machines.loaders[action.loader].title),
    action.append,
    action.again && machines.installsAgain,
  ]
  return { who: name ?? match.mac ?? match.uuid ?? machines.everyMachine, what: what.filter(Boolean).join(' · ') }
}

export function isMedium(boots: BootChoice): boots is `medium:${string}` {
  return boots.startsWith('medium:')
}
