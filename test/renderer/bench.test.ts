import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { Client, ServeConfig, SignedKind } from '../../main/engine/types'
import { client, fakeApi, report, serving } from './fixtures'
import type { FakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

/** Several media in one menu, and machines that get something of their own. */
const MEDIA = ['/media/debian-12.iso', '/media/memtest.iso', '/media/live.iso']
const inspect = (path: string) =>
  Promise.resolve({ ok: true, value: report({ path, name: path.slice(7, -4), version: '1' }) } as const)
closeAfterEach()

const saved = (api: FakeApi): unknown =>
  api.calls
    .flatMap(({ name, args }) => (name === 'saveSettings' ? [args[0] as object] : []))
    .findLast((patch) => 'media' in patch)
const changes = (api: FakeApi): unknown[] =>
  api.calls.filter(({ name }) => name === 'change').map(({ args }) => args[0])
const rows = (): string[] =>
  within(screen.getByRole('list', { name: /Media/ }))
    .getAllByRole('listitem')
    .map((row) => row.querySelector('.block')?.textContent ?? '')

describe('several media', () => {
  it('make a list that is remembered, the first as what boots by itself', async () => {
    const { api, app } = open(fakeApi({ inspect }))
    const files = ['debian-12.iso', 'memtest.iso'].map((name) => new File(['x'], name))
    await fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files } })
    await waitFor(() => expect(rows()).toEqual(['debian-12 1', 'memtest 1']))
    screen.getByText('The first boots by itself after')
    await waitFor(() => expect(saved(api)).toEqual({ media: MEDIA.slice(0, 2) }))
    expect(app.config?.media.map(({ path }) => path)).toEqual(MEDIA.slice(0, 2))
  })

  it('are added to, from the dialog and by a drop on the right half', async () => {
    const api = fakeApi({
      saved: { media: MEDIA.slice(0, 1) },
      inspect,
      chooseMedia: () => Promise.resolve(['/media/memtest.iso']),
    })
    open(api)
    await fireEvent.click(await screen.findByRole('button', { name: 'Add…' }))
    await waitFor(() => expect(rows()).toEqual(['debian-12 1', 'memtest 1']))
    const dataTransfer = { types: ['Files'], files: [new File(['x'], 'live.iso')] }
    const over = new MouseEvent('dragover', { bubbles: true, cancelable: true, clientX: innerWidth - 10 })
    Object.assign(over, { dataTransfer })
    await fireEvent(document.body, over)
    screen.getByText('Add to the menu')
    await fireEvent.drop(document.body, { dataTransfer })
    await waitFor(() => expect(rows()).toEqual(['debian-12 1', 'memtest 1', 'live 1']))
  })

  it('are moved and removed by keyboard, the focus going along', async () => {
    const { api } = open(fakeApi({ saved: { media: MEDIA }, inspect }))
    const row = await screen.findByRole('button', { name: /live/ })
    row.focus()
    await fireEvent.keyDown(row, { key: 'ArrowUp', altKey: true })
    await waitFor(() => expect(rows()).toEqual(['debian-12 1', 'live 1', 'memtest 1']))
    await waitFor(() => expect(document.activeElement?.textContent).toContain('live'))
    await fireEvent.click(screen.getByRole('button', { name: 'Move up: live 1' }))
    expect(rows()).toEqual(['live 1', 'debian-12 1', 'memtest 1'])
    await fireEvent.keyDown(screen.getByRole('button', { name: /^1?\s*live/ }), { key: 'Delete' })
    expect(rows()).toEqual(['debian-12 1', 'memtest 1'])
    await waitFor(() => expect(document.activeElement?.textContent).toContain('debian-12'))
    expect(saved(api)).toEqual({ media: ['/media/debian-12.iso', '/media/memtest.iso'] })
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(rows()).toEqual(['live 1', 'debian-12 1', 'memtest 1'])
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  it('have a recipe each', async () => {
    const { app } = open(fakeApi({ saved: { media: MEDIA.slice(0, 2) }, inspect }))
    await fireEvent.click(await screen.findByRole('button', { name: /memtest/ }))
    app.chooseRecipe('generic-linux')
    expect(app.config?.media.map(({ recipe }) => recipe)).toEqual(['debian-netboot', 'generic-linux'])
  })

  it('change while serving, from each machine’s next boot on', async () => {
    const { app, api } = open(fakeApi({ inspect, state: () => Promise.resolve(serving()) }))
    await screen.findByRole('region', { name: 'What is being served' })
    await app.open(['/media/memtest.iso'], 'add')
    await fireEvent.click(await screen.findByRole('button', { name: 'Serve these choices' }))
    expect((changes(api).at(-1) as ServeConfig).media.map(({ path }) => path)).toEqual(MEDIA.slice(0, 2))
  })

  it('leave out what is gone, and say so', async () => {
    const gone = { ok: false, error: { code: 'medium-missing', message: '' } } as const
    const some = (path: string) => (path.includes('memtest') ? Promise.resolve(gone) : inspect(path))
    const { app } = open(fakeApi({ saved: { media: MEDIA }, inspect: some }))
    await screen.findByText('The medium of last time is gone: memtest.iso')
    expect(app.media.map(({ path }) => path)).toEqual(['/media/debian-12.iso', '/media/live.iso'])
  })
})

describe('one medium', () => {
  const WORDS = 'Show a menu at each machine: this medium, or its own disk'
  const savedLast = (api: FakeApi): unknown =>
    api.calls.findLast(({ name, args: [patch] }) => name === 'saveSettings' && 'menu' in (patch as object))?.args[0]

  it('has a menu where that is switched on, which is remembered and served', async () => {
    const { api, app } = open(fakeApi({ saved: { media: MEDIA.slice(0, 1) }, inspect }))
    const box = await screen.findByLabelText<HTMLInputElement>(WORDS)
    expect(box.checked).toBe(false)
    expect(screen.queryByText('It boots by itself after')).toBeNull()
    await fireEvent.click(box)
    expect(savedLast(api)).toEqual({ menu: 'always' })
    screen.getByText('It boots by itself after')
    screen.getByLabelText('The menu waits for: 10 seconds')
    expect(app.config).toMatchObject({ menu: 'always', menuTimeoutS: 10 })
    await fireEvent.click(box)
    expect(savedLast(api)).toEqual({ menu: 'several' })
    expect(screen.queryByText('It boots by itself after')).toBeNull()
  })

  it('gets and loses it while it is served, and the choices go back to it', async () => {
    const { served } = serving()
    const state = serving({ served: served && { ...served, menu: 'always' } })
    const { api, app } = open(fakeApi({ inspect, state: () => Promise.resolve(state) }))
    await screen.findByText('With a menu at each machine')
    app.save({ menu: 'several' })
    await fireEvent.click(await screen.findByRole('button', { name: 'Serve these choices' }))
    expect(changes(api).at(-1)).toMatchObject({ menu: 'several' })
    await app.keepServed()
    expect(app.settings.menu).toBe('always')
  })

  it('has no such switch beside others: several are a menu by themselves', async () => {
    open(fakeApi({ saved: { media: MEDIA.slice(0, 2) }, inspect }))
    await screen.findByText('The first boots by itself after')
    expect(screen.queryByLabelText(WORDS)).toBeNull()
  })
})

describe('one machine', () => {
  const one = client({
    hostname: 'bench-3',
    uuid: '4c4c4544-0042-3510-8052-b4c04f4e3732',
    model: 'Dell Inc. OptiPlex 7090',
  })
  const stalled: Client = { ...one, phase: { phase: 'failed', at: 'loader', why: 'secure-boot' } }
  const withClient = (machine: Client, signed: readonly SignedKind[] = []) => {
    const { served } = serving()
    const state = serving({ clients: [machine], served: served && { ...served, signed } })
    return { inspect, state: () => Promise.resolve(state) }
  }

  /** The story of the machine, at one of its pages. */
  const story = async (tab: string): Promise<HTMLElement> => {
    await fireEvent.click(await screen.findByRole('button', { name: /^bench-3/ }))
    await fireEvent.click(await screen.findByRole('tab', { name: tab }))
    return screen.getByRole('region', { name: 'Story of bench-3' })
  }

  it('shows who it is, its UUID in both byte orders', async () => {
    open(fakeApi(withClient(one)))
    const machine = await story('Facts and tools')
    within(machine).getByText('Dell Inc. OptiPlex 7090', { selector: 'dd' })
    within(machine).getByText('4c4c4544-0042-3510-8052-b4c04f4e3732')
    within(machine).getByText('0044454c4c420010358052b4c04f4e3732')
  })

  it('gets a signed loader with one click where Secure Boot refused the other', async () => {
    const { api } = open(fakeApi(withClient(stalled, ['ipxe'])))
    await waitFor(() => expect(api.calls.some(({ name }) => name === 'inspect')).toBe(true))
    await fireEvent.click(screen.getByRole('button', { name: 'Use signed loader' }))
    const rules = [{ name: 'Dell Inc. OptiPlex 7090', match: { uuid: one.uuid }, action: { loader: 'signed' } }]
    expect(api.calls).toContainEqual({ name: 'saveSettings', args: [{ rules }] })
    expect(changes(api).at(-1)).toMatchObject({ rules })
    const done = await screen.findByRole('button', { name: 'Signed loader from the next boot on' })
    expect(done.getAttribute('aria-disabled')).toBe('true')
  })

  it('is not offered a signed loader where none works', async () => {
    open(fakeApi(withClient(stalled, ['medium-http'])))
    await screen.findByText(/^Choose “UEFI HTTP Boot”/)
    expect(screen.queryByRole('button', { name: 'Use signed loader' })).toBeNull()
  })

  it('goes back to automatic where no signed loader is', async () => {
    const rules = [{ match: { uuid: one.uuid ?? '' }, action: { loader: 'signed' } }] as const
    const without: Client = { ...one, phase: { phase: 'failed', at: 'seen', why: 'no-signed-loader' } }
    const { api } = open(fakeApi({ ...withClient(without), saved: { rules } }))
    await fireEvent.click(await screen.findByRole('button', { name: 'Back to automatic' }))
    expect(changes(api).at(-1)).toMatchObject({ rules: [] })
    await screen.findByRole('button', { name: 'Automatic from the next boot on' })
  })

  it('installs again when that is ticked, and is as everyone when its rule is removed', async () => {
    const { api, app } = open(fakeApi(withClient(one)))
    await story('Choices')
    await fireEvent.click(screen.getByRole('checkbox', { name: /Install again/ }))
    expect(changes(api).at(-1)).toMatchObject({ rules: [{ action: { again: true } }] })
    await fireEvent.click(await screen.findByRole('button', { name: '1 machine with choices of its own' }))
    await fireEvent.click(screen.getByRole('button', { name: 'As everyone again: Dell Inc. OptiPlex 7090' }))
    expect(changes(api).at(-1)).toMatchObject({ rules: [] })
    expect(app.summary).toBe(true)
  })

  it('shows what its rule says, also where that is not served now', async () => {
    const rules = [{ match: { uuid: one.uuid ?? '' }, action: { medium: '/media/other.iso', again: true } }] as const
    open(fakeApi({ ...withClient(one), saved: { rules } }))
    await screen.findByText('own choices')
    await story('Choices')
    const tick = screen.getByRole<HTMLInputElement>('checkbox', { name: /Install again/ })
    await waitFor(() => expect(tick.checked).toBe(true))
    screen.getByLabelText('Boots: Only other.iso (not served now)')
  })

  it('has no loader and installs nothing where it boots its own disk', async () => {
    const rules = [{ match: { uuid: one.uuid ?? '' }, action: { localDisk: true } }] as const
    open(fakeApi({ ...withClient(one), saved: { rules } }))
    await story('Choices')
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /Install again/ }).disabled).toBe(true)
    expect(screen.getByLabelText<HTMLButtonElement>('Loader: Automatic').disabled).toBe(true)
  })

  it('gets a recipe and kernel arguments of its own', async () => {
    const { api } = open(fakeApi(withClient(one)))
    await story('Choices')
    const field = screen.getByLabelText('Kernel arguments')
    await fireEvent.input(field, { target: { value: 'console=ttyS0' } })
    await fireEvent.blur(field)
    expect(changes(api).at(-1)).toMatchObject({ rules: [{ action: { append: 'console=ttyS0' } }] })
    await screen.findByLabelText('Recipe: As chosen for the medium')
    await fireEvent.click(screen.getByRole('button', { name: 'Make it as everyone again' }))
    expect(changes(api).at(-1)).toMatchObject({ rules: [] })
  })

  it('tells packet by packet what was said, while that is on show', async () => {
    const lines = [{ at: 1, direction: 'in', code: 'tftp-rrq', facts: { file: 'snponly.efi', mode: 'octet' } }] as const
    const { api } = open(fakeApi({ ...withClient(one), story: () => Promise.resolve(lines) }))
    await screen.findByRole('button', { name: /^bench-3/ })
    expect(api.calls.some(({ name }) => name === 'story')).toBe(false)
    await story('Packets')
    await screen.findByText('It asks for snponly.efi')
    screen.getByText(/^RRQ\s+file snponly.efi\s+mode octet$/)
    expect(api.calls).toContainEqual({ name: 'story', args: [one.id] })
  })

  it('is woken by its MAC address on the card that serves, and hears what that needs', async () => {
    const { api } = open(fakeApi(withClient(one)))
    const machine = await story('Facts and tools')
    within(machine).getByText(/only where Wake on LAN is on in the machine’s firmware setup/)
    await fireEvent.click(screen.getByRole('button', { name: 'Wake on LAN: Wake it up' }))
    expect(api.calls).toContainEqual({ name: 'wake', args: ['eno1', one.mac] })
    await screen.findByText(/^Sent on Ethernet \(eno1\)/)
  })

  it('closes with Esc, and the keyboard is on its card again', async () => {
    open(fakeApi(withClient(one)))
    const region = await story('Boot')
    await fireEvent.keyDown(region, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Story of bench-3' })).toBeNull())
    await waitFor(() => expect(document.activeElement?.textContent).toContain('bench-3'))
  })

  it('stays a card while somebody works in it, although more machines come', async () => {
    const { api } = open(fakeApi(withClient(one)))
    const card = await screen.findByRole('article', { name: 'bench-3' })
    await fireEvent.focusIn(within(card).getByRole('button', { name: 'Log' }))
    const more = ['b', 'c', 'd', 'e'].map((id) => client({ id, hostname: id }))
    api.send('state', serving({ clients: [one, ...more] }))
    await screen.findByRole('article', { name: 'e' })
    await fireEvent.focusOut(within(card).getByRole('button', { name: 'Log' }))
    await screen.findByRole('option', { name: /^e / })
  })

  it('is not told of twice: its notice stands on its card', async () => {
    const text = '52:54:00:12:34:56 got a whole loader twice.'
    const notices = [{ at: 1, level: 'warning', code: 'secure-boot', text, mac: one.mac ?? '' }] as const
    const { api } = open(fakeApi(withClient(stalled)))
    await screen.findByText('Secure Boot probably refuses the loader')
    api.send('state', serving({ clients: [stalled], notices }))
    await waitFor(() => expect(screen.getByRole('article', { name: 'bench-3' })).toBeTruthy())
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('is asked about before a stop breaks its boot, in the button itself', async () => {
    const { api } = open(fakeApi(withClient(one)))
    const stops = () => api.calls.filter(({ name }) => name === 'stop').length
    await fireEvent.click(await screen.findByRole('button', { name: 'Stop' }))
    expect(stops()).toBe(0)
    await fireEvent.click(await screen.findByRole('button', { name: 'Stop: 1 machine is booting' }))
    expect(stops()).toBe(1)
  })

  it('has its network capture saved, and hears where', async () => {
    const answers = {
      ...withClient(one),
      saveCapture: () => Promise.resolve({ ok: true, value: '/home/me/a.pcapng' } as const),
    }
    const { api } = open(fakeApi(answers))
    await story('Facts and tools')
    await fireEvent.click(screen.getByRole('button', { name: 'Network capture: Save…' }))
    expect(api.calls.at(-1)).toEqual({ name: 'saveCapture', args: [one.id] })
    await screen.findByText('Saved as /home/me/a.pcapng')
  })
})
