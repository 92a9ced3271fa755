import { describe, expect, it } from 'vitest'
import type { ClientArch, SignedKind, WhyCode } from '../../main/engine/types'
import { gotFullLoader, signedWay, whyWords } from '../../renderer/src/trouble'
import type { Place } from '../../renderer/src/trouble'
import { why as WHY } from '../../renderer/src/lang/en/trouble-why'
import { client, transfer } from './fixtures'

const place = (mode: Place['mode'], ...signed: SignedKind[]): Place => ({ mode, signed })
const of = (arch: ClientArch, ...files: string[]) =>
  client({ arch, transfers: files.map((file, n) => transfer({ id: String(n), file, role: 'loader' })) })
const todo = (why: WhyCode, machine: ReturnType<typeof of>, where: Place): string =>
  whyWords(why, machine, where).todo.join(' ')

describe('a signed loader', () => {
  it.each<[string, ClientArch, Place]>([
    ['works', 'uefi-x64', place('proxy', 'ipxe')],
    ['works', 'uefi-x64', place('dhcp', 'medium-http', 'medium-pxe')],
    ['works', 'http-x64', place('proxy', 'medium-http', 'medium-pxe')],
    ['by-http-boot', 'uefi-x64', place('proxy', 'medium-http', 'medium-pxe')],
    ['by-http-boot', 'uefi-x64', place('dhcp', 'medium-http')],
    ['none', 'uefi-x64', place('proxy', 'medium-pxe')],
    ['none', 'uefi-x64', place('proxy')],
    ['none', 'bios', place('dhcp', 'ipxe')],
    ['none', 'rpi', place('dhcp', 'ipxe')],
  ])('%s for %s', (way, arch, where) => {
    expect(signedWay(of(arch), where)).toBe(way)
  })

  it('is advised where one works, by HTTP Boot where only that works, and not where none does', () => {
    const machine = of('uefi-x64', 'snponly.efi')
    expect(todo('secure-boot', machine, place('proxy', 'ipxe'))).toContain('Use a signed loader')
    expect(todo('secure-boot', machine, place('proxy', 'medium-http'))).toMatch(/^Choose “UEFI HTTP Boot”/)
    expect(todo('secure-boot', machine, place('proxy'))).not.toMatch(/signed|HTTP Boot/)
    expect(todo('no-signed-loader', machine, place('proxy', 'medium-http'))).toContain('UEFI HTTP Boot')
    expect(todo('no-signed-loader', machine, place('proxy'))).not.toContain('Debian')
  })
})

describe('the words for a trouble', () => {
  it('do not advise the loader with drivers of its own where it was sent', () => {
    expect(todo('secure-boot', of('uefi-x64', 'snponly.efi'), place('proxy'))).toContain('“Full driver”')
    expect(todo('secure-boot', of('uefi-x64', 'snponly.efi', 'ipxe.efi'), place('proxy'))).not.toContain('Full driver')
  })

  it.each([
    [true, ['ipxe.pxe']],
    [true, ['snponly-arm64.efi', '/boot/ipxe-arm64.efi']],
    [false, ['snponly.efi']],
    [false, ['shimx64.efi', 'ipxe.efi']],
    [false, []],
  ])('know (%s) from %j whether that was sent', (full, files) => {
    expect(gotFullLoader(of('uefi-x64', ...files))).toBe(full)
  })

  it.each<WhyCode>(['no-request-after-offer', 'no-loader-request'])(
    'speak of no other DHCP server where Bootdrop gives out the addresses (%s)',
    (why) => {
      const { happened, todo } = whyWords(why, of('uefi-x64'), place('dhcp'))
      expect([happened, ...todo].join(' ')).not.toMatch(/DHCP|myself/)
      expect(whyWords(why, of('uefi-x64'), place('proxy'))).toEqual(WHY[why])
    },
  )

  it('advise the small loader where the card was started anew by the other one, and only there', () => {
    expect(todo('ipxe-no-address', of('uefi-x64', 'ipxe.efi'), place('proxy'))).toContain('“Small”')
    expect(todo('ipxe-no-address', of('uefi-x64', 'snponly.efi'), place('proxy'))).not.toContain('“Small”')
  })

  it('name the loader that is missing for this firmware', () => {
    const missing = (arch: ClientArch) => whyWords('no-loader-for-arch', of(arch), place('proxy'))
    expect(missing('uefi-ia32').todo.join(' ')).toContain('bin-i386-efi/snponly.efi')
    expect(missing('http-ia32')).toEqual(missing('uefi-ia32'))
    expect(missing('uefi-arm32').happened).toContain('32-bit ARM')
    expect(missing('unknown')).toEqual(WHY['no-loader-for-arch'])
  })
})
