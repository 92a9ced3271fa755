import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAGES } from '../../preload/contract'
import { ABOUT, card, client, NOW, serving } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { LIVE, MEDIUM } from './benches'
import { mute, play, resize, tell, theme } from './stage'

/** What all pages have in common, and what stands around them. */
let app: RunningApp
beforeAll(async () => {
  app = await launchApp({ env: { BOOTDROP_PORTS: 'dhcp=29067,pxe=29411,tftp=29069' } })
  await mute(app)
})
afterAll(() => app.close())

const clients = [
  client({ id: '52:54:00:00:00:0a', mac: '52:54:00:00:00:0a', hostname: 'desk-7' }),
  client({ id: '52:54:00:00:00:0b', mac: '52:54:00:00:00:0b', model: 'HP EliteBook 840' }),
]
const log = [
  { at: NOW, level: 'info', clientId: undefined, text: 'Serving Debian 12 on eno1.' },
  { at: NOW, level: 'info', clientId: '52:54:00:00:00:0a', text: 'desk asked for an address' },
  { at: NOW, level: 'warning', clientId: '52:54:00:00:00:0b', text: 'book went silent' },
] as const

async function show(language: 'en' | 'de', logOpen = false): Promise<void> {
  const settings = { media: [MEDIUM], logOpen }
  await play(app, { engine: serving({ clients }), cards: [card()], settings, inspect: { ok: true, value: LIVE }, start: { ok: true, value: null }, log }) // prettier-ignore
  await tell(app, 'about', { ...ABOUT, language })
  await app.page.getByRole('button', { name: language === 'en' ? 'Settings' : 'Einstellungen' }).waitFor()
}
/** Left edge, width and, of the title, height of its line; of each tab place and width, and whether its word shows. */
const measure = () =>
  app.page.evaluate(() => {
    const box = (element: Element | null) => element?.getBoundingClientRect() ?? new DOMRect()
    const page = box(document.querySelector('.stage > :last-child'))
    const title = document.querySelector('.stage .page-title')
    const wide = (element: Element | null) => element !== null && box(element).width > 1
    return {
      page: [page.left, page.width],
      title: title && [box(title).top, getComputedStyle(title).fontSize, getComputedStyle(title).fontWeight],
      tabs: [...document.querySelectorAll('.page-tab')].map((tab) => [box(tab).left, box(tab).width]),
      words: [...document.querySelectorAll('.page-tab')].map((tab) =>
        [...tab.querySelectorAll('.page-name, .page-short')].some(wide),
      ),
      beyond: box(document.querySelector('.page-settings')).right > page.right + 9,
    }
  })

describe('the pages', () => {
  it.each([
    ['en', 'light', 1280, 720],
    ['de', 'dark', 960, 600],
    ['de', 'light', 1180, 760],
    ['en', 'dark', 1920, 1000],
  ] as const)(
    'are as wide as each other, and no tab moves between them: %s %s %ix%i',
    async (language, source, w, h) => {
      await theme(app, source)
      await resize(app, w, h)
      await show(language)
      const found: Awaited<ReturnType<typeof measure>>[] = []
      for (const page of PAGES) {
        await app.page.locator(`.page-tab.page-${page}`).click()
        await app.page.locator(`.page-tab.page-${page}[aria-current]`).waitFor()
        found.push(await measure())
      }
      const [first] = found
      for (const one of found) {
        expect(one.page).toEqual(first?.page)
        expect(one.tabs).toEqual(first?.tabs)
        // In a low window the tab is the title of the journal.
        if (h > 640 || one.title?.[0] === first?.title?.[0]) expect(one.title).toEqual(first?.title)
        expect(one.words).toEqual([true, true, true, true, true])
        expect(one.beyond).toBe(false)
      }
      await app.screenshot(`pages-${language}-${String(w)}`)
    },
  )

  it('keep their names for those who listen where only their icons have room', async () => {
    await resize(app, 960, 600, 2)
    await show('de')
    expect((await measure()).words).not.toEqual([true, true, true, true, true])
    await app.page.getByRole('button', { name: 'Einstellungen', exact: true }).waitFor()
    await app.page.getByRole('button', { name: 'Was zeigt sein Bildschirm?', exact: true }).waitFor()
    expect(
      await app.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0)
    await app.screenshot('pages-200')
    await resize(app, 1180, 760)
  })
})

describe('the log', () => {
  const line = (text: string) => app.page.getByText(text)

  it.each(['en', 'de'] as const)(
    'shows one machine at the choice of the keyboard, and all again: %s',
    async (language) => {
      await theme(app, language === 'en' ? 'light' : 'dark')
      await resize(app, 960, 600)
      await show(language, true)
      const choice = app.page.locator('.log-machine').getByRole('combobox')
      await choice.focus()
      await app.page.keyboard.press('Enter')
      await app.page.getByRole('option', { name: /HP EliteBook 840/ }).waitFor()
      await app.screenshot(`log-choice-${language}`)
      // Esc closes the list, not the log.
      await app.page.keyboard.press('Escape')
      await app.page.getByRole('option').first().waitFor({ state: 'detached' })
      await line('desk asked for an address').waitFor()
      await app.page.keyboard.press('Enter')
      await app.page.keyboard.press('End')
      await app.page.keyboard.press('Enter')
      await line('desk asked for an address').waitFor({ state: 'detached' })
      await line('book went silent').waitFor()
      await app.screenshot(`log-one-${language}`)
      await app.page.keyboard.press('Tab')
      await app.page.keyboard.press('Enter')
      await line('desk asked for an address').waitFor()
      expect(await choice.evaluate((element) => element === document.activeElement)).toBe(true)
      expect(app.complaints).toEqual([])
    },
  )
})
