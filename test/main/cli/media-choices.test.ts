import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mediaChoices, wholeAnswer, wholePath, type GivenChoices } from '../../../main/cli/media-choices'

const given = (changes: Partial<GivenChoices>): GivenChoices => ({
  recipes: [],
  entries: [],
  answers: [],
  options: [],
  ...changes,
})

describe('what is given beside the media', () => {
  it('is for the nth medium, and "-" leaves one open', () => {
    expect(mediaChoices(['a.iso', 'b.iso'], given({ answers: ['-', 'b.cfg'], entries: ['rescue'] }))).toEqual([
      { path: 'a.iso', entry: 'rescue' },
      { path: 'b.iso', answer: 'b.cfg' },
    ])
  })

  it.each([
    ['toram', { toram: 'yes' }],
    ['toram=yes', { toram: 'yes' }],
    ['1:toram', { toram: 'yes' }],
    ['locale=de_DE.UTF-8', { locale: 'de_DE.UTF-8' }],
    ['args=a=b:c', { args: 'a=b:c' }],
    ['locale=', { locale: '' }],
  ])('reads the option %s of a single medium', (text, options) => {
    expect(mediaChoices(['a.iso'], given({ options: [text] }))).toEqual([{ path: 'a.iso', options }])
  })

  it('gives each medium its options by number', () => {
    const options = ['2:toram', '1:locale=de', '2:locale=fr']
    expect(mediaChoices(['a.iso', 'b.iso'], given({ options }))).toEqual([
      { path: 'a.iso', options: { locale: 'de' } },
      { path: 'b.iso', options: { toram: 'yes', locale: 'fr' } },
    ])
  })

  it('takes names that objects have by nature for what they are', () => {
    const [choice] = mediaChoices(['a.iso'], given({ options: ['__proto__=x', 'constructor'] }))
    expect(Object.entries(choice?.options ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'yes'],
    ])
  })

  it.each([
    [['toram'], 'with several media say for which it is, as 1:toram for the first'],
    [['3:toram'], 'there is no medium 3 among 2 --media'],
    [['0:toram'], 'there is no medium 0 among 2 --media'],
    [['1:=x'], 'write it as NAME=VALUE'],
    [['=x'], 'write it as NAME=VALUE'],
    [[''], 'write it as NAME=VALUE'],
    [['1:a=1', '1:a=2'], 'a is given twice'],
  ])('refuses the options %j', (options, words) => {
    expect(() => mediaChoices(['a.iso', 'b.iso'], given({ options }))).toThrow(words)
  })

  it.each(['ftp', 'nfs', 'file'])('refuses an address of %s, which no machine can fetch', (scheme) => {
    expect(() => mediaChoices([`${scheme}://10.0.0.1/a.iso`], given({}))).toThrow(
      `Machines cannot fetch ${scheme} addresses: use http, https or tftp.`,
    )
  })

  it('refuses more answer files than media', () => {
    expect(() => mediaChoices(['a.iso'], given({ answers: ['a', 'b'] }))).toThrow('--answer is given 2 times for 1')
  })

  it('leaves addresses and examples as they are, and finds files from the root', () => {
    expect(wholePath('http://192.168.1.5/boot.php')).toBe('http://192.168.1.5/boot.php')
    expect(wholePath('a.iso')).toBe(resolve('a.iso'))
    expect(wholeAnswer('example:a.cfg')).toBe('example:a.cfg')
    expect(wholeAnswer('a.cfg')).toBe(resolve('a.cfg'))
  })
})
