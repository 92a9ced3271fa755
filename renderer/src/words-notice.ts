import { words } from './lang/lang.svelte'
import { entry, toldWords } from './words-facts'
import type { Details } from './words-facts'

/** What a notice tells: in our own words, with these facts; else in the engine's, where it speaks the language on show. */
export function happenedOf(code: string, text: string, details: Details = {}): string {
  const told = toldWords('notices', code, details)
  if (told !== undefined || words().told.engineSpeaksIt) return told ?? text
  // The facts are missing: the general words of an error with this code are better than another language.
  return toldWords('errors', code, details) ?? entry(words().errors, code)?.happened ?? text
}
