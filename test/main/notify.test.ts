import { describe, expect, it } from 'vitest'
import { COLLECT_MS, GAP_MS, Notifier } from '../../main/notify'
import type { Notice } from '../../main/notify'
import type { Client, Phase } from '../../main/engine/types'
import { LANGUAGES } from '../../renderer/src/lang/words'
import type { LanguageId } from '../../preload/contract'
import { client } from '../renderer/fixtures'
import { FakeClock } from '../support/fake-clock'

const RUNNING: Phase = { phase: 'running' }
const FINISHED: Phase = { phase: 'finished' }
const LOADING: Phase = { phase: 'loading' }
const STALLED: Phase = { phase: 'stalled', at: 'loader', why: 'loader-sent-then-silence' }
const pc = (n: number, phase: Phase, patch: Partial<Client> = {}): Client =>
  client({ id: `pc-${String(n)}`, hostname: `bench-${String(n)}`, phase, ...patch })
const many = (count: number, phase: Phase): Client[] => Array.from({ length: count }, (_none, n) => pc(n, phase))

function room() {
  const clock = new FakeClock()
  const shown: Notice[] = []
  const world = { watched: false, settings: { notify: true, sound: false }, language: 'en' as LanguageId }
  const notifier = new Notifier({
    clock,
    watched: () => world.watched,
    settings: () => world.settings,
    words: () => LANGUAGES[world.language].shell,
    show: (notice) => shown.push(notice),
  })
  const see = (clients: readonly Client[]): void => notifier.update({ status: 'serving', clients })
  return { clock, shown, world, notifier, see, titles: () => shown.map(({ title }) => title) }
}

describe('notifications', () => {
  it.each([
    [RUNNING, 'bench-1 is running', 'bench-1 läuft'],
    [FINISHED, 'bench-1 is installed', 'bench-1 ist installiert'],
    [STALLED, 'bench-1 needs a look', 'bench-1 braucht einen Blick'],
  ])('tell of one machine by its name (%j)', (phase, english, german) => {
    for (const [language, title] of [
      ['en', english],
      ['de', german],
    ] as const) {
      const { clock, see, shown, world } = room()
      world.language = language
      see([pc(1, LOADING)])
      see([pc(1, phase)])
      clock.advance(COLLECT_MS)
      expect(shown).toMatchObject([{ title, clientId: 'pc-1', silent: true }])
    }
  })

  it('tell of forty machines that end together in one line', () => {
    const { clock, see, shown } = room()
    see(many(40, LOADING))
    see(many(40, FINISHED))
    clock.advance(60_000)
    expect(shown).toHaveLength(1)
    expect(shown[0]).toMatchObject({ title: '40 machines are installed', body: 'bench-0, bench-1, bench-2, …' })
  })

  it('come no closer than a few seconds, and lose none', () => {
    const { clock, see, titles } = room()
    const clients = many(20, LOADING)
    see(clients)
    for (let n = 0; n < 20; n++) {
      clients[n] = pc(n, RUNNING)
      see([...clients])
      clock.advance(1000)
    }
    clock.advance(GAP_MS)
    expect(titles()).toEqual([
      '2 machines are running',
      '8 machines are running',
      '8 machines are running',
      '2 machines are running',
    ])
  })

  it('name what needs a look beside what is done, and lead there', () => {
    const { clock, see, shown } = room()
    see([pc(1, LOADING), pc(2, LOADING), pc(3, LOADING)])
    see([pc(1, FINISHED), pc(2, FINISHED), pc(3, STALLED)])
    clock.advance(COLLECT_MS)
    expect(shown).toMatchObject([
      { title: '2 machines are installed', body: '1 machine needs a look: bench-3', clientId: 'pc-3' },
    ])
  })

  it('are not shown to somebody who looks at the window, nor where they are not wanted', () => {
    const { clock, see, shown, world } = room()
    world.watched = true
    see([pc(1, LOADING)])
    see([pc(1, RUNNING)])
    clock.advance(COLLECT_MS)
    world.watched = false
    world.settings = { notify: false, sound: true }
    see([pc(1, FINISHED)])
    clock.advance(GAP_MS)
    expect(shown).toEqual([])
  })

  it('do not tell of a stall that passes at once, of a machine that is left alone, or of the user’s own stop', () => {
    const { clock, see, shown } = room()
    see([pc(1, LOADING), pc(2, LOADING), pc(3, LOADING)])
    see([
      pc(1, STALLED),
      pc(2, RUNNING, { doing: 'local-disk' }),
      pc(3, { phase: 'stalled', at: 'loading', why: 'stopped' }),
    ])
    see([pc(1, LOADING), pc(2, LOADING), pc(3, LOADING)])
    clock.advance(COLLECT_MS)
    expect(shown).toEqual([])
  })

  it('tell the same of a machine again in its next boot, not in this one', () => {
    const { clock, see, shown } = room()
    see([pc(1, RUNNING)])
    clock.advance(COLLECT_MS)
    see([pc(1, RUNNING, { lastSeen: 5 })])
    clock.advance(GAP_MS)
    expect(shown).toHaveLength(1)
    see([pc(1, RUNNING, { boots: 2 })])
    clock.advance(GAP_MS)
    expect(shown).toHaveLength(2)
  })

  it('have a sound where that is wished for', () => {
    const { clock, see, shown, world } = room()
    world.settings = { notify: true, sound: true }
    see([pc(1, RUNNING)])
    clock.advance(COLLECT_MS)
    expect(shown[0]?.silent).toBe(false)
  })

  it('leave no timer behind when serving stops', () => {
    const { clock, see, notifier, shown } = room()
    see([pc(1, RUNNING)])
    notifier.update({ status: 'stopped', clients: [pc(1, RUNNING)] })
    expect(clock.pending).toBe(0)
    clock.advance(COLLECT_MS)
    expect(shown).toEqual([])
  })
})
