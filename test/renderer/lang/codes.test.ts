import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LANGUAGE_IDS } from '../../../preload/contract'
import { LANGUAGES } from '../../../renderer/src/lang/words'
import { namesIn } from '../../../renderer/src/words-facts'

/** Of the engine's source, and of the settings file, the features and the permission, which tell their faults through the engine; what is worded by a table of its own (`secure-boot` of a machine) is no notice. */
const SOURCES = readdirSync('main/engine', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .concat('main/settings-store.ts', 'main/feature.ts', 'main/permission/fixes.ts')
  .map((path) => readFileSync(path, 'utf8'))

function codesOf(...patterns: readonly RegExp[]): readonly string[] {
  const found = SOURCES.flatMap((source) => patterns.flatMap((pattern) => [...source.matchAll(pattern)]))
  return [...new Set(found.map(([, code = '']) => code))].sort()
}

const ERROR_CODES = codesOf(
  /new BootdropError\(\s*'([a-z0-9-]+)'/g,
  /new BootdropError\(\s*short \? '([a-z0-9-]+)'/g,
  /new BootdropError\(\s*short \? '[a-z0-9-]+' : '([a-z0-9-]+)'/g,
)

const NOTICE_CODES = codesOf(
  /(?:notify|onNotice|#tellOnce|warn|tell)(?:\?\.)?\(\s*'(?:info|warning|error)',\s*'([a-z0-9-]+)'/g,
  /notice\(\s*'(?:info|warning|error)',\s*'([a-z0-9-]+)'/g,
  /level: '(?:info|warning|error)',\s*code: '([a-z0-9-]+)'/g,
  /notice: \{ code: '([a-z0-9-]+)'/g,
  /tell\??: \(code: '([a-z0-9-]+)'/g,
)

describe('the codes of the engine', () => {
  it('are found in its source', () => {
    expect(ERROR_CODES).toEqual(expect.arrayContaining(['port-taken', 'medium-truncated', 'medium-not-recognised']))
    expect(NOTICE_CODES).toEqual(expect.arrayContaining(['other-dhcp', 'address-in-use', 'pool-full', 'card-back']))
  })

  describe.each(LANGUAGE_IDS)('in %s', (id) => {
    const { errors, notices, told } = LANGUAGES[id]

    it.each(ERROR_CODES)('have words for the error %s', (code) => {
      expect(Object.keys(errors)).toContain(code)
    })

    it.each(NOTICE_CODES)('have a name for the notice %s', (code) => {
      expect([...Object.keys(notices), ...Object.keys(errors)]).toContain(code)
    })

    it.each(told.engineSpeaksIt ? [] : ERROR_CODES)(
      'tell the facts of %s, which the engine tells in English',
      (code) => {
        // These say all there is to say without facts.
        const withoutFacts = ['already-serving', 'cancelled', 'no-dhcp', 'selftest-failed']
        const templates = Object.keys(told.errors).filter((key) => key.split(':')[0] === code)
        expect(templates.length > 0 || withoutFacts.includes(code)).toBe(true)
      },
    )

    it.each(told.engineSpeaksIt ? [] : NOTICE_CODES)('tell what happened with the notice %s', (code) => {
      const templates = [...Object.keys(told.notices), ...Object.keys(told.errors)]
      expect(templates.map((key) => key.split(':')[0])).toContain(code)
    })
  })
})

describe('the facts in the templates', () => {
  /** Every name of a fact that the engine gives, and what the window adds. */
  const given = new Set([
    'name',
    ...SOURCES.flatMap((source) => [...source.matchAll(/\b([a-zA-Z0-9]+)\b/g)].map(([word]) => word)),
  ])

  it.each(LANGUAGE_IDS)('are given by the engine (%s)', (id) => {
    const { errors, notices } = LANGUAGES[id].told
    const asked = [...Object.values(errors), ...Object.values(notices)].flat().flatMap(namesIn)
    expect(asked.filter((name) => !given.has(name))).toEqual([])
  })

  it.each(LANGUAGE_IDS)('belong to reasons that the engine gives (%s)', (id) => {
    const { errors, notices } = LANGUAGES[id].told
    const reasons = [...Object.keys(errors), ...Object.keys(notices)].flatMap((key) => key.split(':')[1] ?? [])
    // These two are the window's own, or another part's.
    const known = [...SOURCES.join('\n').matchAll(/'([a-z0-9-]+)'/g)].map(([, text]) => text)
    expect(reasons.filter((reason) => reason !== 'own' && !known.includes(reason))).toEqual([])
  })
})
