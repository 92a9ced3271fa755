import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import type { AxeResults } from 'axe-core'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SelfTestStep } from '../../preload/contract'
import { card, serving, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { answer, resize, tell } from './stage'

/**
 * The self-test and the evidence in the real window: a virtual machine through the loopback card, once with every door open and
 * once with one that is shut, and what is saved of it.
 */
const PORTS = { dhcp: 29_067, pxe: 29_411, tftp: 29_069 }
let folder: string
let app: RunningApp

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-selftest-'))
  const ports = Object.entries(PORTS).map(([name, port]) => `${name}=${String(port)}`)
  app = await launchApp({ env: { BOOTDROP_PORTS: ports.join(',') }, userData: join(folder, 'profile') })
  await app.page.locator('.page-tab.page-checks').waitFor()
  // The loopback card is nobody's first choice.
  await app.page.evaluate(() => window.bootdrop.saveSettings({ card: 'lo' }))
  await app.page.reload()
  await app.page.waitForSelector('.window')
  await app.page.locator('.page-tab.page-checks').click()
})
afterAll(async () => {
  expect(app.complaints).toEqual([])
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const text = (words: string | RegExp) => app.page.getByText(words).first()
const button = (name: string | RegExp) => app.page.getByRole('button', { name })
const panel = () => app.page.locator('.selftest')

async function picture(name: string): Promise<void> {
  await panel().scrollIntoViewIfNeeded()
  await app.page.locator('.evidence').first().scrollIntoViewIfNeeded()
  await panel().evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await app.page.mouse.move(700, 30)
  await app.screenshot(name)
}

/** What axe complains of in the panel. */
async function complaints(): Promise<string[]> {
  await app.page.evaluate(axe.source)
  const found = await panel().evaluate((element) =>
    (window as unknown as { axe: { run: (element: Element) => Promise<AxeResults> } }).axe.run(element),
  )
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

describe.sequential('the self-test', () => {
  it('boots a BIOS and a UEFI machine, and says that every door is open', async () => {
    await button('Test now').click()
    await text('Every door is open').waitFor({ timeout: 30_000 })
    expect(await panel().locator('.tested .test-step.passed').count()).toBe(18)
    expect(await panel().locator('.test-outside.passed').count()).toBe(1)
    await text(/^Passed at \d\d:\d\d\.$/).waitFor()
    await picture('selftest-passed')
  })

  it('names who has a port that it needs, and leads to that line of the checks', async () => {
    const other = createSocket('udp4')
    await new Promise<void>((resolve) => other.bind(PORTS.tftp, '127.0.0.1', resolve))
    await button('Test again').click()
    await panel().locator('.test-outcome.failed').waitFor()
    await picture('selftest-port-taken')
    await new Promise<void>((resolve) => other.close(() => resolve()))
  })

  it('can be stopped, and frees everything', async () => {
    await button('Test again').click()
    await app.page.evaluate(() => window.bootdrop.cancelSelfTest())
    await button('Test again').waitFor()
    const socket = createSocket('udp4')
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.bind(PORTS.tftp, '127.0.0.1', resolve)
    })
    await new Promise<void>((resolve) => socket.close(() => resolve()))
  })
})

const step = (rung: SelfTestStep['rung'], patch: Partial<SelfTestStep> = {}): SelfTestStep => ({
  ...{ at: Date.now(), state: 'passed', rung, code: '', text: '', facts: { arch: 'bios' } },
  ...patch,
})

describe.sequential('pictures of it', () => {
  it.each([
    ['light', 'en'],
    ['dark', 'de'],
  ] as const)('failed and under way, %s, %s', async (source, language) => {
    await app.page.evaluate(([id, look]) => window.bootdrop.saveSettings({ language: id, theme: look }), [
      language,
      source,
    ] as const)
    const facts = { arch: 'bios', server: '192.168.1.20', file: 'undionly.kpxe', address: '192.168.1.20' }
    const steps = [
      ...[step('seen'), step('offered', { facts }), step('addressed', { facts })],
      step('loader', { state: 'failed', code: 'tftp-not-heard', facts }),
    ]
    const again = button(/^(Test again|Noch einmal testen)$/)
    const rules = { firewall: 'nftables', card: 'eno1', ports: 'UDP 69, 4011 + TCP 8067', check: 'blocks' }
    const booted = ['bios', 'uefi-x64'].flatMap((arch) =>
      (['seen', 'loader', 'files'] as const).map((rung) =>
        step(rung, { facts: { ...facts, arch, files: 6, same: 6, bytes: 7e6 } }),
      ),
    )
    await resize(app, source === 'light' ? 1280 : 960, source === 'light' ? 720 : 600)
    for (const [state, code, check] of [
      ['failed', 'outside-shut', 'blocks'],
      ['unsure', 'outside-unsure', 'may-block'],
    ] as const) {
      const outside = step('firewall', { state, code, facts: { ...rules, check } })
      const value = { passed: state === 'unsure', steps: [...booted, outside], ms: 2100 }
      await answer(app, 'selfTest', { ok: true, value })
      await again.click()
      await panel().locator(`.test-outcome.${state}`).waitFor()
      expect(await complaints()).toEqual([])
      await picture(`selftest-outside-${state}-${source}-${language}`)
    }
    await answer(app, 'selfTest', { ok: true, value: { passed: false, steps, ms: 6300 } })
    await again.click()
    await panel().locator('.test-outcome.failed').waitFor()
    await picture(`selftest-failed-${source}-${language}`)

    await app.electron.evaluate(({ ipcMain }) => {
      const unanswered: unknown[] = []
      Object.assign(globalThis, { unanswered })
      ipcMain.removeHandler('bootdrop:self-test')
      ipcMain.handle('bootdrop:self-test', () => new Promise((resolve) => unanswered.push(resolve)))
    })
    await again.click()
    for (const one of [...steps.slice(0, 3), step('loader', { state: 'running', facts })])
      await tell(app, 'selfTest', one)
    await panel().locator('.test-step.running').waitFor()
    await picture(`selftest-running-${source}-${language}`)
    await app.electron.evaluate(() => {
      const { unanswered } = globalThis as unknown as { unanswered: ((reply: unknown) => void)[] }
      for (const resolve of unanswered) resolve({ ok: false, error: { code: 'cancelled', message: 'Enough.' } })
    })
    await panel().locator('.test-outcome.aside').waitFor()
  })
})

describe.sequential('what has changed since', () => {
  it.each(['light', 'dark'] as const)('is told beside the time of the test, %s', async (theme) => {
    await app.page.evaluate((look) => window.bootdrop.saveSettings({ language: 'en', theme: look }), theme)
    await resize(app, 1180, 760)
    const open = step('firewall', { facts: { check: 'open', firewall: 'nftables', card: 'lo' } })
    const steps = ['bios', 'uefi-x64'].map((arch) => step('files', { facts: { arch, files: 6, same: 6 } }))
    await answer(app, 'selfTest', { ok: true, value: { passed: true, steps: [...steps, open], ms: 1900 } })
    await button('Test again').click()
    await panel().locator('.test-outcome.passed').waitFor()
    expect(await panel().locator('.test-old').count()).toBe(0)
    await tell(app, 'state', serving({ card: card({ name: 'lo' }), startedAt: Date.now() }))
    await text(/^This was before the start at \d\d:\d\d\./).waitFor()
    expect(await complaints()).toEqual([])
    await picture(`selftest-old-${theme}`)
    await tell(app, 'state', stopped())
    await text(/^This was before the stop\./).waitFor()
    await panel().locator('.test-outside').scrollIntoViewIfNeeded()
    await app.screenshot(`selftest-outside-open-${theme}`)
  })
})

describe.sequential('evidence', () => {
  it('is saved as a zip without names and addresses, and shown in its folder', async () => {
    await app.page.evaluate(() => window.bootdrop.saveSettings({ language: 'en', theme: 'light' }))
    const path = join(folder, 'evidence.zip')
    await app.electron.evaluate(({ dialog, shell }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      shell.showItemInFolder = (shown) => void Object.assign(globalThis, { shown })
    }, path)
    const save = app.page.locator('.evidence').getByRole('button', { name: 'Save evidence…' })
    expect(await app.page.getByLabel('Without names and addresses').isChecked()).toBe(true)
    await save.click()
    await text(`Saved as ${path}`).waitFor()
    await app.page.locator('.evidence').scrollIntoViewIfNeeded()
    await app.screenshot('evidence-saved')
    const files = unzipSync(readFileSync(path))
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['README.txt', 'report.json', 'log.txt', 'preflight.json']),
    )
    const json = (name: string): unknown => JSON.parse(Buffer.from(files[name] ?? []).toString())
    // The pictures above were of answers that a test gave: the last real test was the one that was stopped.
    expect(json('selftest.json')).toMatchObject({ card: 'lo', outcome: 'not-finished' })
    expect(json('journal.json')).toMatchObject({ kept: 0, boots: [] })
    await button('Show in folder').click()
    await expect.poll(() => app.electron.evaluate(() => (globalThis as { shown?: string }).shown)).toBe(path)
  })
})
