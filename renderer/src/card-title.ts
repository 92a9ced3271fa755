import type { Card } from '../../main/engine/types'
import { words } from './lang/lang.svelte'
import { LANGUAGES } from './lang/words'

/**
 * What a card is called: as the system names it, and else what kind it is, in the language on show. The engine has that in English
 * (main/engine/net/linux-cards.ts).
 */
export function cardTitle({ title, kind, name }: Pick<Card, 'title' | 'kind' | 'name'>): string {
  const unnamed = title === `${LANGUAGES.en.network.kinds[kind]} (${name})`
  return unnamed ? `${words().network.kinds[kind]} (${name})` : title
}
