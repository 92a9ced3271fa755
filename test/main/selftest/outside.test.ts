import { describe, expect, it } from 'vitest'
import { lookOutside, outsideStep } from '../../../main/selftest/outside'
import type { DoorCode } from '../../../main/selftest/doors'
import { cardNamed } from '../engine/net/two-cards'
import { fakeSystem, type Told } from '../engine/doctor/fake-system'

const place = {
  card: cardNamed('eno1'),
  address: { address: '192.168.1.20', netmask: '255.255.255.0' },
  ports: { dhcp: 67, pxe: 4011, tftp: 69, http: 8067 },
}
const look = (told: Told, opened = false) => lookOutside(fakeSystem(told), { ...place, opened })
/** What iptables-save prints. */
const iptables = (...rules: string[]): Told => ({
  programs: { 'iptables-save': ['*filter', ':INPUT DROP [0:0]', ...rules, 'COMMIT', ''].join('\n') },
})
const LETS_IN = [
  '-A INPUT -i eno1 -p udp -m multiport --dports 67,69,4011 -j ACCEPT',
  '-A INPUT -i eno1 -p tcp -m tcp --dport 8067 -j ACCEPT',
  '-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
]
const UFW = { '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/default/ufw': 'DEFAULT_INPUT_POLICY="DROP"\n' }

describe('whether other machines get in', () => {
  it.each<[string, Told, Partial<ReturnType<typeof outsideStep>>]>([
    ['rules that let them', iptables('-A INPUT -i lo -j ACCEPT', ...LETS_IN), { state: 'passed', code: '' }],
    [
      'rules that let this computer alone',
      iptables('-A INPUT -i lo -j ACCEPT'),
      { state: 'failed', code: 'outside-shut' },
    ],
    ['a firewall whose rules are not to be read', { files: UFW }, { state: 'unsure', code: 'outside-unsure' }],
    ['no firewall that an ordinary user can see', {}, { state: 'passed', code: 'outside-unread' }],
  ])('%s', async (_name, told, step) => {
    const { check } = await look(told)
    expect(outsideStep(check, 5)).toMatchObject({ ...step, at: 5, rung: 'firewall', facts: { check: check.code } })
    expect(outsideStep(check, 5).facts).not.toHaveProperty('arch')
  })

  it('is known where Bootdrop has opened the firewall itself', async () => {
    const { check } = await look({ files: UFW }, true)
    expect(outsideStep(check, 5)).toMatchObject({ state: 'passed', facts: { check: 'opened' } })
  })
})

describe('whether this computer bars itself', () => {
  const barred = async (told: Told, opened = false): Promise<DoorCode[]> => {
    const { barsItself } = await look(told, opened)
    const doors = ['dhcp-not-heard', 'dhcp-answer-lost', 'pxe-not-heard', 'tftp-not-heard', 'tftp-answer-lost'] as const
    return [...doors, 'http-silent' as const, 'dhcp-not-answered' as const].filter(barsItself)
  }

  it('does so where rules name the card and nothing lets in what comes by lo', async () => {
    const all = ['dhcp-answer-lost', 'pxe-not-heard', 'tftp-not-heard', 'tftp-answer-lost', 'http-silent']
    expect(await barred(iptables(...LETS_IN))).toEqual(all)
  })

  it('does not where lo is let in', async () => {
    expect(await barred(iptables('-A INPUT -i lo -j ACCEPT', ...LETS_IN))).toEqual([])
  })

  it('does not where other machines are shut out as well', async () => {
    expect(await barred(iptables())).toEqual([])
  })

  it('does at the DISCOVER where a rule wants the port of real firmware', async () => {
    const [, ...others] = LETS_IN
    const ports = '-A INPUT -i eno1 -p udp -m multiport --dports 69,4011 -j ACCEPT'
    const firmware = '-A INPUT -i eno1 -p udp -m udp --sport 68 --dport 67 -j ACCEPT'
    expect(await barred(iptables('-A INPUT -i lo -j ACCEPT', firmware, ports, ...others))).toEqual(['dhcp-not-heard'])
  })

  it('may where Bootdrop has opened the firewall for the card, and the rules are not to be read', async () => {
    expect(await barred({ files: UFW }, true)).not.toContain('dhcp-not-heard')
    expect(await barred({ files: UFW }, true)).toContain('dhcp-answer-lost')
    expect(await barred({ files: UFW })).toEqual([])
    expect(await barred({})).toEqual([])
  })
})
