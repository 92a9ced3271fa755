import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import type { AxeResults } from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../main/engine/clock'
import { bindCard } from '../../main/engine/net/sockets'
import type { JournalEntry } from '../../main/journal/types'
import { DhcpLink } from '../../main/virtual/dhcp'
import { bootOnLoopback, loopbackCard } from '../../main/virtual/loopback'
import { bootMachine } from '../../main/virtual/machine'
import { boot } from '../main/journal/entries'
import { card, stopped } from '../renderer/fixtures'
import { run } from '../support/tools'
import { debianNetbootTree } from '../support/trees'
import { dropFile, launchApp } from './app'
import type { RunningApp } from './app'
import { LIVE, machine, servingLive } from './benches'
import { answer, mute, play, resize, send, tell, theme } from './stage'

const MAC = '52:54:00:77:00:01'
/** Of this file's own: several suites may run on one computer. */
const PORTS = { dhcp: 27_167, pxe: 27_511, tftp: 27_169, http: 27_180 }
const env = {
  BOOTDROP_PORTS: Object.entries(PORTS)
    .map(([name, port]) => `${name}=${String(port)}`)
    .join(','),
}

/** A machine with a card of its own: those of the self-test are in no journal. */
async function bootReal(): Promise<void> {
  const lo = await loopbackCard()
  const openUdp = (address: string) =>
    bindCard(lo, { address, netmask: '255.0.0.0' }).openUdp({ port: 0, broadcast: false })
  const address = '127.0.77.7'
  const link = new DhcpLink(await openUdp(address), { address: '127.0.0.1', port: PORTS.dhcp }, systemClock)
  const result = await bootMachine({
    ...{ arch: 'uefi-x64', mac: MAC, uuid: new Uint8Array(16).fill(7), address, link, openUdp },
    ...{ tftpPort: PORTS.tftp, pxePort: PORTS.pxe, clock: systemClock, random: Math.random },
    onStep: () => undefined,
  })
  link.close()
  expect(result.failure).toBeUndefined()
}

const history = (app: RunningApp) => app.page.getByRole('button', { name: 'History' }).click()
const rows = (app: RunningApp) => app.page.locator('[data-boot]')

describe.sequential('a boot', () => {
  let folder: string
  let app: RunningApp
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootdrop-history-'))
    const image = join(folder, 'debian-12-netboot.iso')
    const tree = await debianNetbootTree(join(folder, 'tree'))
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-r', '-J', '-V', 'DEBIAN', '-o', image, tree])
    app = await launchApp({ env, userData: join(folder, 'profile') })
    await dropFile(app.page, image)
    await app.page.getByLabel(/Network card/).click()
    await app.page.getByRole('option', { name: /127\.0\.0\.1/ }).click()
    await app.page.getByRole('button', { name: 'Start serving' }).click()
    await app.page.getByText(/^Serving Debian/).waitFor()
  })
  afterAll(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is in the history while it goes on, the self-test is not', async () => {
    await bootOnLoopback({ number: 11, arch: 'bios', ports: PORTS })
    await bootReal()
    await history(app)
    await rows(app).getByText(MAC).waitFor()
    expect(await rows(app).count()).toBe(1)
    await rows(app).getByText('Booting').waitFor()
  })

  it('has its curve in the strip, which opens the last ten minutes', async () => {
    await app.page.getByRole('button', { name: 'Show throughput' }).click()
    await app.page.getByRole('img', { name: /^Bytes per second of the last 10 minutes: at most \d/ }).waitFor()
    await app.screenshot('history-throughput')
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('img', { name: /^Bytes per second/ }).waitFor({ state: 'detached' })
  })

  it('is there at the next start, with how far it came', async () => {
    await app.close()
    app = await launchApp({ env, userData: join(folder, 'profile') })
    await history(app)
    await rows(app).getByText('Started').waitFor()
    await rows(app).click()
    await app.page.getByRole('row', { name: /^Loader .*s$/ }).waitFor()
    await app.screenshot('history-boot')
  })

  it('is saved as a table, and shown where that is', async () => {
    const path = join(folder, 'journal.csv')
    const proposed = await app.electron.evaluate(({ dialog, shell }, filePath) => {
      const asked: string[] = []
      Object.assign(globalThis, { asked })
      dialog.showSaveDialog = (...args: unknown[]) => {
        asked.push((args.at(-1) as { defaultPath: string }).defaultPath)
        return Promise.resolve({ canceled: false, filePath })
      }
      shell.openPath = () => Promise.resolve('')
      shell.showItemInFolder = () => undefined
      return asked
    }, path)
    expect(proposed).toEqual([])
    await app.page.getByRole('button', { name: 'Save as CSV…' }).click()
    await app.page.getByText(`Saved as ${path}`).first().waitFor()
    const [header, row] = readFileSync(path, 'utf8').split('\r\n')
    expect(header).toMatch(/^\uFEFFstarted,/)
    expect(row).toContain(`,${MAC},`)
    expect(row).toContain(',started,handed-over,')
    await app.page.getByRole('button', { name: 'Show in folder' }).click()
    const asked = await app.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked[0])
    expect(asked).toMatch(/bootdrop-journal-\d{4}-\d\d-\d\d\.csv$/)
  })

  it('is deleted, brought back, and deleted for good', async () => {
    await rows(app).focus()
    await app.page.keyboard.press('Delete')
    await app.page.getByText('No boots yet').waitFor()
    await app.page.getByRole('button', { name: 'Undo' }).click()
    await rows(app).getByText(MAC).waitFor()
    await rows(app).focus()
    await app.page.keyboard.press('Delete')
    await app.page.getByText('1 boot was deleted.').first().waitFor()
    await app.close()
    app = await launchApp({ env, userData: join(folder, 'profile') })
    await history(app)
    await app.page.getByText('No boots yet').waitFor()
    expect(app.complaints).toEqual([])
  })
})

describe('the page', () => {
  let app: RunningApp
  beforeAll(async () => {
    app = await launchApp()
    await mute(app)
  })
  afterAll(() => app.close())

  /** Boots of the last weeks, counted from now. */
  const boots = (count: number): JournalEntry[] =>
    Array.from({ length: count }, (_none, n) => {
      const results = ['running', 'finished', 'failed', 'stalled', 'started', 'stopped', 'local-disk'] as const
      const startedAt = Date.now() - n * 50 * 60_000
      const result = results[n % results.length] ?? 'running'
      const why = result === 'failed' ? 'transfer-failed' : result === 'stalled' ? 'loader-did-not-start' : null
      return boot(n, {
        ...{ id: `boot-${String(n)}`, startedAt, endedAt: startedAt + 50_000, result, why },
        hostname: `pc-${String(n)}`,
      })
    })
  async function show(entries: readonly JournalEntry[]): Promise<void> {
    await answer(app, 'journal', { ok: true, value: entries })
    await answer(app, 'forgetJournal', null)
    const ok = { ok: true, value: null } as const
    await play(app, {
      ...{ engine: stopped(), cards: [card()], settings: {}, log: [] },
      ...{ inspect: { ok: true, value: LIVE }, start: ok },
    })
    await history(app)
  }

  async function violations(): Promise<string[]> {
    await app.page.evaluate(axe.source)
    const found = await app.page.evaluate(async () => {
      const page = window as unknown as { axe: { run: (element: Element) => Promise<AxeResults> } }
      const main = document.querySelector('.stage')
      return main ? page.axe.run(main) : undefined
    })
    return (
      found?.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)) ?? ['-']
    )
  }

  it('says what will be here', async () => {
    await show([])
    await app.page.getByText('No boots yet').waitFor()
    await app.screenshot('history-empty')
  })

  it('draws of five thousand boots only those in sight, and comes to the last by keyboard', async () => {
    await show(boots(5000))
    await rows(app).first().waitFor()
    expect(await rows(app).count()).toBeLessThan(40)
    await rows(app).first().focus()
    await app.page.keyboard.press('ArrowDown')
    await app.page.keyboard.press('ArrowDown')
    const focused = () => app.page.evaluate(() => document.activeElement?.getAttribute('data-boot'))
    expect(await focused()).toBe('boot-2')
    await app.page.keyboard.press('End')
    await expect.poll(focused).toBe('boot-4999')
    await app.page.keyboard.press('Home')
    await expect.poll(focused).toBe('boot-0')
    await app.page.keyboard.press('Enter')
    await app.page.getByRole('table', { name: 'How long each step took' }).waitFor()
  })

  it('selects and deletes by keyboard, and goes on from there', async () => {
    await show(boots(50))
    await rows(app).first().focus()
    for (const key of [' ', 'ArrowDown', ' ']) await app.page.keyboard.press(key)
    await app.page.getByText('2 selected').waitFor()
    // What the main process would answer from then on.
    await answer(app, 'journal', { ok: true, value: boots(50).slice(2) })
    await app.page.keyboard.press('Delete')
    await app.page.getByText('2 boots were deleted.').first().waitFor()
    await expect.poll(() => app.page.evaluate(() => document.activeElement?.hasAttribute('data-boot'))).toBe(true)
    expect(await app.page.locator('[data-boot=boot-0]').count()).toBe(0)
    await app.page.keyboard.press('Control+a')
    await app.page.getByText('48 selected').waitFor()
  })

  it('finds by what is typed, and by how it ended', async () => {
    await show(boots(50))
    await app.page.getByRole('searchbox', { name: 'Search the history' }).fill('stalled')
    await expect.poll(() => rows(app).count()).toBe(7)
    await app.page.getByRole('searchbox', { name: 'Search the history' }).fill('nobody')
    await app.page.getByText('No boot fits this filter.').waitFor()
    await app.page.getByRole('button', { name: 'Show all boots' }).click()
    await app.page.getByLabel('Result: All results').click()
    await app.page.getByRole('option', { name: 'Stalled or failed' }).click()
    await expect.poll(() => app.page.locator('.boot.failed, .boot.stalled').count()).toBeGreaterThan(1)
    expect(await app.page.locator('.boot.done').count()).toBe(0)
  })

  it('keeps the lines in their place while machines boot', async () => {
    await show(boots(300))
    await rows(app).first().waitFor()
    const place = (id: string) =>
      app.page.locator(`[data-boot=${id}]`).evaluate((row) => Math.round(row.getBoundingClientRect().top))
    await app.page.locator('.history-scroll').evaluate((list) => list.scrollTo(0, 2000))
    await app.page.locator('[data-boot=boot-40]').waitFor()
    const before = await place('boot-40')
    await tell(app, 'journal', [boot(0, { id: 'new', startedAt: Date.now(), hostname: 'new' })])
    await app.page.getByText('301', { exact: true }).waitFor()
    expect(Math.abs((await place('boot-40')) - before)).toBeLessThanOrEqual(1)
  })

  it.each(['light', 'dark'] as const)('has nothing that axe complains of, %s', async (source) => {
    await theme(app, source)
    await show(boots(60))
    await rows(app).nth(2).click()
    await app.page.getByRole('checkbox', { name: /Select pc-1/ }).check()
    await app.page.getByRole('table', { name: 'How long each step took' }).waitFor()
    expect(await violations()).toEqual([])
    await app.screenshot(`history-${source}`)
    await theme(app, 'light')
  })

  it('shows the throughput with nothing that axe complains of, whatever page is open', async () => {
    await resize(app, 1280, 720)
    await show(boots(3))
    const loading = (speed: number) =>
      servingLive({ clients: [machine(1, { phase: 'loading' })], bytesPerSecond: speed })
    await send(app, loading(40e6))
    await app.page.getByRole('button', { name: 'Show throughput' }).click()
    await app.page.getByText('1 machine', { exact: true }).first().waitFor()
    await app.page.getByRole('button', { name: 'Machines' }).first().click()
    await app.page.getByRole('img', { name: /at most 40.0 MB\/s/ }).waitFor()
    expect((await violations()).filter((one) => one.includes('throughput'))).toEqual([])
    await app.page.getByRole('button', { name: 'Close: Throughput' }).click()
  })

  it('had nothing to complain about', () => {
    expect(app.complaints).toEqual([])
  })
})
