import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { ServeConfig } from '../../main/engine/types'
import { card, client, dhcpServer, fakeApi, serving, stopped } from './fixtures'
import type { FakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

/** Who gives out addresses: chosen, asked, refused, guarded. */
const READY = { saved: { media: ['/media/debian-12.iso'] } } as const
closeAfterEach()

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name })
const modes = (api: FakeApi): unknown[] =>
  api.calls.filter(({ name }) => name === 'start').map(({ args }) => (args[0] as ServeConfig).mode)
const failing =
  (code: string, message: string, details: Readonly<Record<string, string>> = {}) =>
  () =>
    Promise.resolve({ ok: false, error: { code, message, details } } as const)
const starting = () => ({ ...stopped(), status: 'starting' }) as const

async function started(api: FakeApi): Promise<void> {
  open(api)
  await screen.findByRole('heading', { name: /Ready to serve/ })
  await fireEvent.click(button('Start serving'))
}

describe('the way of addresses', () => {
  it('is automatic, and asks before it leases', async () => {
    const api = fakeApi(READY)
    await started(api)
    expect(api.calls.find(({ name }) => name === 'start')?.args).toMatchObject([
      { mode: 'auto', askBeforeLeasing: true },
    ])
  })

  it('is remembered for each card', async () => {
    const cards = [card(), card({ name: 'usb0', title: 'USB (usb0)' })]
    const { app, api } = open(fakeApi({ ...READY, cards: () => Promise.resolve(cards) }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    app.chooseMode('dhcp')
    expect(api.calls.at(-1)).toEqual({ name: 'saveSettings', args: [{ modes: { eno1: 'dhcp' } }] })
    await screen.findByLabelText('Addresses: Give out addresses myself')
    app.save({ card: 'usb0' })
    await screen.findByLabelText('Addresses: Automatic')
  })
})

describe('while it listens', () => {
  it('says so, with the card, and can be cancelled by button and by Esc', async () => {
    const { api } = open(fakeApi(READY))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    api.send('state', starting())
    await screen.findByText('Listening for DHCP servers on Ethernet (eno1)…')
    expect(screen.getByRole('progressbar', { name: 'Listening for DHCP servers' })).toBeTruthy()
    await fireEvent.click(button('Cancel'))
    await fireEvent.keyDown(document.body, { key: 'Escape' })
    expect(api.calls.filter(({ name }) => name === 'stop')).toHaveLength(2)
  })

  it('does not say that it listens where it does not', async () => {
    const { api } = open(fakeApi({ saved: { ...READY.saved, modes: { eno1: 'proxy' } } }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    api.send('state', starting())
    await screen.findByRole('button', { name: 'Cancel' })
    expect(screen.queryByText(/Listening/)).toBeNull()
  })

  it('keeps the focus where it was when Start was pressed', async () => {
    const { api } = open(fakeApi(READY))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    const start = button('Start serving')
    start.focus()
    api.send('state', starting())
    await screen.findByRole('button', { name: 'Listening…' })
    expect(document.activeElement).toBe(start)
  })

  it('shows no problem when the start was broken off', async () => {
    await started(fakeApi({ ...READY, start: failing('cancelled', 'Stopped.') }))
    await waitFor(() => expect(button('Start serving')).toBeTruthy())
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('when the start is refused', () => {
  it('asks who shall give addresses where nobody does', async () => {
    const api = fakeApi({ ...READY, start: failing('no-dhcp', 'No DHCP server answered on Ethernet (eno1).') })
    await started(api)
    const alert = await screen.findByRole('alert')
    within(alert).getByText(/^No DHCP server answered on this card/)
    await fireEvent.click(within(alert).getByRole('button', { name: 'Give out addresses' }))
    await fireEvent.click(await screen.findByRole('button', { name: 'Serve beside one anyway' }))
    await waitFor(() => expect(modes(api)).toEqual(['auto', 'dhcp', 'proxy']))
    // One start was meant: the next bench is asked again.
    expect(api.calls.some(({ args }) => JSON.stringify(args).includes('modes'))).toBe(false)
  })

  it('names the other server and offers to serve beside it', async () => {
    const text = '192.168.1.1 leases addresses on this network.'
    const api = fakeApi({
      saved: { ...READY.saved, modes: { eno1: 'dhcp' } },
      start: failing('foreign-dhcp', text, { server: '192.168.1.1' }),
    })
    await started(api)
    const alert = await screen.findByRole('alert')
    within(alert).getByText(/^192\.168\.1\.1 gives out addresses here\./)
    await fireEvent.click(within(alert).getByRole('button', { name: 'Serve beside it' }))
    await waitFor(() => expect(modes(api)).toEqual(['dhcp', 'proxy']))
  })

  it('goes on with the mode it was started in until it is stopped', async () => {
    const api = fakeApi(READY)
    const { app } = open(api)
    await screen.findByRole('heading', { name: /Ready to serve/ })
    await app.start('dhcp')
    api.send('state', serving({ mode: 'dhcp' }))
    expect(app.changed).toBe(false)
    await app.decide(client(), { loader: 'full' })
    expect(api.calls.at(-1)).toMatchObject({
      name: 'change',
      args: [{ mode: 'dhcp', rules: [{ action: { loader: 'full' } }] }],
    })
    api.send('state', stopped())
    expect(app.mode).toBe('auto')
  })
})

describe('the status strip', () => {
  it('names the server that gives the addresses', async () => {
    const otherServers = [dhcpServer('192.168.1.1'), { ...dhcpServer('192.168.1.9'), kind: 'pxe' } as const]
    open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ otherServers })) }))
    await screen.findByText('192.168.1.20 · beside 192.168.1.1')
  })

  it('says that it gives out addresses', async () => {
    open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ mode: 'dhcp' })) }))
    await screen.findByText('192.168.1.20 · giving out addresses')
  })

  it('warns when the guard stopped that, and names the other server', async () => {
    const { api } = open(fakeApi({ ...READY, state: () => Promise.resolve(serving({ mode: 'dhcp' })) }))
    await screen.findByText('192.168.1.20 · giving out addresses')
    const text = '192.168.1.1 leases addresses on Ethernet (eno1).'
    const details = { server: '192.168.1.1' }
    const notices = [{ at: 5, level: 'warning', code: 'other-dhcp', text, details }] as const
    api.send('state', serving({ mode: 'proxy', notices, otherServers: [dhcpServer('192.168.1.1')] }))
    await screen.findByText('192.168.1.20 · gives out no more addresses: 192.168.1.1 does')
    const alert = screen.getByRole('alert')
    within(alert).getByText(/^192\.168\.1\.1 is on this cable, too\. .* goes on beside it/)
    within(alert).getByRole('heading', { name: /stopped giving out addresses/ })
    within(alert).getByText('If it should not be there: switch it off, stop, and start again.')
    await fireEvent.click(button('Change…'))
    await screen.findByLabelText('Addresses: Beside the network’s DHCP server')
    screen.getByText('Nothing is changed yet.')
    await waitFor(() =>
      expect(screen.getAllByRole('status')[0]?.textContent).toContain('stopped giving out addresses: 192.168.1.1 does'),
    )
  })
})
