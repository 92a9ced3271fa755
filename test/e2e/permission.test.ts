import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ABOUT, card, report, stopped } from '../renderer/fixtures'
import { launchApp, type RunningApp } from './app'
import { answer, mute, play, resize, send, tell, theme, type Scene } from './stage'

/** Asking for low ports, in the real window; what the helper does is in test/lan/permission.test.ts. */
const CARD = card()
const READY: Scene = {
  engine: stopped(),
  cards: [CARD],
  settings: { media: ['/isos/debian-live.iso'] },
  inspect: { ok: true, value: report() },
  start: { ok: true, value: null },
  log: [],
}
const WAITING: Scene = { ...READY, engine: { ...stopped(), status: 'starting', waitingFor: 'permission' } }

let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
})
afterAll(() => app.close())
afterEach(async () => {
  const overflow = await app.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect(overflow).toBe(0)
  expect(app.complaints).toEqual([])
})

const text = (words: string | RegExp): Promise<void> => app.page.getByText(words).first().waitFor()
const button = (name: string) => app.page.getByRole('button', { name, exact: true })

/** Presses Start, which ends with this error. */
async function refused(code: string, why: string, message = 'A sentence.'): Promise<void> {
  await play(app, { ...READY, start: { ok: false, error: { code, message, details: { why } } } })
  await button('Start serving').click()
}

describe('while the dialog of the system is open', () => {
  it('the window says what is asked for, and counts no listening', async () => {
    await play(app, WAITING)
    await text('Waiting for your password in the system’s dialog…')
    await text('Port 67, for address requests (DHCP)')
    expect(await app.page.getByText(/Listening/).count()).toBe(0)
    await app.screenshot('permission-waiting')
  })

  it('Cancel breaks the start off', async () => {
    await play(app, WAITING)
    await answer(app, 'stop', { ok: false, error: { code: 'unexpected', message: 'The stop was asked for.' } })
    await app.page.locator('.permission').getByRole('button', { name: 'Cancel' }).click()
    await text(/foresee|The stop was asked for/)
  })

  it('the card goes when the answer is there', async () => {
    await play(app, WAITING)
    await text('Waiting for your password in the system’s dialog…')
    await send(app, { ...stopped(), status: 'starting' })
    await text(/Listening for DHCP servers/)
    expect(await app.page.locator('.permission').count()).toBe(0)
  })
})

describe('when it does not come to it', () => {
  it.each([
    ['permission-refused', 'dismissed', 'The password dialog was closed', 'Ask again'],
    ['permission-refused', 'not-authorised', 'This computer said no', 'Ask again'],
    ['permission-unavailable', 'no-pkexec', 'The program that asks for the password is missing', 'Ask again'],
    ['permission-unavailable', 'no-polkit', 'The service that asks for the password does not run', 'Ask again'],
    ['permission-unavailable', 'no-agent', 'This desktop has no password dialog', 'Ask again'],
    ['permission-unavailable', 'flatpak', 'A Flatpak cannot ask for the password', 'Try again'],
    ['permission-unavailable', 'snap', 'A Snap cannot ask for the password', 'Try again'],
    ['permission-failed', 'helper', 'The helper did not do its work', 'Ask again'],
  ])('%s, %s: cause and next step', async (code, why, title, next) => {
    await refused(code, why)
    await text(title)
    await button(next).waitFor()
    const byHand = why !== 'dismissed'
    expect(await app.page.getByText('ip_unprivileged_port_start=67').count()).toBe(byHand ? 1 : 0)
    expect(await button('Copy command').count()).toBe(byHand ? 1 : 0)
    if (['dismissed', 'no-agent', 'flatpak'].includes(why)) await app.screenshot(`permission-${why}`)
  })

  it('a reason that a newer helper tells still has its words', async () => {
    await refused('permission-failed', 'of-tomorrow')
    await button('Try again').waitFor()
  })
})

describe('also', () => {
  it('in German, dark, in a small window', async () => {
    await theme(app, 'dark')
    await resize(app, 960, 600)
    await play(app, WAITING)
    await tell(app, 'about', { ...ABOUT, language: 'de' })
    await text('Wartet auf das Passwort im Dialog des Systems…')
    await app.screenshot('permission-waiting-de-dark-960')
    await play(app, READY)
    await answer(app, 'start', {
      ok: false,
      error: { code: 'permission-unavailable', message: 'A sentence.', details: { why: 'no-agent' } },
    })
    await tell(app, 'about', { ...ABOUT, language: 'de' })
    await app.page.locator('.rail-foot .button').first().click()
    await text('Diese Oberfläche hat keinen Passwort-Dialog')
    await app.screenshot('permission-no-agent-de-dark-960')
    await theme(app, 'light')
    await resize(app, 1280, 720)
  })
})
