import { describe, expect, it } from 'vitest'
import { announce } from '../../renderer/src/announce'
import { client, serving, stopped } from './fixtures'

describe('what a screen reader is told', () => {
  it('hears that serving starts and stops', () => {
    expect(announce(stopped(), serving())).toBe('Serving')
    expect(announce(serving(), stopped())).toBe('Serving has stopped')
  })

  it('does not hear that serving stopped when it never started', () => {
    const starting = { ...stopped(), status: 'starting' } as const
    expect(announce(stopped(), starting)).toBe('Starting')
    expect(announce(starting, stopped())).toBe('Serving did not start')
  })

  it('hears what a machine does now, by name', () => {
    const before = serving({ clients: [client({ hostname: 'bench-3', phase: { phase: 'script' } })] })
    const after = serving({ clients: [client({ hostname: 'bench-3' })] })
    expect(announce(before, after)).toBe('bench-3 is loading the system')
  })

  it('hears trouble as trouble', () => {
    const after = serving({ clients: [client({ phase: { phase: 'failed', at: 'loading', why: 'medium-gone' } })] })
    expect(announce(serving(), after)).toContain('needs a look: The medium went away')
  })

  it('is not told of bytes nor of the steps that pass in a moment', () => {
    const before = serving({ clients: [client({ phase: { phase: 'offered' } })] })
    const after = serving({ clients: [client({ phase: { phase: 'addressed' } })], bytesPerSecond: 5 })
    expect(announce(before, after)).toBe('')
  })

  it('hears the sum when many move at once', () => {
    const clients = [1, 2, 3, 4].map((n) => client({ id: String(n), phase: { phase: 'running' } }))
    const failed = client({ id: '5', phase: { phase: 'stalled', at: 'seen', why: 'no-loader-request' } })
    expect(announce(serving(), serving({ clients: [...clients, failed] }))).toBe(
      '5 machines moved on. 1 machine needs a look',
    )
  })
})
