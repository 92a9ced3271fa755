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
  ])('%j is refused as a wrong use', (append) => {
    expect(() => checkAppend(append)).toThrow(expect.objectContaining({ code: 'usage' }))
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
        expect(checked).not.toMatch(/[\r\n]|\$\{|(^| )(&&|\|\||;)( |$)/)
      }),
    )
  })
})
