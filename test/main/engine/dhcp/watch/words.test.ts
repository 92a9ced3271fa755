import { describe, expect, it } from 'vitest'
import { sightingOf } from '../../../../../main/engine/dhcp/watch/sighting'
import { dhcpRefused, noticeOf } from '../../../../../main/engine/dhcp/watch/words'
import type { OtherServer, ServeMode } from '../../../../../main/engine/types'
import { answer, DHCP, SELF } from './answers'

const server = (more: Partial<OtherServer>): OtherServer => ({
  ...{ address: '192.168.1.1', kind: 'dhcp', claimsPxe: false, lastHeard: 0 },
  ...more,
})

describe('the notice of another server', () => {
  it.each<[string, Partial<OtherServer>, ServeMode, string | undefined]>([
    ['a DHCP server beside our leasing', {}, 'dhcp', 'other-dhcp'],
    ['a DHCP server that claims PXE beside our leasing', { claimsPxe: true }, 'dhcp', 'other-dhcp'],
    ['the DHCP server of a LAN', {}, 'proxy', undefined],
    ['a DHCP server of a LAN that claims PXE', { claimsPxe: true }, 'proxy', 'foreign-pxe'],
    ['a boot server of a LAN', { kind: 'pxe', claimsPxe: true }, 'proxy', 'other-pxe'],
    ['a boot server on the bench', { kind: 'pxe', claimsPxe: true }, 'dhcp', 'other-pxe'],
  ])('%s', (_name, more, mode, code) => {
    expect(noticeOf(server(more), mode)?.code).toBe(code)
  })

  it.each<[Partial<OtherServer>, ServeMode, RegExp]>([
    [{}, 'dhcp', /stopped giving out addresses.*goes on beside it.*switch it off/],
    [{ claimsPxe: true }, 'proxy', /option 60.*port 4011.*"Start PXE over IPv4".*Remove option 60/],
    [{ kind: 'pxe' }, 'proxy', /boot server.*Switch off/],
  ])('names the server, the cause and the next step: %o in %s mode', (more, mode, words) => {
    const text = noticeOf(server(more), mode)?.text ?? ''
    expect(text).toContain('192.168.1.1')
    expect(text).toMatch(words)
  })

  it.each([
    ['that boots machines itself, as another Bootdrop, is not told to drop option 60', DHCP.address, 'other-pxe'],
    ['that sends machines to another for their file is', '192.168.77.99', 'foreign-pxe'],
  ])('of a DHCP server with option 60 %s', (_name, siaddr, code) => {
    const offer = answer({ vendorClass: 'PXEClient', header: { siaddr, file: 'snponly.efi' } })
    const found = server({ address: DHCP.address, claimsPxe: true })
    const notice = noticeOf(found, 'proxy', sightingOf(offer, DHCP, SELF, 'client'))
    expect(notice?.code).toBe(code)
    expect(/option 60/.test(notice?.text ?? '')).toBe(code === 'foreign-pxe')
  })

  it('of a refused start names the server and the way out', () => {
    expect(dhcpRefused(server({}))).toMatch(/192\.168\.1\.1.*proxy mode/)
  })
})
