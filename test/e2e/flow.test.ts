import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkFiles } from '../../main/virtual/check'
import { createAssets } from '../../main/engine/assets'
import { openMedium } from '../../main/engine/media/open'
import { debianNetbootTree } from '../support/trees'
import { run } from '../support/tools'
import { loopbackMachine, TEST_PORTS } from '../support/virtual-lan'
import { dropFile, launchApp } from './app'
import type { RunningApp } from './app'

/**
 * The main job, in the real window with the real engine: drop, recognise, choose, start, boot, watch, stop, start again.
 * The machine is the virtual PXE client, on the loopback card.
 */
const PORTS = Object.entries(TEST_PORTS).map(([name, port]) => `${name}=${String(port)}`)
let folder: string
let image: string
let app: RunningApp

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-flow-'))
  image = join(folder, 'debian-12-netboot.iso')
  run('xorriso', [
    '-as',
    'mkisofs',
    '-quiet',
    '-r',
    '-J',
    '-V',
    'DEBIAN',
    '-o',
    image,
    await debianNetbootTree(join(folder, 'tree')),
  ])
  writeFileSync(join(folder, 'holiday.jpg'), Buffer.alloc(70_000, 'not a disk'))
  writeFileSync(join(folder, 'empty.iso'), '')
  app = await launchApp({ env: { BOOTDROP_PORTS: PORTS.join(',') }, userData: join(folder, 'profile') })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const text = (words: string | RegExp) => app.page.getByText(words).first().waitFor()
const button = (name: string | RegExp) => app.page.getByRole('button', { name })

async function bootOne(number: number, arch: 'bios' | 'uefi-x64'): Promise<void> {
  const result = await loopbackMachine(number, arch)
  expect(result.failure).toBeUndefined()
  const medium = await openMedium(image)
  const loaders = await createAssets(join(import.meta.dirname, '../../assets')).loaders()
  const checked = await checkFiles(result.files, loaders, medium)
  await medium.close()
  expect(checked.filter(({ file }) => file.purpose !== 'script').map(({ verdict }) => verdict)).toEqual([
    'same',
    'same',
    'same',
  ])
}

describe.sequential('from a dropped file to a booted machine', () => {
  it('opens empty, and Start says what is missing', async () => {
    await text('Drop a boot medium here')
    expect(await button('Start serving').getAttribute('aria-disabled')).toBe('true')
    await text('Choose a medium first')
  })

  it.each([
    ['holiday.jpg', 'This is not a boot medium'],
    ['empty.iso', 'The file is empty'],
  ])('tells what is wrong with %s', async (name, title) => {
    await dropFile(app.page, join(folder, name))
    await app.page.getByRole('heading', { name: title }).waitFor()
  })

  it('recognises the medium', async () => {
    await dropFile(app.page, image)
    await app.page
      .getByRole('heading', { name: /Debian/ })
      .first()
      .waitFor()
    await app.page.getByRole('list', { name: 'Boots on' }).getByText('UEFI').waitFor()
  })

  it('serves on the card that is chosen', async () => {
    await app.page.getByLabel(/Network card/).click()
    await app.page.getByRole('option', { name: /127\.0\.0\.1/ }).click()
    await text('Ready to serve')
    await app.screenshot('flow-1-ready')
    await button('Start serving').click()
    await text('Turn a machine on and choose network boot')
    await text(/127\.0\.0\.1 · nothing goes out/)
    await app.screenshot('flow-2-serving')
  })

  it('shows a machine from its first question to the last byte of its bars', async () => {
    await bootOne(7, 'uefi-x64')
    await text('is starting the system')
    for (const name of ['snponly.efi', 'linux', 'initrd.gz']) {
      const bar = app.page.getByRole('progressbar', { name })
      await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('100')
    }
    await app.page
      .getByRole('listitem')
      .filter({ hasText: 'Started' })
      .and(app.page.locator('[aria-current=step]'))
      .waitFor()
    await app.screenshot('flow-3-booted')
  })

  it('shows what is served again after the page was loaded anew', async () => {
    await app.page.reload()
    await text(/^Serving Debian/)
    await app.page
      .getByRole('region', { name: 'What is being served' })
      .getByText(/Debian/)
      .first()
      .waitFor()
    await text('Started')
  })

  it('keeps what is served when something else is dropped', async () => {
    await dropFile(app.page, join(folder, 'holiday.jpg'))
    await app.page.getByRole('heading', { name: 'This is not a boot medium' }).waitFor()
    await app.page.getByRole('region', { name: 'What is being served' }).waitFor()
    await button('Hide: This is not a boot medium').click()
  })

  it('keeps the log, and copies it', async () => {
    await app.page.getByRole('region', { name: 'Log' }).getByRole('button', { name: 'Log' }).click()
    await app.page
      .getByRole('list', { name: 'Log lines' })
      .getByText(/Serving Debian.* on /)
      .waitFor()
    await button('Copy').click()
    await text('Copied')
    const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toContain('snponly.efi')
    await app.page.keyboard.press('Escape')
  })

  it('stops, when that is meant although a machine boots, and starts again', async () => {
    // Over HTTP to the very end: the virtual machine was handed over a moment ago.
    await bootOne(9, 'uefi-x64')
    await button('Stop').click()
    await button(/^Stop: \d machines? (is|are) booting/).click()
    await text('Ready to serve')
    await button('Start serving').click()
    await text(/^Serving Debian/)
    await bootOne(8, 'bios')
    await app.page.getByRole('progressbar', { name: /undionly\.kpxe/ }).waitFor()
  })

  it('asks before it is closed while a machine boots, and stays if that is not meant', async () => {
    const asked = await app.electron.evaluate(async ({ BrowserWindow, dialog }) => {
      const messages: string[] = []
      dialog.showMessageBox = (...args: unknown[]) => {
        messages.push((args.at(-1) as { message: string }).message)
        return Promise.resolve({ response: 0, checkboxChecked: false })
      }
      BrowserWindow.getAllWindows()[0]?.close()
      await new Promise((resolve) => setImmediate(resolve))
      return messages
    })
    expect(asked).toEqual(['A machine is booting'])
    await text(/^Serving Debian/)
  })

  it('gives the ports back when it is closed while serving, and remembers medium and card', async () => {
    await app.close()
    app = await launchApp({ env: { BOOTDROP_PORTS: PORTS.join(',') }, userData: join(folder, 'profile') })
    await text('Ready to serve')
    await app.page
      .getByLabel(/Network card/)
      .getByText('127.0.0.1')
      .waitFor()
  })

  it('starts with the Enter key alone, and Stop is then under the finger', async () => {
    await app.page.keyboard.press('Enter')
    await text(/^Serving Debian/)
    await expect.poll(() => app.page.evaluate(() => document.activeElement?.textContent)).toContain('Stop')
    await app.page.keyboard.press('Enter')
    await text('Ready to serve')
  })

  it('shows a menu at each machine where that is switched on, the medium by itself after its time', async () => {
    await button('Start serving').click()
    // Before that, the button of this name is that of the medium.
    await text(/^Serving Debian/)
    await button('Change…').click()
    await app.page.getByLabel('Show a menu at each machine: this medium, or its own disk').check()
    await text('It boots by itself after')
    await app.screenshot('flow-4-menu')
    await button('Serve these choices').click()
    await text('With a menu at each machine')
    await bootOne(10, 'uefi-x64')
    const { http } = await app.page.evaluate(async () => (await window.bootdrop.state()).ports)
    const machine = 'mac=52:54:00:00:00:10&uuid=&arch=x86_64&platform=efi&dimms=0008'
    const menu = await (await fetch(`http://127.0.0.1:${String(http.port)}/boot.ipxe?${machine}`)).text()
    expect(menu).toMatch(/^item --key 1 medium0 Debian installer/m)
    expect(menu).toMatch(/^item --key \d medium\d Rescue mode$/m)
    expect(menu).toContain('Boot from local disk')
    expect(menu).toContain('choose --default medium0 --timeout 10000 ')
    await button('Stop').click()
    await button(/^Stop: \d machines? (is|are) booting/).click()
    await text('Ready to serve')
  })

  it('had nothing to complain about', () => {
    expect(app.complaints).toEqual([])
  })
})
