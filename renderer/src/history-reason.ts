import type { WhyCode } from '../../main/engine/types'
import { words } from './lang/lang.svelte'

/** Why a boot stalled or failed, in a sentence; of a later version's reason, that it is not known here. */
export function reasonOf(why: WhyCode): string {
  const table: Readonly<Partial<Record<string, { readonly title: string }>>> =
    'why' in words().trouble ? (words().trouble as unknown as { why: never }).why : {}
  return table[why]?.title ?? words().common.notKnown
}
