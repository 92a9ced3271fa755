import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { card } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { bench, LIVE, MEDIUM, servingLive } from './benches'
import { mute, play, resize } from './stage'

/** The live board by keyboard and in every width, in the real window. */
let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
})
afterAll(async () => {
  await app.close()
})

async function serve(machines: number): Promise<void> {
  await play(app, {
    engine: servingLive({ clients: bench(machines) }),
    cards: [card()],
    settings: { media: [MEDIUM] },
    inspect: { ok: true, value: LIVE },
    start: { ok: true, value: null },
    log: [],
  })
  await app.page.getByRole('option').first().waitFor()
}

const focused = (): Promise<string | null | undefined> =>
  app.page.evaluate(() => document.activeElement?.getAttribute('aria-posinset'))

describe('the list', () => {
  it('draws only the rows in sight, and tells a screen reader of all', async () => {
    await serve(200)
    const rows = app.page.getByRole('option')
    expect(await rows.count()).toBeLessThan(30)
    expect(await rows.first().getAttribute('aria-setsize')).toBe('200')
  })

  it('goes from row to row by the arrow keys, to the ends, and opens a story with Enter', async () => {
    await serve(200)
    await app.page.getByRole('option').first().focus()
    await app.page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('2')
    await app.page.keyboard.press('End')
    await expect.poll(focused).toBe('200')
    await app.page.keyboard.press('Home')
    await expect.poll(focused).toBe('1')
    await app.page.keyboard.press('Enter')
    await app.page.getByRole('region', { name: /^Story of/ }).waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('region', { name: /^Story of/ }).waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('1')
  })

  it('is where it was after another page was looked at', async () => {
    await serve(200)
    await app.page.getByRole('listbox').evaluate((list) => (list.scrollTop = 3200))
    await app.page.waitForTimeout(200)
    await app.page.getByRole('button', { name: 'History' }).click()
    await app.page.getByRole('button', { name: /^Machines/ }).click()
    await expect.poll(() => app.page.getByRole('listbox').evaluate((list) => list.scrollTop)).toBe(3200)
  })
})

describe('a story', () => {
  it('stands beside the list where there is room, and in its place where there is not', async () => {
    await resize(app, 1280, 720)
    await serve(12)
    await app.page.getByRole('option').nth(3).click()
    await app.page.getByRole('region', { name: /^Story of/ }).waitFor()
    expect(await app.page.getByRole('listbox').isVisible()).toBe(true)
    await app.screenshot('board-story')
    await resize(app, 960, 600)
    await app.page.getByRole('listbox').waitFor({ state: 'detached' })
    await app.screenshot('board-story-960x600')
    await app.page.getByRole('button', { name: 'All machines' }).click()
    await app.page.getByRole('listbox').waitFor()
    await resize(app, 1180, 760)
  })
})
