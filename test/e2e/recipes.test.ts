import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MediumReport } from '../../main/engine/types'
import { card, installer, preview, report, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { machine, servingLive } from './benches'
import { mute, play, resize, tell, theme } from './stage'
import type { Scene } from './stage'

/**
 * What can be set of a recipe, and what is told of it, in the real window: each state in both themes and at two sizes. The pictures
 * under test-results/screens are there to be looked at.
 */
const MEDIUM = '/media/debian-12.9.0-amd64-netinst.iso'
const INSTALLER: MediumReport = { ...installer(), path: MEDIUM }
const SETUP = { recipe: 'debian-installer', options: { toram: 'yes', console: 'serial', locale: 'de_DE' } }
const WIPING = { ...SETUP, answer: 'example:preseed-wipe.cfg' }
const PRESEED = `# Debian 12: a whole installation without questions
d-i debian-installer/locale string de_DE.UTF-8
d-i keyboard-configuration/xkb-keymap select de
d-i netcfg/get_hostname string pc-123456
d-i mirror/http/hostname string ftp.debian.org
d-i mirror/http/directory string /debian
d-i passwd/root-login boolean false
d-i passwd/user-fullname string Technician
d-i passwd/username string technician
d-i passwd/user-password-crypted password $6$CHANGE-ME
d-i partman-auto/disk string /dev/sda
d-i partman-auto/method string regular
d-i partman/confirm boolean true
d-i partman/confirm_nooverwrite boolean true
tasksel tasksel/first multiselect standard, ssh-server
d-i preseed/late_command string wget -qO- http://192.168.1.20:8067/finished?mac=52:54:00:12:34:56 || true
d-i finish-install/reboot_in_progress note
`
const READY: Scene = {
  engine: stopped(),
  cards: [card()],
  settings: { media: [MEDIUM] },
  inspect: { ok: true, value: INSTALLER },
  start: { ok: true, value: null },
  log: [],
  preview: preview({
    text: PRESEED,
    filled: ['hostname', 'mac', 'finished'],
    warnings: [
      {
        text: 'Line 10 still has CHANGE-ME: write your own there.',
        code: 'placeholder',
        details: { line: 10, placeholder: 'CHANGE-ME' },
      },
    ],
  }),
}

let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
})
afterAll(() => app.close())
beforeEach(() => resize(app, 1280, 720))
afterEach(async () => {
  const overflow = await app.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect(overflow).toBe(0)
  expect(app.complaints).toEqual([])
})

const button = (name: string | RegExp) => app.page.getByRole('button', { name })

/** The same state at both sizes, light and dark. */
async function looks(name: string): Promise<void> {
  for (const [width, height] of [
    [1280, 720],
    [960, 600],
  ] as const) {
    await resize(app, width, height)
    for (const colours of ['light', 'dark'] as const) {
      await theme(app, colours)
      await app.page.waitForTimeout(150)
      await app.screenshot(`recipe-${name}-${String(width)}-${colours}`)
    }
  }
  await theme(app, 'light')
}

describe('the recipe', () => {
  it('is calm at first, with its truth in badges', async () => {
    await play(app, READY)
    const badges = app.page.getByRole('list', { name: 'Boots on' })
    await badges.getByText('Not tried yet').waitFor()
    await badges.getByText('Nobody has seen it boot on ARM.').waitFor({ state: 'attached' })
    await looks('badges')
    await app.page.getByRole('button', { name: /^Not tried yet/ }).hover()
    await app.page.locator('.tip').waitFor()
    await app.screenshot('recipe-tip')
  })

  it('tells its details on demand', async () => {
    await play(app, READY)
    await button('Details').click()
    await app.page.getByText('80 of 100 sure.').waitFor()
    await looks('details')
  })

  it('has options', async () => {
    await play(app, { ...READY, settings: { media: [MEDIUM], recipes: { [MEDIUM]: SETUP } } })
    await button('Options (3)').click()
    await app.page.getByLabel('Language').fill('deutsch')
    await app.page.getByText('Write it like this: de_DE').waitFor()
    await app.page.getByText('Change the option “Language”').first().waitFor()
    await looks('options')
  })

  it('tells of an entry that nothing can boot, and of an answer file that has to be there', async () => {
    const [offer] = INSTALLER.recipes
    const value = {
      ...installer({
        own: true,
        answer: { title: 'Preseed file', format: 'preseed', required: true, examples: [] },
        entries: [{ id: 'odd', title: 'For a machine that nobody has', minRamMiB: 0, machines: [] }],
        secureBoot: 'unknown',
      }),
      path: MEDIUM,
    }
    expect(offer).toBeDefined()
    await play(app, { ...READY, inspect: { ok: true, value } })
    await app.page.getByText('No kind of machine can boot this entry').waitFor()
    await app.page.getByText('Choose the preseed file').first().waitFor()
    await looks('needed')
  })
})

describe('the answer file', () => {
  it('is chosen from examples, and what wipes a disk says so', async () => {
    await play(app, READY)
    await app.page.getByLabel(/^Preseed file:/).click()
    await app.page.getByText('Erases a disk of the machine without asking.').waitFor()
    await looks('answers')
    await app.page.keyboard.press('Escape')
  })

  it('is shown as a machine gets it', async () => {
    await play(app, READY)
    await app.page.getByLabel(/^Preseed file:/).click()
    await app.page.getByRole('option', { name: /erases the first disk/ }).click()
    await app.page.getByText('{{hostname}} {{mac}} {{finished}}').waitFor()
    await app.page.mouse.move(700, 30)
    await looks('preview')
    await app.page.keyboard.press('Escape')
    await expect.poll(() => button('Close: Whole installation, erases the first disk').count()).toBe(0)
  })

  it('is shown above machines that boot', async () => {
    const settings = { media: [MEDIUM], recipes: { [MEDIUM]: WIPING } }
    await play(app, { ...READY, settings, engine: servingLive({ clients: [machine(1, { phase: 'loading' })] }) })
    await button('Change…').click()
    await button('Show the preseed file').click()
    await app.page.getByText('{{hostname}}').waitFor()
    await looks('preview-serving')
  })
})

describe('an address', () => {
  it('is asked for in the middle of an empty window', async () => {
    await play(app, { ...READY, settings: {} })
    await button('Boot from an address…').click()
    await app.page.keyboard.type('192.168.1.5/boot')
    await app.page.keyboard.press('Enter')
    await app.page.getByText('It begins with http://').waitFor()
    await looks('link')
  })

  it('is asked for beside a medium, by the menu', async () => {
    await play(app, READY)
    await app.page.getByText('Ready to serve').first().waitFor()
    await tell(app, 'menu', 'link')
    await button('Add to the menu').waitFor()
    await looks('link-panel')
  })

  it('is a medium like any other', async () => {
    const path = 'http://192.168.1.5/fog/service/ipxe/boot.php'
    const value = report({ path, name: 'FOG', version: '', label: '192.168.1.5', filesystem: 'url', size: 0, arch: [] })
    await play(app, { ...READY, settings: { media: [path] }, inspect: { ok: true, value } })
    await app.page.getByText('Another server').waitFor()
    await looks('link-ready')
  })
})

describe('an archive', () => {
  const path = '/home/me/netboot.tar.gz'
  const progress = (done: number | undefined) => ({ path, done, text: 'Unpacking netboot.tar.gz' })

  it('tells how far it is, and has a way out', async () => {
    await play(app, { ...READY, settings: { media: [path] }, inspect: 'reading' })
    await tell(app, 'inspecting', progress(0.42))
    const bar = app.page.getByRole('progressbar', { name: 'Unpacking netboot.tar.gz' })
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('42')
    await button('Cancel: netboot.tar.gz').waitFor()
    await looks('unpacking')
  })

  it('is one of several', async () => {
    const other = '/home/me/rescue.zip'
    await play(app, { ...READY, settings: { media: [path, other, MEDIUM] }, inspect: 'reading' })
    await tell(app, 'inspecting', progress(0.42))
    await tell(app, 'inspecting', { path: other, done: undefined, text: 'Unpacking rescue.zip' })
    await app.page.getByText('Unpacking: 42 %').waitFor()
    await looks('unpacking-several')
  })
})

describe('recipes of one’s own', () => {
  it('that are broken are told with file, line and reason', async () => {
    const broken = [
      { file: 'rescue.yaml', line: 7, reason: 'match.0.score: must be at most 100' },
      { file: 'rescue.yaml', line: 12, reason: 'boot.0: needs "kernel", "from: menu" or "refuse"' },
    ]
    await play(app, { ...READY, broken })
    await app.page.getByText('rescue.yaml, line 7').waitFor()
    await looks('broken')
  })
})
