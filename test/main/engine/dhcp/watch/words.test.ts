import { describe, expect, it } from 'vitest'
import { dhcpRefused, noticeOf } from '../../../../../main/engine/dhcp/watch/words'
import type { OtherServer, ServeMode } from '../../../../../main/engine/types'

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

  it('of a refused start names the server and the way out', () => {
    expect(dhcpRefused(server({}))).toMatch(/192\.168\.1\.1.*proxy mode/)
  })
})
