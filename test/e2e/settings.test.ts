import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BLANK } from '../../preload/contract'
import type { Settings } from '../../preload/contract'
import { card, report, serving, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { answer, mute, play, resize, theme } from './stage'
import type { Scene } from './stage'

/** The settings page of the real app: what is changed holds at once, is there after the next start, and can be taken back. */
const profile = mkdtempSync(join(tmpdir(), 'bootdrop-settings-'))
let app: RunningApp
beforeAll(async () => {
  app = await launchApp({ userData: profile })
})
afterAll(async () => {
  await app.close()
  rmSync(profile, { recursive: true, force: true })
})

const saved = (): Promise<Settings> =>
  app.page.evaluate(() =>
    (window as unknown as { bootdrop: { settings: () => Promise<Settings> } }).bootdrop.settings(),
  )
const button = (name: string) => app.page.getByRole('button', { name, exact: true })
const onOff = (name: RegExp) => app.page.getByRole('switch', { name })
const heading = (name: string) => app.page.getByRole('heading', { name, level: 1 })
const menuLabels = (): Promise<string[]> =>
  app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? [])

async function chooseLanguage(now: string, next: string): Promise<void> {
  await app.page.getByLabel(now).click()
  await app.page.getByRole('option', { name: next }).click()
}

describe('the settings page', () => {
  it('is opened by its tab, and by the keys that the menu has', async () => {
    await button('Settings').click()
    await heading('Settings').waitFor()
    const keys = await app.electron.evaluate(
      ({ Menu }) =>
        Menu.getApplicationMenu()
          ?.items.flatMap(({ submenu }) => submenu?.items ?? [])
          .find(({ label }) => label === 'Settings')?.accelerator,
    )
    expect(keys).toBe('CommandOrControl+5')
  })

  it('speaks the other language at once, in the window and in its menu', async () => {
    await chooseLanguage('Language: Same as the system', 'Deutsch')
    await heading('Einstellungen').waitFor()
    expect(await app.page.evaluate(() => document.documentElement.lang)).toBe('de')
    expect(await menuLabels()).toEqual(['&Datei', '&Bearbeiten', '&Ansicht', 'Be&reitstellen', '&Hilfe'])
    expect((await saved()).language).toBe('de')
  })

  it('takes the last change back by its button, and the one before by Ctrl+Z', async () => {
    await app.page.getByText('Dunkel').click()
    expect(await app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
    await app.page.getByText('Geändert: Darstellung').waitFor()
    await button('Rückgängig').click()
    await app.page.getByText('Geändert: Sprache').waitFor()
    expect(await app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('system')
    await app.page.keyboard.press('Control+Z')
    await heading('Settings').waitFor()
    expect(await saved()).toMatchObject({ theme: 'system', language: 'system' })
    expect(await button('Undo').count()).toBe(0)
  })

  it('switches by keyboard, and puts everything back to the beginning and that back again', async () => {
    await onOff(/^Notifications/).focus()
    await app.page.keyboard.press('Space')
    expect(await onOff(/^Sound/).isDisabled()).toBe(true)
    await onOff(/^Protect fresh/).click()
    expect(await saved()).toMatchObject({ notify: false, installGuard: false })
    await button('Reset to defaults').click()
    expect(await saved()).toMatchObject({ notify: BLANK.notify, installGuard: BLANK.installGuard })
    expect(await button('Reset to defaults').isDisabled()).toBe(true)
    await button('Undo').click()
    expect(await saved()).toMatchObject({ notify: false, installGuard: false })
  })

  it('keeps what was set until the next start', async () => {
    await chooseLanguage('Language: Same as the system', 'Deutsch')
    await app.page.getByText('Dunkel').click()
    await app.close()
    app = await launchApp({ userData: profile })
    await button('Einstellungen').click()
    await heading('Einstellungen').waitFor()
    expect(await app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
    expect(await onOff(/^Mitteilungen/).isChecked()).toBe(false)
    await button('Auf Standard zurücksetzen').click()
    await heading('Settings').waitFor()
  })
})

const RECENT = [
  { path: '/media/debian-12.iso', title: 'Debian installer 12.7', at: 3 },
  { path: '/media/stick/windows-11.iso', title: 'Windows 11 Setup 24H2', at: 2 },
  { path: 'http://192.168.1.5/fog/boot.php', title: 'FOG', at: 1 },
]
const SCENE: Scene = {
  engine: stopped(),
  cards: [card()],
  settings: { recent: RECENT },
  inspect: { ok: true, value: report() },
  start: { ok: true, value: null },
  log: [],
}

describe('media that were served before', () => {
  beforeAll(() => mute(app))

  async function opened(scene: Scene): Promise<void> {
    await answer(app, 'absences', [null, 'missing', null])
    await play(app, scene)
  }

  it('are one click away on the empty window; what is gone says why, and can be taken off the list', async () => {
    await opened(SCENE)
    await app.page.getByText('Not there any more').waitFor()
    await app.screenshot('recent-welcome')
    await button('Take off the list: Windows 11 Setup 24H2').click()
    expect(await app.page.getByText('Windows 11 Setup').count()).toBe(0)
    await app.page.getByRole('button', { name: /^Debian installer 12.7/ }).click()
    await app.page.getByRole('heading', { name: 'Ready to serve Debian installer' }).waitFor()
  })

  it('stand in a menu beside the medium that is chosen', async () => {
    await opened({ ...SCENE, settings: { ...SCENE.settings, media: ['/media/debian-12.iso'] } })
    await button('Recent media').click()
    const items = app.page.getByRole('menuitem')
    await items.first().waitFor()
    await app.page.getByRole('menuitem', { name: /Not there any more/ }).waitFor()
    await app.screenshot('recent-menu')
    expect(await items.count()).toBe(2)
    await app.page.keyboard.press('Escape')
  })

  it('are cleared on the settings page, and come back by Undo', async () => {
    await opened(SCENE)
    await button('Settings').click()
    await button('Clear the list').click()
    await app.page.getByText('Nothing was served yet.').waitFor()
    await button('Undo').click()
    await app.page.getByText('3 media').waitFor()
  })
})

it('looks right in every dress', async () => {
  await play(app, { ...SCENE, engine: serving(), settings: { ...SCENE.settings, media: ['/media/debian-12.iso'] } })
  await answer(app, 'absences', [null, 'missing', null])
  await button('Settings').click()
  for (const dress of ['light', 'dark'] as const) {
    await theme(app, dress)
    for (const [width, height, zoom] of [
      [1180, 760, 1],
      [1280, 720, 1],
      [960, 600, 1],
      [960, 600, 2],
    ] as const) {
      await resize(app, width, height, zoom)
      await app.screenshot(`settings-${dress}-${String(width)}x${String(height)}-${String(zoom)}`)
      // What is wider than the window cannot be reached.
      const wide = await app.page.evaluate(() =>
        [...document.querySelectorAll('.window *')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
          .map(({ className }) => String(className)),
      )
      expect(wide).toEqual([])
    }
  }
  await resize(app, 1180, 760)
  await app.page.emulateMedia({ forcedColors: 'active' })
  await app.screenshot('settings-contrast')
  await app.page.emulateMedia({ forcedColors: 'none', contrast: 'more' })
  await app.screenshot('settings-more-contrast')
  await app.page.emulateMedia({ contrast: 'no-preference' })
  await app.page.evaluate(() => document.querySelector('.stage')?.scrollTo(0, 10_000))
  await app.screenshot('settings-end')
  expect(app.complaints).toEqual([])
})
