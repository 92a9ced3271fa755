import { afterEach, describe, expect, it } from 'vitest'
import type { Check } from '../../../main/engine/types'
import { checkWords } from '../../../renderer/src/check-words'
import { lang } from '../../../renderer/src/lang/lang.svelte'
import { happenedOf } from '../../../renderer/src/words-notice'

/** Reasons that come from deep inside: in the language on show where they are ours, quoted where they are the system's. */
afterEach(() => {
  lang.id = 'en'
})
const both = (tell: () => string): readonly string[] =>
  (['en', 'de'] as const).map((id) => {
    lang.id = id
    return tell()
  })

describe('why a check could not be made', () => {
  const check = (facts: Check['facts']): Check => ({
    id: 'disk',
    state: 'unknown',
    code: 'cannot-tell',
    text: '',
    facts,
  })
  const what = (facts: Check['facts']) => both(() => checkWords(check(facts)).what)

  it('is told in each language where it is a sentence of ours', () => {
    const why = 'Nobody knows the loader x.'
    expect(what({ why, error: 'loader-hash', file: 'x', sha256: '00ff' })).toEqual([
      `This could not be checked: ${why}`,
      'Das ließ sich nicht prüfen: Der Bootlader x ist keiner von denen, die Bootdrop kennt (SHA-256: 00ff).',
    ])
    expect(what({ why: 'the disk of /a does not tell', error: 'disk-silent', folder: '/a' })[1]).toBe(
      'Das ließ sich nicht prüfen: Der Datenträger von /a gibt keine Auskunft.',
    )
  })

  it("is quoted where it is the system's, dollar signs and all", () => {
    const why = "EACCES: open '/a/$&'"
    expect(what({ why })).toEqual([`This could not be checked: ${why}`, `Das ließ sich nicht prüfen: „${why}“`])
  })
})

describe('what erases disks', () => {
  it('is named by its kind in each language', () => {
    const details = { causes: 'answer file a.cfg, option auto', answers: 'a.cfg', options: 'auto', reason: 'answer' }
    expect(both(() => happenedOf('erases-disks', 'English (answer file a.cfg, option auto).', details))).toEqual([
      'English (answer file a.cfg, option auto).',
      'Rechner, die das starten, werden ohne Rückfrage installiert; auf jedem wird ein Datenträger gelöscht (Ursache: Antwortdatei a.cfg; Option auto).',
    ])
  })
})
