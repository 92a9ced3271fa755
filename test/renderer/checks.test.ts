import { screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import type { Bootdrop } from '../../preload/contract'
import { CHECK_CODES } from '../../main/engine/doctor/codes'
import { CHECK_IDS } from '../../main/engine/doctor/ids'
import type { Check, CheckId } from '../../main/engine/types'
import { checkWords, heardWords, verdictOf } from '../../renderer/src/check-words'
import { lang } from '../../renderer/src/lang/lang.svelte'
import { ABOUT, card, fakeApi, NOW, serving } from './fixtures'
import { closeAfterEach, open } from './mounted'

closeAfterEach()

function check(id: CheckId, state: Check['state'], code: string, more: Partial<Check> = {}): Check {
  return { id, state, code, text: 'As the engine says it.', facts: {}, ...more }
}
const FREE = check('port-dhcp', 'ok', 'free', { facts: { port: 67, protocol: 'udp' } })
const TAKEN = check('port-dhcp', 'failed', 'taken', {
  facts: { port: 67, protocol: 'udp', owner: 'dnsmasq (pid 812)' },
})
const BLOCKS = check('firewall', 'failed', 'blocks', {
  ...{ facts: { firewall: 'ufw', ports: 'UDP 69' }, fix: 'open-firewall', command: 'sudo ufw allow 69' },
})
const UNHEARD = check('dhcp-servers', 'unknown', 'not-listened', { fix: 'listen' })

function opened(...checks: Check[]) {
  const api = fakeApi({
    preflight: (nic, listened) => Promise.resolve({ ok: true, value: { at: NOW, nic, listened, servers: [], checks } }),
  })
  const { app } = open(api)
  const looks = (): readonly (readonly unknown[])[] =>
    api.calls.filter(({ name }) => name === 'preflight').map(({ args }) => args)
  return { api, app, looks }
}

describe('the words of pre-flight', () => {
  it.each(['en', 'de'] as const)('say in %s what every line can find, and leave no fact open', (id) => {
    lang.id = id
    for (const line of CHECK_IDS) {
      for (const code of CHECK_CODES[line]) {
        const said = checkWords(check(line, 'ok', code))
        expect(said.what, `${line} ${code}`).not.toBe('As the engine says it.')
        expect(`${said.what} ${said.todo}`).not.toMatch(/undefined|NaN|—/)
      }
    }
    lang.id = 'en'
  })
  it('keep what a newer engine says', () => {
    expect(checkWords(check('disk', 'ok', 'on-fire')).what).toBe('As the engine says it.')
  })
  it('count what is in the way before what is worth a look', () => {
    expect(verdictOf([FREE, TAKEN, check('card', 'warning', 'wifi')])).toEqual({ state: 'failed', count: 1 })
    expect(verdictOf([FREE, UNHEARD])).toEqual({ state: 'ok' })
  })
})

describe('what a start would stumble over', () => {
  const readyBut = (check: Check): void => {
    open(
      fakeApi({
        saved: { media: ['/media/debian-12.iso'] },
        preflight: (nic, listened) =>
          Promise.resolve({ ok: true, value: { at: NOW, nic, listened, servers: [], checks: [check] } }),
      }),
    )
  }
  it('is named in place of “Ready to serve”, with the way to the checks', async () => {
    readyBut(TAKEN)
    await screen.findByRole('heading', { name: 'Something is in the way' })
    expect(screen.getAllByText(/dnsmasq/).length).toBeGreaterThan(0)
    expect(screen.queryByText(/^Ready to serve/)).toBeNull()
    screen.getByRole('button', { name: 'Show the checks' })
  })
  it('is no firewall that may be meant so', async () => {
    readyBut(BLOCKS)
    await screen.findByRole('heading', { name: /^Ready to serve/ })
  })
})

describe('the log in another language', () => {
  it('says that its lines are English, and shows none of them unasked', async () => {
    const api = fakeApi({
      saved: { logOpen: false },
      about: () => Promise.resolve({ ...ABOUT, language: 'de' }),
      log: () => Promise.resolve([{ at: NOW, level: 'info', clientId: undefined, text: 'Serving Debian.' }]),
    })
    const { app } = open(api)
    await screen.findByRole('button', { name: 'Protokoll' })
    expect(screen.queryByText('Serving Debian.')).toBeNull()
    app.save({ logOpen: true })
    await screen.findByText('Serving Debian.')
    screen.getByText('Das Protokoll ist englisch')
    lang.id = 'en'
  })
})

describe('the line in the rail', () => {
  it('says that all is fine, and opens the page', async () => {
    const { app } = opened(FREE, UNHEARD)
    const chip = await screen.findByRole('button', { name: /Ports, firewall, network: fine/ })
    chip.click()
    expect(app.page).toBe('checks')
    await screen.findByRole('heading', { name: 'Nothing stands in the way.' })
  })
  it('counts what is in the way', async () => {
    opened(TAKEN, BLOCKS)
    await screen.findByRole('button', { name: /2 things are in the way/ })
  })
})

describe('the page', () => {
  it('tells cause, next step and command of each line', async () => {
    const { app } = opened(TAKEN, BLOCKS)
    app.show('checks')
    await screen.findByText('UDP 67 is used by dnsmasq (pid 812).')
    await screen.findByText('Stop that program, or tie it to another network card.')
    await screen.findByText('sudo ufw allow 69')
    await screen.findByRole('heading', { name: '2 things stand in the way.' })
  })

  it('does what a line offers, and looks again', async () => {
    const { api, app, looks } = opened(BLOCKS)
    app.show('checks')
    const button = await screen.findByRole('button', { name: 'Open for this card' })
    await waitFor(() => expect(app.checks.busy).toBeUndefined())
    const before = looks().length
    button.click()
    await waitFor(() => expect(looks().length).toBeGreaterThan(before))
    expect(api.calls).toContainEqual({ name: 'fix', args: ['firewall', 'eno1'] })
  })

  it('says why a button did not help', async () => {
    const { api, app } = opened(BLOCKS)
    const fix: Bootdrop['fix'] = () =>
      Promise.resolve({ ok: false, error: { code: 'permission-refused', message: 'It was refused.' } })
    Object.assign(api, { fix })
    app.show('checks')
    ;(await screen.findByRole('button', { name: 'Open for this card' })).click()
    expect((await screen.findByText(/It was refused\./)).textContent).toContain('That did not work')
  })

  it('says in the language on show that the password was not given', async () => {
    const { api, app } = opened(BLOCKS)
    const details = { why: 'dismissed' }
    const fix: Bootdrop['fix'] = () =>
      Promise.resolve({ ok: false, error: { code: 'permission-refused', message: 'It was refused.', details } })
    Object.assign(api, { fix })
    app.show('checks')
    const button = await screen.findByRole('button', { name: 'Open for this card' })
    lang.id = 'de'
    button.click()
    const said = await screen.findByText(/Der Passwort-Dialog wurde geschlossen\./)
    expect(said.textContent).not.toContain('refused')
    lang.id = 'en'
  })

  it('has one button to listen, for DHCP servers and boot servers alike', async () => {
    const { app, looks } = opened(UNHEARD, check('pxe-servers', 'unknown', 'not-listened', { fix: 'listen' }))
    app.show('checks')
    await screen.findByRole('button', { name: 'Listen for DHCP and boot servers' })
    const [button, ...more] = screen.getAllByRole('button', { name: /^Listen/ })
    expect(more).toEqual([])
    await waitFor(() => expect(app.checks.busy).toBeUndefined())
    button?.click()
    // Both lines are said to whoever listens to the page.
    await waitFor(() => {
      const said = screen.getAllByRole('status').map(({ textContent }) => textContent)
      expect(said.some((text) => text.includes('DHCP servers: ') && text.includes('Other PXE servers: '))).toBe(true)
    })
    expect(looks().filter(([, listen]) => listen === true)).toHaveLength(1)
  })

  it('says when it was heard, and the day where that was not today', () => {
    const heard = check('dhcp-servers', 'ok', 'one', { facts: { at: NOW } })
    expect(heardWords(heard, NOW)).toMatch(/^Heard at \d\d:\d\d\.$/)
    expect(heardWords(heard, NOW + 86_400_000)).toMatch(/^Heard on .+ at \d\d:\d\d\.$/)
    expect(heardWords(check('pxe-servers', 'ok', 'none', { facts: { at: NOW } }), NOW)).toMatch(/^Listened at/)
    expect(heardWords(UNHEARD, NOW)).toBe('')
  })

  it('looks at the card that was chosen while the other one was listened on', async () => {
    const { api, app, looks } = opened(FREE, UNHEARD)
    let done: () => void = () => undefined
    const { preflight } = api
    const slow: Bootdrop['preflight'] = async (nic, listen) => {
      if (listen) await new Promise<void>((resolve) => (done = resolve))
      return preflight(nic, listen)
    }
    await waitFor(() => expect(app.checks.report).toBeDefined())
    Object.assign(api, { preflight: slow })
    const listening = app.checks.look(true)
    api.send('cards', [card({ name: 'eno2' })])
    done()
    await listening
    await waitFor(() => expect(looks().at(-1)).toEqual(['eno2', false]))
  })

  it('listens at a press alone', async () => {
    const { app, looks } = opened(FREE, UNHEARD)
    app.show('checks')
    const button = await screen.findByRole('button', { name: 'Listen for DHCP and boot servers' })
    await waitFor(() => expect(app.checks.busy).toBeUndefined())
    expect(looks().some(([, listen]) => listen === true)).toBe(false)
    button.click()
    await waitFor(() => expect(looks()).toContainEqual(['eno1', true]))
  })

  it('looks again when the card changes, and when serving starts or stops', async () => {
    const { api, looks } = opened(FREE)
    await waitFor(() => expect(looks()).toEqual([['eno1', false]]))
    api.send('cards', [card({ name: 'eno2' })])
    await waitFor(() => expect(looks().at(-1)).toEqual(['eno2', false]))
    api.send('state', serving())
    await waitFor(() => expect(looks().at(-1)).toEqual(['eno1', false]))
  })

  it('does not look with every snapshot of the engine', async () => {
    const { api, app, looks } = opened(FREE)
    api.send('state', serving())
    await waitFor(() => expect(app.checks.report).toBeDefined())
    vi.useFakeTimers()
    const before = looks().length
    for (let at = 1; at < 50; at++) api.send('state', serving({ bytesPerSecond: at }))
    await vi.advanceTimersByTimeAsync(5_000)
    vi.useRealTimers()
    expect(looks().length).toBe(before)
  })
})
