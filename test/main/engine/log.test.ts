import { describe, expect, it } from 'vitest'
import { lineOf } from '../../../main/engine/log'

const end = { kind: 'transfer-end', id: 't', ip: '10.0.0.9', sentBytes: 5, detail: 'RRQ snponly.efi' } as const

describe('lines of the live log', () => {
  it('says nothing of progress, which comes too often to be read', () => {
    expect(lineOf({ kind: 'transfer-progress', id: 't', ip: '10.0.0.9', sentBytes: 5 })).toBeUndefined()
  })

  it.each([
    ['complete', 'info'],
    ['aborted-probe', 'debug'],
    ['aborted', 'warning'],
    ['timed-out', 'warning'],
    ['failed', 'warning'],
  ] as const)('a transfer that ended %s is told as %s', (outcome, level) => {
    expect(lineOf({ ...end, outcome })?.level).toBe(level)
  })

  it('does not warn of names that firmware tries by habit', () => {
    const missing = { kind: 'not-found', ip: '10.0.0.9', protocol: 'tftp', file: 'bootsig.bin' } as const
    expect(lineOf({ ...missing, expected: true })?.level).toBe('debug')
    expect(lineOf({ ...missing, expected: false })?.level).toBe('warning')
  })

  it('does not let a peer steer the terminal', () => {
    const hostile = {
      kind: 'not-found',
      ip: '10.0.0.9',
      protocol: 'tftp',
      file: '\u001b[2J\u0007',
      expected: false,
    } as const
    expect(lineOf(hostile)?.text).not.toMatch(/\p{Cc}/u)
  })
})
