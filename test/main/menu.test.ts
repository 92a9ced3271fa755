import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { applicationMenu } from '../../main/menu'
import type { MenuDeps } from '../../main/menu'
import { LANGUAGE_IDS } from '../../preload/contract'

type Item = MenuItemConstructorOptions

function menu(patch: Partial<MenuDeps> = {}): { items: Item[]; told: string[]; opened: string[] } {
  const told: string[] = []
  const opened: string[] = []
  const items = applicationMenu({
    platform: 'linux',
    language: 'en',
    recent: [],
    tell: (command) => told.push(command),
    open: (path) => opened.push(path),
    documentation: () => told.push('documentation'),
    ...patch,
  })
  return { items, told, opened }
}

const inside = (items: readonly Item[]): Item[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? inside(item.submenu) : [])])
const plain = (item: Item): string => (item.label ?? '').replace(/&(?!&)/, '')
const find = (items: Item[], label: string): Item | undefined => inside(items).find((item) => plain(item) === label)
function press(item: Item | undefined): void {
  ;(item?.click as ((...args: unknown[]) => void) | undefined)?.(undefined, undefined, undefined)
}

describe('the menu', () => {
  it.each(LANGUAGE_IDS)('labels everything itself, for Electron’s own labels are English (%s)', (language) => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const nameless = inside(menu({ language, platform }).items).filter(
        (item) => item.type !== 'separator' && (item.label ?? '') === '' && item.role !== 'appMenu',
      )
      expect(nameless).toEqual([])
    }
  })

  it.each(LANGUAGE_IDS)('has no key twice, and no letter twice in one menu (%s)', (language) => {
    const { items } = menu({ language })
    const keys = inside(items).flatMap(({ accelerator }) => accelerator ?? [])
    expect(keys).toEqual([...new Set(keys)])
    for (const list of [items, ...items.map(({ submenu }) => (Array.isArray(submenu) ? submenu : []))]) {
      const letters = list
        .filter(({ visible }) => visible !== false)
        .flatMap(({ label }) => /&([^&])/.exec(label ?? '')?.[1]?.toLowerCase() ?? [])
      expect(letters).toEqual([...new Set(letters)])
    }
  })

  it('goes to each page by Ctrl and its number, in the order of the tabs', () => {
    const { items, told } = menu()
    for (const label of ['Machines', 'History', 'Checks', 'What does its screen say?', 'Settings']) {
      press(find(items, label))
    }
    expect(told).toEqual(['page-machines', 'page-history', 'page-checks', 'page-screen', 'page-settings'])
    expect(find(items, 'Settings')?.accelerator).toBe('CommandOrControl+5')
  })

  it('starts, stops, and saves evidence through the page', () => {
    const { items, told } = menu()
    for (const label of ['Start serving', 'Stop serving', 'Save evidence…', 'Documentation']) press(find(items, label))
    expect(told).toEqual(['start', 'stop', 'evidence', 'documentation'])
  })

  it('opens what was served before, with the sign & in its name as it is', () => {
    const recent = [{ path: '/a.iso', title: 'Rescue & Repair', at: 1 }]
    const { items, opened } = menu({ recent })
    const item = inside(items).find(({ sublabel }) => sublabel === '/a.iso')
    expect(item?.label).toBe('Rescue && Repair')
    press(item)
    expect(opened).toEqual(['/a.iso'])
  })

  it('says that nothing was served yet, and offers nothing then', () => {
    expect(find(menu().items, 'Nothing was served yet')?.enabled).toBe(false)
  })

  it('is as macOS has it: the program’s own menu first, Settings under ⌘, and no letters to press', () => {
    const { items } = menu({ platform: 'darwin' })
    expect(items[0]?.role).toBe('appMenu')
    expect(inside(items).find(({ accelerator }) => accelerator === 'Command+,')?.label).toBe('Settings…')
    expect(inside(items).filter(({ label }) => /&/.test(label ?? ''))).toEqual([])
    expect(inside(menu().items).some(({ role }) => role === 'appMenu')).toBe(false)
  })

  it('offers no reload and no developer tools', () => {
    const roles = inside(menu().items).map(({ role }) => role)
    for (const role of ['reload', 'forceReload', 'toggleDevTools'] as const) expect(roles).not.toContain(role)
  })
})
