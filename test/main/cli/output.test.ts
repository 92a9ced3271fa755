import { afterEach, describe, expect, it, vi } from 'vitest'
import { createOutput } from '../../../main/cli/output'

describe('the two voices', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('gives programs one object a line, with time and type', () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    createOutput(true, () => new Date(0)).event('stopped', { extra: 1 })
    expect(written).toHaveBeenCalledWith('{"at":"1970-01-01T00:00:00.000Z","type":"stopped","extra":1}\n')
  })

  it('says nothing on stdout without --json', () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    createOutput(false).event('stopped', {})
    expect(written).not.toHaveBeenCalled()
  })

  it('does not let a label steer the terminal, and keeps lines apart', () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    createOutput(false).say('\u001b[31mred\u0007\nnext')
    expect(written).toHaveBeenCalledWith('·[31mred·\nnext\n')
  })

  it('outlives a reader that went away', () => {
    createOutput(true)
    expect(() => process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).not.toThrow()
  })
})
