import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Transfer } from '../../main/engine/types'
import type { JournalEntry } from '../../main/journal/types'
import type { Bootdrop } from '../../preload/contract'
import { App } from '../../renderer/src/app.svelte'
import { dayStart, durationOf, filtered, merged, rowsOf, stepsOf, totalsOf, whatOf } from '../../renderer/src/history'
import type { Filter } from '../../renderer/src/history'
import { de } from '../../renderer/src/lang/de/index'
import { en } from '../../renderer/src/lang/en/index'
import { KEEP_SAMPLES, Pulse } from '../../renderer/src/pulse.svelte'
import { loadingOf, minutesOf, spanOf, speedTicks, throughputOf, timeTicks } from '../../renderer/src/throughput'
import { boot, NOON } from '../main/journal/entries'
import { client, fakeApi, transfer } from './fixtures'
import type { FakeApi } from './fixtures'

const ALL: Filter = { search: '', result: 'all', range: 'all', from: '', to: '' }
const find = (entries: readonly JournalEntry[], filter: Partial<Filter>, results = en.history.results): number[] =>
  filtered(entries, { ...ALL, ...filter }, NOON, results).map((entry) => entries.indexOf(entry))
const DAY = 24 * 60

describe('the search', () => {
  const entries = [
    boot(1, { hostname: 'bench-01', mac: '3c:2c:30:aa:bb:cc' }),
    boot(2, { vendor: 'HP', model: 'EliteBook 840', result: 'stalled' }),
    boot(3, { title: null, recipe: null, vendor: null, model: null, result: 'failed' }),
  ]

  it.each([
    ['a name', 'BENCH', [0]],
    ['a MAC address', '3c:2c:30:aa', [0]],
    ['a MAC address with hyphens', '3C-2C-30-AA-BB-CC', [0]],
    ['a MAC address off a sticker', '3c2c30aabbcc', [0]],
    ['a maker', 'hp', [1]],
    ['a model', 'elitebook', [1]],
    ['a system', 'debian', [0, 1]],
    ['a result, in the words on show', 'stalled', [1]],
    ['all of several words', 'debian bench', [0]],
    ['nothing but blanks', '  ', [0, 1, 2]],
    ['what is nowhere', 'windows', []],
  ])('finds %s', (_what, search, found) => {
    expect(find(entries, { search })).toEqual(found)
  })

  it('knows the results in the other language', () => {
    expect(find(entries, { search: 'hängt' }, de.history.results)).toEqual([1])
  })
})

describe('the filters', () => {
  it('take results together', () => {
    const results = ['open', 'running', 'finished', 'started', 'local-disk', 'stalled', 'failed', 'stopped'] as const
    const entries = results.map((result, n) => boot(n, { result }))
    expect(find(entries, { result: 'booted' })).toEqual([1, 2, 3])
    expect(find(entries, { result: 'trouble' })).toEqual([5, 6])
    expect(find(entries, { result: 'stopped' })).toEqual([7])
  })

  it('count days by the calendar, today included', () => {
    const midnight = (NOON - dayStart(NOON)) / 60_000
    const entries = [boot(0), boot(midnight + 1), boot(6 * DAY), boot(7 * DAY + 1), boot(40 * DAY)]
    expect(find(entries, { range: 'today' })).toEqual([0])
    expect(find(entries, { range: 'week' })).toEqual([0, 1, 2])
    expect(find(entries, { range: 'month' })).toEqual([0, 1, 2, 3])
  })

  it.each([
    ['2026-11-20', '2026-11-20', [1]],
    ['2026-11-20', '', [0, 1]],
    ['', '2026-11-20', [1, 2]],
    ['2026-11-20', '2026-11-19', [1, 2]],
    ['', '', [0, 1, 2]],
  ])('take the days from %j to %j, both included', (from, to, found) => {
    const at = (day: number, hour: number): Partial<JournalEntry> => ({
      startedAt: new Date(2026, 10, day, hour, 59).getTime(),
    })
    const entries = [boot(0, at(21, 0)), boot(1, at(20, 23)), boot(2, at(19, 23))]
    expect(find(entries, { range: 'dates', from, to })).toEqual(found)
  })

  it('find one of five thousand boots', () => {
    const entries = Array.from({ length: 5000 }, (_none, n) => boot(n, { hostname: `pc-${String(n)}` }))
    expect(find(entries, { search: 'debian running pc-4999' })).toEqual([4999])
  })
})

describe('the list', () => {
  it('has a heading for each day, with the number of its boots', () => {
    const at = (day: number, hour: number) => ({ startedAt: new Date(2026, 10, day, hour).getTime() })
    const rows = rowsOf([boot(0, at(21, 9)), boot(1, at(21, 0)), boot(2, at(20, 23))])
    expect(
      rows.map((row) =>
        row.kind === 'day' ? `${String(new Date(row.day).getDate())}: ${String(row.count)}` : row.entry.id,
      ),
    ).toEqual(['21: 2', boot(0).id, boot(1).id, '20: 1', boot(2).id])
  })

  it('keeps one line for each boot, the newest first, when news come', () => {
    const old = [boot(2), boot(5)]
    const now = merged(old, [boot(5, { result: 'failed' }), boot(1), boot(3)])
    expect(now.map(({ startedAt, result }) => [(NOON - startedAt) / 60_000, result])).toEqual([
      [1, 'running'],
      [2, 'running'],
      [3, 'running'],
      [5, 'failed'],
    ])
  })

  it('names the maker once', () => {
    expect(whatOf(boot(1))).toBe('Dell OptiPlex 7090')
    expect(whatOf(boot(1, { vendor: 'HP', model: 'HP EliteBook' }))).toBe('HP EliteBook')
    expect(whatOf(boot(1, { model: null }))).toBe('Dell')
    expect(whatOf(boot(1, { vendor: null, model: null }))).toBe('')
  })
})

describe('the sums', () => {
  it('count what came to something, and take the middle time', () => {
    const took = (running: number) => ({ reachedMs: { running } })
    const entries = [
      boot(1, took(10)),
      boot(2, { ...took(1000), result: 'finished' }),
      boot(3, { ...took(30), result: 'stalled' }),
      boot(4, { result: 'failed', reachedMs: {} }),
      boot(5, { result: 'local-disk', reachedMs: {} }),
    ]
    expect(totalsOf(entries)).toEqual({ boots: 5, booted: 2, trouble: 2, median: 30 })
    expect(totalsOf(entries.slice(0, 2)).median).toBe(505)
    expect(totalsOf([]).median).toBeUndefined()
  })
})

describe('the steps of a boot', () => {
  it('take until the next one that was seen; the last one is open', () => {
    const entry = boot(1, { rung: 'script', reachedMs: { seen: 0, offered: 5, loader: 1000, script: 9000 } })
    expect(stepsOf(entry)).toEqual([
      { rung: 'seen', afterMs: 0, tookMs: 5 },
      { rung: 'offered', afterMs: 5, tookMs: 995 },
      { rung: 'addressed', afterMs: undefined, tookMs: undefined },
      { rung: 'loader', afterMs: 1000, tookMs: 8000 },
      { rung: 'ipxe', afterMs: undefined, tookMs: undefined },
      { rung: 'script', afterMs: 9000, tookMs: undefined },
    ])
    expect(durationOf(entry)).toBe(9000)
    expect(durationOf({ ...entry, result: 'open' })).toBe(40_000)
  })
})

describe('the journal on show', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOON }))
  afterEach(() => void vi.useRealTimers())

  async function opened(answers: Partial<Bootdrop> = {}): Promise<{ app: App; api: FakeApi }> {
    const api = fakeApi({
      journal: () => Promise.resolve({ ok: true, value: [boot(1), boot(2), boot(3)] }),
      ...answers,
    })
    const app = new App(api)
    app.connect()
    await vi.advanceTimersByTimeAsync(0)
    return { app, api }
  }
  const calls = (api: FakeApi, name: string) => api.calls.filter((call) => call.name === name).map(({ args }) => args)

  it('takes news as they come, and reads all again when it is told to', async () => {
    const { app, api } = await opened()
    api.send('journal', [boot(0, { result: 'open' })])
    expect(app.history.shown.map(({ result }) => result)).toEqual(['open', 'running', 'running', 'running'])
    api.send('journal', [])
    await vi.advanceTimersByTimeAsync(0)
    expect(app.history.shown).toHaveLength(3)
  })

  it('deletes what is selected and on show, and brings it back', async () => {
    const { app, api } = await opened()
    for (const n of [1, 2]) app.history.toggle(boot(n).id)
    app.history.search = boot(1).mac ?? ''
    app.history.delete(app.history.chosen)
    expect(calls(api, 'forgetJournal')).toEqual([[[boot(1).id]]])
    app.history.showAll()
    expect([app.history.shown.length, app.history.deleted]).toEqual([2, 1])
    expect([...app.history.selected]).toEqual([boot(2).id])
    await app.history.undoDelete()
    expect([app.history.shown.length, app.history.deleted]).toEqual([3, 0])
    expect(calls(api, 'restoreJournal')).toHaveLength(1)
  })

  it('selects all on show, and none again', async () => {
    const { app } = await opened()
    app.history.selectShown()
    expect(app.history.chosen).toHaveLength(3)
    app.history.selectShown()
    expect(app.history.chosen).toHaveLength(0)
  })

  it('saves what is on show, or what is selected of it, and says where', async () => {
    const { app, api } = await opened({ exportJournal: () => Promise.resolve({ ok: true, value: '/home/me/j.csv' }) })
    await app.history.export('csv')
    expect(app.history.saved).toBe('/home/me/j.csv')
    app.history.toggle(boot(2).id)
    await app.history.export('json')
    expect(calls(api, 'exportJournal')).toEqual([
      ['csv', [boot(1).id, boot(2).id, boot(3).id]],
      ['json', [boot(2).id]],
    ])
  })

  it('says nothing when the dialog was closed, and why when it was not saved', async () => {
    const { app } = await opened()
    await app.history.export('csv')
    expect([app.history.saved, app.history.problem]).toEqual([undefined, undefined])
    const error = { code: 'unexpected', message: 'It was not saved: the disk is full.' }
    const { app: other } = await opened({ exportJournal: () => Promise.resolve({ ok: false, error }) })
    await other.history.export('csv')
    expect(other.history.problem).toEqual(error)
  })
})

describe('the throughput', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOON }))
  afterEach(() => void vi.useRealTimers())

  it('is a sample a second, for ten minutes', () => {
    const pulse = new Pulse()
    let speed = 0
    const end = pulse.start(() => ({ clients: [], bytesPerSecond: speed++ }))
    vi.advanceTimersByTime(700_000)
    end()
    expect(pulse.samples).toHaveLength(KEEP_SAMPLES)
    expect(pulse.samples.at(-1)).toEqual({ at: NOON + 700_000, bytesPerSecond: 699 })
    expect(pulse.speeds).toEqual(Array.from({ length: 40 }, (_none, n) => 660 + n))
  })

  it('forgets what is older, where the timers of a hidden window were slow', () => {
    const pulse = new Pulse()
    const end = pulse.start(() => ({ clients: [], bytesPerSecond: 5 }))
    vi.advanceTimersByTime(3000)
    vi.setSystemTime(NOON + 3_600_000)
    vi.advanceTimersByTime(1000)
    end()
    expect(pulse.samples).toHaveLength(1)
  })

  it('counts a file that came and went between two samples, once', () => {
    const pulse = new Pulse()
    const files: Transfer[] = [transfer({ id: 'before the window opened', sentBytes: 5e9, done: true })]
    const end = pulse.start(() => ({ clients: [client({ transfers: files })], bytesPerSecond: 0 }))
    vi.advanceTimersByTime(1000)
    files.push(transfer({ id: 'a', sentBytes: 3e6, done: true }), transfer({ id: 'b', sentBytes: 1e6 }))
    vi.advanceTimersByTime(1000)
    files.splice(2, 1, transfer({ id: 'b', sentBytes: 2e6 }))
    vi.advanceTimersByTime(2000)
    end()
    expect(pulse.samples.map(({ bytesPerSecond }) => bytesPerSecond)).toEqual([0, 4e6, 1e6, 0])
  })

  it('has an average of the time in which something was sent', () => {
    const samples = [0, 40, 80, 0].map((speed, n) => ({ at: n * 1000, bytesPerSecond: speed * 1e6 }))
    expect(throughputOf(samples)).toEqual({ now: 0, peak: 80e6, average: 60e6 })
    expect(throughputOf([])).toEqual({ now: 0, peak: 0, average: 0 })
  })

  it('is told minute by minute to those who do not see the curve', () => {
    const samples = [10, 70, 130].map((secondsAgo) => ({ at: NOON - secondsAgo * 1000, bytesPerSecond: secondsAgo }))
    expect(minutesOf(samples, NOON).map(({ minutesAgo, peak }) => [minutesAgo, peak])).toEqual([
      [0, 10],
      [1, 70],
      [2, 130],
    ])
  })

  it.each([
    ['one minute at least', 300, 20, 60],
    ['from the first byte on, not from the opening of the window', 590, 200, 201],
    ['ten minutes at most', 900, 800, 600],
    ['one minute before anything was sent', 400, -1, 60],
  ])('is drawn %s', (_what, sampled, busyS, spanS) => {
    const samples = Array.from({ length: sampled }, (_none, n) => ({
      at: NOON + n * 1000,
      bytesPerSecond: n === sampled - 1 - busyS ? 5e6 : 0,
    }))
    expect(spanOf(samples)).toBe(spanS)
  })

  it('is one minute of nothing before the first sample', () => {
    expect(spanOf([])).toBe(60)
  })

  it.each([
    [60, [60, 50, 40, 30, 20, 10, 0], false],
    [75, [60, 40, 20, 0], false],
    [180, [180, 150, 120, 90, 60, 30, 0], false],
    [300, [300, 240, 180, 120, 60, 0], true],
    [600, [600, 480, 360, 240, 120, 0], true],
  ])('has a few round times under a curve of %d s', (spanS, secondsAgo, inMinutes) => {
    expect(timeTicks(spanS)).toEqual({ secondsAgo, inMinutes })
  })

  it('counts the machines that are being sent something', () => {
    const loads = client({ transfers: [transfer({ done: true }), transfer({ id: 't2' })] })
    expect(loadingOf([loads, client(), client({ transfers: [transfer({ done: true })] })])).toBe(1)
  })

  it.each([
    [0, [0, 500_000, 1_000_000]],
    [78e6, [0, 20e6, 40e6, 60e6, 80e6]],
    [113e6, [0, 50e6, 100e6, 150e6]],
  ])('has round numbers beside a curve that goes up to %d', (peak, ticks) => {
    expect(speedTicks(peak)).toEqual(ticks)
  })
})
