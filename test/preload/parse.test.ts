import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../main/engine/initial'
import { contract } from '../../preload/contract'
import type { RequestName } from '../../preload/contract'
import { isRecipeChoice, parseArgs } from '../../preload/parse'

const CONFIG = {
  ...DEFAULTS,
  nic: 'eno1',
  media: [{ path: '/a.iso' }],
  askBeforeLeasing: true,
  append: 'quiet',
}
const RULE = {
  name: 'Classroom',
  match: { mac: '52:54:00', arch: ['uefi-x64'], model: 'OptiPlex*' },
  action: { medium: '/a.iso', loader: 'signed', again: true },
}
const MANY = Object.fromEntries(Array.from({ length: 201 }, (_none, n) => [`o${String(n)}`, 'yes']))
const NAMES = Object.keys(contract.requests) as RequestName[]

describe('arguments that come from the window', () => {
  it('lets good ones through unchanged', () => {
    const setup = { entry: 'text', options: { locale: 'de_DE', toram: 'yes' }, answer: 'example:preseed.cfg' }
    const media = [
      { path: '/b.iso' },
      { path: '/a.iso', recipe: 'debian', ...setup },
      { path: 'http://192.168.1.5/boot.ipxe' },
    ]
    const recipes = { '/a.iso': { recipe: 'debian', ...setup, others: { live: setup } } }
    expect(parseArgs('saveSettings', [{ recipes }])).toEqual([{ recipes }])
    expect(parseArgs('previewAnswer', ['debian', '/preseed.cfg'])).toEqual(['debian', '/preseed.cfg'])
    const config = { ...CONFIG, media, rules: [RULE], menu: 'always', menuTimeoutS: 0, deny: ['52:54:00:12:34:56'] }
    expect(parseArgs('start', [config])).toEqual([config])
    expect(parseArgs('inspect', ['/media/Debian 12 (é).iso'])).toEqual(['/media/Debian 12 (é).iso'])
    expect(parseArgs('saveSettings', [{ media: ['/a.iso'], modes: { eno1: 'dhcp' }, rules: [RULE] }])).toHaveLength(1)
    expect(parseArgs('saveSettings', [{ menu: 'always' }])).toEqual([{ menu: 'always' }])
    expect(parseArgs('stop', [])).toEqual([])
  })

  it.each([
    ['a path with NUL', 'inspect', ['/a\0b']],
    ['an empty path', 'inspect', ['']],
    ['a path that is none', 'inspect', [{ toString: 'x' }]],
    ['an argument too many', 'inspect', ['/a', 'b']],
    ['an argument too few', 'inspect', []],
    ['no medium', 'start', [{ ...CONFIG, media: [] }]],
    ['a medium that is a bare path', 'start', [{ ...CONFIG, media: ['/a.iso'] }]],
    ['an option of two lines', 'start', [{ ...CONFIG, media: [{ path: '/a', options: { locale: 'a\nboot' } }] }]],
    ['an option that is no text', 'start', [{ ...CONFIG, media: [{ path: '/a', options: { toram: true } }] }]],
    ['an option with a name of two lines', 'change', [{ ...CONFIG, media: [{ path: '/a', options: { 'a\nb': '' } }] }]],
    ['an option without end', 'start', [{ ...CONFIG, media: [{ path: '/a', options: { a: 'x'.repeat(2001) } }] }]],
    ['options without end', 'saveSettings', [{ recipes: { '/a': { recipe: 'x', options: MANY } } }]],
    ['an answer file with NUL', 'change', [{ ...CONFIG, media: [{ path: '/a', answer: '/b\0' }] }]],
    ['an empty answer file', 'saveSettings', [{ recipes: { '/a': { recipe: 'x', answer: '' } } }]],
    ['others within others', 'saveSettings', [{ recipes: { '/a': { recipe: 'x', others: { y: { others: {} } } } } }]],
    ['a preview of nothing', 'previewAnswer', ['debian', '']],
    ['a preview for a recipe of two lines', 'previewAnswer', ['a\nb', '/a']],
    ['a cancel of nothing', 'cancelInspect', []],
    ['a folder to open', 'openRecipesFolder', ['/etc']],
    ['a loader we do not have', 'change', [{ ...CONFIG, loader: 'grub' }]],
    ['a menu that waits for ever less', 'change', [{ ...CONFIG, menuTimeoutS: -1 }]],
    ['a menu that is shown now and then', 'change', [{ ...CONFIG, menu: 'sometimes' }]],
    ['a menu that is a switch', 'saveSettings', [{ menu: true }]],
    ['a rule with a condition nobody knows', 'change', [{ ...CONFIG, rules: [{ ...RULE, match: { ip: '1.2.3.4' } }] }]],
    ['a rule that does half of something', 'change', [{ ...CONFIG, rules: [{ ...RULE, action: { ignore: false } }] }]],
    ['a rule without a match', 'saveSettings', [{ rules: [{ action: {} }] }]],
    ['a folder of loaders with NUL', 'saveSettings', [{ loadersFolder: '/etc\0' }]],
    ['a look for something that is no path', 'absences', [['/a', 7]]],
    ['a machine of two lines', 'saveCapture', ['a\nb']],
    ['a mode we do not have', 'start', [{ ...CONFIG, mode: 'both' }]],
    ['kernel arguments of two lines', 'start', [{ ...CONFIG, append: 'quiet\nchain http://evil/' }]],
    ['a port out of range', 'start', [{ ...CONFIG, httpPort: 70_000 }]],
    ['a MAC address in capitals', 'start', [{ ...CONFIG, allow: ['52:54:00:AB:CD:EF'] }]],
    ['a field nobody asked for', 'start', [{ ...CONFIG, shell: 'rm' }]],
    ['a setting nobody asked for', 'saveSettings', [{ window: {} }]],
    ['a setting that is undefined', 'saveSettings', [{ media: undefined }]],
    ['text that is none', 'copyText', [7]],
  ] as const)('refuses %s', (_what, name, args) => {
    expect(() => parseArgs(name, args)).toThrow(new RegExp(`^${name}: `))
  })

  it('says which field is wrong', () => {
    expect(() => parseArgs('start', [{ ...CONFIG, media: [{ path: '/a\0' }] }])).toThrow(
      'start: media.0.path: a path holds no NUL',
    )
  })

  it('throws nothing but an Error that names the request, whatever comes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.array(fc.anything(), { maxLength: 3 }), (name, args) => {
        try {
          parseArgs(name, args)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
          expect(String(error)).toContain(`${name}: `)
        }
      }),
    )
  })
})

describe('what was saved for a medium', () => {
  it('is known by its shape, whatever comes', () => {
    expect(isRecipeChoice({ recipe: 'debian', options: { toram: 'yes' } })).toBe(true)
    expect(isRecipeChoice({ recipe: 'debian', shell: 'rm' })).toBe(false)
    fc.assert(fc.property(fc.anything(), (raw) => typeof isRecipeChoice(raw) === 'boolean'))
  })

  it('gives no object another prototype', () => {
    const raw: unknown = JSON.parse('{"recipe":"x","options":{"__proto__":"yes"}}')
    const [patch] = parseArgs('saveSettings', [{ recipes: { '/a': raw as never } }])
    expect(patch.recipes?.['/a']?.options).toEqual({})
  })
})

describe('the contract', () => {
  it('gives every request and event a channel of its own', () => {
    const channels = [...Object.values(contract.requests), ...Object.values(contract.events)].map(
      ({ channel }) => channel,
    )
    expect(new Set(channels).size).toBe(channels.length)
    for (const channel of channels) expect(channel).toMatch(/^bootdrop:/)
  })
})
