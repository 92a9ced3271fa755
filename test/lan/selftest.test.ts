import { afterAll, beforeAll, describe, expect } from 'vitest'
import { memtestIso } from './media'
import { startProxyBaseline } from './peers'
import { describeLan } from './require'
import { closeBenches, ended, nameOf, openBenches, test, verdict } from './selftest-bench'

/** An ordinary user who may read every file: a checkout under /root shall not be what makes it fail. */
const ORDINARY_USER = [
  'setpriv',
  '--securebits=+no_setuid_fixup',
  ...['--reuid=65534', '--clear-groups', '--bounding-set=-all,+dac_read_search'],
  ...['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search'],
]

const WHOLE = ['seen', 'offered', 'addressed', 'loader', 'ipxe', 'script', 'loading', 'handed-over', 'files']
const BOTH = ['bios', 'uefi-x64'].flatMap((arch) => WHOLE.map((rung) => `${arch} ${rung}`))
const ALL_PORTS = 'UDP 67, 69, 4011 + TCP 8067 + TFTP'

/** What comes in; `rules` as nft has them, one a line. */
const incoming = (policy: 'accept' | 'drop', ...rules: string[]): string => chain('input', policy, rules)
const outgoing = (...rules: string[]): string => chain('output', 'accept', rules)
const chain = (hook: string, policy: string, rules: readonly string[]): string =>
  `table inet ${hook} {\nchain c {\ntype filter hook ${hook} priority 0; policy ${policy};\n${rules.join('\n')}\n}\n}\n`
/** What this computer sends to its own web server goes elsewhere. */
const diverted = (port: number): string =>
  `table ip nat {\nchain c {\ntype nat hook output priority -100;\ntcp dport 8067 redirect to :${port}\n}\n}\n`

describeLan('the self-test through a real card', { concurrent: true }, () => {
  beforeAll(openBenches)
  afterAll(closeBenches)

  test('without a rule both machines boot to the last byte, and other machines get in', async ({ bench }) => {
    const run = await bench.selfTest()
    expect(ended(run).steps.map(nameOf)).toEqual([...BOTH, 'firewall'])
    expect(ended(run).steps.every(({ state }) => state === 'passed')).toBe(true)
    expect(verdict(run)).toEqual({ passed: true, failed: [], outside: ['passed', 'none'] })
    expect(run.told.map(nameOf)).toEqual(expect.arrayContaining([...BOTH, 'firewall']))
  })

  test('only the DISCOVER comes by the card: all else is this computer talking to itself, and comes by lo', async ({
    bench,
  }) => {
    const doors = ['udp dport 67', 'udp dport 4011', 'udp dport 69', 'tcp dport 8067']
    const cards = ['lan0', 'lo', 'wan0']
    const rules = doors.flatMap((door) => cards.map((card) => `iifname ${card} ${door} counter`))
    await bench.under(incoming('accept', ...rules))
    const listed = bench.lan.run('laptop', 'nft', 'list', 'ruleset')
    const seenAt = (door: string) =>
      cards.filter((card) => new RegExp(`iifname "${card}" ${door} counter packets [1-9]`).test(listed))
    expect(doors.map(seenAt)).toEqual([['lan0'], ['lo'], ['lo'], ['lo']])
  })

  describe('a rule for every card', () => {
    test.for([
      ['UDP 67', 'udp dport 67 drop', 'bios offered: dhcp-not-heard'],
      ['UDP 4011', 'udp dport 4011 drop', 'uefi-x64 loader: pxe-not-heard'],
      ['UDP 69', 'udp dport 69 drop', 'bios loader: tftp-not-heard'],
      ['TCP 8067', 'tcp dport 8067 drop', 'bios script: http-silent'],
      ['TCP 8067', 'tcp dport 8067 reject with tcp reset', 'bios script: http-refused'],
      ['TCP 8067', 'tcp dport 8067 reject with icmp type host-prohibited', 'bios script: http-refused'],
    ] as const)('%s: %s', async ([ports, rule, door], { bench }) => {
      const outside = ['failed', 'outside-shut', 'blocks', ports]
      expect(verdict(await bench.under(incoming('accept', rule)))).toEqual({ passed: false, failed: [door], outside })
    })

    test('a policy that drops everything is met at the first door, and all others are told of', async ({ bench }) => {
      const outside = ['failed', 'outside-shut', 'blocks', ALL_PORTS]
      const found = { passed: false, failed: ['bios offered: dhcp-not-heard'], outside }
      expect(verdict(await bench.under(incoming('drop')))).toEqual(found)
    })
  })

  describe('a rule for the card alone does not touch what this computer tells itself, and is not green', () => {
    test.for([
      ['UDP 4011', 'udp dport 4011 drop'],
      ['UDP 69', 'udp dport 69 drop'],
      ['TCP 8067', 'tcp dport 8067 drop'],
      ['TFTP', 'udp dport 32768-65535 drop'],
    ] as const)('%s', async ([ports, rule], { bench }) => {
      const run = await bench.under(incoming('accept', `iifname lan0 ${rule}`))
      expect(verdict(run)).toEqual({
        passed: false,
        failed: [],
        outside: ['failed', 'outside-shut', 'blocks', ports],
      })
      expect(ended(run).steps.filter(({ state }) => state === 'passed')).toHaveLength(BOTH.length)
    })

    test('UDP 67, where a broadcast does come by the card', async ({ bench }) => {
      const outside = ['failed', 'outside-shut', 'blocks', 'UDP 67']
      const found = { passed: false, failed: ['bios offered: dhcp-not-heard'], outside }
      expect(verdict(await bench.under(incoming('accept', 'iifname lan0 udp dport 67 drop')))).toEqual(found)
    })

    test('the usual firewall, which lets the computer talk to itself and stops the rest', async ({ bench }) => {
      const usual = incoming('drop', 'iifname lo accept', 'ct state established,related accept', 'udp dport 67 accept')
      const outside = ['failed', 'outside-shut', 'blocks', 'UDP 69, 4011 + TCP 8067']
      expect(verdict(await bench.under(usual))).toEqual({ passed: false, failed: [], outside })
    })

    test('the usual firewall with every door open is green', async ({ bench }) => {
      const lets = ['udp dport { 67, 69, 4011 } accept', 'tcp dport 8067 accept']
      const usual = incoming('drop', 'iifname lo accept', 'ct state established,related accept', ...lets)
      expect(verdict(await bench.under(usual))).toEqual({ passed: true, failed: [], outside: ['passed', 'open'] })
    })

    test('a rule whose effect cannot be told leaves it uncertain', async ({ bench }) => {
      const limited = ['iifname lan0 udp dport 69 limit rate 10/minute accept', 'iifname lan0 udp dport 69 drop']
      const outside = ['unsure', 'outside-unsure', 'may-block', 'UDP 69']
      expect(verdict(await bench.under(incoming('accept', ...limited)))).toEqual({
        passed: true,
        failed: [],
        outside,
      })
    })

    test('a rule for another card is none of ours', async ({ bench }) => {
      const found = { passed: true, failed: [], outside: ['passed', 'open'] }
      expect(verdict(await bench.under(incoming('accept', 'iifname wan0 drop')))).toEqual(found)
    })
  })

  describe('a firewall that keeps this computer from talking to itself is not blamed for what other machines meet', () => {
    const lets = ['iifname lan0 udp dport { 67, 69, 4011 } accept', 'iifname lan0 tcp dport 8067 accept']
    const established = 'ct state established,related accept'
    test.for([
      ['dhcp-answer-lost', 'bios offered', [...lets, established]],
      ['tftp-not-heard', 'bios loader', [...lets, established, 'udp sport 67 accept']],
      ['tftp-answer-lost', 'bios loader', [...lets, established, 'udp sport 67 accept', 'udp dport 69 accept']],
      [
        'dhcp-not-heard',
        'bios offered',
        [
          established,
          'iifname lo accept',
          'udp sport 68 udp dport 67 accept',
          ...lets.slice(1),
          'iifname lan0 udp dport { 69, 4011 } accept',
        ],
      ],
    ] as const)('%s at %s', async ([door, at, rules], { bench }) => {
      const run = await bench.under(incoming('drop', ...rules))
      expect(verdict(run)).toEqual({ passed: false, failed: [`${at}: self-barred`], outside: ['passed', 'open'] })
      expect(ended(run).steps.find(({ state }) => state === 'failed')?.facts).toMatchObject({ door, check: 'open' })
    })
  })

  describe('what goes out', () => {
    test.for([
      ['the answer from port 67', 'udp sport 67 drop', 'bios offered: dhcp-answer-lost'],
      ['the answer from port 4011', 'udp sport 4011 drop', 'uefi-x64 loader: pxe-answer-lost'],
      [
        'TFTP, which answers from another port',
        'udp sport > 4011 udp dport > 4011 drop',
        'bios loader: tftp-answer-lost',
      ],
    ] as const)('%s', async ([_what, rule, door], { bench }) => {
      // Pre-flight reads the rules for what comes in.
      const found = { passed: false, failed: [door], outside: ['passed', 'none'] }
      expect(verdict(await bench.under(outgoing(rule)))).toEqual(found)
    })
  })

  describe('another program', () => {
    test('that has a port keeps the test from beginning, and is named', async ({ bench }) => {
      bench.until(await startProxyBaseline(bench.lan, { tftpRoot: bench.lan.folder, bios: 'undionly.kpxe' }))
      const { result } = await bench.selfTest()
      expect(result).toMatchObject({ ok: false, error: { code: 'port-taken' } })
      expect(JSON.stringify(result)).toContain('dnsmasq')
    })

    test('on the usual HTTP port is got out of the way of', async ({ bench }) => {
      await bench.webServer(8067, 200, 'not ours')
      expect(verdict(await bench.selfTest())).toMatchObject({ passed: true, failed: [] })
      bench.nft(incoming('accept', 'tcp dport 8068 drop'))
      const outside = ['failed', 'outside-shut', 'blocks', 'TCP 8068']
      expect(verdict(await bench.selfTest())).toEqual({
        passed: false,
        failed: ['bios script: http-silent'],
        outside,
      })
    })

    test('nobody at the HTTP port', async ({ bench }) => {
      const found = { passed: false, failed: ['bios script: http-refused'] }
      expect(verdict(await bench.under(diverted(9)))).toMatchObject(found)
    })

    test('that answers HTTP with an error in our place', async ({ bench }) => {
      await bench.webServer(3128, 502, 'Bad gateway')
      const found = { passed: false, failed: ['bios script: http-foreign'] }
      expect(verdict(await bench.under(diverted(3128)))).toMatchObject(found)
    })

    test('that hands on HTTP, and changes what it hands on', async ({ bench }) => {
      // Upstream it speaks from ports that are not diverted.
      const script = `const net = require('net'); let port = 40000
        net.createServer((client) => {
          const server = net.connect({ host: '192.168.77.20', port: 8067, localPort: port++ })
          client.on('error', () => server.destroy()).on('close', () => server.destroy()).pipe(server)
          server.on('error', () => client.destroy()).on('close', () => client.destroy())
          server.on('data', (data) => { if (data.length > 20000) data[data.length - 1] ^= 1; client.write(data) })
        }).listen(3128)`
      const child = bench.until(bench.lan.start('laptop', process.execPath, '-e', script))
      await child.until('the proxy', 5000, () => bench.listensTcp(3128))
      const rules = diverted(3128).replace('tcp dport', 'tcp sport != 40000-40999 tcp dport')
      expect(verdict(await bench.under(rules))).toMatchObject({ passed: false, failed: ['bios files: wrong-bytes'] })
    })

    test('that answers HTTP with something else in our place', async ({ bench }) => {
      await bench.webServer(3128, 200, '<html>Please log in</html>')
      const found = { passed: false, failed: ['bios script: http-foreign'] }
      expect(verdict(await bench.under(diverted(3128)))).toMatchObject(found)
    })
  })

  describe('through what is served', () => {
    test.for(['proxy', 'dhcp'] as const)('%s: every door open', async (mode, { bench }) => {
      const serve = { media: memtestIso(), mode }
      expect(verdict(await bench.selfTest({ serve }))).toEqual({
        passed: true,
        failed: [],
        outside: ['passed', 'none'],
      })
    })

    test('a rule that drops TFTP at the card is not green', async ({ bench }) => {
      const serve = { media: memtestIso(), mode: 'proxy' } as const
      const outside = ['failed', 'outside-shut', 'blocks', 'UDP 69']
      const run = await bench.under(incoming('accept', 'iifname lan0 udp dport 69 drop'), { serve })
      expect(verdict(run)).toEqual({ passed: false, failed: [], outside })
    })
  })

  test('an ordinary user is told that nobody has read the rules', async ({ bench }) => {
    const start = 'net.ipv4.ip_unprivileged_port_start'
    bench.lan.run('laptop', 'sysctl', '-qw', `${start}=67`)
    try {
      bench.nft(incoming('accept', 'iifname lan0 udp dport 69 drop'))
      const outside = ['passed', 'outside-unread', 'none-found']
      expect(verdict(await bench.selfTest({}, ORDINARY_USER))).toEqual({ passed: true, failed: [], outside })
    } finally {
      bench.lan.run('laptop', 'sysctl', '-qw', `${start}=1024`)
    }
  })
})
