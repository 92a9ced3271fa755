import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { keysFor } from '../../renderer/src/keys'
import { LANGUAGES } from '../../renderer/src/lang/words'
import { pastedIn } from '../../renderer/src/pasted'
import { ABOUT, client, fakeApi, serving } from './fixtures'
import type { FakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

closeAfterEach()

describe('a pasted text', () => {
  it.each([
    ['/home/me/debian.iso', ['/home/me/debian.iso']],
    ['  "/home/me/my image.iso"\n', ['/home/me/my image.iso']],
    ["'/home/me/it.iso'", ['/home/me/it.iso']],
    ['/home/me/my\\ image\\ \\(1\\).iso', ['/home/me/my image (1).iso']],
    ['file:///home/me/my%20image.iso', ['/home/me/my image.iso']],
    ['file:///C:/images/a.iso', ['C:\\images\\a.iso']],
    ['file://nas/share/a.iso', ['\\\\nas\\share\\a.iso']],
    ['C:\\images\\a.iso', ['C:\\images\\a.iso']],
    ['"\\\\nas\\share\\a.iso"', ['\\\\nas\\share\\a.iso']],
    ['/a.iso\r\n/b.iso\n\n', ['/a.iso', '/b.iso']],
    ['x-special/nautilus-clipboard\ncopy\nfile:///a.iso\nfile:///b.iso\0', ['/a.iso', '/b.iso']],
    ['http://10.0.0.1/a\n/b.iso', ['http://10.0.0.1/a', '/b.iso']],
  ])('names files: %j', (text, paths) => {
    expect(pastedIn(text)).toEqual({ kind: 'paths', paths })
  })

  it('names another server', () => {
    expect(pastedIn(' http://10.0.0.1/boot.ipxe ')).toEqual({ kind: 'link', link: 'http://10.0.0.1/boot.ipxe' })
  })

  it.each([
    ['debian.iso', 'debian.iso'],
    ['//comment', '//comment'],
    ['/', '/'],
    ['file:///%E0%A4%A', 'file:///%E0%A4%A'],
    ['/a.iso\nand more', 'and more'],
    ['correct horse', 'correct horse'],
  ])('names none: %j', (text, line) => {
    expect(pastedIn(text)).toEqual({ kind: 'other', line })
  })

  it('may be nothing', () => {
    expect(pastedIn(' \n\0')).toEqual({ kind: 'nothing' })
  })
})

describe('keys', () => {
  it('are as the keyboard of this computer writes them, and each does one thing', () => {
    const german = LANGUAGES.de.settings.keyWords
    const open = keysFor('linux', german).find(({ does }) => does === 'open')
    expect(open?.presses).toEqual([['Strg', 'O']])
    const mac = keysFor('darwin', LANGUAGES.en.settings.keyWords)
    expect(mac.find(({ does }) => does === 'open')?.presses).toEqual([['⌘', 'O']])
    expect(mac.some(({ does }) => does === 'menu')).toBe(false)
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const presses = keysFor(platform, german).flatMap((line) => line.presses.map((keys) => keys.join('+')))
      expect(presses).toEqual([...new Set(presses)])
    }
  })
})

const RECENT = [
  { path: '/old.iso', title: 'Old', at: 2 },
  { path: '/gone.iso', title: 'Gone', at: 1 },
]
const savedIn = (api: FakeApi): unknown[] =>
  api.calls.filter(({ name }) => name === 'saveSettings').map(({ args }) => args[0])

describe('settings', () => {
  it('are saved as they are changed, and taken back one after the other', async () => {
    const { api, app } = open(fakeApi())
    await waitFor(() => expect(app.about).toEqual(ABOUT))
    app.preferences.change('theme', { theme: 'dark' })
    app.preferences.change('sound', { sound: true })
    app.preferences.change('sound', { sound: true })
    expect(app.preferences.last).toBe('sound')
    app.preferences.undo()
    expect(app.preferences.last).toBe('theme')
    app.preferences.undo()
    expect(app.preferences.undo()).toBe(false)
    expect(savedIn(api)).toEqual([{ theme: 'dark' }, { sound: true }, { sound: false }, { theme: 'system' }])
  })

  it('go back to the beginning together, and come back together', async () => {
    const { app } = open(fakeApi({ saved: { theme: 'dark', notify: false, media: ['/a.iso'] } }))
    await waitFor(() => expect(app.settings.theme).toBe('dark'))
    app.preferences.reset()
    expect(app.settings).toMatchObject({ theme: 'system', notify: true, media: ['/a.iso'] })
    expect(app.preferences.isDefault).toBe(true)
    app.preferences.undo()
    expect(app.settings).toMatchObject({ theme: 'dark', notify: false })
  })

  it('take a folder of loaders back that was given up', async () => {
    const { api, app } = open(fakeApi({ saved: { loadersFolder: '/loaders' } }))
    await waitFor(() => expect(app.settings.loadersFolder).toBe('/loaders'))
    app.preferences.change('loadersFolder', { loadersFolder: null })
    app.preferences.undo()
    expect(savedIn(api)).toEqual([{ loadersFolder: null }, { loadersFolder: '/loaders' }])
  })

  it('reach the machines at once where they are about them', async () => {
    const { api, app } = open(fakeApi({ state: () => Promise.resolve(serving()) }))
    await waitFor(() => expect(app.serving).toBe(true))
    app.preferences.change('installGuard', { installGuard: false })
    await waitFor(() => expect(api.calls.some(({ name }) => name === 'change')).toBe(true))
    expect(api.calls.find(({ name }) => name === 'change')?.args).toMatchObject([{ installGuard: false }])
  })
})

describe('media that were served', () => {
  it('are remembered, the newest first, once each', async () => {
    const { app } = open(fakeApi({ saved: { media: ['/media/debian-12.iso'], recent: RECENT } }))
    await waitFor(() => expect(app.config).toBeDefined())
    await app.start()
    expect(app.settings.recent.map(({ path }) => path)).toEqual(['/media/debian-12.iso', '/old.iso', '/gone.iso'])
    expect(app.settings.recent[0]?.title).toBe('Debian installer 12.7')
    await app.start()
    expect(app.settings.recent).toHaveLength(3)
  })

  it('are offered on the empty window; what is gone says why and cannot be taken', async () => {
    const absences = (paths: readonly string[]) =>
      Promise.resolve(paths.map((path) => (path === '/gone.iso' ? 'missing' : null)))
    const { api } = open(fakeApi({ saved: { recent: RECENT }, absences }))
    await screen.findByText(/Not there any more/)
    expect(screen.queryByRole('button', { name: /^Gone/ })).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: 'Take off the list: Gone' }))
    expect(screen.queryByText('Gone')).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: /^Old/ }))
    await waitFor(() =>
      expect(api.calls.some(({ name, args }) => name === 'inspect' && args[0] === '/old.iso')).toBe(true),
    )
  })
})

describe('files and machines from outside', () => {
  it('take the place of what is chosen, but come beside what machines boot', async () => {
    const { api, app } = open(fakeApi({ saved: { media: ['/a.iso'] } }))
    await waitFor(() => expect(app.media.map(({ path }) => path)).toEqual(['/a.iso']))
    api.send('opened', ['/b.iso'])
    await waitFor(() => expect(app.media.map(({ path }) => path)).toEqual(['/b.iso']))
    api.send('state', serving())
    api.send('opened', ['/c.iso'])
    await waitFor(() => expect(app.media.map(({ path }) => path)).toEqual(['/b.iso', '/c.iso']))
  })

  it('are shown on the page of the machines, whatever page was on show', async () => {
    const { api, app } = open(fakeApi())
    api.send('state', serving({ clients: [client()] }))
    app.show('settings')
    api.send('look', client().id)
    expect(app.page).toBe('machines')
    await waitFor(() => expect(app.inspector.client?.id).toBe(client().id))
  })
})
