import { describe, expect, it } from 'vitest'
import { BLANK } from '../../preload/contract'
import {
  appendProblem,
  blocker,
  choiceOf,
  isServed,
  pickCard,
  pickRecipe,
  remembered,
  serveConfig,
  servedConfig,
} from '../../renderer/src/choices'
import { card, report, serving, stopped } from './fixtures'

describe('choices made for the user', () => {
  const wired = card({ name: 'eth1' })
  const wifi = card({ name: 'wlan0', kind: 'wifi', isDefaultRoute: true })
  const virtual = card({ name: 'virbr0', kind: 'virtual' })

  it('takes the first wired card that can serve', () => {
    expect(pickCard([virtual, wifi, card({ problem: 'down' }), wired], null)).toBe(wired)
  })

  it('never takes Wi-Fi or a virtual card unasked', () => {
    expect(pickCard([virtual, wifi], null)).toBeUndefined()
    expect(pickCard([virtual, wifi, wired], 'wlan0')).toBe(wifi)
  })

  it('falls back when the chosen card is gone', () => {
    expect(pickCard([wired], 'usb0')).toBe(wired)
  })

  it('shows a wired card that cannot serve rather than none, so that its trouble is told', () => {
    const down = card({ problem: 'down' })
    expect(pickCard([wifi, down], null)).toBe(down)
  })

  it('takes the recipe that was chosen for this medium, else its first', () => {
    expect(pickRecipe(report(), 'generic-linux')?.id).toBe('generic-linux')
    expect(pickRecipe(report(), 'gone')?.id).toBe('debian-netboot')
    expect(pickRecipe(report({ recipes: [] }), undefined)).toBeUndefined()
  })
})

describe('what still keeps Start from working', () => {
  const ready = { kind: 'ready', path: '/a.iso', report: report() } as const
  const barren = { kind: 'ready', path: '/b.iso', report: report({ recipes: [] }) } as const

  it.each([
    ['Choose a medium first', [], card()],
    ['The medium is being read', [ready, { kind: 'reading', path: '/a' } as const], card()],
    ['Choose another medium', [{ kind: 'problem', path: '/a', code: 'x', message: '' } as const], card()],
    ['This medium has nothing to boot', [barren], card()],
    ['Choose a network card', [ready], undefined],
    ['Plug in the cable, or choose another card', [ready], card({ problem: 'down' })],
    ['Give the card an address, or choose another card', [ready], card({ problem: 'no-address' })],
  ])('%s', (text, media, chosen) => {
    expect(blocker(media, chosen)).toBe(text)
  })

  it('is nothing once medium, recipe and card are there', () => {
    expect(blocker([ready, ready], card())).toBeUndefined()
  })
})

describe('the way of one medium', () => {
  const medium = { kind: 'ready', path: '/a.iso', report: report() } as const

  it('is what was chosen for it, else its first recipe and entry', () => {
    expect(choiceOf(medium, {})).toEqual({ path: '/a.iso', recipe: 'debian-netboot', entry: 'text' })
    expect(choiceOf(medium, { '/a.iso': { recipe: 'debian-netboot', entry: 'graphical' } })?.entry).toBe('graphical')
    expect(choiceOf(medium, { '/a.iso': { recipe: 'generic-linux' } })).toEqual({
      path: '/a.iso',
      recipe: 'generic-linux',
    })
  })

  it('is remembered as the newest of all', () => {
    const recipes = { '/a.iso': { recipe: 'x' }, '/b.iso': { recipe: 'y' } }
    const next = remembered(recipes, [{ path: '/a.iso', recipe: 'z', entry: 'e' }])
    expect(Object.entries(next)).toEqual([
      ['/b.iso', { recipe: 'y' }],
      ['/a.iso', { recipe: 'z', entry: 'e' }],
    ])
  })
})

it('hands the engine exactly what is on show', () => {
  const media = [{ path: '/a.iso', recipe: 'debian-netboot', entry: 'text' }, { path: '/b.iso' }]
  const rules = [{ match: { mac: '52:54:00:12:34:56' }, action: { loader: 'full' } }] as const
  expect(
    serveConfig(media, card(), 'dhcp', {
      append: ' quiet ',
      menu: 'always',
      menuTimeoutS: 30,
      rules,
      installGuard: false,
    }),
  ).toEqual({
    nic: 'eno1',
    media,
    mode: 'dhcp',
    askBeforeLeasing: true,
    append: 'quiet',
    loader: 'auto',
    rules,
    menu: 'always',
    menuTimeoutS: 30,
    installGuard: false,
    httpPort: 8067,
    allow: [],
    deny: [],
  })
})

describe('extra kernel arguments', () => {
  it.each(['', ' console=ttyS0  quiet ', 'x="a;b"'])('takes %j', (append) => {
    expect(appendProblem(append)).toBeUndefined()
  })

  it.each(['a && b', 'root=${net0}', 'x'.repeat(1100)])('says what is wrong with %j', (append) => {
    expect(appendProblem(append)).toMatch(/^The extra kernel arguments .*\.$/)
  })

  it('keep Start from working while something is wrong with them', () => {
    const ready = { kind: 'ready', path: '/a.iso', report: report() } as const
    expect(blocker([ready], card(), 'They cannot hold "&&".')).toBe('Change the extra kernel arguments')
  })
})

describe('what is served', () => {
  const debian = { path: '/media/debian-12.iso', recipe: 'debian-netboot', entry: 'text' }
  const config = serveConfig([debian], card(), 'auto', BLANK)

  it('is told from media, recipe, entry, arguments and card', () => {
    expect(isServed(config, serving())).toBe(true)
    expect(isServed({ ...config, append: 'quiet' }, serving())).toBe(false)
    expect(isServed({ ...config, nic: 'eno2' }, serving())).toBe(false)
    expect(isServed({ ...config, media: [{ ...debian, path: '/other.iso' }] }, serving())).toBe(false)
    expect(isServed({ ...config, media: [{ ...debian, entry: 'graphical' }] }, serving())).toBe(false)
    expect(isServed({ ...config, media: [debian, { path: '/b.iso' }] }, serving())).toBe(false)
    expect(isServed(config, serving({ served: undefined }))).toBe(false)
  })

  it('counts the time of the menu only where there is one', () => {
    expect(isServed({ ...config, menuTimeoutS: 0 }, serving())).toBe(true)
    const media = [debian, { path: '/b.iso' }]
    const { served } = serving()
    const several = serving({ served: served && { ...served, media } })
    expect(isServed({ ...config, media }, several)).toBe(true)
    expect(isServed({ ...config, media, menuTimeoutS: 0 }, several)).toBe(false)
    expect(isServed({ ...config, media, menu: 'always' }, several)).toBe(true)
  })

  it('is another with a menu for the one medium', () => {
    const always = { ...config, menu: 'always' } as const
    expect(isServed(always, serving())).toBe(false)
    const { served } = serving()
    const shown = serving({ served: served && { ...served, menu: 'always' } })
    expect(isServed(always, shown)).toBe(true)
    expect(isServed({ ...always, menuTimeoutS: 0 }, shown)).toBe(false)
    expect(servedConfig(shown, 'auto', [])).toEqual(always)
  })

  it('goes on with other rules as it is', () => {
    const rules = [{ match: { mac: '52:54:00:12:34:56' }, action: { localDisk: true } }] as const
    expect(isServed({ ...config, rules }, serving())).toBe(true)
    expect(servedConfig(serving(), 'auto', rules)).toEqual({ ...config, rules })
    expect(servedConfig(stopped(), 'auto', rules)).toBeUndefined()
  })
})
