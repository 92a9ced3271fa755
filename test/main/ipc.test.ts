import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkSender, connect } from '../../main/ipc'
import type { EngineSide, FeatureHandlers, Sender } from '../../main/ipc'
import { BootdropError } from '../../main/engine/errors'
import { DEFAULTS, STOPPED } from '../../main/engine/initial'
import type { Card, EngineState, LogLine, ServeConfig } from '../../main/engine/types'
import { SettingsFile } from '../../main/settings'
import { contract } from '../../preload/contract'
import type { Result } from '../../preload/contract'

const CONFIG: ServeConfig = { ...DEFAULTS, nic: 'eno1', media: [{ path: '/a.iso' }] }
const BROKEN = { file: 'rescue.yaml', line: 7, reason: 'needs a kernel' }
type InspectOptions = NonNullable<Parameters<EngineSide['inspect']>[1]>
const line = (text: string): LogLine => ({ at: 0, level: 'info', clientId: undefined, text })

/** Each feature has a test of its own. */
const FEATURES: FeatureHandlers = {
  about: () => ({ version: '0.1.0', platform: 'linux', language: 'en', confinement: null, tray: true }),
  absences: (paths) => paths.map(() => null),
  preflight: (nic, listened) => ({ ok: true, value: { at: 0, nic, listened, servers: [], checks: [] } }),
  fix: () => ({ ok: true, value: null }),
  selfTest: () => ({ ok: true, value: { passed: true, steps: [], ms: 1 } }),
  cancelSelfTest: () => null,
  wake: () => ({ ok: true, value: null }),
  story: () => [],
  journal: () => ({ ok: true, value: [] }),
  forgetJournal: () => null,
  restoreJournal: () => null,
  exportJournal: () => ({ ok: true, value: null }),
  saveEvidence: () => ({ ok: true, value: null }),
  showSaved: () => null,
}

/** A main process without Electron: the engine side and the wire are plain objects. */
function bench() {
  const contents = {}
  const page: Sender = { sender: contents, senderFrame: { url: 'app://bootdrop/index.html', parent: null } }
  const handlers = new Map<string, (event: Sender, ...args: unknown[]) => unknown>()
  const sent: { channel: string; payload: unknown }[] = []
  const started: ServeConfig[] = []
  let onState: (state: EngineState) => void = () => undefined
  let onLog: (line: LogLine) => void = () => undefined
  const lines: LogLine[] = []
  let cards: readonly Card[] = []
  let failure: Error | undefined
  const store = new Map<string, unknown>()
  const dialog: { folder: string | null; place: string | null; answer: string | null; shows: string } = {
    folder: '/loaders',
    place: '/home/me',
    answer: '/preseed.cfg',
    shows: '',
  }
  const inspected: InspectOptions[] = []
  let onRecipes: () => void = () => undefined
  const end = connect(
    {
      contents,
      handle: (channel, listener) => handlers.set(channel, listener),
      send: (channel, payload) => sent.push({ channel, payload }),
      chooseMedia: () => Promise.resolve(['/chosen.iso']),
      chooseAnswer: () => Promise.resolve(dialog.answer),
      showFolder: (path) => {
        store.set('shown', path)
        return Promise.resolve(dialog.shows)
      },
      chooseFolder: () => Promise.resolve(dialog.folder),
      choosePlace: (name) => Promise.resolve(dialog.place && `${dialog.place}/${name}`),
      writeFile: (path, bytes) => {
        if (failure) return Promise.reject(failure)
        store.set(path, bytes)
        return Promise.resolve()
      },
      copyText: (text) => store.set('clipboard', text),
    },
    {
      engine: {
        state: () => STOPPED,
        log: () => lines,
        onState: (listener) => {
          onState = listener
          return () => (onState = () => undefined)
        },
        onLog: (listener) => {
          onLog = listener
          return () => (onLog = () => undefined)
        },
        start: (config) => {
          started.push(config)
          return failure ? Promise.reject(failure) : Promise.resolve()
        },
        change: () => Promise.resolve(),
        stop: () => Promise.resolve(),
        capture: (clientId) => (clientId.startsWith('52:54') ? new Uint8Array([10]) : undefined),
      },
      inspect: (path, options = {}) => {
        inspected.push(options)
        if (!path.endsWith('.gz')) {
          return Promise.reject(new BootdropError('medium-truncated', 'The image is 1.2 GB short.'))
        }
        // Unpacks for ever, until it is broken off.
        return new Promise((_resolve, reject) => {
          options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error))
        })
      },
      brokenRecipes: () => Promise.resolve([BROKEN]),
      previewAnswer: (recipe, answer) =>
        Promise.resolve({
          name: 'preseed.cfg',
          text: `${recipe} ${answer}`,
          filled: [],
          wipes: false,
          files: [],
          warnings: [],
        }),
      recipesFolder: () => Promise.resolve('/home/me/recipes'),
      onRecipes: (listener) => {
        onRecipes = listener
        return () => (onRecipes = () => undefined)
      },
      cards: () => Promise.resolve(cards),
    },
    new SettingsFile({ get: (key) => store.get(key), set: (key, value) => store.set(key, value) }),
    FEATURES,
  )
  return {
    end,
    sent,
    started,
    store,
    dialog,
    state: (state: EngineState) => onState(state),
    log: (text: string) => {
      lines.push(line(text))
      onLog(line(text))
    },
    inspected,
    recipesChange: () => onRecipes(),
    setCards: (next: readonly Card[]) => (cards = next),
    fail: (error: Error) => (failure = error),
    page,
    contents,
    ask: (name: keyof typeof contract.requests, ...args: unknown[]) =>
      handlers.get(contract.requests[name].channel)?.(page, ...args),
    askAs: (sender: Sender, name: keyof typeof contract.requests) =>
      handlers.get(contract.requests[name].channel)?.(sender),
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('who may ask', () => {
  const contents = {}
  const ours = { url: 'app://bootdrop/index.html', parent: null }

  it('lets our window’s main frame ask', () => {
    expect(() => checkSender({ sender: contents, senderFrame: ours }, contents)).not.toThrow()
  })

  it.each([
    ['another window', { sender: {}, senderFrame: ours }, 'not from the Bootdrop window'],
    ['a frame that is gone', { sender: contents, senderFrame: null }, 'gone'],
    ['a frame inside the page', { sender: contents, senderFrame: { ...ours, parent: {} } }, 'main frame'],
    ['another page', { sender: contents, senderFrame: { url: 'https://example.org/', parent: null } }, 'not ours'],
    ['a look-alike', { sender: contents, senderFrame: { url: 'app://bootdrop.evil/', parent: null } }, 'not ours'],
  ])('refuses %s', (_who, event, reason) => {
    expect(() => checkSender(event, contents)).toThrow(reason)
  })

  it('asks it of every request', () => {
    const { askAs } = bench()
    const stranger: Sender = { sender: {}, senderFrame: null }
    for (const name of Object.keys(contract.requests)) {
      expect(() => askAs(stranger, name as keyof typeof contract.requests)).toThrow('refused')
    }
  })
})

describe('requests', () => {
  it('starts the engine with what was parsed', async () => {
    const { ask, started } = bench()
    await expect(ask('start', CONFIG)).resolves.toEqual({ ok: true, value: null })
    expect(started).toEqual([CONFIG])
  })

  it('does not reach the engine with arguments that do not parse', () => {
    const { ask, started } = bench()
    expect(() => ask('start', { ...CONFIG, nic: 7 })).toThrow('start: nic')
    expect(started).toEqual([])
  })

  it('tells how far an unpacking is, and breaks off just that one', async () => {
    const { ask, sent, inspected } = bench()
    const first = ask('inspect', '/a.tar.gz')
    const second = ask('inspect', '/b.tar.gz')
    inspected[0]?.onProgress?.({ done: 0.5, text: 'Unpacking a.tar.gz' })
    expect(sent).toEqual([
      {
        channel: contract.events.inspecting.channel,
        payload: { path: '/a.tar.gz', done: 0.5, text: 'Unpacking a.tar.gz' },
      },
    ])
    expect(ask('cancelInspect', '/a.tar.gz')).toBeNull()
    await expect(first).resolves.toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(inspected[1]?.signal?.aborted).toBe(false)
    inspected[0]?.onProgress?.({ done: 0.6, text: 'Unpacking a.tar.gz' })
    expect(sent).toHaveLength(1)
    ask('cancelInspect', '/b.tar.gz')
    await expect(second).resolves.toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('unpacks no more once the window is gone', async () => {
    const { ask, end } = bench()
    const reply = ask('inspect', '/a.tar.gz')
    end()
    await expect(reply).resolves.toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('breaks nothing off where nothing is being read', () => {
    const { ask } = bench()
    expect(ask('cancelInspect', '/never.iso')).toBeNull()
  })

  it('shows an answer file as the recipe serves it', async () => {
    const { ask } = bench()
    await expect(ask('chooseAnswer')).resolves.toBe('/preseed.cfg')
    await expect(ask('previewAnswer', 'debian', '/preseed.cfg')).resolves.toMatchObject({
      ok: true,
      value: { text: 'debian /preseed.cfg' },
    })
  })

  it('opens the folder of recipes, and says where it is when no file manager does', async () => {
    const { ask, dialog, store } = bench()
    await expect(ask('openRecipesFolder')).resolves.toEqual({ ok: true, value: null })
    expect(store.get('shown')).toBe('/home/me/recipes')
    dialog.shows = 'no application'
    const result = (await ask('openRecipesFolder')) as Result<null>
    expect(result.ok ? '' : result.error.message).toContain('/home/me/recipes')
  })

  it('turns an error into its code and sentence', async () => {
    const { ask, fail } = bench()
    await expect(ask('inspect', '/a.iso')).resolves.toEqual({
      ok: false,
      error: { code: 'medium-truncated', message: 'The image is 1.2 GB short.', details: {} },
    })
    fail(new TypeError('x is not a function'))
    await expect(ask('start', CONFIG)).resolves.toMatchObject({ ok: false, error: { code: 'unexpected' } })
  })

  it('keeps settings that were saved', () => {
    const { ask } = bench()
    ask('saveSettings', { card: 'eno1', recipes: { '/a.iso': { recipe: 'debian' } } })
    expect(ask('settings')).toMatchObject({ card: 'eno1', recipes: { '/a.iso': { recipe: 'debian' } } })
  })

  it('keeps the folder of loaders that the dialog chose, and the old one when it was closed', async () => {
    const { ask, dialog } = bench()
    await expect(ask('chooseLoadersFolder')).resolves.toBe('/loaders')
    expect(ask('settings')).toMatchObject({ loadersFolder: '/loaders' })
    dialog.folder = null
    await expect(ask('chooseLoadersFolder')).resolves.toBeNull()
    expect(ask('settings')).toMatchObject({ loadersFolder: '/loaders' })
    ask('saveSettings', { loadersFolder: null })
    expect(ask('settings')).toMatchObject({ loadersFolder: null })
  })

  it('takes back a folder of loaders that the dialog chose, and no other', async () => {
    const { ask } = bench()
    await ask('chooseLoadersFolder')
    ask('saveSettings', { loadersFolder: null })
    expect(() => ask('saveSettings', { loadersFolder: '/etc' })).toThrow('no dialog chose')
    ask('saveSettings', { loadersFolder: '/loaders' })
    expect(ask('settings')).toMatchObject({ loadersFolder: '/loaders' })
  })

  it('saves what was said with a machine where the dialog says', async () => {
    const { ask, store } = bench()
    const path = '/home/me/bootdrop-52-54-00-12-34-56.pcapng'
    await expect(ask('saveCapture', '52:54:00:12:34:56')).resolves.toEqual({ ok: true, value: path })
    expect(store.get(path)).toEqual(new Uint8Array([10]))
  })

  it('saves nothing when the dialog was closed', async () => {
    const { ask, dialog, store } = bench()
    dialog.place = null
    await expect(ask('saveCapture', '52:54:00:12:34:56')).resolves.toEqual({ ok: true, value: null })
    expect(store.size).toBe(0)
  })

  it('says why nothing was saved', async () => {
    const { ask } = bench()
    await expect(ask('saveCapture', 'ip:10.0.0.7')).resolves.toMatchObject({ ok: false })
  })

  it.each([
    ['ENOENT', 'the folder is gone'],
    ['EACCES', 'you may not write in that folder'],
    ['ENOSPC', 'the disk is full'],
    ['EIO', 'the disk did not take it'],
  ])('says in words why the disk did not take it (%s)', async (code, words) => {
    const { ask, fail } = bench()
    fail(Object.assign(new Error(`${code}: open '/home/me/a.pcapng'`), { code }))
    const result = (await ask('saveCapture', '52:54:00:12:34:56')) as Result<string>
    expect(result.ok ? '' : result.error.message).toContain(`It was not saved: ${words}`)
    expect(JSON.stringify(result)).not.toContain(code)
  })
})

describe('events', () => {
  it('sends every snapshot', () => {
    const { sent, state } = bench()
    state(STOPPED)
    expect(sent).toEqual([{ channel: contract.events.state.channel, payload: STOPPED }])
  })

  it('sends log lines in one message, not one by one', () => {
    const { sent, log } = bench()
    log('one')
    log('two')
    vi.advanceTimersByTime(150)
    expect(sent).toEqual([{ channel: contract.events.log.channel, payload: [line('one'), line('two')] }])
  })

  it('gives each line once to a window that subscribes first and asks for the rest then', () => {
    const { ask, sent, log } = bench()
    log('before')
    const snapshot = ask('log')
    log('after')
    vi.advanceTimersByTime(150)
    // What came as an event before the reply is in the reply too, and the window takes the reply for the whole.
    expect(snapshot).toEqual([line('before')])
    expect(sent.map(({ payload }) => payload)).toEqual([[line('before')], [line('after')]])
  })

  it('tells of network cards only when something changed', async () => {
    const { sent, setCards } = bench()
    await vi.advanceTimersByTimeAsync(25_000)
    expect(sent).toHaveLength(1)
    setCards([{ name: 'usb0' } as Card])
    await vi.advanceTimersByTimeAsync(25_000)
    expect(sent).toHaveLength(2)
  })

  it('tells which recipes are broken after each change in their folder', async () => {
    const { ask, sent, recipesChange } = bench()
    await expect(ask('brokenRecipes')).resolves.toEqual([BROKEN])
    recipesChange()
    await vi.advanceTimersByTimeAsync(0)
    expect(sent).toEqual([{ channel: contract.events.recipes.channel, payload: [BROKEN] }])
  })

  it('is silent after its end', async () => {
    const { end, sent, state, log } = bench()
    end()
    state(STOPPED)
    log('one')
    await vi.advanceTimersByTimeAsync(25_000)
    expect(sent).toEqual([])
  })
})
