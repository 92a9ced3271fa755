import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { cardWords } from '../../renderer/src/words-problem'
import { card, client, fakeApi, report, serving, stopped, transfer } from './fixtures'
import type { FakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

const READY = { saved: { media: ['/media/debian-12.iso'] } } as const
closeAfterEach()

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name })
const started = (api: FakeApi): boolean => api.calls.some(({ name }) => name === 'start')

describe('before serving', () => {
  it('says what to do first', async () => {
    open(fakeApi())
    await screen.findByRole('heading', { name: 'Drop a boot medium here' })
    expect(button('Start serving').getAttribute('aria-disabled')).toBe('true')
    expect(screen.getByText('Choose a medium first')).toBeTruthy()
  })

  it('takes a file dropped anywhere', async () => {
    const { api } = open(fakeApi())
    const dataTransfer = { types: ['Files'], files: [new File(['x'], 'debian-12.iso')] }
    await fireEvent.dragOver(document.body, { dataTransfer })
    expect(screen.getByText('Drop to use this medium')).toBeTruthy()
    await fireEvent.drop(document.body, { dataTransfer })
    expect(screen.queryByText('Drop to use this medium')).toBeNull()
    await screen.findByRole('heading', { name: 'Debian installer 12.7' })
    expect(api.calls).toContainEqual({ name: 'inspect', args: ['/media/debian-12.iso'] })
  })

  it('does not light up for text that is dragged over it', async () => {
    open(fakeApi())
    await fireEvent.dragOver(document.body, { dataTransfer: { types: ['text/plain'], files: [] } })
    expect(screen.queryByText('Drop to use this medium')).toBeNull()
  })

  it('opens the file dialog with Ctrl+O', async () => {
    const { api } = open(fakeApi({ chooseMedia: () => Promise.resolve(['/picked.iso']) }))
    await fireEvent.keyDown(document.body, { key: 'o', ctrlKey: true })
    await waitFor(() => expect(api.calls).toContainEqual({ name: 'inspect', args: ['/picked.iso'] }))
  })

  it('shows how the medium can boot, and hears what it lacks', async () => {
    open(fakeApi(READY))
    const badges = await screen.findByRole('list', { name: 'Boots on' })
    expect(
      within(badges)
        .getAllByRole('listitem')
        .map((item) => item.textContent.trim().replaceAll('\u00a0', ' ')),
    ).toEqual([
      'BIOS',
      'UEFI',
      '64-bit',
      'no Secure Boot: Secure Boot has to be switched off in the firmware of the machine.',
      '512 MiB memory: or more',
    ])
  })

  it('tells what is wrong with a medium, and offers another', async () => {
    const message = 'The image is 1.2 GB shorter than its own header says.'
    const inspect = () => Promise.resolve({ ok: false, error: { code: 'medium-truncated', message } } as const)
    open(fakeApi({ ...READY, inspect }))
    const alert = await screen.findByRole('alert')
    expect(within(alert).getByRole('heading').textContent).toBe('The image is not whole')
    expect(within(alert).getByText(message)).toBeTruthy()
    expect(within(alert).getByRole('button', { name: 'Choose another file…' })).toBeTruthy()
  })

  it('tells what is wrong with the card', async () => {
    open(fakeApi({ ...READY, cards: () => Promise.resolve([card({ problem: 'no-address', addresses: [] })]) }))
    const alert = await screen.findByRole('alert')
    expect(within(alert).getByRole('heading').textContent).toBe('The network card has no address')
  })

  it('gives the command that gives the card an address, and puts old news of it away', async () => {
    const bare = card({ problem: 'no-address', addresses: [] })
    const error = { code: 'card-without-address', message: 'eno1 has no address.' }
    const { api, app } = open(fakeApi({ ...READY, start: () => Promise.resolve({ ok: false, error }) }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    await app.start()
    api.send('cards', [bare])
    const command = 'sudo ip address add 192.168.77.1/24 dev eno1'
    await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(1))
    expect(cardWords(bare, 'X11; Linux x86_64')?.command).toBe(command)
    expect(cardWords(bare, 'Windows NT 10.0')?.command).toBeUndefined()
    expect(cardWords({ ...bare, name: 'a; reboot' }, 'X11; Linux x86_64')?.command).toBeUndefined()
    api.send('cards', [card()])
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  })

  it('starts with Enter when nothing has the focus', async () => {
    const { api } = open(fakeApi(READY))
    await screen.findByRole('heading', { name: 'Ready to serve Debian installer' })
    await fireEvent.keyDown(document.body, { key: 'Enter' })
    expect(started(api)).toBe(true)
  })

  it('says what is wrong with kernel arguments while they are typed', async () => {
    open(fakeApi({ saved: { ...READY.saved, append: 'quiet' } }))
    const field = await screen.findByRole('textbox', { name: 'Extra kernel arguments' })
    await fireEvent.input(field, { target: { value: 'quiet && reboot' } })
    expect(screen.getByText(/cannot hold "&&"/)).toBeTruthy()
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(button('Start serving').getAttribute('aria-disabled')).toBe('true')
  })

  it('offers one button for another medium, not two', async () => {
    const error = { code: 'medium-not-recognised', message: 'It is a picture.' }
    open(fakeApi({ ...READY, inspect: () => Promise.resolve({ ok: false, error } as const) }))
    await screen.findByRole('heading', { name: 'Or drop another medium here' })
    expect(screen.getAllByRole('button', { name: /Choose .*file/ })).toHaveLength(1)
  })

  it('shows the command that gives permission, and copies it', async () => {
    const error = { code: 'port-forbidden', message: 'Either run Bootdrop with sudo, or: sudo sysctl -w x=67' }
    const { api } = open(fakeApi({ ...READY, start: () => Promise.resolve({ ok: false, error }) }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    await fireEvent.click(button('Start serving'))
    const command = 'sudo sysctl -w net.ipv4.ip_unprivileged_port_start=67'
    await screen.findByText(command)
    expect(document.body.textContent).not.toContain('run Bootdrop with sudo')
    await fireEvent.click(button('Copy command'))
    expect(api.calls).toContainEqual({ name: 'copyText', args: [command] })
  })

  it('shows why a start failed, and tries again', async () => {
    const error = { code: 'port-taken', message: 'UDP port 67 is used by dnsmasq (pid 812).' }
    const { api } = open(fakeApi({ ...READY, start: () => Promise.resolve({ ok: false, error }) }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    await fireEvent.click(button('Start serving'))
    await screen.findByText(error.message)
    await fireEvent.click(button('Try again'))
    expect(api.calls.filter(({ name }) => name === 'start')).toHaveLength(2)
  })
})

describe('while serving', () => {
  it('has one button, and it is Stop', async () => {
    const { api } = open(fakeApi({ ...READY, state: () => Promise.resolve(serving()) }))
    await screen.findByText('Serving Debian installer 12.7 on Ethernet (eno1)')
    expect(screen.queryByRole('button', { name: 'Start serving' })).toBeNull()
    await fireEvent.click(button('Stop'))
    expect(api.calls.some(({ name }) => name === 'stop')).toBe(true)
  })

  it('speaks of the network’s DHCP server only once a machine has an address', async () => {
    const { api } = open(fakeApi({ state: () => Promise.resolve(serving()) }))
    await screen.findByText(/192\.168\.1\.20 · waiting for machines/)
    api.send('state', serving({ clients: [client({ ip: undefined, phase: { phase: 'offered' } })] }))
    expect(screen.queryByText(/beside/)).toBeNull()
    api.send('state', serving({ clients: [client()] }))
    await screen.findByText('192.168.1.20 · beside the network’s own DHCP server')
  })

  it('opens the choices, and goes back by button and by Esc', async () => {
    open(fakeApi({ state: () => Promise.resolve(serving()) }))
    for (const back of [
      () => fireEvent.click(button('Cancel')),
      () => fireEvent.keyDown(document.body, { key: 'Escape' }),
    ]) {
      await fireEvent.click(await screen.findByRole('button', { name: 'Change…' }))
      await screen.findByText('Nothing is changed yet.')
      await back()
      await screen.findByRole('region', { name: 'What is being served' })
    }
  })

  it('tells of a file that cannot be served on a card that can be put away', async () => {
    const refused = { ok: false, error: { code: 'medium-not-recognised', message: 'cat.jpg is a picture.' } } as const
    const inspect = (path: string) =>
      Promise.resolve(path.includes('cat') ? refused : ({ ok: true, value: report() } as const))
    open(fakeApi({ inspect, state: () => Promise.resolve(serving()) }))
    await screen.findByRole('region', { name: 'What is being served' })
    await fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files: [new File(['x'], 'cat.jpg')] } })
    await screen.findByText(/^cat\.jpg is a picture/)
    expect(screen.getByRole('region', { name: 'What is being served' })).toBeTruthy()
    await fireEvent.click(button('Hide: This is not a boot medium'))
    expect(screen.queryByText(/^cat\.jpg is a picture/)).toBeNull()
  })

  it('shows a machine with its step, its file and how far that is', async () => {
    const clients = [client({ hostname: 'bench-3', transfers: [transfer()] })]
    open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ clients })) }))
    const machine = await screen.findByRole('article', { name: 'bench-3' })
    expect(within(machine).getByText('is loading the system')).toBeTruthy()
    const steps = within(machine).getByRole('list', { name: 'Steps of this boot' })
    expect(steps.querySelector('[aria-current=step]')?.textContent.trim()).toBe('Loading')
    const bar = within(machine).getByRole('progressbar', { name: 'initrd.gz' })
    expect(bar.getAttribute('aria-valuenow')).toBe('61')
    expect(bar.getAttribute('aria-valuetext')).toBe('61 %')
    expect(within(machine).getByText('38.4 of 62.0 MB · 41.3 MB/s · 1 s left')).toBeTruthy()
  })

  it('never moves a bar backwards', async () => {
    const state = (sentBytes: number) => serving({ clients: [client({ transfers: [transfer({ sentBytes })] })] })
    const { api } = open(fakeApi({ ...READY, state: () => Promise.resolve(state(31_000_000)) }))
    const bar = await screen.findByRole('progressbar', { name: 'initrd.gz' })
    api.send('state', state(6_200_000))
    await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('50'))
    api.send('state', state(46_500_000))
    await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('75'))
  })

  it('says of an unknown size that it is not known, and claims no number', async () => {
    const clients = [client({ transfers: [transfer({ sizeBytes: undefined })] })]
    open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ clients })) }))
    const bar = await screen.findByRole('progressbar', { name: 'initrd.gz' })
    expect(bar.hasAttribute('aria-valuenow')).toBe(false)
    expect(bar.getAttribute('aria-valuetext')).toBe('size not known yet')
  })

  it('explains a machine that stalled', async () => {
    const clients = [client({ phase: { phase: 'stalled', at: 'loader', why: 'loader-sent-then-silence' } })]
    open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ clients })) }))
    await screen.findByText('Secure Boot probably refused the loader')
    expect(screen.getByText('Stalled')).toBeTruthy()
    expect(screen.getByRole('list', { name: 'What to do' })).toBeTruthy()
  })

  it('gives each machine of a full bench a row, and opens its story on a click', async () => {
    const clients = [1, 2, 3, 4, 5, 6].map((n) => client({ id: String(n), hostname: `pc-${String(n)}` }))
    open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ clients })) }))
    const row = await screen.findByRole('option', { name: /^pc-2/ })
    expect(row.getAttribute('aria-posinset')).toBe('2')
    expect(row.getAttribute('aria-setsize')).toBe('6')
    expect(screen.queryByRole('list', { name: 'Steps of this boot' })).toBeNull()
    await fireEvent.click(row)
    const story = await screen.findByRole('region', { name: 'Story of pc-2' })
    within(story).getByRole('list', { name: 'Steps of this boot' })
  })

  it('filters by what needs a look', async () => {
    const clients = [
      client({ id: '1', hostname: 'fine' }),
      client({ id: '2', hostname: 'broken', phase: { phase: 'failed', at: 'loading', why: 'transfer-failed' } }),
    ]
    open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ clients })) }))
    await fireEvent.click(await screen.findByRole('button', { name: /Need a look/ }))
    expect(screen.queryByRole('article', { name: 'fine' })).toBeNull()
    expect(screen.getByRole('article', { name: 'broken' })).toBeTruthy()
  })

  it('hides a notice on request', async () => {
    const notices = [{ at: 1, level: 'error', code: 'card-down', text: 'The card is down.' }] as const
    open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ notices })) }))
    await fireEvent.click(await screen.findByRole('button', { name: 'Hide: The network card lost its link' }))
    expect(screen.queryByText('The card is down.')).toBeNull()
  })
})

describe('what is said of a file that was refused', () => {
  it('goes away when something is served', async () => {
    const refused = { ok: false, error: { code: 'medium-not-recognised', message: 'cat.jpg is a picture.' } } as const
    const inspect = (path: string) =>
      Promise.resolve(path.includes('cat') ? refused : ({ ok: true, value: report() } as const))
    const { app } = open(fakeApi({ ...READY, inspect }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    await app.open(['/media/cat.jpg'], 'add')
    await screen.findByText(/^cat\.jpg is a picture/)
    await app.start()
    await waitFor(() => expect(screen.queryByText(/^cat\.jpg is a picture/)).toBeNull())
  })
})

describe('the log', () => {
  const lines = [
    { at: 0, level: 'info', clientId: 'a', text: 'asked' },
    { at: 1, level: 'warning', clientId: 'b', text: 'went silent' },
  ] as const

  it('is one line until it is opened, and Esc closes it', async () => {
    open(fakeApi({ log: () => Promise.resolve(lines) }))
    await screen.findByText(/b:\s+went silent/)
    expect(screen.queryByRole('list', { name: 'Log lines' })).toBeNull()
    await fireEvent.click(button('Log'))
    expect(screen.getByRole('list', { name: 'Log lines' })).toBeTruthy()
    await fireEvent.keyDown(document.body, { key: 'Escape' })
    expect(screen.queryByRole('list', { name: 'Log lines' })).toBeNull()
  })

  it('shows one machine’s lines, and copies what it shows', async () => {
    const { api } = open(fakeApi({ saved: { logOpen: true }, log: () => Promise.resolve(lines) }))
    await fireEvent.click(await screen.findByRole('button', { name: 'b' }))
    expect(screen.queryByText('asked')).toBeNull()
    await fireEvent.click(button('Copy'))
    const copied = api.calls.find(({ name }) => name === 'copyText')
    expect(copied?.args).toEqual(['1970-01-01T00:00:00.001Z\twarning\tb\twent silent'])
    await screen.findByText('Copied')
  })
})

describe('whose lines the log shows', () => {
  const lines = [
    { at: 0, level: 'info', clientId: undefined, text: 'Serving.' },
    { at: 1, level: 'info', clientId: 'a', text: 'asked' },
    { at: 2, level: 'warning', clientId: 'gone', text: 'went silent' },
  ] as const
  const clients = [
    client({ id: 'b', model: 'HP EliteBook 840', mac: '52:54:00:00:00:0b' }),
    client({ id: 'a', hostname: 'desk-7', mac: '52:54:00:00:00:0a' }),
  ]
  const opened = async () => {
    const state = () => Promise.resolve(serving({ clients }))
    const { app } = open(fakeApi({ state, saved: { logOpen: true }, log: () => Promise.resolve(lines) }))
    const choice = await screen.findByLabelText('Machine: All machines')
    const choose = async (key: string): Promise<void> => {
      await fireEvent.keyDown(choice, { key: 'Enter' })
      const found = (await screen.findAllByRole('option')).find(({ dataset }) => dataset['value'] === key)
      if (found === undefined) throw new Error(`There is no ${key} to choose.`)
      await fireEvent.pointerUp(found)
    }
    return { app, choice, choose }
  }

  it('can be chosen by the names of the board, by keyboard too, also of a machine that has left it', async () => {
    const { choice } = await opened()
    await fireEvent.keyDown(choice, { key: 'Enter' })
    const names = (await screen.findAllByRole('option')).map(({ textContent }) => textContent.trim())
    expect(names).toEqual(['All machines', 'desk-7 …:00:00:0a', 'HP EliteBook 840 …:00:00:0b', 'gone'])
  })

  it('is one machine, then all again at a press, and the keyboard is back at the choice', async () => {
    const { choice, choose } = await opened()
    await choose('a')
    await waitFor(() => expect(screen.queryByText('went silent')).toBeNull())
    screen.getByText('asked')
    expect(choice.getAttribute('aria-label')).toBe('Machine: desk-7 52:54:00:00:00:0a')
    await fireEvent.click(button('Show all machines'))
    await screen.findByText('went silent')
    expect(screen.queryByRole('button', { name: 'Show all machines' })).toBeNull()
    expect(document.activeElement).toBe(choice)
  })

  it('says so where nothing is told of that machine', async () => {
    const { choose } = await opened()
    await choose('b')
    await screen.findByText('No line is about this machine.')
  })
})

describe('the ports', () => {
  it('are told with state and owner, not by colour alone', async () => {
    const ports = { ...stopped().ports, dhcp: { port: 67, state: 'failed', owner: 'dnsmasq (pid 812)' } } as const
    open(fakeApi({ state: () => Promise.resolve({ ...stopped(), ports }) }))
    const list = await screen.findByRole('list', { name: 'Ports' })
    await waitFor(() => expect(list.textContent).toContain('could not be opened'))
    expect(list.textContent).toContain('not in use yet')
  })
})
