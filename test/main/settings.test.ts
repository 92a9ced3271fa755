import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SettingsFile } from '../../main/settings'
import { BLANK } from '../../preload/contract'

function file(content: Record<string, unknown> = {}): SettingsFile {
  const store = new Map(Object.entries(content))
  return new SettingsFile({ get: (key) => store.get(key), set: (key, value) => store.set(key, value) })
}

describe('settings', () => {
  it('starts with nothing chosen', () => {
    expect(file().read()).toEqual(BLANK)
  })

  it('changes only what the patch names', () => {
    const settings = file()
    settings.patch({ card: 'eno1' })
    settings.patch({ append: 'quiet' })
    expect(settings.read()).toMatchObject({ card: 'eno1', append: 'quiet' })
  })

  it('keeps the good fields of a file whose other fields are broken', () => {
    const settings = file({ choices: { card: 'eno1', append: 7, recipes: 7, logOpen: 'yes' } })
    expect(settings.read()).toMatchObject({ card: 'eno1', recipes: {}, logOpen: false })
  })

  it('remembers when machines show a menu, and nothing else in its place', () => {
    const settings = file()
    settings.patch({ menu: 'always' })
    expect(settings.read().menu).toBe('always')
    expect(file({ choices: { menu: 'never' } }).read().menu).toBe('several')
  })

  it('keeps what was set of a recipe, and of a broken setting how the medium boots', () => {
    const good = {
      recipe: 'debian',
      entry: 'text',
      options: { locale: 'de_DE' },
      answer: 'example:preseed.cfg',
      others: { live: { options: { toram: 'yes' } } },
    }
    const recipes = {
      '/good.iso': good,
      '/old.iso': { recipe: 'debian', entry: 'text' },
      '/lines.iso': { ...good, options: { locale: 'a\nb' } },
      '/none.iso': { entry: 'text' },
      '/seven.iso': 7,
      '/long.iso': { recipe: 'x'.repeat(300) },
    }
    expect(file({ choices: { recipes } }).read().recipes).toEqual({
      '/good.iso': good,
      '/old.iso': { recipe: 'debian', entry: 'text' },
      '/lines.iso': { recipe: 'debian', entry: 'text' },
    })
  })

  it('takes over the one medium that an older version kept', () => {
    expect(file({ choices: { medium: '/a.iso' } }).read().media).toEqual(['/a.iso'])
    expect(file({ choices: { medium: '/a.iso', media: [] } }).read().media).toEqual([])
  })

  it('keeps the rules that can be read, in their order', () => {
    const rule = (mac: string) => ({ match: { mac }, action: { localDisk: true } })
    const settings = file({ choices: { rules: [rule('52:54:00'), { match: 'all' }, rule('3c:2c:30'), 7] } })
    expect(settings.read().rules).toEqual([rule('52:54:00'), rule('3c:2c:30')])
  })

  it('remembers how addresses are given, card by card', () => {
    const settings = file()
    settings.patch({ modes: { eno1: 'dhcp' } })
    settings.patch({ modes: { ...settings.read().modes, usb0: 'proxy' } })
    expect(settings.read().modes).toEqual({ eno1: 'dhcp', usb0: 'proxy' })
    expect(file({ choices: { modes: { eno1: 'both' } } }).read().modes).toEqual({})
  })

  it('opens whatever the file holds', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (choices, window) => {
        const settings = file({ choices, window })
        expect(settings.read().logOpen).toBeTypeOf('boolean')
        expect(settings.windowPlace().width).toBeGreaterThan(0)
      }),
    )
  })

  it('forgets the oldest media first', () => {
    const settings = file()
    for (let n = 0; n < 120; n++) {
      settings.patch({ recipes: { ...settings.read().recipes, [`/${String(n)}.iso`]: { recipe: 'x' } } })
    }
    const kept = Object.keys(settings.read().recipes)
    expect(kept).toHaveLength(100)
    expect(kept.at(-1)).toBe('/119.iso')
  })

  it('does not open a window of no size', () => {
    expect(file({ window: { width: 3, height: 2, maximized: false } }).windowPlace()).toMatchObject({ width: 1180 })
  })
})

describe('changes', () => {
  it('are told with what was before, until nobody listens', () => {
    const settings = file()
    const told: unknown[] = []
    const end = settings.onChange((now, before) => told.push([before.theme, now.theme]))
    settings.patch({ theme: 'dark' })
    end()
    settings.patch({ theme: 'light' })
    expect(told).toEqual([['system', 'dark']])
  })

  it('keep the twelve newest media', () => {
    const settings = file()
    const recent = Array.from({ length: 20 }, (_none, n) => ({ path: `/${String(n)}.iso`, title: '', at: n }))
    settings.patch({ recent })
    expect(settings.read().recent).toEqual(recent.slice(0, 12))
  })

  it('bring a folder of loaders back that was chosen in an earlier run, and no other', () => {
    const settings = file({ choices: { loadersFolder: '/loaders' } })
    settings.patchFromWindow({ loadersFolder: null })
    expect(() => settings.patchFromWindow({ loadersFolder: '/etc' })).toThrow('no dialog chose')
    settings.patchFromWindow({ loadersFolder: '/loaders' })
    expect(settings.read().loadersFolder).toBe('/loaders')
  })
})

it('remembers where the window stood and how large its writing was, and forgives a broken zoom', () => {
  const settings = file()
  const place = { x: -5, y: 40, width: 1000, height: 700, maximized: false, zoom: 1.5 }
  settings.saveWindowPlace(place)
  expect(settings.windowPlace()).toEqual(place)
  expect(file({ window: { ...place, zoom: 90 } }).windowPlace()).toEqual({ ...place, zoom: 1 })
})
