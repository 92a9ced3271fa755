import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { homesIn, launchApp } from './app'
import type { RunningApp } from './app'

/**
 * A window one part of which cannot be made. The journal asks how long this computer has been on when another Bootdrop's file is there;
 * here the system does not say, as in a sandbox without /proc.
 */
const UPTIME_BARRED = `
const os = require('node:os')
os.uptime = () => { throw new Error('A system error occurred: uv_uptime returned EACCES (permission denied)') }
require('node:module').syncBuiltinESMExports()
`
let profile: string
let app: RunningApp

beforeAll(async () => {
  profile = mkdtempSync(join(tmpdir(), 'bootdrop-feature-'))
  const journal = join(String(homesIn(profile)['XDG_STATE_HOME']), 'bootdrop', 'journal')
  mkdirSync(journal, { recursive: true })
  writeFileSync(join(journal, 'boots-1-2.jsonl'), '')
  const barred = join(profile, 'barred.cjs')
  writeFileSync(barred, UPTIME_BARRED)
  app = await launchApp({ userData: profile, before: barred })
})
afterAll(async () => {
  expect(app.complaints).toEqual([])
  await app.close()
  rmSync(profile, { recursive: true, force: true })
})

it('opens, says on the page of that part why, and logs it once', async () => {
  await app.page.locator('.page-tab.page-history').click()
  await app.page.locator('.journal').getByText('The history of boots did not start: A system error').waitFor()
  await app.screenshot('feature-broken')
  const lines = await app.page.evaluate(async () => (await window.bootdrop.log()).map(({ text }) => text))
  expect(lines.filter((line) => line.includes('uv_uptime'))).toHaveLength(1)
})

it('says it in German, too', async () => {
  await app.page.evaluate(() => window.bootdrop.saveSettings({ language: 'de' }))
  await app.page.locator('.journal').getByText('Der Verlauf ist nicht gestartet: „A system error').waitFor()
  await app.screenshot('feature-broken-de')
  await app.page.evaluate(() => window.bootdrop.saveSettings({ language: 'en' }))
})

it('keeps everything else at work: checks, cards, and evidence without that part', async () => {
  const looked = await app.page.evaluate(() => window.bootdrop.preflight('lo', false))
  expect(looked).toMatchObject({ ok: true, value: { nic: 'lo' } })
  expect(await app.page.evaluate(() => window.bootdrop.wake('no-such-card', '52:54:00:00:00:01'))).toMatchObject({
    error: { code: 'card-unknown' },
  })
  const path = join(profile, 'evidence.zip')
  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  expect(await app.page.evaluate(() => window.bootdrop.saveEvidence(true))).toEqual({ ok: true, value: path })
  expect(Buffer.from(unzipSync(readFileSync(path))['journal.json'] ?? []).toString()).toBe('null\n')
})
