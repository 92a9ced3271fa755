import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTarget } from '../../../../main/engine/http/target'

describe('parseTarget', () => {
  test.each([
    ['/boot.ipxe', '/boot.ipxe'],
    ['/', '/'],
    ['//iso///a//b', '/iso/a/b'],
    ['/a%20b', '/a b'],
    ['/caf%C3%A9', '/café'],
    ['/a%2Fb', '/a/b'],
    ['http://192.168.1.20:8067/x?y=1', '/x'],
    ['HTTP://host', '/'],
    ['/100%25', '/100%'],
    ['/..hidden/a..b', '/..hidden/a..b'],
    ['/Boot\\BCD', '/Boot\\BCD'],
  ])('%s names %s', (target, path) => {
    expect(parseTarget(target)?.path).toBe(path)
  })

  test('decodes once only', () => {
    expect(parseTarget('/%252e%252e/etc')?.path).toBe('/%2e%2e/etc')
  })

  test('keeps the query apart', () => {
    const target = parseTarget('/boot.ipxe?mac=52:54:00:12:34:56&uuid=a%20b&x=?')
    expect(target?.path).toBe('/boot.ipxe')
    expect([...(target?.query ?? [])]).toEqual([
      ['mac', '52:54:00:12:34:56'],
      ['uuid', 'a b'],
      ['x', '?'],
    ])
  })

  test.each([
    ['/../etc/passwd'],
    ['/%2e%2e/etc/passwd'],
    ['/a/%2E%2E%2Fetc'],
    ['/a/..'],
    ['/..%5c..%5cetc'],
    ['/a\\..\\b'],
    ['/a%00.txt'],
    ['/%'],
    ['/%zz'],
    ['/%ff'],
    ['*'],
    ['boot.ipxe'],
  ])('%s is refused', (target) => {
    expect(parseTarget(target)).toBeUndefined()
  })

  test('never gives a path that climbs, holds a NUL or has no leading slash', () => {
    const part = fc.constantFrom('.', '..', '/', '\\', '%2e', '%2f', '%5c', '%25', '%00', 'a', '?', '%', ':', 'http:')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = parseTarget(`/${parts.join('')}`)?.path
        if (path === undefined) return true
        return /^\/(?!\/)/.test(path) && !path.includes('\0') && !path.split(/[/\\]/).includes('..')
      }),
    )
  })
})
