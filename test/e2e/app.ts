import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'
import { ensureDisplay } from '../../build/lib/display.mjs'
import { resolveElectron, sandboxArgs } from '../../build/lib/electron.mjs'

/** Tests and timings run in the project's top folder; the bundled timings lie elsewhere than their sources. */
const ROOT = resolve('.')
export const SCREENS = join(ROOT, 'test-results/screens')

/** The real app in a real window. */
export interface RunningApp {
  readonly electron: ElectronApplication
  readonly page: Page
  /** What the page printed and what the policy refused; empty when all is well. */
  readonly complaints: string[]
  /** Saves what is on screen as test-results/screens/<name>.png. */
  screenshot(name: string): Promise<void>
  close(): Promise<void>
}

export interface LaunchOptions {
  /** Added to the environment: BOOTDROP_PORTS and the like. */
  readonly env?: Readonly<Record<string, string>>
  /** Kept between launches to see what is remembered; a new empty one without it. */
  readonly userData?: string
  /** Named on the command line, as “Open with” does. */
  readonly files?: readonly string[]
}

/** Starts the built app (`npm run build` first) and waits for its window. */
export async function launchApp({ env = {}, userData, files = [] }: LaunchOptions = {}): Promise<RunningApp> {
  if (!existsSync(join(ROOT, 'out/main/index.js'))) throw new Error('The app is not built: npm run build')
  const display = await ensureDisplay()
  const profile = userData ?? mkdtempSync(join(tmpdir(), 'bootdrop-e2e-'))
  const electron = await _electron.launch({
    executablePath: (await resolveElectron()).executablePath,
    // The window follows nativeTheme, not a theme that Playwright puts over it.
    colorScheme: null,
    args: [...sandboxArgs(), `--user-data-dir=${profile}`, ROOT, ...files],
    // What the app remembers of machines stays in its profile, too: a boot of an earlier run must not change this one.
    env: { ...(display.env as Record<string, string>), ...homesIn(profile), ...env },
  })
  const page = await electron.firstWindow()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.waitForSelector('.window')
  mkdirSync(SCREENS, { recursive: true })
  return {
    electron,
    page,
    complaints,
    async screenshot(name) {
      const path = join(SCREENS, `${name}.png`)
      const zoomed = await electron.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        if (!contents || contents.getZoomFactor() === 1) return undefined
        return (await contents.capturePage()).toPNG().toString('base64')
      })
      // Playwright measures in CSS pixels and would cut a zoomed page off.
      if (zoomed === undefined) await page.screenshot({ path, animations: 'disabled' })
      else writeFileSync(path, Buffer.from(zoomed, 'base64'))
    },
    async close() {
      // Nobody is there to say that machines may be broken off.
      await electron.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
      })
      await electron.close()
      display.stop()
      if (userData === undefined) rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** What the app keeps beside its profile: of machines, of archives, and the user's own recipes. */
export function homesIn(profile: string): Readonly<Record<string, string>> {
  return {
    XDG_STATE_HOME: join(profile, 'state'),
    XDG_CACHE_HOME: join(profile, 'cache'),
    XDG_CONFIG_HOME: join(profile, 'config'),
  }
}

/** Drops the file at `path` on the window, as a file manager does: events over the page that carry a real File. */
export async function dropFile(page: Page, path: string): Promise<void> {
  // Only an <input type=file> can give a test a File that knows its path; it exists for this moment only.
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.id = 'dropped'
    document.body.append(input)
  })
  await page.setInputFiles('#dropped', path)
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dropped')
    const file = input?.files?.[0]
    if (!file) throw new Error('no file to drop')
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(file)
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }
    input.remove()
  })
}
