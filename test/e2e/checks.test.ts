import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Check, CheckId, CheckState, Preflight } from '../../main/engine/types'
import { ABOUT, card, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { LIVE, MEDIUM } from './benches'
import { mute, play, resize, tell, theme } from './stage'

/** Pre-flight in the real window: on the real computer once, then in states that this computer is not in. */
let app: RunningApp
beforeAll(async () => {
  app = await launchApp({ env: { BOOTDROP_PORTS: 'dhcp=26067,pxe=26411,tftp=26069' } })
  await mute(app)
})
afterAll(() => app.close())

const at = Date.now()
function check(id: CheckId, state: CheckState, code: string, facts: Check['facts'] = {}, more: Partial<Check> = {}) {
  return { id, state, code, text: code, facts, ...more }
}
const sha256 = '9a624b4e05ebc25718a7658356628a352532bd278e7a50465a36ab94a7c4e580'
const GOOD: readonly Check[] = [
  check('permission', 'ok', 'asks', {}, { fix: 'ask-permission' }),
  check('port-dhcp', 'ok', 'free', { port: 67, protocol: 'udp' }),
  check('port-pxe', 'ok', 'free', { port: 4011, protocol: 'udp' }),
  check('port-tftp', 'ok', 'free', { port: 69, protocol: 'udp' }),
  check('port-http', 'ok', 'free', { port: 8067, protocol: 'tcp' }),
  check('firewall', 'ok', 'none'),
  check('card', 'ok', 'ready', { card: 'eno1', address: '192.168.1.20', speedMbps: 1000 }),
  check('dhcp-servers', 'unknown', 'not-listened', {}, { fix: 'listen' }),
  check('pxe-servers', 'unknown', 'not-listened', {}, { fix: 'listen' }),
  check('sleep', 'ok', 'will-be-kept-awake'),
  check('loaders', 'ok', 'all', { count: 6 }, { items: [{ name: 'snponly.efi', version: '1.21.1', bytes: 284672, origin: 'Debian', sha256 }] }), // prettier-ignore
  check('disk', 'ok', 'enough', { freeBytes: 60e9 }),
  check('memory', 'ok', 'enough', { freeBytes: 9e9, totalBytes: 16e9 }),
]
const command =
  'sudo ufw allow in on eno1 to any port 67,69,4011 proto udp && sudo ufw allow in on eno1 to any port 8067 proto tcp'
const BAD: readonly Check[] = [
  check('port-dhcp', 'failed', 'taken', { port: 67, protocol: 'udp', owner: 'dnsmasq (pid 812)' }),
  check('firewall', 'failed', 'blocks', { firewall: 'ufw', ports: 'UDP 67, 69, 4011 + TCP 8067' }, { fix: 'open-firewall', command }), // prettier-ignore
  check('card', 'warning', 'slow', { card: 'eno1', address: '192.168.1.20', speedMbps: 100 }),
  check('dhcp-servers', 'warning', 'several', { servers: '192.168.1.1, 192.168.1.254', at }, { fix: 'listen', items: [{ name: '192.168.1.1', vendor: 'AVM', mac: '3c:a6:2f:00:00:01', claimsPxe: 0 }, { name: '192.168.1.254', claimsPxe: 1 }] }), // prettier-ignore
  check('pxe-servers', 'warning', 'claims', { servers: '192.168.1.254', at }, { fix: 'listen' }),
  check('sleep', 'warning', 'battery', { percent: 61 }),
]
const bad = GOOD.map((line) => BAD.find(({ id }) => id === line.id) ?? line)

async function show(checks: readonly Check[], language: 'en' | 'de'): Promise<void> {
  const preflight: Preflight = { at, nic: 'eno1', listened: false, servers: [], checks }
  const settings = { media: [MEDIUM] }
  await play(app, { engine: stopped(), cards: [card()], settings, inspect: { ok: true, value: LIVE }, start: { ok: true, value: null }, log: [], preflight }) // prettier-ignore
  await tell(app, 'about', { ...ABOUT, language })
  // In a low window the line of the rail is not there while all is well.
  await app.page.locator('.page-tab.page-checks').click()
  await app.page.locator('.preflight .check-line').first().waitFor()
}
const overflow = () =>
  app.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

describe('the checks', () => {
  it('look at this very computer: every line is there, and the last look has a time', async () => {
    await app.page.locator('.check-chip').click()
    await app.page.locator('.preflight .check-line').nth(12).waitFor()
    expect(await app.page.locator('.check-line').count()).toBe(13)
    await app.page.getByText('DHCP port', { exact: true }).waitFor()
    await app.page.getByText(/Checked at/).waitFor()
    expect(app.complaints).toEqual([])
  })

  it.each([
    ['checks-bad-light', bad, 'en', 'light', 1180, 760],
    ['checks-good-light', GOOD, 'en', 'light', 1280, 720],
    ['checks-bad-dark-de', bad, 'de', 'dark', 960, 600],
    ['checks-good-dark-de', GOOD, 'de', 'dark', 1280, 720],
  ] as const)('fit the window: %s', async (name, checks, language, source, width, height) => {
    await theme(app, source)
    await resize(app, width, height)
    await show(checks, language)
    await app.screenshot(name)
    expect(await overflow()).toBe(0)
  })

  it('show versions and checksums of the loaders at a press of a key', async () => {
    await show(GOOD, 'en')
    const more = app.page.getByRole('button', { name: 'Versions and checksums' })
    await more.focus()
    await app.page.keyboard.press('Enter')
    await app.page.getByText(sha256).waitFor()
    await more.scrollIntoViewIfNeeded()
    await app.screenshot('checks-loaders')
  })
})
