import { describe, expect, it } from 'vitest'
import { exportName, toCsv, toJson } from '../../../main/journal/export'
import { journalHandlers } from '../../../main/journal/handlers'
import type { Journal } from '../../../main/journal/journal'
import { boot, NOON } from './entries'

/** A reader of its own: RFC 4180, section 2. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  for (let match = field.exec(text); match; match = field.exec(text)) {
    rows.at(-1)?.push((match[1] ?? match[2] ?? '').replaceAll('""', '"'))
    if (match[3] === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
const table = (text: string): Record<string, string>[] => {
  const [names = [], ...rows] = parseCsv(text.slice(1))
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? '(missing)'])))
}

describe('a table', () => {
  it('begins with the mark that Excel needs, has a header and a row for each boot', () => {
    const csv = toCsv([boot(1), boot(2, { title: null, why: 'transfer-failed', result: 'failed' })])
    expect(csv.startsWith('\uFEFFstarted,last_heard,name,mac,')).toBe(true)
    expect(csv.endsWith('\r\n')).toBe(true)
    expect(table(csv)).toMatchObject([
      {
        ...{ started: '2026-11-21T11:59:00.000Z', last_heard: '2026-11-21T11:59:40.000Z', mac: '52:54:00:00:00:01' },
        ...{ vendor: 'Dell', system: 'Debian installer 12.7', result: 'running', reason: '', bytes: '62000000' },
        ...{ offered_s: '0.004', handed_over_s: '9.5', running_s: '31', finished_s: '', ipxe_s: '' },
      },
      { system: '', result: 'failed', reason: 'transfer-failed' },
    ])
  })

  it.each(['a "quoted" name', 'one, two', 'two\r\nlines', 'Müller’s PC', '  spaces  '])(
    'carries %j unharmed',
    (hostname) => {
      expect(table(toCsv([boot(1, { hostname })]))[0]?.['name']).toBe(hostname)
    },
  )

  const hidden = [' =1', '\n=1', '\r\n=1', '\u200B=1', '\uFEFF+1', '\u00A0-1', '\u2066@A1', '\u00AD=1', '\u3164=1']
  const wide = ['＝1+1', '＋1', '－1', '＠SUM(A1)', ' ＝1', '\u2212' + '1']
  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ...hidden, ...wide])(
    'runs %j nowhere',
    (hostname) => {
      expect(table(toCsv([boot(1, { hostname, model: hostname })]))[0]).toMatchObject({
        name: `'${hostname}`,
        model: `'${hostname}`,
      })
    },
  )
})

it.each(['pc;=1+1', 'pc\t=1+1', 'pc,=1+1', 'pc\n=1+1'])('keeps %j in one field, whatever parts fields', (hostname) => {
  expect(toCsv([boot(1, { hostname })])).toContain(`,"${hostname}",`)
})

it('is a list for programs, with moments that they can read', () => {
  expect(JSON.parse(toJson([boot(1)], NOON))).toEqual({
    format: 'bootdrop-journal',
    version: 1,
    exportedAt: '2026-11-21T12:00:00.000Z',
    boots: [
      expect.objectContaining({ startedAt: '2026-11-21T11:59:00.000Z', mac: '52:54:00:00:00:01', result: 'running' }),
    ],
  })
})

it('is named by its day', () => {
  const noon = new Date(2026, 10, 1, 12).getTime()
  expect([exportName('csv', noon), exportName('json', noon)]).toEqual([
    'bootdrop-journal-2026-11-01.csv',
    'bootdrop-journal-2026-11-01.json',
  ])
})

describe('saving', () => {
  function bench(place: string | null, failure?: Error) {
    const written = new Map<string, string>()
    const journal = { list: () => [boot(1), boot(2), boot(3)], onChange: () => () => undefined } as unknown as Journal
    const wire = {
      choosePlace: (name: string) => Promise.resolve(place && `${place}/${name}`),
      writeFile: (path: string, bytes: Uint8Array) => {
        if (failure) return Promise.reject(failure)
        written.set(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
        return Promise.resolve()
      },
    }
    const context = { wire, send: () => undefined } as unknown as Parameters<typeof journalHandlers>[0]
    return { written, handlers: journalHandlers(context, journal) }
  }

  it('writes what was asked for, in that order, and tells where', async () => {
    const { written, handlers } = bench('/home/me')
    const saved = await handlers.exportJournal('csv', [boot(3).id, 'gone meanwhile', boot(1).id])
    expect(saved.ok && saved.value).toMatch(/^\/home\/me\/bootdrop-journal-\d{4}-\d\d-\d\d\.csv$/)
    expect([...written.values()]).toEqual([toCsv([boot(3), boot(1)])])
  })

  it('is nothing when the dialog was closed', async () => {
    const { written, handlers } = bench(null)
    expect(await handlers.exportJournal('json', [boot(1).id])).toEqual({ ok: true, value: null })
    expect(written.size).toBe(0)
  })

  it('says what to do when the disk does not take it', async () => {
    const { handlers } = bench('/home/me', Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }))
    expect(await handlers.exportJournal('csv', [])).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('the disk is full') as string },
    })
  })
})
