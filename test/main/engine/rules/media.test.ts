import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withMediaOf } from '../../../../main/engine/rules/media'
import type { Rule } from '../../../../main/engine/types'

const MEDIA = [{ path: 'isos/debian.iso' }, { path: '/srv/one/live.iso' }, { path: '/srv/two/live.iso' }]

function mediumOf(medium: string, file = '/etc/bench/rules.yaml'): string | undefined {
  const rules: Rule[] = [{ name: 'Bench', match: {}, action: { medium, loader: 'full' } }]
  return withMediaOf(rules, MEDIA, file)[0]?.action.medium
}

describe('a medium in a rules file', () => {
  it.each([
    ['as on the command line', 'isos/debian.iso', 'isos/debian.iso'],
    ['written another way', './isos/../isos/debian.iso', 'isos/debian.iso'],
    ['by its whole path', resolve('isos/debian.iso'), 'isos/debian.iso'],
    ['by its bare name', 'debian.iso', 'isos/debian.iso'],
    ['beside the rules file', '../../srv/two/live.iso', '/srv/two/live.iso'],
  ])('is found %s', (_, medium, path) => {
    expect(mediumOf(medium)).toBe(path)
  })

  it('beside the rules file counts before the same name elsewhere', () => {
    expect(mediumOf('live.iso', '/srv/two/rules.yaml')).toBe('/srv/two/live.iso')
  })

  it.each(['live.iso', 'other.iso', '/srv/three/debian.iso'])(
    'is refused when it is not served, or not clear: %s',
    (medium) => {
      expect(() => mediumOf(medium)).toThrow(`rule 1 (Bench): action.medium: ${medium} is not served`)
    },
  )

  it('leaves the rest of a rule, and rules without one, as they are', () => {
    const rules: Rule[] = [{ match: {}, action: { ignore: true } }]
    expect(withMediaOf(rules, MEDIA, 'rules.yaml')).toEqual(rules)
  })
})

it('an answer file is found from the folder of the rules; examples and whole paths stay', () => {
  const answers = ['web.cfg', 'example:preseed-whole-disk.cfg', '/srv/db.cfg']
  const rules = answers.map((answer) => ({ match: {}, action: { answer } }))
  const found = withMediaOf(rules, [{ path: '/media/a.iso' }], '/etc/bootdrop/rules.yaml')
  expect(found.map(({ action }) => action.answer)).toEqual([
    resolve('/etc/bootdrop/web.cfg'),
    'example:preseed-whole-disk.cfg',
    '/srv/db.cfg',
  ])
})

it('an answer file goes with a medium', () => {
  const rules = [{ match: {}, action: { answer: 'web.cfg', medium: 'a.iso' } }]
  const [rule] = withMediaOf(rules, [{ path: '/media/a.iso' }], '/etc/bootdrop/rules.yaml')
  expect(rule?.action).toEqual({ answer: resolve('/etc/bootdrop/web.cfg'), medium: '/media/a.iso' })
})
