import type { LanguageId } from '../../../preload/contract'
import { LANGUAGES } from './words'
import type { Words } from './words'

class Lang {
  id = $state<LanguageId>('en')
  readonly words = $derived(LANGUAGES[this.id])
}

/** The language on show. */
export const lang = new Lang()

/** Its texts. What reads them in a template or in something derived is drawn anew when the language changes. */
export function words(): Words {
  return lang.words
}
