import type { WhyCode } from '../../main/engine/types'
import { words } from './lang/lang.svelte'

/** Why a boot stalled or failed, in a sentence. A reason that a later version wrote into the journal has no words here. */
export function reasonOf(why: WhyCode): string {
  const known: Readonly<Partial<Record<WhyCode, { readonly title: string }>>> = words().trouble.why
  return known[why]?.title ?? words().common.notKnown
}
