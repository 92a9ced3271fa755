import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { card, report, serving, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { machine } from './benches'
import { mute, play } from './stage'
import type { Scene } from './stage'

/** The whole window without a mouse. */
const MEDIUM = '/media/debian-12.iso'
const READY: Scene = {
  engine: stopped(),
  cards: [card(), card({ name: 'usb0', title: 'USB Ethernet (usb0)' })],
  settings: { media: [MEDIUM] },
  inspect: { ok: true, value: report({ path: MEDIUM }) },
  start: { ok: true, value: null },
  log: [],
}

let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
})
afterAll(() => app.close())

/** What has the focus, as a user would call it, and whether a ring shows it. */
async function focused(): Promise<string> {
  return app.page.evaluate(() => {
    const element = document.activeElement
    if (!element || element === document.body) return ''
    const ring = getComputedStyle(element).outlineStyle !== 'none'
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined
    const name = element.getAttribute('aria-label') ?? label ?? element.textContent
    return `${name.replace(/\s+/g, ' ').trim()}${ring ? '' : ' (no ring)'}`
  })
}

async function tabThrough(): Promise<string[]> {
  const names: string[] = []
  for (let presses = 0; presses < 40; presses++) {
    await app.page.keyboard.press('Tab')
    const name = await focused()
    if (name === '' || name === names[0]) break
    names.push(name)
  }
  return names
}

describe('by keyboard', () => {
  it('goes through the choices in their order, Start after them, with a ring around each', async () => {
    await play(app, READY)
    await app.page.getByRole('heading', { name: 'Ready to serve Debian installer' }).waitFor()
    await app.page.getByRole('button', { name: 'Ports, firewall, network: fine' }).waitFor()
    expect(await tabThrough()).toEqual([
      'Add…',
      'Change…',
      'Show a menu at each machine: this medium, or its own disk',
      'Recipe: Install Debian',
      'Boot entry: Text installer',
      'Details',
      'Advanced',
      'Network card: Ethernet (eno1)',
      'Addresses: Automatic',
      'DHCP 67, not in use yet',
      'PXE 4011, not in use yet',
      'TFTP 69, not in use yet',
      'HTTP 8067, not in use yet',
      'Ports, firewall, network: fine',
      'Start serving',
      'Machines',
      'History',
      'Checks',
      'What does its screen say?',
      'Settings',
      'Log',
    ])
  })

  it('reaches Stop first while serving', async () => {
    await play(app, { ...READY, engine: serving({ clients: [machine(1, { phase: 'loading' })] }) })
    await app.page.getByText('is loading the system').first().waitFor()
    const names = await tabThrough()
    expect(names[0]).toBe('Stop')
    expect(names.join('\n')).not.toContain('no ring')
    expect(names.some((name) => name.includes('optiplex-7090'))).toBe(true)
  })

  it('chooses a card with the arrow keys', async () => {
    await play(app, READY)
    await app.page.getByLabel(/Network card/).focus()
    await app.page.keyboard.press('ArrowDown')
    await app.page.getByRole('option', { name: /usb0/ }).waitFor()
    await app.page.keyboard.press('End')
    await app.page.keyboard.press('Enter')
    await app.page.getByLabel('Network card: USB Ethernet (usb0)').waitFor()
  })

  it('opens the extra kernel arguments and keeps what is typed', async () => {
    await play(app, READY)
    await app.page.getByRole('button', { name: 'Advanced' }).press('Enter')
    await app.page.getByRole('textbox', { name: 'Extra kernel arguments' }).fill('console=ttyS0')
    await app.page.keyboard.press('Tab')
    expect(await app.page.getByRole('textbox', { name: 'Extra kernel arguments' }).inputValue()).toBe('console=ttyS0')
  })

  it('has a name for every control', async () => {
    await play(app, { ...READY, engine: serving({ clients: [machine(1), machine(2), machine(3)] }) })
    await app.page.waitForSelector('.machine')
    const nameless = await app.page.evaluate(() =>
      [...document.querySelectorAll('button, input, [role=progressbar], [role=listbox]')]
        .filter((element) => !(element instanceof HTMLInputElement && element.labels?.length))
        .filter((element) => !element.getAttribute('aria-label') && element.textContent.trim() === '')
        .map((element) => element.outerHTML.slice(0, 120)),
    )
    expect(nameless).toEqual([])
  })
})

describe('the fence around the page', () => {
  it('lets it go nowhere, open nothing, load nothing, run nothing', async () => {
    await play(app, READY)
    const tried = await app.page.evaluate(async () => {
      const opened = window.open('https://example.org/')
      const fetched = await fetch('https://example.org/').then(
        () => 'fetched',
        () => 'refused',
      )
      location.href = 'https://example.org/'
      let ran = 'refused'
      try {
        document.body.setAttribute('onclick', 'document.title = "ran"')
        document.body.click()
        if (document.title === 'ran') ran = 'ran'
      } catch {
        // Trusted Types throws where the policy does not.
      }
      return { opened: opened === null, fetched, ran, node: typeof (globalThis as { require?: unknown }).require }
    })
    expect(tried).toEqual({ opened: true, fetched: 'refused', ran: 'refused', node: 'undefined' })
    await app.page.waitForTimeout(300)
    expect(app.page.url()).toBe('app://bootdrop/index.html')
    expect(app.electron.windows()).toHaveLength(1)
  })

  it('refuses arguments that the contract does not know', async () => {
    const refused = await app.page.evaluate(() =>
      (window as unknown as { bootdrop: { copyText: (text: unknown) => Promise<null> } }).bootdrop.copyText({}).then(
        () => 'let through',
        (error: unknown) => String(error),
      ),
    )
    expect(refused).toContain('copyText: ')
  })
})
