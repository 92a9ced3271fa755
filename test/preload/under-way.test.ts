import { describe, expect, it } from 'vitest'
import { hasSettled, isUnderWay, underWay } from '../../preload/under-way'
import { client, NOW, transfer } from '../renderer/fixtures'

describe('a boot that a stop would break', () => {
  it.each(['offered', 'addressed', 'loader', 'script', 'loading', 'handed-over'] as const)(
    'is one that is %s',
    (phase) => {
      expect(isUnderWay(client({ phase: { phase } }), NOW)).toBe(true)
    },
  )

  it('is a system that still fetches its files', () => {
    expect(isUnderWay(client({ phase: { phase: 'running' }, transfers: [transfer()] }), NOW)).toBe(true)
  })

  it('is one at the menu', () => {
    expect(isUnderWay(client({ phase: { phase: 'script' }, doing: 'menu' }), NOW)).toBe(true)
  })

  it.each([
    ['only asked', client({ phase: { phase: 'seen' } })],
    ['runs', client({ phase: { phase: 'running' } })],
    ['is in trouble', client({ phase: { phase: 'stalled', at: 'loader', why: 'secure-boot' } })],
    ['boots its own disk', client({ phase: { phase: 'handed-over' }, doing: 'local-disk' })],
    ['never asked for a boot', client({ mac: undefined, phase: { phase: 'addressed' } })],
  ])('is none that %s', (_why, one) => {
    expect(isUnderWay(one, NOW)).toBe(false)
  })

  it('is over half a minute after the hand-over', () => {
    const handed = client({ phase: { phase: 'handed-over' }, reached: { 'handed-over': NOW } })
    expect(hasSettled(handed, NOW + 30_000)).toBe(false)
    expect(hasSettled(handed, NOW + 30_001)).toBe(true)
    expect(underWay([handed, client()], NOW + 30_001)).toBe(1)
  })
})
