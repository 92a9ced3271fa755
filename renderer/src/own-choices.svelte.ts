import type { Client, Rule } from '../../main/engine/types'
import { choicesOf, takesNothing, withChoices } from './rules'
import type { MachineChoices } from './rules'

type Aside = Pick<MachineChoices, 'loader' | 'again' | 'append'>

/**
 * Choices for single machines, as the window shows them. A rule for a machine that is left alone or boots its own disk cannot hold
 * the rest of its choices: they are kept here, and count again when it boots from the network again.
 */
export class OwnChoices {
  #aside = $state.raw<Readonly<Record<string, Aside>>>({})

  of(rules: readonly Rule[], client: Client): MachineChoices {
    const choices = choicesOf(rules, client)
    return takesNothing(choices.boots) ? { ...choices, ...this.#aside[client.id] } : choices
  }

  /** The rules with other choices for one machine. */
  with(rules: readonly Rule[], client: Client, patch: Partial<MachineChoices>): readonly Rule[] {
    const choices = { ...this.of(rules, client), ...patch }
    const { loader, again, append } = choices
    this.#aside = { ...this.#aside, [client.id]: { loader, again, append } }
    // The recipe of before goes with the medium of before: only a new one is a choice.
    const { recipe, ...others } = choices
    return withChoices(rules, client, 'recipe' in patch ? { ...others, recipe } : others)
  }
}
