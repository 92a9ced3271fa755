import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CONTENT_SECURITY_POLICY, pageFile } from '../../main/page'

const ROOT = '/app/out/renderer'

describe('the page’s own files', () => {
  it('are found below the root', () => {
    expect(pageFile(ROOT, 'app://bootdrop/index.html')).toBe('/app/out/renderer/index.html')
    expect(pageFile(ROOT, 'app://bootdrop/assets/index-1a2b.js?x#y')).toBe('/app/out/renderer/assets/index-1a2b.js')
  })

  it.each([
    'app://elsewhere/index.html',
    'file:///etc/passwd.html',
    'app://bootdrop/..%2f..%2fsecret.html',
    'app://bootdrop/%2e%2e/%2e%2e/%2e%2e/secret.html/..%2f..%2f..%2f..%2fx.html',
    'app://bootdrop/secret.key',
    'app://bootdrop/',
    'app://bootdrop/%E0%A4%A.html',
    'not an address',
  ])('are not anything else: %s', (address) => {
    const found = pageFile(ROOT, address)
    expect(found === undefined || found.startsWith(`${ROOT}/`)).toBe(true)
    expect(found ?? '').not.toContain('passwd')
  })

  it('carry one policy, in the header and in the page', () => {
    const meta = /content="(default-src[^"]+)"/.exec(readFileSync('renderer/index.html', 'utf8'))?.[1]
    // Browsers ignore frame-ancestors in a meta element, and complain.
    expect(meta).toBe(CONTENT_SECURITY_POLICY.replace("; frame-ancestors 'none'", ''))
  })

  it('run no inline code and reach no network', () => {
    expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe')
    expect(CONTENT_SECURITY_POLICY).toContain("connect-src 'none'")
  })
})
