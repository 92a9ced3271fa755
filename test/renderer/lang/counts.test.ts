import { describe, expect, it } from 'vitest'
import { facts as factsDe } from '../../../renderer/src/lang/de/facts'
import { de } from '../../../renderer/src/lang/de'
import { en } from '../../../renderer/src/lang/en'
import { facts as factsEn } from '../../../renderer/src/lang/en/facts'

/**
 * Every text that counts, with none, one and two. Which of the functions count is not asked: each is called with the number in every
 * form that one takes, and what cannot be done with it is left out.
 */
/** No number stands there, but a name: `smb addresses`. */
const NAMED = ['.medium.link.scheme']

const SHOW = { size: () => '5 MB', memory: () => '512 MiB', step: () => 'iPXE' }

function textsOf(words: object, count: number): readonly { readonly path: string; readonly text: string }[] {
  const anyFact = new Proxy({}, { get: () => count })
  const forms = [[count, 'x', 'x'], [count, count, count], ['x', count, 'x'], [() => String(count)], [anyFact, SHOW]]
  const found: { path: string; text: string }[] = []
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'function' && !NAMED.includes(path)) {
      const tell = value as (...args: unknown[]) => unknown
      for (const args of forms) {
        const text = said(tell, args)
        if (text?.includes(String(count)) === true) found.push({ path, text })
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`)
    }
  }
  walk(words, '')
  return found
}

function said(tell: (...args: unknown[]) => unknown, args: readonly unknown[]): string | undefined {
  try {
    const text = tell(...args)
    return typeof text === 'string' ? text : undefined
  } catch {
    // It takes something else.
    return undefined
  }
}

/** One, and several. */
const NOUNS = {
  en: 'machine machines|file files|boot boots|recipe recipes|second seconds|minute minutes|hour hours|day days|thing things|time times|address addresses|server servers|line lines|medium media|setting settings|choice choices|card cards|packet packets|step steps|image images|loader loaders|option options|part parts|question questions|cause causes|entry entries',
  de: 'Datei Dateien|Start Starts|Rezept Rezepte|Sekunde Sekunden|Minute Minuten|Stunde Stunden|Tag Tage|Sache Sachen|Ding Dinge|Punkt Punkte|Block Blöcke|Adresse Adressen|Zeile Zeilen|Medium Medien|Einstellung Einstellungen|Karte Karten|Paket Pakete|Schritt Schritte|Abbild Abbilder|Option Optionen|Teil Teile|Frage Fragen|Ursache Ursachen|Eintrag Einträge',
}
const ADJECTIVES = { en: 'earlier|other|further|own|more', de: 'frühere|andere|weitere|eigene' }
/** What a machine does, where its word is the same for one and for several. */
const VERBS = {
  en: { one: 'is|was|has|needs', several: 'are|were|have|need' },
  de: { one: 'ist|war|hat|startet|läuft|braucht|wurde', several: 'sind|waren|haben|starten|laufen|brauchen|wurden' },
}
function wrongWith(language: 'en' | 'de', count: number): RegExp {
  const nouns = NOUNS[language].split('|').map((pair) => pair.split(' ')[count === 1 ? 1 : 0])
  const verbs = VERBS[language][count === 1 ? 'several' : 'one']
  const subject = language === 'en' ? '\\p{L}+' : 'Rechner|Server'
  return new RegExp(
    `(?<![\\d.,])${String(count)} (?:(?:(?:${ADJECTIVES[language]}) )?(?:${nouns.join('|')})|(?:${subject}) (?:${verbs}))(?!\\p{L})`,
    'u',
  )
}

describe.each([
  ['en', { ...en, facts: factsEn }],
  ['de', { ...de, facts: factsDe }],
] as const)('texts that count in %s', (language, words) => {
  it.each([0, 1, 2])('fit the number %i', (count) => {
    const texts = textsOf(words, count)
    // Enough of them: nothing that counts was lost on the way here.
    expect(texts.length).toBeGreaterThan(60)
    expect(texts.filter(({ text }) => wrongWith(language, count).test(text))).toEqual([])
  })
})

describe('the rule', () => {
  it.each([
    ['en', 1, 'All 1 files', '1 file'],
    ['en', 1, '1 earlier files', '1 earlier file'],
    ['en', 1, '1 machine are booting', '1 machine is booting'],
    ['en', 2, '2 machine', '2 machines'],
    ['en', 0, '0 file', '0 files'],
    ['de', 1, 'Alle 1 Dateien', '1 Datei'],
    ['de', 1, '1 Rechner sind installiert', '1 Rechner ist installiert'],
    ['de', 2, '2 Start', '2 Starts'],
  ] as const)('in %s with %i knows “%s” from “%s”', (language, count, wrong, right) => {
    expect(wrongWith(language, count).test(wrong)).toBe(true)
    expect(wrongWith(language, count).test(right)).toBe(false)
  })
})
