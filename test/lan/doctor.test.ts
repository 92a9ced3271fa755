import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Check } from '../../main/engine/types'
import { serve, startBootdrop } from './bootdrop'
import { memtestIso } from './media'
import { startPxeClaimer } from './neighbours'
import { LAN, openLan, type Lan } from './netns'
import { listens, startProxyBaseline, startRouter } from './peers'
import type { Child } from './process'
import { describeLan } from './require'

/** An ordinary user who may read every file: a checkout under /root shall not be what makes it fail. */
const ORDINARY_USER = [
  'setpriv',
  '--securebits=+no_setuid_fixup',
  ...['--reuid=65534', '--clear-groups', '--bounding-set=-all,+dac_read_search'],
  ...['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search'],
]

describeLan('pre-flight against what is really there', () => {
  let lan: Lan
  const others: Child[] = []
  beforeAll(async () => {
    lan = await openLan()
  })
  afterAll(() => lan.close())
  afterEach(async () => {
    for (const child of others.splice(0)) await child.end()
    lan.run('laptop', 'nft', 'flush', 'ruleset')
    lan.run('laptop', 'ip', 'link', 'set', 'lan0', 'up')
    lan.run('router', 'ip', 'address', 'flush', 'dev', 'lan0')
    lan.run('router', 'ip', 'address', 'add', `${LAN.router}/24`, 'broadcast', '+', 'dev', 'lan0')
  })

  interface Found {
    readonly exit: number | string
    readonly check: (id: Check['id']) => Partial<Check>
    readonly summary: Readonly<Record<string, unknown>>
  }
  async function doctor(more: readonly string[] = [], wrapper: readonly string[] = []): Promise<Found> {
    const bootdrop = startBootdrop(lan, ['doctor', '--nic', 'lan0', '--json', ...more], wrapper)
    const exit = await bootdrop.process.exited(15_000)
    const events = bootdrop.events()
    const summary = events.find(({ type }) => type === 'preflight')
    if (summary === undefined) throw new Error(`no last line: ${bootdrop.process.stderr()}`)
    return { exit, summary, check: (id) => events.find((event) => event['id'] === id) ?? {} }
  }
  const until = (child: Child): Child => {
    others.push(child)
    return child
  }
  const nft = (...lines: string[]): void => {
    for (const line of lines) lan.run('laptop', 'nft', ...line.split(' '))
  }
  const TABLE = ['add table inet t', 'add chain inet t in { type filter hook input priority 0 ; policy accept ; }']

  test('a free card is green but for what it is, and nothing is sent unasked', async () => {
    const { exit, check, summary } = await doctor()
    expect(exit).toBe(0)
    for (const id of ['port-dhcp', 'port-pxe', 'port-tftp', 'port-http'] as const)
      expect(check(id)).toMatchObject({ state: 'ok', code: 'free' })
    expect(check('permission')).toMatchObject({ state: 'ok', code: 'root' })
    expect(check('firewall')).toMatchObject({ state: 'ok', code: 'none' })
    expect(check('card')).toMatchObject({ code: 'virtual', facts: { address: LAN.laptop } })
    expect(check('dhcp-servers')).toMatchObject({ state: 'unknown', code: 'not-listened' })
    expect(summary).toMatchObject({ nic: 'lan0', listened: false, failed: 0, exit: 0 })
  })

  test('a port that dnsmasq has is red, and names it with its process', async () => {
    until(await startProxyBaseline(lan, { tftpRoot: lan.folder, bios: 'undionly.kpxe' }))
    const { exit, check } = await doctor()
    const pid = lan.run('laptop', 'ss', '-Hlunp', 'sport = :67').match(/pid=(\d+)/)?.[1]
    expect(exit).toBe(3)
    const owner = `dnsmasq (pid ${pid})`
    expect(check('port-dhcp')).toMatchObject({ state: 'failed', code: 'taken', facts: { owner } })
    expect(check('port-tftp')).toMatchObject({ state: 'failed', code: 'taken', facts: { owner } })
    expect(check('port-http')).toMatchObject({ state: 'ok', code: 'free' })
  })

  test('a DHCP server that is held to another card is not in the way', async () => {
    const other = ['--interface=wan0', '--bind-interfaces', '--dhcp-range=10.99.0.100,10.99.0.110']
    const plain = ['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--user=root', '--log-facility=-']
    const leases = `--dhcp-leasefile=${lan.folder}/wan.leases`
    const child = until(lan.start('laptop', 'dnsmasq', ...plain, ...other, leases))
    await child.until('dnsmasq on the other card', 5000, () => listens(lan, 'laptop', 67))
    expect((await doctor()).check('port-dhcp')).toMatchObject({ state: 'ok', code: 'free' })
    const ordinary = (await doctor([], ORDINARY_USER)).check('port-dhcp')
    expect(ordinary).toMatchObject({ state: 'ok', code: 'free' })
  })

  test('an ordinary user hears of the missing right, and of ports that others have', async () => {
    until(await startProxyBaseline(lan, { tftpRoot: lan.folder, bios: 'undionly.kpxe' }))
    const { exit, check } = await doctor([], ORDINARY_USER)
    expect(exit).toBe(3)
    expect(check('permission')).toMatchObject({
      state: 'failed',
      code: 'barred',
      command: expect.stringContaining('ip_unprivileged_port_start=67') as string,
    })
    expect(check('port-dhcp')).toMatchObject({
      state: 'failed',
      code: 'another-user',
      command: expect.stringContaining('ss -lunp') as string,
    })
  })

  test('a rule that drops TFTP is red, with the command that lets it in; with it, it is green', async () => {
    nft(...TABLE, 'add rule inet t in iifname lan0 udp dport 69 drop')
    const { exit, check } = await doctor()
    expect(exit).toBe(1)
    const firewall = check('firewall')
    expect(firewall).toMatchObject({
      state: 'failed',
      code: 'blocks',
      facts: { firewall: 'nftables', ports: 'UDP 69' },
    })
    lan.run('laptop', 'sh', '-c', (firewall.command ?? '').replaceAll('sudo ', ''))
    expect((await doctor()).check('firewall')).toMatchObject({ state: 'ok', code: 'open' })
  })

  test('a policy that drops is red for all ports, and its command helps as well', async () => {
    nft(TABLE[0] ?? '', 'add chain inet t in { type filter hook input priority 0 ; policy drop ; }')
    const firewall = (await doctor()).check('firewall')
    expect(firewall).toMatchObject({ code: 'blocks', facts: { ports: 'UDP 67, 69, 4011 + TCP 8067 + TFTP' } })
    lan.run('laptop', 'sh', '-c', (firewall.command ?? '').replaceAll('sudo ', ''))
    expect((await doctor()).check('firewall')).toMatchObject({ state: 'ok', code: 'open' })
  })

  test('a rule for another card is none of ours; an ordinary user cannot know', async () => {
    nft(...TABLE, 'add rule inet t in iifname wan0 drop')
    expect((await doctor()).check('firewall')).toMatchObject({ state: 'ok', code: 'open' })
    expect((await doctor([], ORDINARY_USER)).check('firewall')).toMatchObject({ code: 'none-found' })
  })

  test('listening hears the DHCP server of the wire, and that no other boots', async () => {
    until(await startRouter(lan))
    const { check, summary } = await doctor(['--listen'])
    expect(check('dhcp-servers')).toMatchObject({ state: 'ok', code: 'one', facts: { server: LAN.router } })
    const mac = lan.run('router', 'cat', '/sys/class/net/lan0/address').trim()
    expect(check('dhcp-servers').items).toEqual([expect.objectContaining({ name: LAN.router, mac, claimsPxe: 0 })])
    expect(check('pxe-servers')).toMatchObject({ state: 'ok', code: 'none' })
    expect(summary).toMatchObject({ listened: true })
  })

  test('a second DHCP server is amber, with both addresses', async () => {
    until(await startRouter(lan))
    const second = '192.168.77.3'
    lan.run(
      'relay',
      'ip',
      'link',
      'add',
      'lan9',
      'type',
      'veth',
      'peer',
      'name',
      'port9',
      'netns',
      lan.namespace('lan'),
    )
    lan.run('lan', 'ip', 'link', 'set', 'port9', 'master', 'br0', 'up')
    lan.run('relay', 'ip', 'link', 'set', 'lan9', 'up')
    lan.run('relay', 'ip', 'address', 'add', `${second}/24`, 'broadcast', '+', 'dev', 'lan9')
    const plain = ['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--user=root', '--log-facility=-']
    const range = ['--interface=lan9', '--dhcp-range=192.168.77.160,192.168.77.170,10m', '--no-ping']
    const leases = `--dhcp-leasefile=${lan.folder}/second.leases`
    const child = until(lan.start('relay', 'dnsmasq', ...plain, ...range, leases))
    await child.until('the second DHCP server', 5000, () => listens(lan, 'relay', 67))
    const { exit, check } = await doctor(['--listen'])
    lan.run('relay', 'ip', 'link', 'delete', 'lan9')
    expect(exit).toBe(0)
    expect(check('dhcp-servers')).toMatchObject({ state: 'warning', code: 'several' })
    expect(
      check('dhcp-servers')
        .items?.map(({ name }) => name)
        .sort(),
    ).toEqual([LAN.router, second])
  })

  test('a DHCP server with option 60 PXEClient is amber among the boot servers', async () => {
    until(await startPxeClaimer(lan))
    const { check } = await doctor(['--listen'])
    expect(check('pxe-servers')).toMatchObject({ state: 'warning', code: 'claims', facts: { servers: LAN.router } })
  })

  test('silence is told as such', async () => {
    expect((await doctor(['--listen'])).check('dhcp-servers')).toMatchObject({ state: 'warning', code: 'none' })
  })

  test('a link that is down, a card that is switched off, and one that is not there are red', async () => {
    lan.run('lan', 'ip', 'link', 'set', 'port2', 'down')
    const unplugged = await doctor()
    lan.run('lan', 'ip', 'link', 'set', 'port2', 'up')
    expect(unplugged).toMatchObject({ exit: 1 })
    expect(unplugged.check('card')).toMatchObject({ state: 'failed', code: 'no-link' })
    lan.run('laptop', 'ip', 'link', 'set', 'lan0', 'down')
    const off = (await doctor()).check('card')
    expect(off).toMatchObject({ state: 'failed', code: 'down', command: 'sudo ip link set lan0 up' })
  })

  test('while it serves, another look finds its ports with Bootdrop and does not disturb it', async () => {
    const bootdrop = await serve(lan, memtestIso(), '--mode', 'proxy')
    const { check } = await doctor()
    expect(check('port-dhcp')).toMatchObject({ state: 'failed', code: 'bootdrop' })
    expect(check('port-http')).toMatchObject({ state: 'warning', code: 'bootdrop' })
    expect(bootdrop.process.exit()).toBeUndefined()
    expect(await bootdrop.stop()).toBe(0)
  })
})
