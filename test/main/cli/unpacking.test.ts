import { describe, expect, it } from 'vitest'
import { tellUnpacking } from '../../../main/cli/unpacking'

function told(steps: readonly (number | undefined)[], json = false): string[] {
  const said: string[] = []
  const tell = tellUnpacking({ json, say: (text) => void said.push(text) })
  for (const done of steps) tell({ done, text: 'Unpacking a.zip' })
  return said
}

describe('unpacking on the terminal', () => {
  it('is told at its beginning and at each tenth', () => {
    expect(told([0, 0.01, 0.05, 0.11, 0.12, 0.35, 0.39, 1])).toEqual([
      'Unpacking a.zip: 0 %',
      'Unpacking a.zip: 11 %',
      'Unpacking a.zip: 35 %',
      'Unpacking a.zip: 100 %',
    ])
  })

  it('is told once where the archive does not tell how far it is', () => {
    expect(told([undefined, undefined, undefined])).toEqual(['Unpacking a.zip …'])
  })

  it('begins anew with the next archive', () => {
    const said: string[] = []
    const tell = tellUnpacking({ json: false, say: (text) => void said.push(text) })
    tell({ done: 0.9, text: 'Unpacking a.gz' })
    tell({ done: 0.1, text: 'Unpacking a.tar' })
    expect(said).toEqual(['Unpacking a.gz: 90 %', 'Unpacking a.tar: 10 %'])
  })

  it('is no news for programs', () => {
    expect(told([0, 1], true)).toEqual([])
  })
})
