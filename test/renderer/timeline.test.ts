import { describe, expect, it } from 'vitest'
import { formatDuration } from '../../renderer/src/durations'
import { stepsOf as journalSteps } from '../../renderer/src/history'
import { lang } from '../../renderer/src/lang/lang.svelte'
import { protocolOf, sentenceOf } from '../../renderer/src/story'
import { ticketOf } from '../../renderer/src/ticket'
import { stepsOf, totalOf } from '../../renderer/src/timeline'
import { figuresOf, stillFor } from '../../renderer/src/transfers'
import { client, NOW, transfer } from './fixtures'

describe('the timeline', () => {
  const steps = stepsOf({
    phase: { phase: 'loader' },
    reached: { seen: NOW, addressed: NOW + 2_000, loader: NOW + 2_300, running: NOW - 90_000 },
  })

  it('tells when each rung was reached and how long it stood there, until the next one that was seen', () => {
    expect(steps.slice(0, 4)).toEqual([
      { rung: 'seen', state: 'passed', at: NOW, tookMs: 2_000 },
      { rung: 'offered', state: 'passed', at: undefined, tookMs: undefined },
      { rung: 'addressed', state: 'passed', at: NOW + 2_000, tookMs: 300 },
      { rung: 'loader', state: 'here', at: NOW + 2_300, tookMs: undefined },
    ])
  })

  it('knows nothing yet of what lies ahead', () => {
    expect(steps.at(-2)).toEqual({ rung: 'running', state: 'ahead', at: undefined, tookMs: undefined })
  })

  it('tells the whole, until now where the boot goes on', () => {
    expect(totalOf(steps, undefined)).toBe(2_300)
    expect(totalOf(steps, NOW + 10_000)).toBe(10_000)
    expect(totalOf(stepsOf({ phase: { phase: 'seen' }, reached: {} }), NOW)).toBeUndefined()
  })

  it('says how long in few digits', () => {
    expect([40, 340, 3_240, 42_300, 185_000, 7_800_000].map(formatDuration)).toEqual([
      '40 ms',
      '340 ms',
      '3.2 s',
      '42 s',
      '3 min 05 s',
      '2 h 10 min',
    ])
    expect([59_700, 3_599_600].map(formatDuration)).toEqual(['1 min 00 s', '60 min 00 s'])
  })
})

it('is told alike while a machine boots and in the journal', () => {
  const reachedMs = { seen: 0, addressed: 2_000, loader: 2_300 }
  const reached = { seen: NOW, addressed: NOW + 2_000, loader: NOW + 2_300 }
  const live = stepsOf({ phase: { phase: 'loader' }, reached }).filter(({ state }) => state !== 'ahead')
  const kept = journalSteps({ rung: 'loader', reachedMs })
  expect(live.map(({ rung, tookMs }) => [rung, tookMs])).toEqual(kept.map(({ rung, tookMs }) => [rung, tookMs]))
  expect(kept.map(({ tookMs }) => tookMs)).toEqual([2_000, undefined, 300, undefined])
})

describe('a file that stands still', () => {
  it('is said to, once that lasts, and not while it is only slow to begin', () => {
    const file = transfer({ bytesPerSecond: 0 })
    expect(stillFor(file, NOW, NOW + 1_000)).toBeUndefined()
    expect(stillFor(file, NOW, NOW + 8_000)).toBe(8_000)
    expect(stillFor(transfer(), NOW, NOW + 8_000)).toBeUndefined()
    expect(stillFor(transfer({ done: true, bytesPerSecond: 0 }), NOW, NOW + 8_000)).toBeUndefined()
    expect(figuresOf(file, 8_000)).toBe('38.4 of 62.0 MB · stands still for 8.0 s')
  })

  it('tells how fast it was once it is done', () => {
    const done = transfer({ done: true, sentBytes: 62_000_000, endedAt: NOW + 2_000 })
    expect(figuresOf(done)).toBe('62.0 MB in 2.0 s · 31.0 MB/s')
  })
})

describe('a packet in words', () => {
  const said = { at: NOW, direction: 'in' } as const

  it('says what it is about, and the protocol’s own words beside', () => {
    const line = { ...said, code: 'dhcp-discover', facts: { arch: 'uefi-x64', stage: 'firmware', bytes: 590 } } as const
    expect(sentenceOf(line)).toBe('It asks who can boot it (UEFI x64)')
    expect(protocolOf(line)).toBe('DISCOVER  arch uefi-x64  bytes 590')
    expect(sentenceOf({ ...line, facts: { ...line.facts, stage: 'ipxe' } })).toMatch(/^The loader asks/)
  })

  it('does not call the end of a size probe an error', () => {
    const line = { ...said, code: 'tftp-error', facts: { error: 8, message: 'User aborted the transfer' } } as const
    expect(sentenceOf(line)).toBe('It knows the size now and breaks off, as it should')
    expect(sentenceOf({ ...line, facts: { error: 3, message: 'Disk full' } })).toBe('It breaks off: Disk full')
    expect(sentenceOf({ ...line, direction: 'out', facts: { error: 1, message: 'no such file' } })).toBe(
      'Bootdrop refuses: no such file',
    )
  })

  it('sums a whole transfer up, in the language on show', () => {
    const facts = { file: 'boot/snponly.efi', bytes: 271_360, ms: 240, complete: 1, repeats: 2 }
    const line = { at: NOW, direction: 'out', code: 'tftp-data', facts } as const
    expect(sentenceOf(line)).toBe('Bootdrop sends snponly.efi: 271 kB in 240 ms, all confirmed, 2 blocks twice')
    lang.id = 'de'
    expect(sentenceOf(line)).toBe('Bootdrop sendet snponly.efi: 271 kB in 240 ms, alles bestätigt, 2 Blöcke doppelt')
    lang.id = 'en'
  })
})

describe('the facts for a ticket', () => {
  it('hold who it is, its timeline and its files', () => {
    const one = client({
      hostname: 'bench-3',
      vendor: 'Dell',
      reached: { seen: NOW, loader: NOW + 1_500 },
      transfers: [transfer({ file: 'snponly.efi', role: 'loader', protocol: 'tftp' })],
    })
    const text = ticketOf(one, [], NOW)
    expect(text).toContain('bench-3: Loading, is loading the system')
    expect(text).toContain('Network card by: Dell')
    expect(text).toMatch(/Asked {2}1\.5 s\n.*Loader$/m)
    expect(text).toContain('TFTP snponly.efi')
  })
})
