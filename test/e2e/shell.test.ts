import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureDisplay } from '../../build/lib/display.mjs'
import { resolveElectron, sandboxArgs } from '../../build/lib/electron.mjs'
import { homesIn, launchApp } from './app'
import type { RunningApp } from './app'

/** What the desktop does with the real app: opens files with it, starts it twice, moves its window, speaks its language. */
const folder = mkdtempSync(join(tmpdir(), 'bootdrop-shell-'))
const profile = join(folder, 'profile')
const A = join(folder, 'rescue a.iso')
const B = join(folder, 'b.iso')
let app: RunningApp

beforeAll(() => {
  mkdirSync(profile)
  // Read, and told to be no medium by name: that is enough to see that they were opened.
  for (const path of [A, B]) writeFileSync(path, 'not an image')
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A second start with the same profile, until it ends. */
async function startAgain(...files: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const display = await ensureDisplay()
  const { executablePath } = await resolveElectron()
  const second = spawn(executablePath, [...sandboxArgs(), `--user-data-dir=${profile}`, resolve('.'), ...files], {
    cwd: folder,
    env: { ...(display.env as Record<string, string>), ...homesIn(profile) },
  })
  let said = ''
  second.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const [code] = (await once(second, 'exit')) as [number]
  display.stop()
  return { code, said }
}

const seen = (name: string) => app.page.getByText(name).first().waitFor()

describe('files opened from outside', () => {
  it('are on show when the app was started with them', async () => {
    app = await launchApp({ userData: profile, files: [A] })
    await seen('rescue a.iso')
    await app.screenshot('opened-with')
  })

  it('come into the one window that is open, when the app is started again with them', async () => {
    const { code, said } = await startAgain('b.iso')
    expect(code).toBe(0)
    expect(said).toContain('Bootdrop is open already')
    await seen('b.iso')
    expect(app.electron.windows()).toHaveLength(1)
  })

  it.each([
    [
      'hundreds of files',
      Array.from({ length: 500 }, (_, n) => `/home/technician/isos/debian-12.7.0-netinst-${String(n)}.iso`),
    ],
    ['an endless name', ['x'.repeat(60_000)]],
  ])('do not end the one that serves, when they are %s', async (_, files) => {
    const { code, said } = await startAgain(...files)
    expect(code).toBe(2)
    expect(said).toContain('Too many files at once')
    await expect(app.page.evaluate(() => window.bootdrop.state())).resolves.toMatchObject({ status: 'stopped' })
  })

  it('are opened by their copied path, anywhere but in a field', async () => {
    await paste(`file://${encodeURI(A)}`)
    await seen('rescue a.iso')
  })

  it('are not found in other text, which is said kindly and not shown', async () => {
    await paste('correct horse battery staple')
    await app.page.locator('.note', { hasText: 'What was copied names no file.' }).waitFor()
    expect(await app.page.getByText('correct horse').count()).toBe(0)
    await app.screenshot('paste-other')
    await app.page.keyboard.press('Escape')
    await app.page.locator('.note').waitFor({ state: 'detached' })
  })
})

async function paste(text: string): Promise<void> {
  await app.electron.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text)
  await app.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await app.page.keyboard.press('Control+V')
}

describe('the window', () => {
  it('opens as it was left: place, size and zoom', async () => {
    await app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setBounds({ x: 37, y: 41, width: 1000, height: 640 })
      window?.webContents.setZoomFactor(1.5)
    })
    await app.page.waitForFunction(() => innerWidth < 700)
    await app.close()
    app = await launchApp({ userData: profile })
    await app.page.waitForFunction(() => innerWidth < 700)
    const place = await app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      return { ...window?.getBounds(), zoom: window?.webContents.getZoomFactor() }
    })
    expect(place).toEqual({ x: 37, y: 41, width: 1000, height: 640, zoom: 1.5 })
  })

  it('comes back to the screen when it was left where there is none now', async () => {
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setPosition(9000, 9000))
    await app.close()
    app = await launchApp({ userData: profile })
    const inside = await app.electron.evaluate(({ BrowserWindow, screen }) => {
      const { x = 0, y = 0, width = 0 } = BrowserWindow.getAllWindows()[0]?.getBounds() ?? {}
      const area = screen.getPrimaryDisplay().workArea
      return x >= area.x && y >= area.y && x + width <= area.x + area.width
    })
    expect(inside).toBe(true)
  })

  it('speaks the language of the system', async () => {
    await app.close()
    app = await launchApp({ userData: profile, env: { LC_ALL: 'de_DE.UTF-8' } })
    await app.page.getByRole('button', { name: 'Einstellungen', exact: true }).waitFor()
    const first = await app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.label)
    expect(first).toBe('&Datei')
  })

  it('knows its own version, from the one place that names it', async () => {
    const about = await app.page.evaluate(() =>
      (window as unknown as { bootdrop: { about: () => Promise<{ version: string }> } }).bootdrop.about(),
    )
    const { version } = (await import('../../package.json', { with: { type: 'json' } })).default
    expect(about.version).toBe(version)
  })
})

describe('the pages', () => {
  it('change with Ctrl and their number, and the arrow keys go between their tabs', async () => {
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1))
    const current = (): Promise<string | null> => app.page.locator('[aria-current=page]').getAttribute('title')
    // Playwright’s keys do not reach the menu: what the menu sends is pressed here.
    await app.electron.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? [])
      items?.find(({ accelerator }) => accelerator === 'CommandOrControl+5')?.click()
    })
    await app.page.getByRole('heading', { name: 'Einstellungen', level: 1 }).waitFor()
    expect(await current()).toBe('Einstellungen')
    await app.page.locator('.page-tab').first().focus()
    await app.page.keyboard.press('ArrowLeft')
    await app.page.keyboard.press('ArrowLeft')
    await app.page.keyboard.press('Enter')
    await app.page.getByRole('button', { name: 'Was zeigt sein Bildschirm?' }).first().waitFor()
    expect(await current()).toBe('Was zeigt sein Bildschirm?')
  })
})
