import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../renderer/src/lang/words'
import { card, installer, preview, serving, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { bench, LIVE, logLines, MEDIUM, servingLive } from './benches'
import { mute, play, resize } from './stage'
import type { Scene } from './stage'

/** The whole way in German: nothing of it is English, and nothing is cut off, for German is a third longer. */
let profile: string
let app: RunningApp

beforeAll(async () => {
  profile = mkdtempSync(join(tmpdir(), 'bootdrop-german-'))
  mkdirSync(profile, { recursive: true })
  writeFileSync(join(profile, 'bootdrop.json'), JSON.stringify({ choices: { language: 'de' } }))
  app = await launchApp({ userData: profile })
  await mute(app)
})
afterAll(async () => {
  await app.close()
  rmSync(profile, { recursive: true, force: true })
})

const EMPTY: Scene = {
  engine: stopped(),
  cards: [card()],
  settings: { language: 'de' },
  inspect: { ok: true, value: LIVE },
  start: { ok: true, value: null },
  log: [],
}
const chosen = { ...EMPTY.settings, media: [MEDIUM] }
const clients = bench(6)

/** Every text of a language that is no function, by where it stands. */
function textsOf(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, `${path}.${name}`))
}

/** English texts of some length that no German one holds. */
const GERMAN = textsOf(LANGUAGES.de)
const ENGLISH = textsOf(LANGUAGES.en)
  .map(([, text]) => text)
  .filter((text) => text.length > 6 && !GERMAN.some(([, german]) => german.includes(text)))

/** Whether a text stands there as whole words: “Virtual” is no part of “VirtualBox”. */
function saysWord(all: string, text: string): boolean {
  const at = all.indexOf(text)
  return at >= 0 && !/\p{L}/u.test((all[at - 1] ?? '') + (all[at + text.length] ?? ''))
}

const SCENES: readonly (readonly [name: string, shows: string, scene: Scene])[] = [
  ['first', 'Boot-Medium hierher ziehen', EMPTY],
  ['reading', 'Sieht nach, was darauf ist', { ...EMPTY, settings: chosen, inspect: 'reading' }],
  ['ready', 'Startklar', { ...EMPTY, settings: chosen }],
  [
    'answer',
    'Preseed',
    {
      ...EMPTY,
      settings: chosen,
      inspect: { ok: true, value: { ...installer(), path: MEDIUM } },
      preview: preview(),
    },
  ],
  [
    'no-address',
    'Der Karte eine Adresse geben',
    { ...EMPTY, settings: chosen, cards: [card({ addresses: [], problem: 'no-address' })] },
  ],
  [
    'refused',
    'Das Abbild ist nicht vollständig',
    {
      ...EMPTY,
      settings: chosen,
      inspect: {
        ok: false,
        error: {
          code: 'medium-truncated',
          message: 'debian.iso is incomplete: the image is 38 MB shorter than its own header says. Download it again.',
          details: { path: MEDIUM, missingBytes: 38_200_000 },
        },
      },
    },
  ],
  ['waiting', 'Wird bereitgestellt', { ...EMPTY, settings: chosen, engine: servingLive({}) }],
  [
    'noticed',
    'Ein DHCP-Server in diesem Netz gibt sich als Boot-Server aus',
    {
      ...EMPTY,
      settings: chosen,
      engine: servingLive({
        notices: [
          {
            at: serving().startedAt ?? 0,
            level: 'warning',
            code: 'foreign-pxe',
            text: 'The DHCP server 192.168.1.1 calls itself a PXE server.',
            details: { server: '192.168.1.1' },
          },
        ],
      }),
    },
  ],
  [
    'serving',
    'Wird bereitgestellt',
    { ...EMPTY, settings: chosen, engine: servingLive({ clients }), log: logLines(clients) },
  ],
]

const SIZES = [
  [1180, 760],
  [960, 600],
] as const

/** What is written wider than its box, and cut off without a sign of it or written over what is beside it. */
const cutOff = (): Promise<readonly string[]> =>
  app.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, .badge, .hint, .tick-box, .page-tab, .pill')]
      .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
      .filter((element) => getComputedStyle(element).display !== 'inline' && element.querySelector('.cut') === null)
      .map((element) => element.outerHTML.slice(0, 200)),
  )

describe.sequential('in German', () => {
  it.each(SCENES)('says %s', async (name, shows, scene) => {
    await resize(app, 1180, 760)
    await play(app, scene)
    await app.page.getByText(shows).first().waitFor()
    expect(await app.page.evaluate(() => document.documentElement.lang)).toBe('de')
    for (const [width, height] of SIZES) {
      await resize(app, width, height)
      await app.screenshot(`german-${name}-${String(width)}`)
      expect(await cutOff()).toEqual([])
    }
    const said = await app.page.evaluate(() => {
      const labels = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
        ['aria-label', 'title', 'placeholder'].map((attribute) => element.getAttribute(attribute) ?? ''),
      )
      // The lines of the log are English on purpose: they are what gets sent to us.
      const parts = ['.strip', '.rail', '.stage'].map((part) => document.querySelector<HTMLElement>(part)?.innerText)
      return [...parts, ...labels].join('\n')
    })
    expect(ENGLISH.filter((text) => saysWord(said, text))).toEqual([])
    expect(app.complaints).toEqual([])
  })

  it('words the question who shall give the addresses', async () => {
    await resize(app, 1180, 760)
    const error = { code: 'no-dhcp', message: 'No DHCP server answers on Ethernet.', details: { nic: 'eno1' } }
    await play(app, { ...EMPTY, settings: chosen, start: { ok: false, error } })
    await app.page.getByRole('button', { name: 'Bereitstellen' }).click()
    await app.page.getByRole('button', { name: 'Adressen vergeben' }).waitFor()
    await app.screenshot('german-no-dhcp-1180')
    await resize(app, 960, 600)
    await app.screenshot('german-no-dhcp-960')
    expect(await cutOff()).toEqual([])
  })
})
