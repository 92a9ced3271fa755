import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { STOPPED } from '../../../main/engine/initial'
import type { EngineState } from '../../../main/engine/types'
import { isAlive, journalFiles, MERGE_BYTES } from '../../../main/journal/files'
import type { JournalFiles } from '../../../main/journal/files'
import { Journal } from '../../../main/journal/journal'
import { writeLines } from '../../../main/journal/lines'
import { MAX_BOOTS } from '../../../main/journal/shelf'
import type { JournalEntry } from '../../../main/journal/types'
import { client, NOW, serving, transfer } from '../../renderer/fixtures'
import { FakeClock } from '../../support/fake-clock'
import { boot } from './entries'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A Bootdrop with a journal in `folder`; each has a later start and process id than the one before. */
function bootdrop(number: number, options: { alive?: readonly number[]; files?: JournalFiles } = {}) {
  const clock = new FakeClock(NOW)
  const { alive = [], files } = options
  let tell: (state: EngineState) => void = () => undefined
  const complaints: string[] = []
  const told: (readonly JournalEntry[])[] = []
  const journal = new Journal({
    engine: {
      onState: (listener) => {
        tell = listener
        return () => (tell = () => undefined)
      },
    },
    clock,
    files: files ?? filesOf(number, alive),
    complain: (text) => complaints.push(text),
  })
  journal.onChange((entries) => told.push(entries))
  return { journal, clock, complaints, told, tell: (state: EngineState) => tell(state) }
}
const filesOf = (number: number, alive: readonly number[] = []): JournalFiles =>
  journalFiles({ folder, startedAt: number * 1000, pid: number, isAlive: (pid) => alive.includes(pid) })

const machine = (n: number, patch: Parameters<typeof client>[0] = {}) =>
  client({
    id: `52:54:00:00:00:0${String(n)}`,
    mac: `52:54:00:00:00:0${String(n)}`,
    reached: { seen: NOW + n },
    ...patch,
  })
const results = ({ journal }: { journal: Journal }) => journal.list().map(({ mac, result }) => [mac?.at(-1), result])
const files = (): string[] => readdirSync(folder).sort()

describe('a folder in which others left things', () => {
  const names = Array.from({ length: 20 }, (_, n) => `boots-${String(n)}-1.jsonl`)
  it('costs no boot, and is left as it is', () => {
    for (const name of names.slice(0, 10)) mkdirSync(join(folder, name))
    for (const name of names.slice(10)) symlinkSync('/dev/zero', join(folder, name))
    const { journal, tell } = bootdrop(99)
    tell(serving({ clients: [machine(1)] }))
    journal.close()
    expect(journal.list()).toHaveLength(1)
    expect(files().filter((name) => name !== 'boots-99000-99.jsonl')).toEqual([...names].sort())
  })

  it('takes nothing where our own file is a folder, which is told; deleting works all the same', () => {
    mkdirSync(join(folder, 'boots-99000-99.jsonl'))
    mkdirSync(join(folder, 'boots-99000-99.jsonl.new'))
    for (let n = 0; n < 20; n += 1) writeFileSync(join(folder, `boots-${String(n)}-1.jsonl`), '')
    const { journal, tell, clock, complaints } = bootdrop(99)
    tell(serving({ clients: [machine(1)] }))
    clock.advance(2000)
    expect(complaints).toHaveLength(1)
    journal.forget(journal.list().map(({ id }) => id))
    expect(journal.list()).toEqual([])
  })
})

describe('what was seen', () => {
  it('is there at the next start, newest first', () => {
    const first = bootdrop(1)
    first.tell(
      serving({ clients: [machine(1, { phase: { phase: 'running' } }), machine(2, { phase: { phase: 'loader' } })] }),
    )
    first.tell({ ...STOPPED, clients: [machine(2, { phase: { phase: 'failed', at: 'loader', why: 'stopped' } })] })
    expect(results(bootdrop(2))).toEqual([
      ['2', 'stopped'],
      ['1', 'running'],
    ])
  })

  it('is written and told once a second, however fast it changes, and at once at a stop', () => {
    const { clock, tell, told, journal } = bootdrop(1)
    tell(serving({ clients: [machine(1, { phase: { phase: 'loader' } })] }))
    tell(serving({ clients: [machine(1, { phase: { phase: 'ipxe' } })] }))
    expect([existsSync(join(folder, 'boots-1000-1.jsonl')), told.length]).toEqual([false, 0])
    clock.advance(1000)
    expect(told.map((entries) => entries.map(({ rung }) => rung))).toEqual([['ipxe']])
    tell({ ...STOPPED, clients: [machine(1, { phase: { phase: 'running' } })] })
    expect(told).toHaveLength(2)
    expect(readFileSync(join(folder, 'boots-1000-1.jsonl'), 'utf8').split('\n')).toHaveLength(3)
    journal.close()
  })

  it('costs no line for bytes alone, until half a minute has passed', () => {
    const { clock, tell, told } = bootdrop(1)
    const size = () => statSync(join(folder, 'boots-1000-1.jsonl')).size
    const sent = (sentBytes: number) =>
      tell(serving({ clients: [machine(1, { transfers: [transfer({ sentBytes })] })] }))
    sent(1000)
    clock.advance(1000)
    const before = size()
    for (let second = 2; second < 30; second++) {
      sent(second * 1000)
      clock.advance(1000)
    }
    expect(size()).toBe(before)
    expect(told.at(-1)?.[0]?.bytes).toBe(29_000)
    clock.advance(3000)
    sent(99_000)
    clock.advance(1000)
    expect(size()).toBeGreaterThan(before)
  })

  it('has its last bytes when it is closed', () => {
    const { clock, tell, journal } = bootdrop(1)
    const sent = (sentBytes: number) =>
      tell(serving({ clients: [machine(1, { transfers: [transfer({ sentBytes })] })] }))
    sent(1000)
    clock.advance(1000)
    sent(7000)
    journal.close()
    expect(bootdrop(2).journal.list()[0]?.bytes).toBe(7000)
  })

  it('is closed when its Bootdrop fell over, and still open while another one serves', () => {
    const fallen = bootdrop(1)
    fallen.tell(serving({ clients: [machine(1)] }))
    fallen.clock.advance(1000)
    expect(results(bootdrop(2, { alive: [1] }))).toEqual([['1', 'open']])
    expect(results(bootdrop(3))).toEqual([['1', 'stopped']])
  })
})

describe('deleting', () => {
  it('is for good at the next start, and can be taken back before', () => {
    const { journal, told, tell, clock } = bootdrop(1)
    tell(serving({ clients: [machine(1), machine(2)] }))
    clock.advance(1000)
    const [newest, oldest] = journal.list()
    journal.forget([newest?.id ?? ''])
    expect(journal.list().map(({ id }) => id)).toEqual([oldest?.id])
    expect(told.at(-1)).toEqual([])
    journal.restore()
    expect(journal.list()).toHaveLength(2)
    journal.forget([oldest?.id ?? ''])
    clock.advance(10)
    expect(results(bootdrop(2))).toEqual([['2', 'stopped']])
  })

  it('holds for a boot that goes on', () => {
    const { journal, told, tell, clock } = bootdrop(1)
    tell(serving({ clients: [machine(1)] }))
    clock.advance(1000)
    journal.forget(journal.list().map(({ id }) => id))
    told.length = 0
    tell(serving({ clients: [machine(1, { phase: { phase: 'running' } })] }))
    clock.advance(1000)
    expect([journal.list(), told]).toEqual([[], []])
  })

  it('works on what another Bootdrop has written', () => {
    const other = bootdrop(1)
    other.tell(serving({ clients: [machine(1), machine(2)] }))
    other.clock.advance(1000)
    const { journal } = bootdrop(2, { alive: [1] })
    journal.forget([journal.list()[0]?.id ?? ''])
    expect(results(bootdrop(3, { alive: [1, 2] }))).toEqual([['1', 'open']])
  })
})

describe('a damaged journal', () => {
  it('loses the line that was being written, and no other', () => {
    filesOf(1).append([{ boot: boot(3) }, { boot: boot(2) }, { boot: boot(1) }])
    const path = join(folder, 'boots-1000-1.jsonl')
    const whole = readFileSync(path, 'utf8')
    const lines = whole.split('\n')
    for (const torn of [whole.slice(0, -30), `${lines[0] ?? ''}\n\0\xff{"boot":}\n${lines[2] ?? ''}\n`]) {
      writeFileSync(path, torn)
      expect(bootdrop(2).journal.list()).toHaveLength(2)
    }
  })

  it.each([
    ['a field of another kind', { startedAt: 'yesterday' }],
    ['an id that nobody could delete', { id: 'a\nb' }],
    ['a rung that is none', { rung: 'roof' }],
    ['a number that is none', { bytes: null }],
  ])('leaves out a line with %s', (_what, patch) => {
    const wrong = JSON.stringify({ boot: { ...boot(1), ...patch } })
    appendFileSync(join(folder, 'boots-1000-1.jsonl'), `${wrong}\n${writeLines([{ boot: boot(2) }])}`)
    expect(bootdrop(2).journal.list()).toEqual([boot(2)])
  })

  it('reads nothing else that lies in its folder', () => {
    writeFileSync(join(folder, 'boots-1.jsonl.new'), writeLines([{ boot: boot(1) }]))
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    expect(bootdrop(2).journal.list()).toEqual([])
  })
})

describe('a disk that takes nothing', () => {
  it('is complained of once, and what was seen is kept until it does', () => {
    let full = true
    const real = filesOf(1)
    const flaky: JournalFiles = { ...real, append: (lines) => !full && real.append(lines) }
    const { journal, clock, tell, complaints } = bootdrop(1, { files: flaky })
    for (const phase of ['loader', 'ipxe', 'script'] as const) {
      tell(serving({ clients: [machine(1, { phase: { phase } })] }))
      clock.advance(1000)
    }
    expect(complaints).toHaveLength(1)
    expect(journal.list().map(({ rung }) => rung)).toEqual(['script'])
    full = false
    tell(serving({ clients: [machine(1, { phase: { phase: 'running' } })] }))
    clock.advance(1000)
    expect(results(bootdrop(2))).toEqual([['1', 'running']])
  })

  it('is no reason to fail where the folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '')
    const files = journalFiles({ folder: join(folder, 'file', 'journal'), startedAt: 1, pid: 1, isAlive: () => false })
    const { clock, tell, complaints, journal } = bootdrop(1, { files })
    tell(serving({ clients: [machine(1)] }))
    clock.advance(1000)
    expect(complaints).toEqual([expect.stringContaining('disk')])
    expect(journal.list()).toHaveLength(1)
  })

  it('does not glue a whole line to one that broke off', () => {
    const writer = filesOf(1)
    const path = join(folder, 'boots-1000-1.jsonl')
    mkdirSync(path)
    expect(writer.append([{ boot: boot(3) }])).toBe(false)
    rmSync(path, { recursive: true })
    // What a full disk took of it.
    writeFileSync(path, writeLines([{ boot: boot(3) }]).slice(0, 40))
    expect(writer.append([{ boot: boot(2) }])).toBe(true)
    expect(bootdrop(2).journal.list()).toEqual([boot(2)])
  })
})

describe('two at the same time', () => {
  it('write files of their own, and each shows what both saw', () => {
    const window = bootdrop(1, { alive: [1, 2] })
    const line = bootdrop(2, { alive: [1, 2] })
    for (let round = 1; round <= 5; round++) {
      const phase = { phase: round < 5 ? ('loading' as const) : ('running' as const) }
      window.tell(serving({ clients: [machine(1, { phase, boots: round, reached: { seen: NOW + round } })] }))
      line.tell(serving({ clients: [machine(2, { phase, boots: round, reached: { seen: NOW + round } })] }))
      window.clock.advance(1000)
      line.clock.advance(1000)
    }
    expect(files()).toEqual(['boots-1000-1.jsonl', 'boots-2000-2.jsonl'])
    expect(window.journal.list()).toHaveLength(10)
    expect(line.journal.list()).toEqual(window.journal.list())
  })

  it('lose nothing when one makes one file of many meanwhile', () => {
    for (let number = 1; number <= 20; number++) filesOf(number).append([{ boot: boot(number) }])
    const other = bootdrop(30, { alive: [30, 31] })
    expect(files()).toEqual(['boots-30000-30.jsonl'])
    other.tell(serving({ clients: [machine(1)] }))
    other.clock.advance(1000)
    const late = bootdrop(31, { alive: [30, 31] })
    other.tell(serving({ clients: [machine(1, { phase: { phase: 'running' } })] }))
    other.clock.advance(1000)
    expect(late.journal.list()).toHaveLength(21)
    expect(late.journal.list().find(({ mac }) => mac === machine(1).mac)?.result).toBe('running')
  })
})

describe('its size', () => {
  it('is bounded: of too many boots the oldest go, before them those that were only answered', () => {
    const writer = filesOf(1)
    const noise = Array.from({ length: 300 }, (_none, n) => boot(n, { rung: 'offered', id: `noise-${String(n)}` }))
    writer.append(
      [...noise, ...Array.from({ length: MAX_BOOTS }, (_none, n) => boot(1000 + n))].map((one) => ({ boot: one })),
    )
    const { journal } = bootdrop(2)
    expect(journal.list()).toHaveLength(MAX_BOOTS)
    expect(journal.list().filter(({ rung }) => rung === 'offered')).toEqual([])
  })

  it('stays below its limit on disk while a bench runs for weeks', () => {
    const name = 'x'.repeat(900)
    const { tell, clock, journal } = bootdrop(1)
    for (let round = 1; round <= 32; round++) {
      const clients = Array.from({ length: 200 }, (_none, n) =>
        client({ id: `m${String(n)}`, hostname: name, boots: round, reached: { seen: NOW + round * 1000 + n } }),
      )
      tell(serving({ clients }))
      clock.advance(1000)
      const bytes = files().reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
      expect(bytes).toBeLessThan(MERGE_BYTES * 1.2)
    }
    expect(journal.list().length).toBeGreaterThan(1500)
    expect(journal.list()[0]?.startedAt).toBe(NOW + 32_199)
  })

  it('has no deleted boot any more once it is one file', () => {
    for (let number = 1; number <= 20; number++) filesOf(number).append([{ boot: boot(number) }])
    filesOf(21).append([{ gone: [boot(7).id], at: NOW }])
    expect(bootdrop(30).journal.list()).toHaveLength(19)
    expect(readFileSync(join(folder, 'boots-30000-30.jsonl'), 'utf8')).not.toContain(boot(7).id)
  })

  it('is as before when one file cannot be made', () => {
    for (let number = 1; number <= 20; number++) filesOf(number).append([{ boot: boot(number) }])
    const files = { ...filesOf(30), merge: () => false }
    expect(bootdrop(30, { files }).journal.list()).toHaveLength(20)
  })
})

describe('whether another Bootdrop still runs', () => {
  it('is told by its process, unless the computer was started since', () => {
    expect(isAlive(process.pid, Date.now())).toBe(true)
    expect(isAlive(process.pid, 0)).toBe(false)
    expect(isAlive(2 ** 30, Date.now())).toBe(false)
  })
})
