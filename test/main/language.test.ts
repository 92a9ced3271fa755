import { describe, expect, it } from 'vitest'
import { ShellLanguage, languageFor, systemLanguages } from '../../main/language'
import { LANGUAGES } from '../../renderer/src/lang/words'

describe('the system’s languages on Linux', () => {
  const of = (env: Record<string, string>): readonly string[] => systemLanguages('linux', env, ['fr-FR'])

  it('are what gettext finds: LC_ALL before LC_MESSAGES before LANG', () => {
    expect(of({ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'fr_FR.UTF-8', LC_ALL: 'de_AT.UTF-8' })).toEqual(['de_AT.UTF-8'])
    expect(of({ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'de_DE.UTF-8', LC_ALL: '' })).toEqual(['de_DE.UTF-8'])
    expect(of({ LANG: 'de_DE.UTF-8' })).toEqual(['de_DE.UTF-8'])
  })

  it('are those of LANGUAGE first, unless the locale is C', () => {
    expect(of({ LANG: 'fr_FR.UTF-8', LANGUAGE: 'nds:de' })).toEqual(['nds', 'de', 'fr_FR.UTF-8'])
    expect(of({ LANG: 'C.UTF-8', LANGUAGE: 'de' })).toEqual(['en'])
    expect(of({ LC_ALL: 'POSIX', LANG: 'de_DE' })).toEqual(['en'])
  })

  it('are what the desktop says where the environment says nothing', () => {
    expect(of({})).toEqual(['fr-FR'])
  })
})

it('is the list of the system itself on Windows and macOS, whatever the environment says', () => {
  expect(systemLanguages('win32', { LANG: 'C' }, ['de-CH', 'fr-CH'])).toEqual(['de-CH', 'fr-CH'])
})

describe('the language on show', () => {
  it.each([
    ['system', ['de_AT.UTF-8'], 'de'],
    ['system', ['fr-FR', 'de-DE', 'en-GB'], 'de'],
    ['system', ['DE'], 'de'],
    ['system', ['pt-BR'], 'en'],
    ['system', ['den'], 'en'],
    ['system', [], 'en'],
    ['en', ['de-DE'], 'en'],
    ['de', ['en-GB'], 'de'],
  ] as const)('is, where %s is chosen and the system says %j, %s', (chosen, wanted, id) => {
    expect(languageFor(chosen, wanted)).toBe(id)
  })

  it('changes the texts outside the window at once', () => {
    let language: 'en' | 'de' = 'en'
    const shell = new ShellLanguage({ read: () => ({ language }) }, [])
    expect(shell.words).toBe(LANGUAGES.en.shell)
    language = 'de'
    expect(shell.words).toBe(LANGUAGES.de.shell)
  })
})
