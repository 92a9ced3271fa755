import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Conf from 'conf'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SettingsFile } from '../../main/settings'
import { faultNotice, SafeStore } from '../../main/settings-store'
import type { SettingsFault } from '../../main/settings-store'
import { BLANK } from '../../preload/contract'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-settings-'))
  file = join(folder, 'bootdrop.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What electron-store is, without Electron; `disk` throws in place of a disk that is full. */
function settingsOf(disk: () => void = () => undefined) {
  const store = new SafeStore(file, () => {
    const conf = new Conf({ cwd: folder, configName: 'bootdrop', projectName: 'bootdrop', clearInvalidConfig: true })
    return {
      get: (key) => conf.get(key),
      set: (key, value) => {
        disk()
        conf.set(key, value)
      },
    }
  })
  const faults: SettingsFault[] = []
  return {
    settings: new SettingsFile(store),
    store,
    faults,
    listen: () => store.onFault((fault) => faults.push(fault)),
  }
}
const full = (): never => {
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}

describe('settings on a full disk', () => {
  it('hold until the end, and that they are not kept is told once', () => {
    const { settings, faults, listen } = settingsOf(full)
    listen()
    const seen: (string | null)[] = []
    settings.onChange(({ card }) => seen.push(card))
    settings.patch({ card: 'eno1' })
    settings.patch({ append: 'quiet' })
    settings.saveWindowPlace({ width: 800, height: 600, maximized: false, zoom: 1 })
    expect(settings.read()).toMatchObject({ card: 'eno1', append: 'quiet' })
    expect(settings.windowPlace()).toMatchObject({ width: 800 })
    expect(seen).toEqual(['eno1', 'eno1'])
    expect(faults).toEqual([{ kind: 'unwritable', file, system: 'ENOSPC' }])
  })

  it('are told of again with each start for as long as that lasts', () => {
    let isFull = true
    const { settings, store, faults, listen } = settingsOf(() => (isFull ? full() : undefined))
    listen()
    settings.patch({ card: 'eno1' })
    store.tellAgain()
    expect(faults).toHaveLength(2)
    isFull = false
    settings.patch({ append: 'quiet' })
    store.tellAgain()
    expect(faults).toHaveLength(2)
  })

  it('are on disk whole once there is room again', () => {
    let isFull = true
    const { settings } = settingsOf(() => (isFull ? full() : undefined))
    settings.patch({ card: 'eno1' })
    isFull = false
    settings.patch({ append: 'quiet' })
    expect(settingsOf().settings.read()).toMatchObject({ card: 'eno1', append: 'quiet' })
  })
})

describe('a settings file that cannot be read', () => {
  it('is left alone, the defaults serve, and whoever listens later is told which file it is', () => {
    mkdirSync(file)
    const { settings, faults, listen } = settingsOf()
    expect(settings.read()).toEqual(BLANK)
    settings.patch({ card: 'eno1' })
    expect(settings.read().card).toBe('eno1')
    expect(statSync(file).isDirectory()).toBe(true)
    listen()
    expect(faults).toEqual([{ kind: 'unreadable', file, system: 'EISDIR' }])
  })

  it('is not overwritten when that happens while the window is open', () => {
    const { settings, faults, listen } = settingsOf()
    listen()
    settings.patch({ card: 'eno1' })
    rmSync(file)
    mkdirSync(file)
    settings.patch({ append: 'quiet' })
    expect(settings.read().append).toBe('quiet')
    expect(statSync(file).isDirectory()).toBe(true)
    expect(faults).toHaveLength(1)
  })

  it('is another matter than one that is damaged, which begins anew', () => {
    writeFileSync(file, '{')
    const { settings, faults, listen } = settingsOf()
    settings.patch({ card: 'eno1' })
    listen()
    expect(faults).toEqual([])
    expect(readFileSync(file, 'utf8')).toContain('eno1')
  })
})

it('names file and cause in what the window shows', () => {
  const fault = { file: '/home/me/bootdrop.json', system: 'EACCES' }
  for (const kind of ['unreadable', 'unwritable'] as const) {
    expect(faultNotice({ kind, ...fault }).text).toContain('/home/me/bootdrop.json')
    expect(faultNotice({ kind, ...fault }).details).toMatchObject(fault)
  }
})
