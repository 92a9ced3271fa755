import { describe, expect, it } from 'vitest'
import { privateSources } from '../../build/lib/apt-sources.mjs'

describe('private apt sources', () => {
  const stanza = 'Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n'
  const security = 'Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\n'
  const line = 'deb [arch=amd64] http://other.example/debian/ bookworm main\n# deb http://old.example/debian x main\n'

  it('takes the mirrors of the machine, in both formats, with the suite replaced', () => {
    const made = privateSources([stanza, line], 'trixie')
    expect(made).toContain('URIs: http://mirror.example/debian\nSuites: trixie')
    expect(made).toContain('URIs: http://other.example/debian/\nSuites: trixie')
    expect(made).not.toContain('bookworm')
    expect(made).not.toContain('old.example')
  })

  it('leaves the security archive and other vendors out', () => {
    expect(privateSources([security, 'deb https://vendor.example/apt stable main\n'], 'trixie')).toBe('')
  })

  it('takes each mirror once', () => {
    expect(privateSources([stanza, stanza], 'trixie').match(/URIs/g)).toHaveLength(1)
  })

  it('trusts a mirror by the key that the machine trusts it by, and by nothing less', () => {
    const keyed = `${stanza}Signed-By: /usr/share/keyrings/debian.gpg\n`
    const keyedLine = 'deb [arch=amd64 signed-by=/etc/apt/keyrings/d.gpg] http://other.example/debian bookworm main\n'
    const made = privateSources([keyed, keyedLine], 'trixie')
    expect(made).toContain('Signed-By: /usr/share/keyrings/debian.gpg\n')
    expect(made).toContain('Signed-By: /etc/apt/keyrings/d.gpg\n')
    expect(made).not.toMatch(/trusted/i)
  })

  it('keeps a key that is written out in the entry', () => {
    const block = 'Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n'
    expect(privateSources([stanza + block], 'trixie')).toContain(block)
  })

  it('leaves out entries that are switched off, or for source packages only', () => {
    const off = `Enabled: no\n${stanza}`
    const sources = stanza.replace('Types: deb', 'Types: deb-src')
    expect(privateSources([off, sources], 'trixie')).toBe('')
  })

  it('reads entries between comments', () => {
    expect(privateSources([`# the mirror\n${stanza}# end\n\n${security}`], 'trixie')).toContain(
      'mirror.example/debian\n',
    )
  })
})
