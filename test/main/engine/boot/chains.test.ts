import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chainsFor, pickChain } from '../../../../main/engine/boot/chains'
import type { ChainFacts } from '../../../../main/engine/boot/chains'
import type { ChainId } from '../../../../main/engine/boot/contract'
import type { ClientArch } from '../../../../main/engine/types'

const OURS = { small: true, full: true, signed: false, pi: false }
const NONE = { small: false, full: false, signed: false, pi: false }
const EVERYTHING = { small: true, full: true, signed: true, pi: true }
const BOTH = { http: true, tftp: true }

function chains(changes: Partial<ChainFacts> = {}): readonly ChainId[] | string {
  const found = chainsFor({
    arch: 'uefi-x64',
    mode: 'proxy',
    choice: 'auto',
    loaders: OURS,
    mediumGrub: undefined,
    wholeImage: undefined,
    ...changes,
  })
  return 'why' in found ? found.why : found.chains
}

describe('what is tried by itself', () => {
  test.each([
    ['bios', ['ipxe-small', 'ipxe-full']],
    ['unknown', ['ipxe-small', 'ipxe-full']],
    ['uefi-x64', ['ipxe-small', 'ipxe-full', 'ipxe-signed', 'medium-signed']],
    ['uefi-arm64', ['ipxe-small', 'ipxe-full', 'ipxe-signed', 'medium-signed']],
    ['http-x64', ['ipxe-small', 'ipxe-full', 'ipxe-signed', 'medium-signed']],
    ['rpi', ['pi']],
  ] as const)('with everything there, on an isolated bench, by %s', (arch, expected) => {
    expect(chains({ arch, mode: 'dhcp', loaders: EVERYTHING, mediumGrub: BOTH })).toEqual(expected)
  })

  test('with only the full loader there is that one', () => {
    expect(chains({ loaders: { ...OURS, small: false } })).toEqual(['ipxe-full'])
  })

  test.each<[ClientArch, string]>([
    ['uefi-ia32', 'no-loader-for-arch'],
    ['uefi-arm32', 'no-loader-for-arch'],
    ['http-ia32', 'no-loader-for-arch'],
    ['rpi', 'no-pi-firmware'],
  ])('with nothing for %s is %s', (arch, why) => {
    expect(chains({ arch, loaders: NONE })).toBe(why)
  })
})

describe("the medium's own GRUB", () => {
  test('is not offered over PXE beside another DHCP server, which it would ask for its files', () => {
    expect(chains({ mode: 'proxy', choice: 'signed', mediumGrub: BOTH })).toBe('no-signed-loader')
  })

  test.each([
    ['uefi-x64', 'dhcp', { http: false, tftp: true }, ['medium-signed']],
    ['uefi-x64', 'dhcp', { http: true, tftp: false }, 'no-signed-loader'],
    ['http-x64', 'proxy', { http: true, tftp: false }, ['medium-signed']],
    ['http-x64', 'dhcp', { http: true, tftp: true }, ['medium-signed']],
    ['http-x64', 'dhcp', { http: false, tftp: true }, 'no-signed-loader'],
  ] as const)('for %s in mode %s with %j: %j', (arch, mode, mediumGrub, expected) => {
    expect(chains({ arch, mode, choice: 'signed', mediumGrub })).toEqual(expected)
  })
})

describe('a choice', () => {
  test.each([
    ['small', ['ipxe-small']],
    ['full', ['ipxe-full']],
    ['signed', ['ipxe-signed', 'medium-signed']],
  ] as const)('of %s gives nothing else', (choice, expected) => {
    expect(chains({ choice, mode: 'dhcp', loaders: EVERYTHING, mediumGrub: BOTH })).toEqual(expected)
  })

  test('of a kind that is not there gives the other', () => {
    expect(chains({ choice: 'small', loaders: { ...OURS, small: false } })).toEqual(['ipxe-full'])
    expect(chains({ choice: 'full', loaders: { ...OURS, full: false } })).toEqual(['ipxe-small'])
  })

  test('of signed loaders without any is refused', () => {
    expect(chains({ choice: 'signed' })).toBe('no-signed-loader')
  })

  test('of signed loaders is nothing to a BIOS, which knows no Secure Boot', () => {
    expect(chains({ arch: 'bios', choice: 'signed' })).toEqual(['ipxe-small', 'ipxe-full'])
  })
})

describe('a whole image', () => {
  test('is for HTTP Boot alone', () => {
    expect(chains({ arch: 'http-x64', wholeImage: 'fits' })).toEqual(['whole-image'])
    for (const arch of ['bios', 'uefi-x64', 'uefi-arm64', 'unknown'] as const) {
      expect(chains({ arch, wholeImage: 'fits' })).toBe('needs-http-boot')
    }
  })

  test('has to have a loader for the processor', () => {
    expect(chains({ arch: 'http-arm64', wholeImage: 'other-processor' })).toBe('recipe-not-for-arch')
  })
})

describe('of several chains', () => {
  const all = ['ipxe-small', 'ipxe-full', 'ipxe-signed'] as const

  test('each has its turn, and the last one stays', () => {
    expect([0, 1, 2, 3, 99].map((attempt) => pickChain([...all], attempt))).toEqual([
      ...all,
      'ipxe-signed',
      'ipxe-signed',
    ])
  })

  test('the one that worked before comes first, and the others after it', () => {
    expect([0, 1, 2, 3].map((attempt) => pickChain([...all], attempt, 'ipxe-signed'))).toEqual([
      'ipxe-signed',
      'ipxe-small',
      'ipxe-full',
      'ipxe-full',
    ])
  })

  test('one that worked before and is not possible now changes nothing', () => {
    expect(pickChain([...all], 0, 'medium-signed')).toBe('ipxe-small')
  })

  test('a number of tries that is none is the first', () => {
    expect(pickChain([...all], -1)).toBe('ipxe-small')
  })
})

test('whatever there is, no machine is given a chain that it has no loader for', () => {
  const flag = fc.boolean()
  const arch = fc.constantFrom<ClientArch>('bios', 'uefi-ia32', 'uefi-x64', 'http-x64', 'http-arm64', 'rpi', 'unknown')
  const grub = fc.option(fc.record({ http: flag, tftp: flag }), { nil: undefined })
  const facts: fc.Arbitrary<ChainFacts> = fc.record({
    arch,
    mode: fc.constantFrom('proxy' as const, 'dhcp' as const),
    choice: fc.constantFrom('auto' as const, 'small' as const, 'full' as const, 'signed' as const),
    loaders: fc.record({ small: flag, full: flag, signed: flag, pi: flag }),
    mediumGrub: grub,
    wholeImage: fc.constantFrom('fits' as const, 'other-processor' as const, undefined),
  })
  fc.assert(
    fc.property(facts, (given) => {
      const found = chainsFor(given)
      if ('why' in found) return
      const has: Record<ChainId, boolean> = {
        'ipxe-small': given.loaders.small,
        'ipxe-full': given.loaders.full,
        'ipxe-signed': given.loaders.signed,
        'medium-signed': given.mediumGrub !== undefined && (given.mode === 'dhcp' || given.arch.startsWith('http-')),
        'whole-image': given.wholeImage === 'fits' && given.arch.startsWith('http-'),
        pi: given.loaders.pi && given.arch === 'rpi',
        script: false,
      }
      for (const chain of found.chains) expect(has[chain]).toBe(true)
      expect(new Set(found.chains).size).toBe(found.chains.length)
    }),
  )
})
