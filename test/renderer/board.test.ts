import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange, countsOf, inOrder, matches, typedTo } from '../../renderer/src/board'
import { client, NOW, transfer } from './fixtures'

const all = (): boolean => true

describe('the rows on show', () => {
  it('are those that are wanted while nobody points at them', () => {
    expect(arrange(['a', 'b'], ['b', 'c'], all, false)).toEqual({ ids: ['b', 'c'], stale: false })
  })

  it('stay the same array where they are the same, so that nothing is drawn anew', () => {
    const before = ['a', 'b']
    expect(arrange(before, ['a', 'b'], all, false).ids).toBe(before)
    expect(arrange(before, ['b', 'a'], all, true).ids).toBe(before)
  })

  it('stay in their places while they are held, with what is new at the end', () => {
    expect(arrange(['a', 'b', 'c'], ['n', 'c', 'a'], all, true)).toEqual({ ids: ['a', 'b', 'c', 'n'], stale: true })
    expect(arrange(['a', 'b'], ['a', 'b', 'c'], all, true)).toEqual({ ids: ['a', 'b', 'c'], stale: false })
  })

  it('lose a machine that is gone', () => {
    expect(arrange(['a', 'b'], ['b'], (id) => id === 'b', true)).toEqual({ ids: ['b'], stale: false })
  })

  it('never move while they are held, whatever comes', () => {
    const ids = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 30 })
    fc.assert(
      fc.property(ids, ids, (before, wanted) => {
        const { ids: shown } = arrange(before, wanted, all, true)
        expect(shown.slice(0, before.length)).toEqual(before)
        expect(new Set(shown)).toEqual(new Set([...before, ...wanted]))
      }),
    )
  })
})

describe('order, filters and search', () => {
  it('counts what each filter would show', () => {
    const clients = [
      client(),
      client({ phase: { phase: 'running' } }),
      client({ doing: 'ignored', phase: { phase: 'seen' } }),
      client({ phase: { phase: 'failed', at: 'loading', why: 'transfer-failed' } }),
    ]
    expect(countsOf(clients, NOW)).toEqual({ all: 4, booting: 1, trouble: 1, done: 2 })
  })

  it('puts the furthest first, neighbours apart only by what the eye can tell', () => {
    const file = (sentBytes: number) => [transfer({ sentBytes, sizeBytes: 100 })]
    const list = [
      client({ id: 'early', firstSeen: NOW, phase: { phase: 'loader' } }),
      client({ id: 'at-30', firstSeen: NOW + 1, transfers: file(30) }),
      client({ id: 'at-40', firstSeen: NOW + 2, transfers: file(40) }),
      client({ id: 'at-90', firstSeen: NOW + 3, transfers: file(90) }),
      client({ id: 'runs', firstSeen: NOW + 4, phase: { phase: 'running' } }),
    ]
    expect(inOrder(list, 'progress', NOW).map(({ id }) => id)).toEqual(['runs', 'at-90', 'at-30', 'at-40', 'early'])
  })

  it('sorts names as people count', () => {
    const list = ['pc-10', 'pc-9'].map((hostname) => client({ id: hostname, hostname }))
    expect(inOrder(list, 'name').map(({ id }) => id)).toEqual(['pc-9', 'pc-10'])
  })

  it('finds a machine by maker and model, and by a MAC address however it was copied', () => {
    const dell = client({ vendor: 'Dell', model: 'OptiPlex 7090' })
    expect(matches(dell, 'dell')).toBe(true)
    expect(matches(dell, 'optiplex')).toBe(true)
    expect(matches(dell, '52-54-00-12')).toBe(true)
    expect(matches(dell, '525400123456')).toBe(true)
    expect(matches(dell, '525400129999')).toBe(false)
  })

  it('goes to the next machine that is called as was typed, around the end', () => {
    const rows = ['alpha', 'beta', 'bench', 'gamma'].map((hostname) => client({ id: hostname, hostname }))
    expect(typedTo(rows, 'b', 0)).toBe(1)
    expect(typedTo(rows, 'b', 2)).toBe(2)
    expect(typedTo(rows, 'b', 3)).toBe(1)
    expect(typedTo(rows, 'be', 1)).toBe(1)
    expect(typedTo(rows, 'x', 0)).toBe(-1)
  })
})
