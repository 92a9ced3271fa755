import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'
import { ensureDisplay } from '../../build/lib/display.mjs'
import { resolveElectron, sandboxArgs } from '../../build/lib/electron.mjs'
import { holdAnswers } from './evaluate'

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
  /** A CommonJS module that the main process loads before the app. */
  readonly before?: string
}

/** Starts the built app (`npm run build` first) and waits for its window. */
export async function launchApp({ env = {}, userData, files = [], before }: LaunchOptions = {}): Promise<RunningApp> {
  if (!existsSync(join(ROOT, 'out/main/index.js'))) throw new Error('The app is not built: npm run build')
  const display = await ensureDisplay()
  const profile = userData ?? mkdtempSync(join(tmpdir(), 'bootdrop-e2e-'))
  const modules = before === undefined ? [] : ['-r', before]
  const { electron, page, complaints } = await attached(async () =>
    _electron.launch({
      executablePath: (await resolveElectron()).executablePath,
      timeout: ATTACH_MS,
      // The window follows nativeTheme, not a theme that Playwright puts over it.
      colorScheme: null,
      args: [...sandboxArgs(), ...modules, `--user-data-dir=${profile}`, ROOT, ...files],
      // What the app remembers of machines stays in its profile, too: a boot of an earlier run must not change this one.
      env: { ...(display.env as Record<string, string>), ...homesIn(profile), ...env },
    }),
  )
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

const ATTACH_MS = 15_000
const MAX_LAUNCHES = 3

/**
 * A start that Playwright has a hold of. On a busy machine one in fifty is lost: the app runs, with its window, but Playwright attached to the
 * page between its first, empty document and ours (its protocol log shows the address ":"), or waits for an
 * answer of the main process that it missed ("Resulting promise was garbage collected", or nothing for ever).
 */
async function attached(
  launch: () => Promise<ElectronApplication>,
): Promise<Pick<RunningApp, 'electron' | 'page' | 'complaints'>> {
  for (let launches = 1; ; launches += 1) {
    let electron: ElectronApplication | undefined
    try {
      electron = holdAnswers(await launch())
      const page = await within(electron.firstWindow())
      const complaints = complaintsOf(page)
      await within(page.waitForSelector('.window'))
      await within(electron.evaluate(({ app }) => app.isReady()))
      return { electron, page, complaints }
    } catch (error) {
      if (electron !== undefined) await killed(electron.process())
      if (launches === MAX_LAUNCHES) throw error
    }
  }
}

/** The next start with the same profile would find this one still there. */
async function killed(app: ChildProcess): Promise<void> {
  if (app.exitCode !== null || app.signalCode !== null) return
  const gone = once(app, 'exit')
  app.kill('SIGKILL')
  await gone
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Playwright did not get hold of the app')), ATTACH_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
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
