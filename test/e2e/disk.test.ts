import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchApp } from './app'
import type { RunningApp } from './app'

/** The real app with a disk on which things lie where its own files should. */
const profile = mkdtempSync(join(tmpdir(), 'bootdrop-disk-'))
const settings = join(profile, 'bootdrop.json')
let app: RunningApp

beforeAll(async () => {
  mkdirSync(settings)
  const journal = join(profile, 'state/bootdrop/journal')
  mkdirSync(join(journal, 'boots-99-1.jsonl'), { recursive: true })
  for (let n = 0; n < 20; n += 1) writeFileSync(join(journal, `boots-${String(n)}-1.jsonl`), '')
  // More than any message from one start to another may hold: a first start sends none.
  const files = Array.from(
    { length: 500 },
    (_, n) => `/nowhere/debian-12.7.0-amd64-netinst-of-a-long-name-${String(n)}.iso`,
  )
  app = await launchApp({ userData: profile, files })
})
afterAll(async () => {
  await app.close()
  rmSync(profile, { recursive: true, force: true })
})

it('opens its window, and names the settings file that cannot be read', async () => {
  await app.page.getByText('Your settings cannot be read').waitFor()
  await app.page.getByText(settings).first().waitFor()
  await app.screenshot('settings-unreadable')
})

it('answers every question of the page, and takes choices until the end', async () => {
  const answers = await app.page.evaluate(async () => {
    await window.bootdrop.saveSettings({ append: 'quiet' })
    const { append } = await window.bootdrop.settings()
    return { append, boots: await window.bootdrop.journal() }
  })
  expect(answers).toEqual({ append: 'quiet', boots: { ok: true, value: [] } })
  expect(statSync(settings).isDirectory()).toBe(true)
  expect(app.complaints).toEqual([])
})
