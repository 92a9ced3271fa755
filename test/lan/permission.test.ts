import { copyFileSync, existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createUser, NEEDED, type Answer, type User, type UserRun } from '../support/permission/world'
import { capture } from './capture'
import { memtestIso, MEMTEST_ON_SERIAL, MEMTEST_RUNS } from './media'
import { LAN, openLan, type Lan } from './netns'
import { startRouter } from './peers'
import { discover, pxeDiscover } from './probe'
import { tryRun, until } from './process'
import { powerOn, type Machine } from './qemu'
import { describeLan } from './require'

const missing = NEEDED.filter((program) => tryRun('which', [program]) === undefined)
const required = process.env['BOOTDROP_REQUIRE'] === 'all'
/** What waits for another opening of the firewall, or was left by one. */
const records = (): string[] => (existsSync('/run/bootdrop') ? readdirSync('/run/bootdrop') : [])

describeLan('an ordinary user', () => {
  if (missing.length > 0) {
    if (required) return test('finds the programs that this needs', () => expect(missing).toEqual([]))
    return describe.skip(`(skipped: install ${missing.join(', ')})`, () => undefined)
  }

  let lan: Lan
  let user: User
  let run: UserRun | undefined
  let machine: Machine | undefined
  let medium: string

  beforeAll(async () => {
    lan = await openLan()
    await startRouter(lan)
    medium = 'medium.iso'
    copyFileSync(memtestIso(), join(lan.folder, medium))
    user = await createUser(lan)
  })
  afterEach(async () => {
    await machine?.powerOff()
    if (run !== undefined && run.process.exit() === undefined) await interrupt(run)
    machine = undefined
    run = undefined
    lan.run('laptop', 'nft', 'flush', 'ruleset')
  })
  afterAll(() => lan.close())

  const seenMedium = (): string => join('/mnt/repo', lan.folder.replace(process.cwd(), ''), medium)
  const start = (answer: Answer, env: Readonly<Record<string, string>> = {}, ...more: string[]): UserRun =>
    (run = user.serve(answer, ['--nic', 'lan0', '--media', seenMedium(), '--json', ...more], env))
  const ready = (of: UserRun) => of.event('ready', 20_000, ({ type }) => type === 'ready')
  const openPorts = (): string => lan.run('laptop', 'ss', '-Hlntu')
  const ruleset = (): string =>
    lan.run('laptop', 'nft', 'list', 'ruleset').replace(/ ?counter packets \d+ bytes \d+/g, '')

  /** As Ctrl+C: to Bootdrop alone. */
  async function interrupt(of: UserRun, signal: NodeJS.Signals = 'SIGINT'): Promise<number | string> {
    process.kill(await of.pid(), signal)
    return of.process.exited(15_000)
  }

  /** Starts, and gives what it ended with. */
  async function refused(answer: Answer): Promise<Record<string, unknown>> {
    const before = user.asked()
    const started = start(answer, {}, '--mode', 'proxy')
    expect(await started.process.exited(30_000)).toBe(3)
    expect(openPorts()).toBe('')
    const { code, why, text } =
      started.events().find(({ type }) => type === 'notice') ?? ({} as Record<string, unknown>)
    return { code, why, text, asked: user.asked() - before }
  }

  test('serves through sockets that were handed to it: UEFI loads the loader and the script, and boots', async () => {
    const before = user.asked()
    const start0 = lan.run('laptop', 'cat', '/proc/sys/net/ipv4/ip_unprivileged_port_start')
    const wan = await capture(lan, 'laptop', 'wan0')
    const serving = start('allow', {}, ...MEMTEST_ON_SERIAL)
    expect(await ready(serving)).toMatchObject({ mode: 'proxy', dhcp: 67, tftp: 69, pxe: 4011 })
    const pid = await serving.pid()
    expect(readFileSync(`/proc/${String(pid)}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m)
    expect(readFileSync(`/proc/${String(pid)}/status`, 'utf8')).toMatch(/^CapEff:\t0+$/m)
    // Nobody with more rights is left, and it was asked once for all of the ports.
    expect(lan.run('laptop', 'ps', '-eo', 'args')).not.toMatch(/^(?!.*world).*ports-helper/m)
    expect(user.asked() - before).toBe(1)

    machine = powerOn(lan, { firmware: 'ovmf', memoryMiB: 512 })
    await machine.waitForSerial(MEMTEST_RUNS, 120_000)
    const { mac } = machine
    const phases = serving
      .events()
      .filter((event) => event['mac'] === mac)
      .map((event) => event['phase'])
    expect(phases).toEqual(expect.arrayContaining(['seen', 'offered', 'loader', 'script', 'loading']))
    const sent = serving
      .events()
      .filter(({ type, done, ok, mac: whose }) => type === 'transfer' && done === true && ok === true && whose === mac)
    expect(sent.map(({ protocol }) => protocol)).toEqual(expect.arrayContaining(['tftp', 'http']))

    expect(await interrupt(serving)).toBe(0)
    expect(openPorts()).toBe('')
    expect(lan.run('laptop', 'cat', '/proc/sys/net/ipv4/ip_unprivileged_port_start')).toBe(start0)
    const ours = Buffer.from(lan.run('laptop', 'cat', '/sys/class/net/wan0/address').trim().replaceAll(':', ''), 'hex')
    expect(wan.frames().filter((frame) => frame.subarray(6, 12).equals(ours))).toEqual([])
  })

  test('leaves nothing behind when it is killed', async () => {
    const serving = start('allow', {}, '--mode', 'proxy')
    await ready(serving)
    await interrupt(serving, 'SIGKILL')
    await until('closed ports', 5_000, () => (openPorts() === '' ? true : undefined), openPorts)
  })

  test.each([
    ['dismiss', 'permission-refused', 'dismissed'],
    ['deny', 'permission-refused', 'not-authorised'],
    ['no-agent', 'permission-unavailable', 'no-agent'],
    ['die', 'permission-failed', 'helper'],
  ] as const)('is told why when the stand-in says %s, and no port is open', async (answer, code, why) => {
    expect(await refused(answer)).toMatchObject({ code, why, asked: 1 })
  })

  test('is told that a chosen HTTP port below 1024 is not to be had, and which one is used; nobody is asked for it', async () => {
    const asked = user.asked()
    const serving = start('allow', {}, '--mode', 'proxy', '--http-port', '80')
    const { http } = await ready(serving)
    expect(Number(http)).toBeGreaterThan(1023)
    expect(serving.events().find(({ code }) => code === 'http-port-moved')).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('HTTP port 80 is not to be had') as string,
    })
    expect(user.asked() - asked).toBe(1)
    expect(await interrupt(serving)).toBe(0)
  })

  test('is told which program to install where there is no pkexec', async () => {
    expect(await refused('missing')).toMatchObject({ code: 'permission-unavailable', why: 'no-pkexec', asked: 0 })
  })

  test('is told who has the port, though that is a program of root', async () => {
    const other = lan.start(
      'laptop',
      'dnsmasq',
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--port=0',
      '--user=root',
      '--enable-tftp',
      `--tftp-root=${lan.folder}`,
      '--bind-interfaces',
      '--interface=lan0',
    )
    await other.until('the other server', 5_000, () => (openPorts().includes(':69 ') ? true : undefined))
    const started = start('allow', {}, '--mode', 'proxy')
    expect(await started.process.exited(30_000)).toBe(3)
    await other.end()
    expect(started.events().find(({ type }) => type === 'notice')).toMatchObject({
      code: 'port-taken',
      port: 69,
      owner: expect.stringMatching(/^dnsmasq \(pid \d+\)$/) as string,
    })
  })

  test('can stop while the dialog is open: that closes', async () => {
    const asked = user.asked()
    const started = start('wait')
    await started.event('the question', 15_000, ({ type }) => type === 'waiting')
    await until('the dialog', 5_000, () => (user.asked() > asked ? true : undefined))
    expect(await interrupt(started)).toBe(0)
    expect(openPorts()).toBe('')
    expect(tryRun('pgrep', ['-u', '65534', '-x', 'sleep'])).toBeUndefined()
  })

  describe('behind a firewall that keeps machines out', () => {
    const NFT =
      'table inet bench { chain in { type filter hook input priority 0; policy drop; iifname "lo" accept; }; }'
    const answered = (): boolean =>
      discover(lan, 'router', pxeDiscover(), 1_500).some(({ from }) => from === LAN.laptop)
    const bar = (): string => {
      lan.run('laptop', 'nft', NFT)
      lan.run('laptop', 'iptables', '-P', 'INPUT', 'DROP')
      return ruleset()
    }
    const untouched = (before: string): Promise<true> =>
      until('the rules as they were', 10_000, () => (ruleset() === before ? true : undefined), ruleset)
    /** The record goes after the rules that it names, so that a helper killed between them leaves no rule unnamed. */
    const forgotten = (): Promise<true> =>
      until(
        'no record',
        5_000,
        () => (records().length === 0 ? true : undefined),
        () => records().join(' '),
      )

    test('opens it for the card, boots, and stop takes the rules back without a second question', async () => {
      const before = bar()
      const closed = start('allow', {}, '--mode', 'proxy')
      await ready(closed)
      expect(answered()).toBe(false)
      await interrupt(closed)
      const asked = user.asked()
      const serving = start('allow', { TEST_OPEN_FIREWALL: '1' }, '--mode', 'proxy')
      await ready(serving)
      expect(answered()).toBe(true)
      expect(ruleset()).toMatch(
        /iifname "lan0" udp dport \{ 67, 68, 69, 4011 \} accept comment "bootdrop-[0-9a-f]{16}"/,
      )
      expect(ruleset()).not.toContain('wan0')
      // What is open is written down before, for the user and for root.
      expect(JSON.parse(readFileSync(join(user.home, 'state/bootdrop/firewall.json'), 'utf8'))).toMatchObject({
        nic: 'lan0',
      })
      expect(records()).toHaveLength(1)
      await interrupt(serving)
      await untouched(before)
      await forgotten()
      // One for the firewall, one for the ports.
      expect(user.asked() - asked).toBe(2)
    })

    const openedFor = (port: number): boolean =>
      new RegExp(`iifname "lan0" tcp dport ${String(port)} accept comment "bootdrop-`).test(ruleset())

    test('opens it for the port that HTTP will get, where another program has the first', async () => {
      const before = bar()
      const other = lan.start('laptop', 'python3', '-m', 'http.server', '8067', '--bind', '0.0.0.0')
      await other.until('the other server', 10_000, () => (openPorts().includes(':8067 ') ? true : undefined))
      const asked = user.asked()
      const serving = start('allow', { TEST_OPEN_FIREWALL: '1' }, '--mode', 'proxy')
      expect(await ready(serving)).toMatchObject({ http: 8068 })
      expect([openedFor(8068), openedFor(8067)]).toEqual([true, false])
      expect(user.asked() - asked).toBe(2)
      await interrupt(serving)
      await other.end()
      await untouched(before)
      await forgotten()
    })

    test('opens it anew for the port that HTTP came to have, where the first was taken in between', async () => {
      const before = bar()
      const asked = user.asked()
      const serving = start('allow', { TEST_OPEN_FIREWALL: '1', TEST_TAKE_PORT: '8067' }, '--mode', 'proxy')
      expect(await ready(serving)).toMatchObject({ http: 8068 })
      await until('the other rule', 10_000, () => (openedFor(8068) ? true : undefined), ruleset)
      expect(openedFor(8067)).toBe(false)
      // Firewall, ports, and the firewall again.
      expect(user.asked() - asked).toBe(3)
      expect(answered()).toBe(true)
      await interrupt(serving)
      await untouched(before)
      await forgotten()
    })

    test('is closed again when the app is killed', async () => {
      const before = bar()
      const serving = start('allow', { TEST_OPEN_FIREWALL: '1' }, '--mode', 'proxy')
      await ready(serving)
      await interrupt(serving, 'SIGKILL')
      await untouched(before)
      await forgotten()
    })

    test('is closed at the next start when app and helper were killed', async () => {
      const before = bar()
      const serving = start('allow', { TEST_OPEN_FIREWALL: '1' }, '--mode', 'proxy')
      await ready(serving)
      const [record] = records()
      const keeper = Number(
        readFileSync(join('/run/bootdrop', record ?? ''), 'utf8')
          .split('\n')[1]
          ?.split(' ')[0],
      )
      process.kill(keeper, 'SIGKILL')
      await interrupt(serving, 'SIGKILL')
      expect(ruleset()).not.toBe(before)
      const asked = user.asked()
      const next = start('allow', {}, '--mode', 'proxy')
      await ready(next)
      await untouched(before)
      await forgotten()
      expect(user.asked() - asked).toBe(1)
      await interrupt(next)
    })

    test.each(['as-its-stderr', 'as-its-stdout', 'in-the-queue', 'given-away'] as const)(
      'is closed again when a hostile program ends that left its end of the connection %s',
      async (how) => {
        const before = bar()
        const attack = user.attack(how, 'lan0', LAN.laptop)
        await attack.exited(20_000)
        expect(attack.stdout()).toContain('"done"')
        await untouched(before)
        await forgotten()
      },
    )

    test('cannot be cut short by what its starter chose: limits, timers, the terminal', async () => {
      const before = bar()
      const attack = user.attack('given-away', 'lan0', LAN.laptop)
      const [record = ''] = await until('a record', 15_000, () => (records().length > 0 ? records() : undefined))
      expect(statSync('/run/bootdrop').mode & 0o777).toBe(0o755)
      expect(statSync(`/run/bootdrop/${record}`).mode & 0o777).toBe(0o644)
      const keeper = readFileSync(`/run/bootdrop/${record}`, 'utf8').split('\n')[1]?.split(' ')[0] ?? ''
      const limits = readFileSync(`/proc/${keeper}/limits`, 'utf8')
      expect(limits).toMatch(/^Max cpu time +unlimited +unlimited/m)
      expect(limits).toMatch(/^Max core file size +0 +0/m)
      expect(readlinkSync(`/proc/${keeper}/cwd`)).toBe('/')
      const ignored = BigInt(
        `0x${/^SigIgn:\t(\w+)$/m.exec(readFileSync(`/proc/${keeper}/status`, 'utf8'))?.[1] ?? '0'}`,
      )
      for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGALRM', 'SIGTERM', 'SIGXCPU', 'SIGPROF'] as const) {
        expect((ignored >> BigInt(constants.signals[signal] - 1)) & 1n, signal).toBe(1n)
      }
      await attack.exited(20_000)
      await untouched(before)
      await forgotten()
    })

    test('says so where there is nothing to open', async () => {
      const started = start('allow', { TEST_OPEN_FIREWALL: '1' })
      expect(await started.process.exited(20_000)).toBe(3)
      expect(started.events().find(({ type }) => type === 'notice')).toMatchObject({ why: 'nothing-bars' })
      expect(records()).toEqual([])
    })
  })

  describe('with polkit itself', () => {
    test('serves where its rules say yes', async () => {
      const serving = start('real-YES', {}, '--mode', 'proxy')
      await ready(serving)
      expect(discover(lan, 'router', pxeDiscover(), 1_500).map(({ from }) => from)).toContain(LAN.laptop)
      expect(await interrupt(serving)).toBe(0)
    })

    test.each([
      ['real-NO', 'permission-refused', 'not-authorised'],
      ['real-AUTH_ADMIN', 'permission-unavailable', 'no-agent'],
    ] as const)('is told why: %s', async (answer, code, why) => {
      expect(await refused(answer)).toMatchObject({ code, why })
    })
  })
})
