import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkFirewall } from '../../../../main/engine/doctor/firewall/firewall'
import { parseZones, stoppedBy } from '../../../../main/engine/doctor/firewall/firewalld'
import { fromIptables } from '../../../../main/engine/doctor/firewall/iptables'
import { judge } from '../../../../main/engine/doctor/firewall/linux-rules'
import { fromNft } from '../../../../main/engine/doctor/firewall/nft'
import { realSystem } from '../../../../main/engine/doctor/real-system'
import { packetsOf } from '../../../../main/engine/doctor/firewall/packets'
import { fakeSystem, type Told } from './fake-system'

const PORTS = { dhcp: 67, pxe: 4011, tftp: 69, http: 8067 }
const PLACE = { card: 'lan0', address: '192.168.77.20', netmask: '255.255.255.0' }
const PACKETS = packetsOf(PLACE, PORTS)
const fixture = (name: string): string => readFileSync(`test/fixtures/firewall/${name}`, 'utf8')
const check = (told: Told) => checkFirewall(fakeSystem(told), PLACE, PORTS)

/** A table with one input chain. */
function input(policy: 'ACCEPT' | 'DROP', ...rules: string[]): string {
  return ['*filter', `:INPUT ${policy} [0:0]`, ':OTHER - [0:0]', ...rules, 'COMMIT', ''].join('\n')
}
function dropped(text: string): string[] {
  return judge(fromIptables(text), PACKETS).dropped.map(({ purpose }) => purpose)
}
function unsure(text: string): string[] {
  return judge(fromIptables(text), PACKETS).unsure.map(({ purpose }) => purpose)
}
const ALL = ['dhcp', 'pxe', 'tftp', 'transfer', 'http']

describe('rules of iptables', () => {
  it('drop everything by their policy alone', () => expect(dropped(input('DROP'))).toEqual(ALL))
  it('drop nothing where there are none', () => expect(dropped(input('ACCEPT'))).toEqual([]))

  it('let the rest of a transfer in with what belongs to a connection', () => {
    const text = input('DROP', '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT')
    expect(dropped(text)).toEqual(['dhcp', 'pxe', 'tftp', 'http'])
  })

  it('count for their card alone', () => {
    expect(dropped(input('ACCEPT', '-A INPUT -i wan0 -j DROP'))).toEqual([])
    expect(dropped(input('ACCEPT', '-A INPUT -i lan+ -j DROP'))).toEqual(ALL)
    expect(dropped(input('ACCEPT', '-A INPUT ! -i wan0 -j REJECT --reject-with icmp-port-unreachable'))).toEqual(ALL)
  })

  it('name ports one by one, as ranges and as lists', () => {
    expect(dropped(input('ACCEPT', '-A INPUT -p udp -m udp --dport 69 -j DROP'))).toEqual(['tftp'])
    expect(dropped(input('ACCEPT', '-A INPUT -p udp -m multiport --dports 60:68,4011 -j DROP'))).toEqual([
      'dhcp',
      'pxe',
    ])
    expect(dropped(input('ACCEPT', '-A INPUT -p tcp -m tcp ! --dport 22 -j DROP'))).toEqual(['http'])
  })

  it('tell a DISCOVER, which has no sender, from the rest by its address', () => {
    const text = input('DROP', '-A INPUT -s 192.168.77.0/24 -j ACCEPT')
    expect(dropped(text)).toEqual(['dhcp'])
  })

  it('are followed through chains of their own, with return and goto', () => {
    const jump = ['-A INPUT -p udp -j OTHER', '-A INPUT -j DROP', '-A OTHER -p udp -m udp --dport 67 -j RETURN']
    expect(dropped(input('ACCEPT', ...jump, '-A OTHER -j ACCEPT'))).toEqual(['dhcp', 'http'])
    expect(dropped(input('DROP', '-A INPUT -g OTHER', '-A INPUT -j ACCEPT'))).toEqual(ALL)
  })

  it('are no verdict where they only log, and none either where nobody knows what they ask', () => {
    expect(dropped(input('ACCEPT', '-A INPUT -j LOG --log-prefix "[a -j DROP b] "'))).toEqual([])
    const text = input('ACCEPT', '-A INPUT -p udp -m recent --update --seconds 60 --name x --rsource -j DROP')
    expect([dropped(text), unsure(text)]).toEqual([[], ['dhcp', 'pxe', 'tftp', 'transfer']])
  })

  it('of ufw as it is installed drop all but what belongs to a connection', () => {
    expect(dropped(fixture('ufw-iptables-save.txt'))).toEqual(['dhcp', 'pxe', 'tftp', 'http'])
  })

  it('of ufw let in what the user allowed', () => {
    const allowed = [67, 69, 4011].map((port) => `-A ufw-user-input -i lan0 -p udp -m udp --dport ${port} -j ACCEPT`)
    const text = fixture('ufw-iptables-save.txt').replace('COMMIT', `${allowed.join('\n')}\nCOMMIT`)
    expect(dropped(text)).toEqual(['http'])
  })

  it.each(['', 'COMMIT', '*filter\n-A INPUT', '-A INPUT -j', '*filter\n:INPUT DROP\n-A INPUT -s\nCOMMIT', '\0\xff'])(
    'never throw, whatever the text is (%j)',
    (text) => expect(() => dropped(text)).not.toThrow(),
  )
})

describe('rules of nftables', () => {
  const judged = (card: string) => judge(fromNft(fixture('nft-ruleset.json')), packetsOf({ ...PLACE, card }, PORTS))
  const purposes = (card: string): string[] => judged(card).dropped.map(({ purpose }) => purpose)

  it('let in what sets, ranges and verdict maps let in, and drop the rest', () => {
    // 67, 69-70 and the set @ports (4011); the answers of a transfer by ct state.
    expect(purposes('lan0')).toEqual(['http'])
    expect(purposes('lo')).toEqual([])
  })

  it('name the chain that stands in the way', () => {
    expect(judged('lan0').chains.map(({ name }) => name)).toEqual(['inet t input'])
  })

  it('of another family do not count, nor tables that are read elsewhere', () => {
    const text = fixture('nft-ruleset.json')
    expect(fromNft(text.replaceAll('"inet"', '"ip6"'))).toEqual([])
    expect(fromNft(text, ['inet t'])).toEqual([])
  })

  it('are no rules where the text is another', () => {
    expect(fromNft('{"nftables": [{"rule": 7}, null, {"chain": {"hook": "input"}}]}')).toEqual([])
    expect(() => fromNft('no JSON')).toThrow()
  })
})

describe('the line', () => {
  const none = JSON.stringify({ nftables: [] })

  it('says that no firewall is there where an administrator finds no rules', async () => {
    expect(await check({ programs: { 'nft -j list ruleset': none } })).toMatchObject({ state: 'ok', code: 'none' })
  })

  it('is red with ports and a command where rules drop them', async () => {
    const programs = { 'iptables-save': input('ACCEPT', '-A INPUT -p udp -m udp --dport 69 -j DROP') }
    expect(await check({ programs })).toMatchObject({
      ...{ state: 'failed', code: 'blocks', facts: { firewall: 'iptables', ports: 'UDP 69' }, fix: 'open-firewall' },
      command: 'sudo iptables -I INPUT -i lan0 -p udp -m multiport --dports 69 -j ACCEPT',
    })
  })

  it('has the command in the words of nftables and names its chain', async () => {
    const { command } = await check({ programs: { 'nft -j list ruleset': fixture('nft-ruleset.json') } })
    expect(command).toBe(`sudo nft insert rule inet t input 'iifname "lan0" tcp dport { 8067 } accept'`)
  })

  it('does not read the tables of the new iptables twice', async () => {
    const table = {
      family: 'ip',
      name: 'INPUT',
      table: 'filter',
      type: 'filter',
      hook: 'input',
      prio: 0,
      policy: 'drop',
    }
    const saved = `# Generated by iptables-save v1.8.9 (nf_tables)\n${input('ACCEPT')}`
    const nft = JSON.stringify({ nftables: [{ chain: table }] })
    expect(await check({ programs: { 'nft -j list ruleset': nft, 'iptables-save': saved } })).toMatchObject({
      state: 'ok',
    })
  })

  const UFW = { '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/default/ufw': 'DEFAULT_INPUT_POLICY="DROP"\n' }
  it('is honest with an ordinary user about ufw', async () => {
    expect(await check({ files: UFW })).toMatchObject({
      ...{ state: 'warning', code: 'probably-blocks' },
      command:
        'sudo ufw allow in on lan0 to any port 67,4011,69 proto udp && sudo ufw allow in on lan0 to any port 8067 proto tcp',
    })
    expect(await check({ files: { '/etc/ufw/ufw.conf': '# ENABLED=yes\nENABLED=no\n' } })).toMatchObject({
      ...{ state: 'ok', code: 'none-found' },
    })
  })

  it('speaks of ufw to an administrator, too, by its rules', async () => {
    const told = { files: UFW, programs: { 'iptables-save': fixture('ufw-iptables-save.txt') } }
    expect(await check(told)).toMatchObject({ code: 'blocks', facts: { firewall: 'ufw' }, fix: 'open-firewall' })
  })

  it('says which service has loaded rules that only an administrator may read', async () => {
    const files = { '/etc/systemd/system/sysinit.target.wants/nftables.service': '' }
    expect(await check({ files })).toMatchObject({
      state: 'unknown',
      code: 'not-readable',
      command: 'sudo nft list ruleset',
    })
  })

  const ZONES = `public (default, active)
  target: default
  interfaces: lan0
  services: dhcpv6-client ssh tftp
  ports: 8000-8100/tcp
  rich rules:

trusted
  target: ACCEPT
  services:
  ports:
  rich rules:
`
  const firewalld = (zone: string, zones = ZONES): Told => ({
    files: { '/run/firewalld.pid': '1' },
    programs: {
      'firewall-cmd --get-zone-of-interface=lan0': `${zone}\n`,
      'firewall-cmd --get-default-zone': 'public\n',
      'firewall-cmd --list-all-zones': zones,
    },
  })
  it('tells an ordinary user what the zone of firewalld keeps out', async () => {
    expect(await check(firewalld('public'))).toMatchObject({
      ...{ state: 'failed', code: 'blocks', facts: { zone: 'public', ports: 'UDP 67, 4011' } },
      command: 'sudo firewall-cmd --zone=public --add-port=67/udp --add-port=4011/udp',
    })
    expect(await check(firewalld('trusted'))).toMatchObject({ state: 'ok', code: 'open' })
  })
  it('is not sure of a zone with rules in a language of its own', async () => {
    const rich = ZONES.replace('rich rules:\n\n', 'rich rules: \n\trule family="ipv4" accept\n\n')
    expect(await check(firewalld('public', rich))).toMatchObject({ state: 'warning', code: 'may-block' })
  })
  it('lets what belongs to a connection through in every zone', () => {
    const [zone] = parseZones(ZONES)
    expect(zone && stoppedBy(zone, PACKETS).map(({ purpose }) => purpose)).toEqual(['dhcp', 'pxe'])
  })

  describe('where a program hangs or floods', () => {
    // It is there, and this question to it comes to no end.
    const hangs = (name: string): Record<string, string> => ({ [`${name} --version`]: '' })
    it.each([
      [hangs('nft'), 'nft'],
      [{ ...hangs('nft'), 'iptables-save': input('ACCEPT') }, 'nft'],
      [{ 'nft -j list ruleset': none, ...hangs('iptables-save') }, 'iptables-save'],
      [{ ...hangs('nft'), ...hangs('iptables-save') }, 'nft, iptables-save'],
    ])('is not green: %j', async (programs, tool) => {
      expect(await check({ euid: 0, programs })).toMatchObject({ state: 'unknown', code: 'no-answer', facts: { tool } })
    })

    it('is red all the same where the other one drops something', async () => {
      expect(await check({ programs: { ...hangs('nft'), 'iptables-save': input('DROP') } })).toMatchObject({
        ...{ state: 'failed', code: 'blocks' },
      })
    })

    it('is not green for the zone of firewalld either, nor for ufw', async () => {
      const { files = {}, programs = {} } = firewalld('trusted')
      expect(await check({ files, programs: { ...programs, ...hangs('nft') } })).toMatchObject({ code: 'no-answer' })
      const open = { ...UFW, '/etc/default/ufw': 'DEFAULT_INPUT_POLICY="ACCEPT"\n' }
      expect(await check({ files: open, programs: hangs('nft') })).toMatchObject({ code: 'no-answer' })
    })

    it('is told by the real computer as by this one', async () => {
      const { run } = realSystem()
      expect(await run('/bin/sh', ['-c', 'trap "" TERM; while :; do :; done'], 50)).toMatchObject({ code: undefined })
      expect(await run('/bin/sh', ['-c', 'head -c 20000000 /dev/zero'])).toMatchObject({ code: undefined })
    })
  })

  it('needs a card', async () => {
    expect(await checkFirewall(fakeSystem(), undefined, PORTS)).toMatchObject({ state: 'unknown', code: 'no-card' })
    expect(await checkFirewall(fakeSystem(), PLACE, PORTS, true)).toMatchObject({ state: 'ok', code: 'opened' })
  })
})

describe('on other systems', () => {
  const TOOL = '/usr/libexec/ApplicationFirewall/socketfilterfw'
  const mac = (state: string, own: string, all = 'Firewall has block all state set to disabled.') =>
    check({
      platform: 'darwin',
      programs: {
        [`${TOOL} --getglobalstate`]: state,
        [`${TOOL} --getblockall`]: all,
        [`${TOOL} --getappblocked /usr/bin/bootdrop`]: own,
      },
    })
  it.each([
    ['Firewall is disabled. (State = 0)', '', undefined, 'ok', 'none'],
    [
      'Firewall is enabled. (State = 1)',
      'Incoming connection to the application is permitted',
      undefined,
      'ok',
      'open',
    ],
    [
      'Firewall is enabled. (State = 1)',
      'Incoming connection to the application is blocked',
      undefined,
      'failed',
      'blocks',
    ],
    ['Firewall is enabled. (State = 1)', 'The application is not part of the firewall', undefined, 'warning', 'asks'],
    ['Firewall is enabled. (State = 2)', '', 'Firewall has block all state set to enabled.', 'failed', 'blocks-all'],
    ['', '', undefined, 'unknown', 'not-readable'],
  ])('macOS: %j %j', async (state, own, all, expected, code) => {
    expect(await mac(state, own, all)).toMatchObject({ state: expected, code })
  })

  const profile = { profile: 'Private', enabled: 'True', inbound: 'NotConfigured', allowsRules: 'NotConfigured' }
  it.each([
    [{ ...profile, enabled: 'False', rules: [] }, 'ok', 'none'],
    [{ ...profile, rules: [] }, 'warning', 'asks'],
    [{ ...profile, rules: [{ action: 'Allow', profile: 'Private, Public' }] }, 'ok', 'open'],
    [{ ...profile, rules: [{ action: 'Allow', profile: 'Domain' }] }, 'warning', 'asks'],
    [{ ...profile, rules: [{ action: 'Block', profile: 'Any' }] }, 'failed', 'blocks'],
    [{ ...profile, allowsRules: 'False', rules: [] }, 'failed', 'blocks-all'],
    ['no answer', 'unknown', 'not-readable'],
  ])('Windows: %j', async (answer, state, code) => {
    const system = fakeSystem({ platform: 'win32' })
    const run = () => Promise.resolve({ code: 0, stdout: JSON.stringify(answer), stderr: '' })
    expect(await checkFirewall({ ...system, run }, PLACE, PORTS)).toMatchObject({ state, code })
  })
})
