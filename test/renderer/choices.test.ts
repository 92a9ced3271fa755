import { describe, expect, it } from 'vitest'
import { appendProblem, blocker, isServed, pickCard, pickRecipe, serveConfig } from '../../renderer/src/choices'
import { card, report, serving } from './fixtures'

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
  const [recipe] = report().recipes

  it.each([
    ['Choose a medium first', { kind: 'none' } as const, undefined, card()],
    ['The medium is being read', { kind: 'reading', path: '/a' } as const, undefined, card()],
    ['Choose another medium', { kind: 'problem', path: '/a', code: 'x', message: '' } as const, undefined, card()],
    ['This medium has nothing to boot', ready, undefined, card()],
    ['Choose a network card', ready, recipe, undefined],
    ['Plug in the cable, or choose another card', ready, recipe, card({ problem: 'down' })],
    ['Give the card an address, or choose another card', ready, recipe, card({ problem: 'no-address' })],
  ])('%s', (text, medium, offer, chosen) => {
    expect(blocker(medium, offer, chosen)).toBe(text)
  })

  it('is nothing once medium, recipe and card are there', () => {
    expect(blocker(ready, recipe, card())).toBeUndefined()
  })
})

it('hands the engine exactly what is on show', () => {
  const choice = { recipe: 'debian-netboot', entry: 'text' }
  expect(serveConfig('/a.iso', choice, card(), ' quiet ')).toEqual({
    nic: 'eno1',
    media: ['/a.iso'],
    recipe: 'debian-netboot',
    entry: 'text',
    mode: 'auto',
    append: 'quiet',
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
    const [recipe] = report().recipes
    const ready = { kind: 'ready', path: '/a.iso', report: report() } as const
    expect(blocker(ready, recipe, card(), 'They cannot hold "&&".')).toBe('Change the extra kernel arguments')
  })
})

describe('what is served', () => {
  const choice = { recipe: 'debian-netboot', entry: 'text' }
  const config = serveConfig('/media/debian-12.iso', choice, card(), '')

  it('is told from medium, recipe, entry, arguments and card', () => {
    expect(isServed(config, serving())).toBe(true)
    expect(isServed({ ...config, append: 'quiet' }, serving())).toBe(false)
    expect(isServed({ ...config, nic: 'eno2' }, serving())).toBe(false)
    expect(isServed({ ...config, media: ['/other.iso'] }, serving())).toBe(false)
    expect(isServed(config, serving({ served: undefined }))).toBe(false)
  })
})
