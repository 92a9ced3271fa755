import { describe, expect, it } from 'vitest'
import { follow, NOBODY } from '../../../main/journal/bench'
import type { Bench } from '../../../main/journal/bench'
import type { JournalEntry } from '../../../main/journal/types'
import { STOPPED } from '../../../main/engine/initial'
import type { Client, EngineState, Phase, Transfer } from '../../../main/engine/types'
import { virtualMac } from '../../../main/virtual/persona'
import { card, client as anyClient, NOW, serving, transfer } from '../../renderer/fixtures'

const at = (phase: Phase['phase']): Phase => ({ phase }) as Phase
const client = (patch: Partial<Client> = {}): Client => anyClient({ reached: { seen: NOW }, ...patch })
const bench = (...clients: Client[]): EngineState => serving({ clients })

/** What the journal has of a bench that went through these snapshots, by id; and each change, oldest first. */
function journal(states: readonly EngineState[], now = NOW): { entries: JournalEntry[]; changes: JournalEntry[] } {
  let known: Bench = NOBODY
  const entries = new Map<string, JournalEntry>()
  const changes: JournalEntry[] = []
  for (const state of states) {
    const { bench: next, changed } = follow(known, state, now)
    known = next
    changes.push(...changed)
    for (const entry of changed) entries.set(entry.id, entry)
  }
  return { entries: [...entries.values()], changes }
}
const only = (...states: EngineState[]): JournalEntry | undefined => {
  const { entries } = journal(states)
  expect(entries).toHaveLength(1)
  return entries[0]
}

describe('an entry', () => {
  it('begins when a machine is answered, and tells where', () => {
    const state = bench(client({ phase: at('offered'), vendor: 'Dell', hostname: 'pc-7' }))
    expect(only(bench(client({ phase: at('seen') })), state)).toMatchObject({
      ...{ startedAt: NOW, mac: '52:54:00:12:34:56', vendor: 'Dell', hostname: 'pc-7', card: 'eno1', mode: 'proxy' },
      ...{ result: 'open', rung: 'offered', title: null, recipe: null },
    })
  })

  it('is filled in as it becomes known, and keeps what was known once', () => {
    const entry = only(
      bench(client({ phase: at('offered') })),
      bench(client({ phase: at('script'), model: 'OptiPlex 7090', title: 'Debian installer 12.7', uuid: 'u' })),
      bench(client({ phase: at('loading'), model: undefined, title: undefined, uuid: undefined })),
    )
    expect(entry).toMatchObject({
      ...{ model: 'OptiPlex 7090', title: 'Debian installer 12.7', uuid: 'u', recipe: 'debian-netboot' },
      rung: 'loading',
    })
  })

  it('names no recipe where several media are served', () => {
    const state = bench(client({ phase: at('script'), title: 'Debian' }))
    const two = [{ path: '/a.iso', recipe: 'a' }, { path: '/b.iso' }]
    const entry = only({ ...state, served: state.served && { ...state.served, media: two } })
    expect(entry).toMatchObject({ title: 'Debian', recipe: null })
  })

  it('has the time to each rung', () => {
    const reached = { seen: NOW, offered: NOW + 3, loader: NOW + 900 }
    expect(only(bench(client({ phase: at('loader'), reached })))?.reachedMs).toEqual({
      seen: 0,
      offered: 3,
      loader: 900,
    })
  })

  it('counts the bytes of every file once, also of those that the engine lists no more', () => {
    const file = (id: string, sentBytes: number): Transfer => transfer({ id, sentBytes })
    const entry = only(
      bench(client({ transfers: [file('a', 100)] })),
      bench(client({ transfers: [file('a', 250), file('b', 10)] })),
      bench(client({ transfers: [file('b', 40)] })),
      bench(client({ transfers: [file('b', 40), file('c', 5)] })),
    )
    expect(entry?.bytes).toBe(295)
  })

  it('is told again only when something changed', () => {
    const same = { phase: at('loading') }
    expect(journal([bench(client(same)), bench(client(same)), bench(client(same))]).changes).toHaveLength(1)
  })
})

describe('how a boot ends', () => {
  const ends = (...clients: Client[]) => only(...clients.map((one) => bench(one)))

  it.each(['running', 'finished'] as const)('%s', (phase) => {
    expect(ends(client(), client({ phase: at(phase) }))).toMatchObject({ result: phase, rung: phase, why: null })
  })

  it('goes on after a stall', () => {
    const stalled = client({ phase: { phase: 'stalled', at: 'loader', why: 'loader-did-not-start' } })
    expect(ends(stalled)).toMatchObject({ result: 'stalled', rung: 'loader', why: 'loader-did-not-start' })
    expect(ends(stalled, client({ phase: at('ipxe') }))).toMatchObject({ result: 'open', why: null })
  })

  it('fails, also when it was turned away at once', () => {
    const away = client({ phase: { phase: 'failed', at: 'seen', why: 'no-loader-for-arch' } })
    expect(ends(away)).toMatchObject({ result: 'failed', rung: 'seen', why: 'no-loader-for-arch' })
  })

  it('at its own disk', () => {
    expect(ends(client({ phase: at('handed-over'), doing: 'local-disk' }))?.result).toBe('local-disk')
  })

  it('as started, when it has everything and is silent for half a minute', () => {
    const over = client({ phase: at('handed-over'), reached: { seen: NOW, 'handed-over': NOW + 5 } })
    expect(journal([bench(over)], NOW + 10_000).entries[0]?.result).toBe('open')
    expect(journal([bench(over)], NOW + 40_000).entries[0]?.result).toBe('started')
    let followed = follow(NOBODY, bench(over), NOW)
    followed = follow(followed.bench, bench(over), NOW + 40_000)
    expect(followed.changed.map(({ result }) => result)).toEqual(['started'])
  })
})

describe('a stop', () => {
  const stopped = (...clients: Client[]): EngineState => ({ ...STOPPED, clients })
  const broken = client({ phase: { phase: 'failed', at: 'loading', why: 'stopped' } })

  it('breaks off what still loads', () => {
    expect(only(bench(client()), stopped(broken))).toMatchObject({ result: 'stopped', rung: 'loading', why: null })
  })

  it('leaves a stall its cause', () => {
    const stalled = client({ phase: { phase: 'stalled', at: 'loading', why: 'transfer-stalled' } })
    expect(only(bench(stalled), stopped(broken))).toMatchObject({ result: 'stalled', why: 'transfer-stalled' })
  })

  it('closes what waits for nothing from us', () => {
    const over = client({ phase: at('handed-over') })
    expect(only(bench(over), stopped(over))?.result).toBe('started')
    const menu = client({ phase: at('script'), doing: 'menu' })
    expect(only(bench(menu), stopped(menu))?.result).toBe('stopped')
    const runs = client({ phase: at('running') })
    expect(only(bench(runs), stopped(runs))?.result).toBe('running')
  })

  it('makes no new boots of machines that stay on show until the next start serves', () => {
    const over = client({ phase: at('handed-over') })
    const { entries } = journal([
      bench(over),
      stopped(over),
      { ...stopped(over), status: 'starting' },
      bench(over),
      bench(over),
    ])
    expect(entries.map(({ result }) => result)).toEqual(['started'])
  })

  it('is followed by new boots of the same machines', () => {
    const next = client({ firstSeen: NOW + 60_000, reached: { seen: NOW + 60_000 } })
    const { entries } = journal([bench(client()), stopped(broken), bench(next)])
    expect(entries.map(({ startedAt, result }) => [startedAt - NOW, result])).toEqual([
      [0, 'stopped'],
      [60_000, 'open'],
    ])
  })
})

describe('one machine, several boots', () => {
  it('gets an entry for each, and the one before is closed', () => {
    const again = client({ boots: 2, reached: { seen: NOW + 9000 } })
    const { entries } = journal([bench(client()), bench(again)])
    expect(entries.map(({ result }) => result)).toEqual(['stopped', 'open'])
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2)
  })

  it('goes on in one entry when a machine known by its address tells its MAC', () => {
    const ip = '192.168.1.143'
    const stranger = client({ id: `ip:${ip}`, mac: undefined, ip, phase: at('loader') })
    const entry = only(bench(stranger), bench(client({ ip, phase: at('loading') })))
    expect(entry).toMatchObject({ mac: '52:54:00:12:34:56', rung: 'loading' })
  })
})

describe('what is no boot from here', () => {
  it.each([
    ['a machine that a rule leaves alone', client({ doing: 'ignored', phase: at('offered') })],
    ['a machine that was only heard', client({ phase: at('seen') })],
    ['a browser that asked at this address', client({ id: 'ip:1.2.3.4', mac: undefined, phase: at('addressed') })],
    ['the virtual machine of the self-test', client({ id: virtualMac(70_000), mac: virtualMac(70_000) })],
  ])('%s', (_what, one) => {
    expect(journal([bench(one)]).entries).toEqual([])
  })
})

it('keeps two hundred machines apart', () => {
  const many = Array.from({ length: 200 }, (_none, n) => client({ id: `52:54:00:00:01:${n.toString(16)}`, ip: '' }))
  expect(journal([serving({ clients: many, card: card({ name: 'usb0' }) })]).entries).toHaveLength(200)
})
