import { afterEach, describe, expect, it } from 'vitest'
import { doubtsAbout } from '../../../main/engine/boot/answers/check'
import { DOUBTS } from '../../../main/engine/boot/answers/doubt'
import { FAULTS, FILE_FAULTS } from '../../../main/engine/recipes/faults'
import { parseRecipe } from '../../../main/engine/recipes/load'
import type { Check } from '../../../main/engine/types'
import { checkWords } from '../../../renderer/src/check-words'
import { lang } from '../../../renderer/src/lang/lang.svelte'
import { doubtWords } from '../../../renderer/src/words-answer'
import { brokenWords } from '../../../renderer/src/words-problem'
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

describe('a doubt about an answer file', () => {
  const facts: Readonly<Record<string, string>> = { looks: 'kickstart', takes: 'preseed', title: 'Preseed file' }
  const given = (name: string): string => facts[name] ?? `<${name}>`
  /** Facts of every kind, so that each template has its own. */
  const all = [
    ...'line lines column position fault root section placeholder written ours known more variable'.split(' '),
    ...Object.keys(facts),
  ]
  const details = Object.fromEntries(all.map((name) => [name, given(name)]))

  it.each(DOUBTS)('has German words: %s', (code) => {
    const [text, german] = both(() => doubtWords({ text: 'English.', code, details }))
    expect(text).toBe('English.')
    expect(german).not.toBe(text)
  })

  it('is told with the names of the formats in German', () => {
    const [doubt] = doubtsAbout('#version=RHEL9\nclearpart --all\n%packages\n%end\n', {
      title: 'Preseed file',
      format: 'preseed',
    })
    if (doubt === undefined) throw new Error('no doubt')
    expect(both(() => doubtWords(doubt))).toEqual([
      'It looks like a kickstart file (Fedora, Red Hat), and what is taken here is a preseed file (Debian).',
      'Sie sieht aus wie eine Kickstart-Datei (Fedora, Red Hat); hierher gehört aber eine Preseed-Datei (Debian).',
    ])
  })

  it('stands in the notice while serving, with how many more there are', () => {
    const about = { name: 'my.cfg', recipe: 'Installer', reason: 'no-section', section: 'network' }
    const told = (more: object) => both(() => happenedOf('answer-doubtful', 'English.', { ...about, ...more }))[1]
    expect(told({})).toBe('Antwortdatei my.cfg für Installer: [network] fehlt darin, und Proxmox braucht es.')
    expect(told({ others: 2 })).toContain('braucht es. Weitere Zweifel stehen in ihrer Vorschau (Anzahl: 2).')
    expect(told({ reason: 'of-a-later-version' })).toContain('sollte noch einmal angesehen werden')
  })
})

describe('what is wrong with a recipe file', () => {
  const faultsIn = (text: string) => {
    const parsed = parseRecipe(text, 'mine.yaml')
    return 'problems' in parsed ? parsed.problems : []
  }
  const told = (text: string) => both(() => brokenWords(faultsIn(text)).todo.join(' | '))

  it.each([...Object.keys(FAULTS), ...FILE_FAULTS, 'option-variable', 'variable', 'ram-file', 'option'])(
    'has German words: %s',
    (code) => {
      const details = { option: 'o', variable: '${v}', name: 'n', id: 'i', levels: 64 }
      const [english, german] = both(
        () => brokenWords([{ file: 'a', line: 0, reason: 'English', code, details }]).todo[0] ?? '',
      )
      expect(english).toBe('a: English')
      expect(german).not.toContain('English')
    },
  )

  it('is told in German with its key and its names', () => {
    const recipe = (args: string) =>
      `id: mine\ntitle: Mine\nfamily: mine\nmatch: [{ exists: [x], score: 5, why: it is }]\nboot: [{ firmware: any, kernel: /k, args: "${args}" }]\n`
    expect(told(recipe(''))).toEqual([
      'mine.yaml, line 4: match.0.exists.0: must begin with /',
      'mine.yaml, Zeile 4: match.0.exists.0: muss mit / beginnen',
    ])
    expect(told(recipe('${nobody}').replace('[x]', '[/x]'))[1]).toContain('Die Variable ${nobody} gibt es nicht')
  })

  it("is quoted where it is the parser's or the checker's", () => {
    const [english = '', german = ''] = told('id: [a')
    const [place = '', said = ''] = english.split(/: (.*)/s)
    expect(german).toBe(`${place.replace('line', 'Zeile')}: „${said}“`)
    expect(told('id: 5\n')[1]).toContain('„id: Invalid type: Expected string but received 5“')
  })
})
