import { LANGUAGE_IDS } from '../preload/contract'
import type { LanguageId, Settings } from '../preload/contract'
import { LANGUAGES } from '../renderer/src/lang/words'
import type { Words } from '../renderer/src/lang/words'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The languages that the user reads, the best first. On Linux as gettext finds them (its manual, section 2.3): the first of LC_ALL,
 * LC_MESSAGES and LANG that is set decides, `C` means English, and otherwise LANGUAGE may name several.
 * @param preferred what the system gives (app.getPreferredSystemLanguages)
 */
export function systemLanguages(
  platform: NodeJS.Platform,
  env: Environment,
  preferred: readonly string[],
): readonly string[] {
  if (platform !== 'linux') return preferred
  const set = (name: string): boolean => (env[name] ?? '') !== ''
  const name = ['LC_ALL', 'LC_MESSAGES', 'LANG'].find(set)
  const locale = name === undefined ? '' : (env[name] ?? '')
  if (/^(C|POSIX)(\.|$)/.test(locale)) return ['en']
  const list = (env['LANGUAGE'] ?? '').split(':').filter((part) => part !== '')
  return locale === '' ? [...list, ...preferred] : [...list, locale]
}

/** The language to show: the one chosen, else the first of the system's that we have, else English. */
export function languageFor(chosen: Settings['language'], wanted: readonly string[]): LanguageId {
  if (chosen !== 'system') return chosen
  for (const tag of wanted) {
    const main = tag.toLowerCase().split(/[-_.@]/)[0]
    const known = LANGUAGE_IDS.find((id) => id === main)
    if (known !== undefined) return known
  }
  return 'en'
}

/** Texts of what is not in the window: menus, dialogs, tray, notifications. Read anew each time, for the language may change. */
export class ShellLanguage {
  constructor(
    private readonly settings: { read(): Pick<Settings, 'language'> },
    private readonly wanted: readonly string[],
  ) {}

  get id(): LanguageId {
    return languageFor(this.settings.read().language, this.wanted)
  }

  get words(): Words['shell'] {
    return LANGUAGES[this.id].shell
  }
}
