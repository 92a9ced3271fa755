import { describe, expect, it } from 'vitest'
import { readyEvent, readyInWords } from '../../../main/cli/ready'
import { DEFAULTS, STOPPED } from '../../../main/engine/initial'
import type { Card, EngineState, OtherServer } from '../../../main/engine/types'

const card: Card = {
  name: 'eno1',
  title: 'Ethernet (eno1)',
  mac: '52:54:00:00:00:02',
  kind: 'wired',
  up: true,
  addresses: [],
  speedMbps: 1000,
  isDefaultRoute: false,
  problem: undefined,
}
const router: OtherServer = { address: '192.168.1.1', kind: 'dhcp', claimsPxe: false, lastHeard: 5 }
const wds: OtherServer = { address: '192.168.1.9', kind: 'pxe', claimsPxe: true, lastHeard: 6 }
const serving: EngineState = {
  ...STOPPED,
  status: 'serving',
  card,
  address: '192.168.1.20',
  served: { ...DEFAULTS, title: 'Debian installer 12', media: [{ path: '/isos/a.iso', recipe: 'x' }], signed: [] },
}
const loopback: EngineState = { ...serving, card: { ...card, kind: 'loopback' } }

function words(state: EngineState, mode: 'proxy' | 'dhcp', audience: 'everyone' | 'own-machines' = 'everyone'): string {
  return readyInWords({ type: 'ready', state, mode }, audience)
}

describe('the line that says that it serves', () => {
  it('names the server that it works beside, and no mere boot server', () => {
    const text = words({ ...serving, otherServers: [wds, router] }, 'proxy')
    expect(text).toContain(
      'Serving Debian installer 12 on Ethernet (eno1) (192.168.1.20). It works beside 192.168.1.1,',
    )
    expect(text).not.toContain('192.168.1.9')
  })

  it('claims no server in proxy mode where none was heard', () => {
    expect(words(serving, 'proxy')).toContain('Bootdrop gives no addresses: a DHCP server on this wire has to.')
  })

  it('says that Bootdrop leases, and that it listened first', () => {
    expect(words(serving, 'dhcp')).toContain('Bootdrop gives the addresses: no other DHCP server answered.')
  })

  it('speaks of no DHCP server and no other machine on the loopback card', () => {
    expect(words(loopback, 'proxy')).not.toContain('DHCP server')
    expect(words(loopback, 'dhcp')).not.toContain('DHCP server')
    expect(words(loopback, 'proxy')).not.toContain('Turn a machine on')
  })

  it('names the recipe, entry, options and answer file that were chosen', () => {
    expect(words(serving, 'proxy')).toContain('\na.iso: recipe x\n')
    const { served } = serving
    if (served === undefined) throw new Error('the fixture serves nothing')
    const open = { path: '/isos/b.iso' }
    const chosen = { path: '/isos/a.iso', entry: 'text', answer: '/etc/my.cfg', options: { toram: 'yes' } }
    const text = words({ ...serving, served: { ...served, media: [chosen, open] } }, 'proxy')
    expect(text).toContain('\na.iso: entry text, answer file /etc/my.cfg, options toram=yes\nUDP')
  })

  it('asks nobody to turn on a machine that would not be answered', () => {
    const text = words(serving, 'proxy', 'own-machines')
    expect(text).toContain('Only the virtual machines of this test are answered.')
    expect(text).not.toMatch(/Turn a machine on|DHCP server/)
  })
})

describe('the ready event', () => {
  it('has what is served and which servers were heard', () => {
    const state = { ...serving, otherServers: [router] }
    expect(readyEvent({ type: 'ready', state, mode: 'proxy' })).toMatchObject({
      nic: 'eno1',
      title: 'Debian installer 12',
      media: ['/isos/a.iso'],
      choices: [{ recipe: 'x' }],
      servers: [{ address: '192.168.1.1', kind: 'dhcp', claimsPxe: false }],
    })
  })
})
