import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { NOTHING } from '../../main/engine/clients/nothing-counted'
import type { Client, EngineState, Evidence, Preflight, Rung, WhyCode } from '../../main/engine/types'
import { ABOUT, card, dhcpServer, NOW, transfer } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { failed, LIVE, MEDIUM, servingLive, stalled } from './benches'
import { mute, play, resize, tell, theme } from './stage'
import type { Scene } from './stage'

/** Machines that stopped, told of with what was seen; and what their screens say. In the real window, from scenes. */
const RUNGS: readonly Rung[] = ['seen', 'offered', 'addressed', 'loader', 'ipxe', 'script', 'loading', 'handed-over']
const upTo = (rung: Rung): Client['reached'] =>
  Object.fromEntries(RUNGS.slice(0, RUNGS.indexOf(rung) + 1).map((one, n) => [one, NOW - 60_000 + n * 4000]))

function machine(at: Rung, why: WhyCode, evidence: Partial<Evidence>, more: Partial<Client> = {}): Client {
  const client = why === 'transfer-failed' ? failed(1, at, why) : stalled(1, at, why)
  return { ...client, evidence: { ...NOTHING, ...evidence }, reached: upTo(at), lastSeen: NOW - 42_000, ...more }
}
const loader = (patch: Parameters<typeof transfer>[0] = {}) =>
  transfer({
    ...{ id: 'l', protocol: 'tftp', file: 'snponly.efi', role: 'loader', sizeBytes: 271_360, sentBytes: 271_360 },
    ...{ done: true, ...patch },
  })

const IGNORES = machine(
  'offered',
  'offers-ignored',
  { asked: 5, answered: 5, firstAskedAt: NOW - 100_000, lastAskedAt: NOW - 40_000 },
  { ip: undefined, transfers: [] },
)
const BLOCKED = machine(
  'ipxe',
  'ipxe-no-address',
  { leasedBy: '192.168.1.1', ipxeAsked: 4, firstIpxeAt: NOW - 60_000, ipxeAfterMs: 36_000 },
  { transfers: [loader({ file: 'ipxe.efi' })] },
)
const SMALL = machine(
  'script',
  'too-little-ram',
  { memory: { hasMiB: 2048, needsMiB: 4096 } },
  { transfers: [loader()] },
)
const UNASKED = machine('addressed', 'boot-server-not-asked', { leasedBy: '192.168.1.1' }, { transfers: [] })

/** As pre-flight would have it on that computer. */
const BARRED: Preflight = {
  ...{ at: NOW, nic: 'eno1', listened: false, servers: [] },
  checks: [
    {
      ...{ id: 'firewall', state: 'warning', code: 'may-block', text: 'The firewall may drop UDP 4011.' },
      facts: { firewall: 'nftables', ports: 'UDP 4011' },
    },
  ],
}

const scene = (clients: readonly Client[], patch: Partial<EngineState> = {}): Scene => ({
  engine: servingLive({ clients, otherServers: [dhcpServer('192.168.1.1')], ...patch }),
  cards: [card()],
  settings: { media: [MEDIUM] },
  inspect: { ok: true, value: LIVE },
  start: { ok: true, value: null },
  log: [],
})

let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
})
afterAll(async () => {
  await app.close()
})
afterEach(async () => {
  const overflow = await app.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect(overflow).toBe(0)
  expect(app.complaints).toEqual([])
  await theme(app, 'light')
  await resize(app, 1180, 760)
})

const german = (): Promise<void> => tell(app, 'about', { ...ABOUT, language: 'de' })
const openScreen = (name = 'What does its screen say?'): Promise<void> =>
  app.page.getByRole('navigation').first().getByRole('button', { name }).click()

describe('a machine that stopped', () => {
  it('says what was seen, and where in the boot it broke off', async () => {
    await play(app, scene([IGNORES]))
    await app.page.getByText('It asked 5 times in 60 seconds.').waitFor()
    await app.page
      .getByRole('img', { name: 'The boot breaks off before “Address”. It came as far as “Card”.' })
      .waitFor()
    await app.screenshot('trouble-offers-ignored')
  })

  it('offers the loader that leaves the card alone where the port blocks', async () => {
    await play(app, scene([BLOCKED]))
    await app.page.getByText('36 seconds of silence').waitFor()
    await app.page.getByRole('button', { name: 'Use small loader' }).waitFor()
    await app.screenshot('trouble-ipxe-no-address')
  })

  it('is told in German, and in the dark', async () => {
    await theme(app, 'dark')
    await play(app, scene([SMALL]))
    await german()
    await app.page.getByText('Er hat 2 GB Arbeitsspeicher; nötig sind etwa 4 GB.').waitFor()
    await app.screenshot('trouble-german-dark')
  })

  it('fits a small window', async () => {
    await resize(app, 960, 600)
    await play(app, scene([UNASKED]))
    await app.page.getByText('No question came to port 4011.').waitFor()
    await app.screenshot('trouble-960')
  })
})

describe('what its screen says', () => {
  it('is asked from the machine’s own card, with the machine chosen', async () => {
    await play(app, { ...scene([UNASKED]), preflight: BARRED })
    await app.page.getByRole('button', { name: 'Its screen shows a message?' }).click()
    await app.page.getByLabel('Message or code on the screen').fill('pxe e16')
    await app.page.getByText('By what was seen of').waitFor()
    const first = app.page.locator('.screen-cause').first()
    expect(await first.getByRole('heading').textContent()).toContain('A firewall drops its questions')
    await first.getByText('No question came to port 4011.').waitFor()
    // docs/images/screen.png is a copy of this one.
    await app.screenshot('screen-machine')
  })

  it('is picked from a list, without a machine', async () => {
    await play(app, scene([]))
    await openScreen()
    await app.screenshot('screen-empty')
    await app.page.getByRole('button', { name: 'NBP filesize is 0 Bytes' }).click()
    await app.page.getByText('Where it comes from').waitFor()
    await app.screenshot('screen-nbp')
  })

  it('is never a dead end', async () => {
    await play(app, scene([]))
    await openScreen()
    await app.page.getByLabel('Message or code on the screen').fill('cannot mount anything at all')
    await app.page.getByText('Bootdrop does not know this message').waitFor()
    await app.page.getByRole('button', { name: 'VFS: Unable to mount root fs' }).waitFor()
    await app.screenshot('screen-unknown')
    await app.page.keyboard.press('Escape')
    await app.page.getByText('Pick a message to see where it comes from').waitFor()
  })

  it('is told in German, in the dark, in a small window', async () => {
    await theme(app, 'dark')
    await resize(app, 960, 600)
    await play(app, scene([BLOCKED]))
    await german()
    await openScreen('Was zeigt sein Bildschirm?')
    await app.page.getByLabel('Meldung oder Code auf dem Bildschirm').fill('http://ipxe.org/040ee119')
    await app.page.getByText('Der Switch-Port ist noch gesperrt').waitFor()
    await app.screenshot('screen-german-dark-960')
  })
})
