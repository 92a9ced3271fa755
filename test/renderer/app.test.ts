import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Result } from '../../preload/contract'
import type { LogLine, MediumReport } from '../../main/engine/types'
import { App } from '../../renderer/src/app.svelte'
import { card, client, fakeApi, report, serving, stopped } from './fixtures'
import type { FakeApi } from './fixtures'

const line = (text: string): LogLine => ({ at: 0, level: 'info', clientId: undefined, text })

async function opened(api: FakeApi): Promise<{ app: App; end: () => void }> {
  const app = new App(api)
  const end = app.connect()
  await vi.advanceTimersByTimeAsync(0)
  return { app, end }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('opening', () => {
  it('subscribes before it asks', async () => {
    const api = fakeApi()
    const asked: string[] = []
    const app = new App({
      ...api,
      state: () => {
        asked.push('state')
        return Promise.resolve(stopped())
      },
      on: {
        ...api.on,
        state: (listener) => {
          asked.push('subscribed')
          return api.on.state(listener)
        },
      },
    })
    app.connect()
    await vi.advanceTimersByTimeAsync(0)
    expect(asked).toEqual(['subscribed', 'state'])
  })

  it('keeps an event that came before the first snapshot', async () => {
    let answer: (state: ReturnType<typeof stopped>) => void = () => undefined
    const api = fakeApi({ state: () => new Promise((resolve) => (answer = resolve)) })
    const { app } = await opened(api)
    api.send('state', serving())
    answer(stopped())
    await vi.advanceTimersByTimeAsync(0)
    expect(app.serving).toBe(true)
  })

  it('shows each log line once, also one that came while the rest was asked for', async () => {
    let answer: (lines: readonly LogLine[]) => void = () => undefined
    const api = fakeApi({ log: () => new Promise((resolve) => (answer = resolve)) })
    const { app } = await opened(api)
    api.send('log', [line('two')])
    answer([line('one'), line('two')])
    await vi.advanceTimersByTimeAsync(0)
    api.send('log', [line('three')])
    expect(app.log.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
  })

  it('opens the medium of last time', async () => {
    const api = fakeApi({ saved: { media: ['/media/debian-12.iso'] } })
    const { app } = await opened(api)
    expect(app.report?.name).toBe('Debian installer')
    expect(app.blocker).toBeUndefined()
  })

  it('starts empty when the medium of last time is gone, and says which', async () => {
    const gone = { ok: false, error: { code: 'medium-missing', message: '' } } as const
    const api = fakeApi({ saved: { media: ['/old.iso'] }, inspect: () => Promise.resolve(gone) })
    const { app } = await opened(api)
    expect(app.medium).toBeUndefined()
    expect(api.calls).toContainEqual({ name: 'saveSettings', args: [{ media: [] }] })
    expect(app.remarks.list).toEqual([{ kind: 'gone', path: '/old.iso' }])
  })

  it('shows what is served when it opens while machines boot', async () => {
    const api = fakeApi({ saved: { media: ['/other.iso'] }, state: () => Promise.resolve(serving()) })
    const { app } = await opened(api)
    expect(api.calls).toContainEqual({ name: 'inspect', args: ['/media/debian-12.iso'] })
    expect(app.summary).toBe(true)
  })

  it('hears nothing more after its end', async () => {
    const api = fakeApi()
    const { app, end } = await opened(api)
    end()
    api.send('state', serving())
    expect(app.serving).toBe(false)
  })
})

describe('choosing', () => {
  it('shows the newest of two media, whichever is read first', async () => {
    const replies = new Map<string, (result: Result<MediumReport>) => void>()
    const api = fakeApi({ inspect: (path) => new Promise((resolve) => replies.set(path, resolve)) })
    const { app } = await opened(api)
    void app.open(['/slow.iso'])
    void app.open(['/quick.iso'])
    replies.get('/quick.iso')?.({ ok: true, value: report({ path: '/quick.iso', name: 'Quick' }) })
    await vi.advanceTimersByTimeAsync(0)
    replies.get('/slow.iso')?.({ ok: true, value: report({ path: '/slow.iso', name: 'Slow' }) })
    await vi.advanceTimersByTimeAsync(0)
    expect(app.report?.name).toBe('Quick')
  })

  it('remembers the recipe and entry of each medium', async () => {
    const api = fakeApi({ saved: { media: ['/media/debian-12.iso'] } })
    const { app } = await opened(api)
    expect(app.entry?.id).toBe('text')
    app.chooseRecipe('debian-netboot', 'graphical')
    expect(app.config?.media).toEqual([{ path: '/media/debian-12.iso', recipe: 'debian-netboot', entry: 'graphical' }])
    expect(api.calls.at(-1)).toEqual({
      name: 'saveSettings',
      args: [{ recipes: { '/media/debian-12.iso': { recipe: 'debian-netboot', entry: 'graphical' } } }],
    })
  })

  it('keeps kernel arguments only when a boot loader can carry them', async () => {
    const api = fakeApi({ saved: { media: ['/a.iso'] } })
    const { app } = await opened(api)
    app.typeAppend('a && b')
    app.keepAppend()
    expect(app.blocker).toBe('Change the extra kernel arguments')
    expect(api.calls.filter(({ args }) => JSON.stringify(args).includes('append'))).toEqual([])
    app.typeAppend('quiet')
    app.keepAppend()
    expect(app.config?.append).toBe('quiet')
    expect(api.calls.at(-1)).toEqual({ name: 'saveSettings', args: [{ append: 'quiet' }] })
  })

  it('follows a card that is plugged in', async () => {
    const api = fakeApi({ saved: { media: ['/a.iso'] }, cards: () => Promise.resolve([]) })
    const { app } = await opened(api)
    expect(app.blocker).toBe('Choose a network card')
    api.send('cards', [card({ name: 'usb0' })])
    expect(app.config?.nic).toBe('usb0')
  })
})

describe('serving', () => {
  it('asks for nothing while something is missing', async () => {
    const api = fakeApi()
    const { app } = await opened(api)
    await app.start()
    expect(api.calls.map(({ name }) => name)).not.toContain('start')
  })

  it('shows why a start failed until the next try', async () => {
    const taken = { ok: false, error: { code: 'port-taken', message: 'UDP 67 is taken.' } } as const
    const replies: Result<null>[] = [taken, { ok: true, value: null }]
    const api = fakeApi({ saved: { media: ['/a.iso'] }, start: () => Promise.resolve(replies.shift() ?? taken) })
    const { app } = await opened(api)
    await app.start()
    expect(app.problem).toEqual(taken.error)
    await app.start()
    expect(app.problem).toBeUndefined()
  })

  it('serves other choices without a stop', async () => {
    const api = fakeApi({ saved: { media: ['/media/debian-12.iso'] } })
    const { app } = await opened(api)
    await app.start()
    api.send('state', serving())
    expect(app.changed).toBe(false)
    app.save({ append: 'console=ttyS0' })
    expect(app.changed).toBe(true)
    await app.start()
    expect(api.calls.at(-1)).toMatchObject({ name: 'change', args: [{ append: 'console=ttyS0' }] })
    const { served } = serving()
    api.send('state', serving({ served: served && { ...served, append: 'console=ttyS0' } }))
    expect(app.changed).toBe(false)
    expect(app.summary).toBe(true)
  })

  it.each<[string, Result<MediumReport>]>([
    ['is no medium', { ok: false, error: { code: 'medium-not-recognised', message: 'It is a picture.' } }],
    ['has nothing to boot', { ok: true, value: report({ path: '/media/cat.jpg', recipes: [] }) }],
  ])('leaves what is served on show when a file is dropped that %s', async (_name, answer) => {
    const inspect = (path: string) =>
      Promise.resolve(path.endsWith('.jpg') ? answer : ({ ok: true, value: report() } as const))
    const api = fakeApi({ inspect, state: () => Promise.resolve(serving()) })
    const { app } = await opened(api)
    await app.open(['/media/cat.jpg'])
    expect(app.report?.path).toBe('/media/debian-12.iso')
    expect(app.summary).toBe(true)
    expect(app.remarks.list).toMatchObject([{ kind: 'refused', path: '/media/cat.jpg' }])
    expect(api.calls.some(({ name }) => name === 'saveSettings')).toBe(false)
    const [remark] = app.remarks.list
    if (remark) app.remarks.hide(remark)
    expect(app.remarks.list).toEqual([])
  })

  it('goes back from other choices to what is served', async () => {
    const inspect = (path: string) => Promise.resolve({ ok: true, value: report({ path }) } as const)
    const api = fakeApi({ inspect, state: () => Promise.resolve(serving()) })
    const { app } = await opened(api)
    await app.open(['/media/other.iso'])
    app.chooseRecipe('generic-linux')
    app.typeAppend('quiet')
    expect(app.summary).toBe(false)
    await app.keepServed()
    expect(app.summary).toBe(true)
    expect(app.config).toMatchObject({
      media: [{ path: '/media/debian-12.iso', recipe: 'debian-netboot' }],
      append: '',
    })
    expect(api.calls.some(({ name }) => name === 'change')).toBe(false)
  })

  it('restarts for another card', async () => {
    const other = card({ name: 'eno2' })
    const api = fakeApi({ saved: { media: ['/media/debian-12.iso'] }, cards: () => Promise.resolve([card(), other]) })
    const { app } = await opened(api)
    await app.start()
    api.send('state', serving())
    app.save({ card: 'eno2' })
    expect(app.needsRestart).toBe(true)
    await app.start()
    expect(api.calls.map(({ name }) => name).slice(-2)).toEqual(['stop', 'start'])
  })

  it('keeps serving what it served when the new choice is refused', async () => {
    const refusal = { ok: false as const, error: { code: 'no-recipe', message: 'Nothing boots on it.' } }
    const api = fakeApi({ saved: { media: ['/media/debian-12.iso'] }, change: () => Promise.resolve(refusal) })
    const { app } = await opened(api)
    await app.start()
    api.send('state', serving())
    app.save({ append: 'quiet' })
    await app.start()
    expect(app.problem).toEqual(refusal.error)
    expect(app.changed).toBe(true)
  })

  it('keeps the objects of machines that stand still', async () => {
    const api = fakeApi()
    const { app } = await opened(api)
    api.send('state', serving({ clients: [client(), client({ id: 'b' })] }))
    const [before] = app.engine.clients
    api.send('state', structuredClone(serving({ clients: [client(), client({ id: 'b', boots: 2 })] })))
    expect(app.engine.clients[0]).toBe(before)
    expect(app.engine.clients[1]?.boots).toBe(2)
  })

  it('shows a hidden notice again when it is raised again, and never a mere information', async () => {
    const api = fakeApi()
    const { app } = await opened(api)
    const notice = { at: 5, level: 'warning', code: 'x', text: 'Hm.' } as const
    api.send('state', serving({ notices: [notice, { ...notice, level: 'info', code: 'y' }] }))
    expect(app.notices).toHaveLength(1)
    app.hideNotice('x', 5)
    expect(app.notices).toHaveLength(0)
    api.send('state', serving({ notices: [{ ...notice, at: 9 }] }))
    expect(app.notices).toHaveLength(1)
  })

  it('collects what a screen reader hears, so that nothing of it is lost', async () => {
    const api = fakeApi()
    const { app } = await opened(api)
    api.send('state', serving())
    api.send('state', serving({ clients: [client({ hostname: 'a' })] }))
    expect(app.speech.text).toBe('')
    await vi.advanceTimersByTimeAsync(300)
    expect(app.speech.text).toBe('Serving. a is loading the system')
  })
})

describe('the folder of loaders', () => {
  const needed = { level: 'warning' as const, code: 'loader-needed', text: 'wimboot is not here.' }

  /** A medium that lacks a loader, until the folder that has it is chosen. */
  async function lacking(chosen: string | null = '/loaders') {
    const folder: { now: string | null } = { now: null }
    const api = fakeApi({
      saved: { media: ['/media/windows.iso'] },
      inspect: (path) => {
        const notices = folder.now === '/loaders' ? [] : [needed]
        return Promise.resolve({ ok: true, value: report({ path, notices }) })
      },
      chooseLoadersFolder: () => {
        folder.now = chosen ?? folder.now
        return Promise.resolve(chosen)
      },
      saveSettings: ({ loadersFolder }) => {
        if (loadersFolder !== undefined) folder.now = loadersFolder
        return Promise.resolve(null)
      },
    })
    const { app } = await opened(api)
    const codes = () => app.report?.notices.map(({ code }) => code)
    const looks = () => api.calls.filter(({ name }) => name === 'inspect').length
    return { app, codes, looks }
  }

  it('is looked into for what is chosen as soon as it is chosen, taken away, and back by Undo', async () => {
    const { app, codes } = await lacking()
    expect(codes()).toEqual(['loader-needed'])
    await app.preferences.chooseLoaders()
    await vi.advanceTimersByTimeAsync(0)
    expect(codes()).toEqual([])
    app.preferences.change('loadersFolder', { loadersFolder: null })
    await vi.advanceTimersByTimeAsync(0)
    expect(codes()).toEqual(['loader-needed'])
    app.preferences.undo()
    await vi.advanceTimersByTimeAsync(0)
    expect(codes()).toEqual([])
  })

  it('is looked into again where the same one is chosen: the file may have been put there since', async () => {
    const { app, looks } = await lacking()
    await app.chooseLoaders()
    await app.chooseLoaders()
    await vi.advanceTimersByTimeAsync(0)
    expect(looks()).toBe(3)
  })

  it('that stays as it is costs no look: the dialog was closed, or something else was set', async () => {
    const { app, looks } = await lacking(null)
    await app.chooseLoaders()
    app.save({ append: 'quiet' })
    app.preferences.reset()
    await vi.advanceTimersByTimeAsync(0)
    expect(looks()).toBe(1)
  })
})
