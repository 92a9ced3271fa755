import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WEB_PREFERENCES } from '../../main/window-preferences'
import { contract } from '../../preload/contract'
import { launchApp } from './app'
import type { RunningApp } from './app'

/** Electron's security checklist, tried out on the real window (docs/security.md names what each point is kept by). */
let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
})
afterAll(() => app.close())

const HERE = 'app://bootdrop/index.html'
const settled = (): Promise<void> => app.page.waitForTimeout(250)

describe('the page', () => {
  it('runs in a sandbox, isolated, without Node, with every preference as it is written down', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      // The only way to read them back; there is no public one.
      const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      return contents.getLastWebPreferences()
    })
    for (const [name, value] of Object.entries(WEB_PREFERENCES)) {
      expect({ [name]: preferences[name] ?? false }).toEqual({ [name]: value })
    }
    expect(preferences['enableBlinkFeatures'] ?? '').toBe('')
    const globals = await app.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer'].filter((name) => name in globalThis),
    )
    expect(globals).toEqual([])
  })

  it('has its policy from the header, with nothing unsafe in it', async () => {
    const policy = await app.electron.evaluate(async ({ BrowserWindow }, here) => {
      const session = BrowserWindow.getAllWindows()[0]?.webContents.session
      return (await session?.fetch(here))?.headers.get('content-security-policy')
    }, HERE)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  it.each([
    ['by an address', 'location.href = "https://example.org/"'],
    ['to a file', 'location.href = "file:///etc/passwd"'],
    ['to data', 'location.href = "data:text/html,hello"'],
    ['to another page of the scheme', 'location.href = "app://elsewhere/index.html"'],
    [
      'by a form',
      'const f = document.createElement("form"); f.action = "https://example.org/"; document.body.append(f); f.submit(); f.remove()',
    ],
    [
      'by a link in a new window',
      'const a = document.createElement("a"); a.href = "https://example.org/"; a.target = "_blank"; document.body.append(a); a.click(); a.remove()',
    ],
    ['by opening a window', 'window.open("https://example.org/")'],
    ['by opening itself once more', 'window.open(location.href)'],
  ])('leads nowhere %s', async (_how, script) => {
    await app.page.evaluate(script).catch(() => undefined)
    await settled()
    expect(app.page.url()).toBe(HERE)
    expect(await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
  })

  it('reaches no network in any way', async () => {
    const tried = await app.page.evaluate(async () => {
      const failed = (work: Promise<unknown>): Promise<string> =>
        work.then(
          () => 'reached',
          () => 'refused',
        )
      const image = (src: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const picture = new Image()
          picture.onload = resolve
          picture.onerror = reject
          picture.src = src
        })
      const request = (): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const asked = new XMLHttpRequest()
          asked.onload = resolve
          asked.onerror = reject
          asked.open('GET', 'http://127.0.0.1:8067/')
          asked.send()
        })
      const socket = (): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const opened = new WebSocket('ws://127.0.0.1:8067/')
          opened.onopen = resolve
          opened.onerror = reject
        })
      return {
        fetch: await failed(fetch('http://127.0.0.1:8067/')),
        own: await failed(fetch('app://bootdrop/index.html')),
        file: await failed(fetch('file:///etc/passwd')),
        request: await failed(request()),
        socket: await failed(Promise.resolve().then(socket)),
        image: await failed(image('http://127.0.0.1:8067/a.png')),
        data: await failed(image('data:image/gif;base64,R0lGODlhAQABAAAAACw=')),
        beacon: navigator.sendBeacon('http://127.0.0.1:8067/', 'x') ? 'queued' : 'refused',
      }
    })
    expect(Object.values({ ...tried, beacon: 'refused' })).toEqual(Object.values(tried).map(() => 'refused'))
  })

  it('runs no code that is not its own', async () => {
    const tried = await app.page.evaluate(async () => {
      // Code that a debugger sends may use eval until it first waits: Playwright's would see a gate that stands open for it alone.
      await new Promise((resolve) => setTimeout(resolve, 10))
      const attempt = (work: () => unknown): string => {
        try {
          work()
          return 'let through'
        } catch {
          return 'refused'
        }
      }
      const inject = (): string => {
        const script = document.createElement('script')
        try {
          script.textContent = 'document.title = "ran"'
          document.body.append(script)
        } catch {
          // Trusted Types.
        }
        script.remove()
        return document.title === 'ran' ? 'ran' : 'refused'
      }
      return {
        eval: attempt(() => (0, eval)('1')),
        make: attempt(() => new Function('return 1')()),
        html: attempt(() => (document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>')),
        later: attempt(() => setTimeout('document.title = "ran"' as unknown as () => void, 0)),
        worker: attempt(() => new Worker('data:text/javascript,postMessage(1)')),
        script: inject(),
      }
    })
    await settled()
    expect(tried).toEqual(Object.fromEntries(Object.keys(tried).map((name) => [name, 'refused'])))
    expect(await app.page.title()).not.toBe('ran')
  })

  it('gets no permission and no device', async () => {
    const tried = await app.page.evaluate(async () => {
      const states = await Promise.all(
        ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'].map((name) =>
          navigator.permissions.query({ name: name as PermissionName }).then(
            ({ state }) => state as string,
            () => 'denied',
          ),
        ),
      )
      // An API that is not there gives nothing, either.
      const asked = (work: () => unknown): Promise<string> =>
        Promise.resolve()
          .then(work)
          .then(
            (given) => (given === undefined || (Array.isArray(given) && given.length === 0) ? 'refused' : 'given'),
            () => 'refused',
          )
      const has = navigator as unknown as Record<string, Record<string, (options: unknown) => unknown>>
      return {
        states: [...new Set(states)],
        media: await asked(() => navigator.mediaDevices.getUserMedia({ audio: true })),
        screen: await asked(() => navigator.mediaDevices.getDisplayMedia()),
        serial: await asked(() => has['serial']?.['requestPort']?.({})),
        hid: await asked(() => has['hid']?.['requestDevice']?.({ filters: [] })),
        usb: await asked(() => has['usb']?.['requestDevice']?.({ filters: [] })),
        bluetooth: await asked(() => has['bluetooth']?.['requestDevice']?.({ acceptAllDevices: true })),
        read: await asked(() => navigator.clipboard.readText()),
        notify: await asked(async () => ((await Notification.requestPermission()) === 'granted' ? 'yes' : undefined)),
      }
    })
    const { states, ...asked } = tried
    expect(states).toEqual(['denied'])
    expect(asked).toEqual(Object.fromEntries(Object.keys(asked).map((name) => [name, 'refused'])))
  })

  it('downloads nothing', async () => {
    const started = app.electron.evaluate(
      ({ BrowserWindow }) =>
        new Promise<string>((resolve) => {
          const session = BrowserWindow.getAllWindows()[0]?.webContents.session
          session?.once('will-download', (event) => resolve(event.defaultPrevented ? 'refused' : 'taken'))
          setTimeout(() => resolve('never began'), 1500)
        }),
    )
    await app.page.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'app://bootdrop/index.html'
      link.download = 'page.html'
      document.body.append(link)
      link.click()
      link.remove()
    })
    expect(await started).not.toBe('taken')
    expect(app.page.url()).toBe(HERE)
  })

  it('leaves nothing on the disk: its session lives in memory', async () => {
    const stored = await app.electron.evaluate(({ BrowserWindow }) => {
      const session = BrowserWindow.getAllWindows()[0]?.webContents.session
      return { path: session?.storagePath, kept: session?.isPersistent() }
    })
    expect(stored).toEqual({ path: null, kept: false })
  })
})

describe('the bridge', () => {
  it('gives the page its requests and events, and nothing of Electron', async () => {
    const names = await app.page.evaluate(() =>
      Object.keys((window as unknown as { bootdrop: object }).bootdrop).sort(),
    )
    expect(names).toEqual([...Object.keys(contract.requests), 'on', 'pathOf'].sort())
  })

  it.each([
    ['copyText', [{}]],
    ['inspect', ['a\0b']],
    ['start', [{ nic: 'lo' }]],
    ['saveSettings', [{ loadersFolder: '/etc' }]],
    ['saveSettings', [{ shell: 'rm' }]],
    ['absences', ['/etc/passwd']],
    ['settings', ['too many']],
  ])('refuses %s with %j', async (name, args) => {
    const refused = await app.page.evaluate(
      ([request, given]) =>
        (window as unknown as { bootdrop: Record<string, (...args: unknown[]) => Promise<unknown>> }).bootdrop[
          request
        ]?.(...given).then(
          () => 'let through',
          (error: unknown) => String(error),
        ),
      [name, args] as const,
    )
    expect(refused).toContain(`${name}: `)
  })

  it('answers no other window, even one that has the same preload and shows the same page', async () => {
    const answers = await app.electron.evaluate(async ({ app: program, BrowserWindow }, here) => {
      const session = BrowserWindow.getAllWindows()[0]?.webContents.session
      const preload = `${program.getAppPath()}/out/preload/bridge.cjs`
      const other = new BrowserWindow({
        show: false,
        webPreferences: { preload, sandbox: true, ...(session === undefined ? {} : { session }) },
      })
      await other.loadURL(here)
      const said = await other.webContents.executeJavaScript(
        'window.bootdrop.settings().then(() => "let through", (error) => String(error))',
      )
      other.destroy()
      return String(said)
    }, HERE)
    expect(answers).toContain('refused: the message is not from the Bootdrop window')
  })

  it('is not in a frame of the page, and frames load nothing', async () => {
    const inside = await app.page.evaluate(async () => {
      const frame = document.createElement('iframe')
      frame.src = 'app://bootdrop/index.html'
      document.body.append(frame)
      await new Promise((resolve) => setTimeout(resolve, 300))
      const reach = (): boolean => 'bootdrop' in (frame.contentWindow ?? {})
      let found = false
      try {
        found = reach()
      } catch {
        // Of another origin: an error page.
      }
      frame.remove()
      return found
    })
    expect(inside).toBe(false)
  })
})
