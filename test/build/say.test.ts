import { describe, expect, it } from 'vitest'
import { inWords, progress, rootCause, SetupError } from '../../build/lib/say.mjs'

const stream = (isTTY: boolean) => {
  const lines: string[] = []
  return { isTTY, lines, write: (text: string) => lines.push(text) }
}

describe('progress of a download', () => {
  it('is a line at each quarter in a log', () => {
    const out = stream(false)
    const shown = progress('iPXE', out)
    for (let done = 0; done <= 100; done++) shown.at(done * 1e6, 100e6)
    shown.end()
    expect(out.lines.map((line) => line.trim())).toEqual(
      [0, 25, 50, 75, 100].map((percent) => `iPXE: ${percent} of 100 MB, ${percent} %`),
    )
  })

  it('is one line, written over, on a terminal', () => {
    const out = stream(true)
    const shown = progress('iPXE', out)
    shown.at(1e6, 2e6)
    shown.at(2e6, 2e6)
    shown.end()
    expect(out.lines.join('').split('\n')).toHaveLength(2)
  })

  it('counts without a percentage where the size is not known', () => {
    const out = stream(true)
    progress('iPXE', out).at(3e6, 0)
    expect(out.lines.join('')).toMatch(/iPXE: 3 MB/)
  })

  it('never claims more than all of it', () => {
    const out = stream(false)
    progress('iPXE', out).at(12e6, 10e6)
    expect(out.lines[0]).toMatch(/10 of 10 MB, 100 %/)
  })
})

describe('errors of set-up', () => {
  it('are their sentence alone', () => {
    expect(inWords(new SetupError('No network.')).trim()).toBe('No network.')
  })

  it('show a stack where they are a fault of the program', () => {
    expect(inWords(new TypeError('x'))).toMatch(/TypeError: x\n\s+at /)
  })

  it('name the cause below "fetch failed"', () => {
    const cause = new Error('getaddrinfo ENOTFOUND example.test')
    expect(rootCause(new TypeError('fetch failed', { cause }))).toBe('getaddrinfo ENOTFOUND example.test')
  })
})
