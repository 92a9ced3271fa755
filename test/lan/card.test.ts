import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serve, startBootdrop, type Bootdrop } from './bootdrop'
import { capture } from './capture'
import { memtestIso } from './media'
import { LAN, openLan, type Lan } from './netns'
import { startProxyBaseline, startRouter } from './peers'
import { discover, plainDiscover, pxeDiscover } from './probe'
import { tryRun } from './process'
import { describeLan } from './require'

/** Another user with no right but to read every file: a checkout under /root shall not be what makes it fail. */
const ORDINARY_USER = [
  'setpriv',
  '--securebits=+no_setuid_fixup',
  ...['--reuid=65534', '--clear-groups', '--bounding-set=-all,+dac_read_search'],
  ...['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search'],
]

describeLan('one card, and nothing but that card', () => {
  let lan: Lan
  let medium: string
  let bootdrop: Bootdrop

  beforeAll(async () => {
    lan = await openLan()
    medium = memtestIso()
    await startRouter(lan)
    bootdrop = await serve(lan, medium)
  })
  afterAll(() => lan.close())
  afterEach(() => {
    // Whatever a test did to the card, the next one finds it as it was.
    lan.run('laptop', 'ip', 'link', 'set', 'lan0', 'up')
    lan.run('laptop', 'ip', 'address', 'replace', `${LAN.laptop}/24`, 'broadcast', '+', 'dev', 'lan0')
  })

  const answersOnLan = (): string[] => discover(lan, 'router', pxeDiscover()).map(({ from, port }) => `${from}:${port}`)

  /** Asks until an answer comes: a card needs a moment after it came back. */
  async function answeredWithin(timeoutMs: number): Promise<boolean> {
    const end = performance.now() + timeoutMs
    while (performance.now() < end) if (answersOnLan().length > 0) return true
    return false
  }

  test('a PXE client on the LAN is answered, once, from port 67', () => {
    expect(answersOnLan()).toEqual([`${LAN.laptop}:67`])
  })

  test('a DISCOVER that is not PXE is not answered', () => {
    expect(discover(lan, 'router', plainDiscover())).toEqual([])
  })

  test('a PXE client on the other card is not answered, on neither card', async () => {
    const wire = await capture(lan, 'lan', 'br0', 'udp')
    expect(discover(lan, 'wan', pxeDiscover())).toEqual([])
    const sent = (await wire.stop()).filter(({ source }) => source === LAN.laptop)
    expect(sent).toEqual([])
  })

  test('nothing leaves by the other card while clients are answered', async () => {
    const wire = await capture(lan, 'laptop', 'wan0', '-Q', 'out')
    expect(answersOnLan()).toHaveLength(1)
    await wire.stop()
    expect(wire.frames()).toEqual([])
  })

  test('the ports of TFTP and of HTTP are not open on the other card', () => {
    const reached = ['http://10.99.0.2:8067/', 'tftp://10.99.0.2/snponly.efi'].filter(
      (url) =>
        tryRun('ip', ['netns', 'exec', lan.namespace('wan'), 'curl', '-s', '-o', '/dev/null', '-m', '2', url]) !==
        undefined,
    )
    expect(reached).toEqual([])
  })

  test('a card that goes down is told, and serves again when it is back', async () => {
    const before = bootdrop.events().length
    lan.run('laptop', 'ip', 'link', 'set', 'lan0', 'down')
    await bootdrop.event('a notice about the card', 15_000, isNoticeAfter(before, /^card-/))
    lan.run('laptop', 'ip', 'link', 'set', 'lan0', 'up')
    expect(await answeredWithin(15_000)).toBe(true)
    expect(bootdrop.process.exit()).toBeUndefined()
  })

  test('a card that loses its address is told, and serves again when it is back', async () => {
    const before = bootdrop.events().length
    lan.run('laptop', 'ip', 'address', 'flush', 'dev', 'lan0')
    await bootdrop.event('a notice about the card', 15_000, isNoticeAfter(before, /^card-/))
    lan.run('laptop', 'ip', 'address', 'add', `${LAN.laptop}/24`, 'broadcast', '+', 'dev', 'lan0')
    expect(await answeredWithin(15_000)).toBe(true)
    expect(bootdrop.process.exit()).toBeUndefined()
  })

  test('a second service on the same card is refused with exit code 3, and the first goes on', async () => {
    const second = startBootdrop(lan, ['serve', '--nic', 'lan0', '--media', medium, '--json'])
    expect(await second.process.exited(15_000)).toBe(3)
    expect(answersOnLan()).toHaveLength(1)
  })

  test('Ctrl+C ends it with exit code 0 and no port open', async () => {
    expect(await bootdrop.stop()).toBe(0)
    expect(lan.run('laptop', 'ss', '-Hlntu')).toBe('')
  })

  test('a port that dnsmasq holds is refused with exit code 3 and names dnsmasq', async () => {
    const dnsmasq = await startProxyBaseline(lan, { tftpRoot: lan.folder, bios: 'undionly.kpxe' })
    const refused = startBootdrop(lan, ['serve', '--nic', 'lan0', '--media', medium, '--json'])
    const exitCode = await refused.process.exited(15_000)
    const text = refused.events().map((event) => `${String(event['code'])}: ${String(event['text'])}`)
    await dnsmasq.end()
    expect(exitCode).toBe(3)
    expect(text.join('\n')).toMatch(/port-taken: .*dnsmasq/)
    expect(refused.events().some(({ type }) => type === 'ready')).toBe(false)
  })

  test('without the right to open low ports it ends with exit code 3 and says what to do', async () => {
    const refused = startBootdrop(lan, ['serve', '--nic', 'lan0', '--media', medium, '--json'], ORDINARY_USER)
    const exitCode = await refused.process.exited(15_000)
    expect(refused.events().map(({ code }) => code)).toContain('port-forbidden')
    expect(exitCode).toBe(3)
    expect(refused.process.stderr()).toMatch(/root|sudo|administrator/i)
    // What was opened before the port that was refused is closed again.
    expect(lan.run('laptop', 'ss', '-Hlntu')).toBe('')
  })
})

/** A notice whose code fits, among the events after the first `count`. */
function isNoticeAfter(
  count: number,
  code: RegExp,
): (event: { type: string; code?: unknown }, index: number) => boolean {
  return (event, index) => index >= count && event.type === 'notice' && code.test(String(event.code))
}
