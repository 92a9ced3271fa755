import { describe, expect, it } from 'vitest'
import { signedWarning } from '../../../main/cli/signed'
import { DEFAULTS } from '../../../main/engine/initial'
import type { ServedChoice, SignedKind } from '../../../main/engine/types'

function served(...signed: SignedKind[]): ServedChoice {
  return { ...DEFAULTS, title: 'X', media: [], loader: 'signed', signed }
}

describe('signedWarning', () => {
  it.each([
    ['proxy', ['ipxe']],
    ['dhcp', ['ipxe']],
    ['dhcp', ['medium-http', 'medium-pxe']],
  ] as const)('is silent where every machine gets one: %s, %j', (mode, signed) => {
    expect(signedWarning(served(...signed), mode)).toBeUndefined()
  })

  it.each([
    ['proxy', [], ['UEFI machines will not be answered', '--loaders', '--loader auto']],
    ['dhcp', [], ['UEFI machines will not be answered']],
    ['proxy', ['medium-pxe'], ['UEFI machines will not be answered', '--mode dhcp']],
    ['proxy', ['medium-http'], ['that ask by PXE will not', 'choose HTTP Boot']],
    ['proxy', ['medium-http', 'medium-pxe'], ['that ask by PXE will not', 'choose HTTP Boot', '--mode dhcp']],
    ['dhcp', ['medium-http'], ['that ask by PXE will not', 'choose HTTP Boot']],
    ['dhcp', ['medium-pxe'], ['that ask by HTTP Boot will not', 'choose PXE']],
  ] as const)('says who is left out and what helps: %s, %j', (mode, signed, words) => {
    const text = signedWarning(served(...signed), mode)
    for (const word of words) expect(text).toContain(word)
  })

  it('does not advise leasing where Bootdrop leases already', () => {
    expect(signedWarning(served('medium-http'), 'dhcp')).not.toContain('--mode dhcp')
  })

  it('speaks of the machines of a rule where only a rule asks for it', () => {
    const rules = [{ match: {}, action: { loader: 'signed' } }] as const
    expect(signedWarning({ ...served(), loader: 'auto', rules }, 'proxy')).toContain('to which a rule gives a signed')
  })

  it('is silent where nobody asked for signed loaders', () => {
    expect(signedWarning({ ...served(), loader: 'auto' }, 'proxy')).toBeUndefined()
    expect(signedWarning(undefined, 'proxy')).toBeUndefined()
  })
})
