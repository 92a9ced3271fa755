import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkAppend } from '../../../../main/engine/boot/append'
import { anyText } from './parts'

describe('extra kernel arguments', () => {
  test('pass with one space between them', () => {
    expect(checkAppend('  console=ttyS0   ds=nocloud-net;s=http://10.0.0.1/ x="a b" ')).toBe(
      'console=ttyS0 ds=nocloud-net;s=http://10.0.0.1/ x="a b"',
    )
  })

  test.each([
    'a\nshell',
    'a\rshell',
    'a\tb',
    'a ${net0/mac}',
    'a && shell',
    'a || shell',
    'a ; shell',
    'a\0b',
    'a\u0085b',
    'console=ttyS0 #x quiet',
    '#',
  ])('%j is refused as a wrong use', (append) => {
    expect(() => checkAppend(append)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  test('with a # within a word pass, and one that begins with it is named', () => {
    expect(checkAppend('url=http://10.0.0.1/#a b#')).toBe('url=http://10.0.0.1/#a b#')
    expect(() => checkAppend('a #x b')).toThrow(/cannot hold "#x":.* a # at the start of a word/)
  })

  test('that no kernel would take are refused', () => {
    expect(() => checkAppend('x'.repeat(1025))).toThrow(/1025 characters/)
  })

  test('that pass never break a line or hold a setting', () => {
    fc.assert(
      fc.property(anyText(), (append) => {
        let checked = ''
        try {
          checked = checkAppend(append)
        } catch {
          return
        }
        expect(checked).not.toMatch(/[\r\n]|\$\{|(^| )(&&|\|\||;)( |$)|(^| )#/)
      }),
    )
  })
})
