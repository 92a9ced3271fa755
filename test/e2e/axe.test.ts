import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAGES } from '../../preload/contract'
import { card, report, serving, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { bench, failed, LIVE, logLines, machine, MEDIUM, servingLive, stalled } from './benches'
import { answer, mute, play, resize, theme } from './stage'
import type { Scene } from './stage'

/** axe-core on every page and every main state, in both themes. Playwright's evaluate is not held by the page's own policy. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
  }[]
}

let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
})
afterAll(() => app.close())

/** Every violation as `rule: element: why`, so that whoever reads it knows where to look. */
async function violations(): Promise<string[]> {
  await app.page.evaluate(AXE)
  const found: string[] = []
  for (const { rule, target, why } of await run()) {
    // What the edge of a scrolled part cuts is whole once it is scrolled to, and measured there.
    if (rule === 'target-size') await app.page.locator(target).scrollIntoViewIfNeeded()
    const still = rule !== 'target-size' || (await run()).some((one) => one.rule === rule && one.target === target)
    if (still) found.push(`${rule}: ${target}: ${why}`)
  }
  return found
}

async function run(): Promise<{ readonly rule: string; readonly target: string; readonly why: string }[]> {
  const found = await app.page.evaluate(
    (tags) =>
      (globalThis as unknown as { axe: { run: (where: Document, how: object) => Promise<AxeResults> } }).axe.run(
        document,
        // Scrolled parts of a list are hidden for a reader that goes through it, and colours are measured as they are drawn.
        { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] },
      ),
    RULES,
  )
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => ({
      rule: id,
      target: target.join(' '),
      why: failureSummary.replace(/\s+/g, ' '),
    })),
  )
}

/** Looks at what is on show in light and in dark. */
async function isClean(): Promise<void> {
  for (const dress of ['light', 'dark'] as const) {
    await theme(app, dress)
    await app.page.waitForFunction(
      (dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark,
      dress === 'dark',
    )
    // A colour that is on its way to the other theme is neither of the two.
    await app.page.waitForFunction(
      () =>
        document.getAnimations().every(({ playState }) => playState !== 'running') ||
        matchMedia('(prefers-reduced-motion: reduce)').matches,
    )
    expect({ dress, violations: await violations() }).toEqual({ dress, violations: [] })
  }
}

const RECENT = [
  { path: '/media/debian-12.iso', title: 'Debian installer 12.7', at: 3 },
  { path: '/media/stick/windows-11.iso', title: 'Windows 11 Setup 24H2', at: 2 },
]
const FIRST: Scene = {
  engine: stopped(),
  cards: [card(), card({ name: 'usb0', title: 'USB Ethernet (usb0)' })],
  settings: { recent: RECENT },
  inspect: { ok: true, value: report() },
  start: { ok: true, value: null },
  log: [],
}
const CHOSEN: Scene = { ...FIRST, settings: { media: ['/media/debian-12.iso'] } }
const MACHINES = [
  ...Array.from({ length: 8 }, (_none, n) => machine(n)),
  machine(9, { phase: 'running' }),
  stalled(3, 'loader', 'loader-sent-then-silence'),
  failed(12, 'loading', 'transfer-failed'),
]
const SERVING: Scene = {
  ...FIRST,
  engine: servingLive({ clients: MACHINES.filter(({ id }, at, all) => all.findIndex((one) => one.id === id) === at) }),
  settings: { media: [MEDIUM], logOpen: true },
  inspect: { ok: true, value: LIVE },
  log: logLines(MACHINES),
}
const REFUSED = { ok: false, error: { code: 'medium-truncated', message: 'The image is 1.2 GB short.' } } as const
const TAKEN = { ok: false, error: { code: 'port-taken', message: 'Port 67 is taken by dnsmasq.' } } as const

const STATES: readonly (readonly [string, Scene])[] = [
  ['first start', FIRST],
  ['a medium is being read', { ...CHOSEN, inspect: 'reading' }],
  ['a medium is chosen', CHOSEN],
  ['a medium cannot be used', { ...CHOSEN, inspect: REFUSED }],
  ['no network card', { ...CHOSEN, cards: [] }],
  ['serving, nobody yet', { ...SERVING, engine: serving() }],
  ['serving machines, some in trouble, with the log open', SERVING],
  ['serving two hundred machines', { ...SERVING, engine: servingLive({ clients: bench(200) }) }],
]

describe('axe finds nothing', () => {
  beforeAll(async () => {
    // Nothing turns and nothing grows while it is measured.
    await app.page.emulateMedia({ reducedMotion: 'reduce' })
    await answer(app, 'absences', [null, 'missing'])
  })

  it.each(STATES)('%s', async (_state, scene) => {
    await play(app, scene)
    await isClean()
  })

  it.each(PAGES)('page %s, before serving', async (page) => {
    await play(app, CHOSEN)
    await app.page.locator(`.page-tab.page-${page}`).click()
    await isClean()
  })

  it.each(PAGES)('page %s, while machines boot', async (page) => {
    await play(app, SERVING)
    await app.page.locator(`.page-tab.page-${page}`).click()
    await isClean()
  })

  it('a start that failed', async () => {
    await play(app, { ...CHOSEN, start: TAKEN })
    await app.page.getByRole('button', { name: 'Start serving' }).click()
    await app.page.locator('.problem').first().waitFor()
    await isClean()
  })

  it('one machine opened', async () => {
    await play(app, SERVING)
    await app.electron.evaluate(
      ({ BrowserWindow }, id) => BrowserWindow.getAllWindows()[0]?.webContents.send('bootdrop:on-look', id),
      machine(9).id,
    )
    await isClean()
  })

  it('recent media in their menu', async () => {
    await play(app, { ...CHOSEN, settings: { ...CHOSEN.settings, recent: RECENT } })
    await app.page.getByRole('button', { name: 'Recent media' }).click()
    await app.page.getByRole('menuitem').first().waitFor()
    await isClean()
  })

  it('German, at twice the size, in a small window', async () => {
    await play(app, SERVING)
    await answer(app, 'about', { version: '0.1.0', platform: 'linux', language: 'de', confinement: null, tray: true })
    await play(app, SERVING)
    await resize(app, 960, 600, 2)
    await isClean()
    await app.page.locator('.page-tab.page-settings').click()
    await isClean()
    await resize(app, 1180, 760)
  })
})
