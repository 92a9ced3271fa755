import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { NOTHING } from '../../main/engine/clients/nothing-counted'
import { MESSAGE_IDS } from '../../main/engine/diagnosis/screen/messages'
import type { Fact } from '../../main/engine/diagnosis/types'
import type { Client, EngineState } from '../../main/engine/types'
import { lang } from '../../renderer/src/lang/lang.svelte'
import { LANGUAGES } from '../../renderer/src/lang/words'
import { causes } from '../../renderer/src/lang/en/causes'
import { client, dhcpServer, fakeApi, NOW, serving } from './fixtures'
import type { FakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

closeAfterEach()

const UNASKED = client({
  hostname: 'bench-01',
  phase: { phase: 'stalled', at: 'addressed', why: 'boot-server-not-asked' },
  reached: { seen: NOW, offered: NOW, addressed: NOW },
  evidence: { ...NOTHING, leasedBy: '192.168.1.1' },
})
const READY = client({ id: '52:54:00:00:00:09', mac: '52:54:00:00:00:09', hostname: 'bench-09' })

async function page(clients: readonly Client[], more: Parameters<typeof fakeApi>[0] = {}): Promise<FakeApi> {
  const state: EngineState = serving({ clients, otherServers: [dhcpServer('192.168.1.1')] })
  const { api, app } = open(fakeApi({ state: () => Promise.resolve(state), ...more }))
  await waitFor(() => expect(app.serving).toBe(true))
  app.show('screen')
  await screen.findByLabelText('Message or code on the screen')
  return api
}
const type = (value: string): Promise<boolean> =>
  fireEvent.input(screen.getByLabelText('Message or code on the screen'), { target: { value } })
const firstCause = (): string => document.querySelector('.screen-cause h3')?.textContent ?? ''

describe('the page', () => {
  it('lists every message by who shows it, and tells of the one that is picked', async () => {
    await page([])
    const list = screen.getByRole('navigation', { name: 'Messages' })
    expect(within(list).getAllByRole('button')).toHaveLength(MESSAGE_IDS.length)
    const item = within(list).getByRole('button', { name: 'PXE-E61: Media test failure, check cable' })
    await fireEvent.click(item)
    expect(item.getAttribute('aria-pressed')).toBe('true')
    expect(firstCause()).toContain('The cable or the switch port has no link')
  })

  it('takes the only machine that stopped for the one that is asked about', async () => {
    await page([READY, UNASKED])
    await type('E-16')
    screen.getByText('By what was seen of bench-01')
    expect(firstCause()).toContain('A firewall drops its questions')
    screen.getByText('No question came to port 4011.')
  })

  it('opens another cause without closing the first', async () => {
    await page([UNASKED])
    await type('E-16')
    const heads = [...document.querySelectorAll<HTMLElement>('.screen-cause-head')]
    expect(heads.map((head) => head.getAttribute('aria-expanded'))).toEqual(heads.map((_head, n) => String(n === 0)))
    await fireEvent.click(heads[1] ?? document.body)
    expect(heads[1]?.getAttribute('aria-expanded')).toBe('true')
    expect(heads[0]?.getAttribute('aria-expanded')).toBe('true')
  })

  it('says kindly that it does not know a message, and shows the nearest', async () => {
    await page([])
    await type('cannot mount anything at all')
    screen.getByText('Bootdrop does not know this message')
    await fireEvent.click(screen.getByRole('button', { name: /^VFS: Unable to mount/ }))
    screen.getByText('Where it comes from')
  })

  it('shows common messages, and calls them so, where nothing comes near', async () => {
    await page([])
    await type('asdkjh qwe')
    screen.getByText('Bootdrop does not know this message')
    screen.getByRole('heading', { name: 'Common messages' })
    screen.getByText(/a code such as PXE-E18/)
    expect(screen.queryByText('Nearest messages')).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: /^PXE-E53/ }))
    screen.getByRole('heading', { name: 'Common messages' })
    screen.getByText('Where it comes from')
  })

  it.each(['PXE-E78', '0xc000000f'])('shows one message, and no others, for %s', async (code) => {
    await page([])
    await type(code)
    const list = screen.getByRole('navigation', { name: 'Messages' })
    expect(within(list).getAllByRole('button')).toHaveLength(1)
    screen.getByRole('heading', { name: 'Message found' })
  })

  it('keeps what was found in the list when another one is picked', async () => {
    await page([])
    await type('kernel panic not syncing')
    const list = screen.getByRole('navigation', { name: 'Messages' })
    const before = within(list)
      .getAllByRole('button')
      .map(({ textContent }) => textContent)
    expect(before.length).toBeGreaterThan(1)
    await fireEvent.click(within(list).getByRole('button', { name: /No working init found$/ }))
    expect(
      within(list)
        .getAllByRole('button')
        .map(({ textContent }) => textContent),
    ).toEqual(before)
  })

  it('says that Bootdrop serves IPv4 where the machine asks over IPv6', async () => {
    await page([])
    await type('Start PXE over IPv6')
    expect(firstCause()).toContain('It asks over IPv6')
    screen.getByText(/choose the entry with IPv4/)
  })

  it('words what is no text of a screen in the language of the window', async () => {
    await page([])
    screen.getByRole('button', { name: 'Black screen after “Loading kernel”' })
    lang.id = 'de'
    try {
      const item = await screen.findByRole('button', { name: 'Bildschirm bleibt nach „Loading kernel“ schwarz' })
      expect(item.classList.contains('mono')).toBe(false)
      await fireEvent.click(item)
      expect(document.querySelector('.screen-shows')?.textContent).toContain('Bildschirm bleibt')
      screen.getByRole('button', { name: 'Der Netzwerkstart fehlt im Bootmenü' })
    } finally {
      lang.id = 'en'
    }
  })

  it('is cleared by Escape and by its button', async () => {
    await page([])
    await type('E18')
    await fireEvent.keyDown(screen.getByLabelText('Message or code on the screen'), { key: 'Escape' })
    screen.getByText('Pick a message to see where it comes from')
    await type('E18')
    await fireEvent.click(screen.getByRole('button', { name: 'Clear what was typed' }))
    screen.getByText('Pick a message to see where it comes from')
  })

  it('listens for DHCP servers, and what was heard counts', async () => {
    const heard = { ...dhcpServer('192.168.1.77'), claimsPxe: true }
    await page([], {
      preflight: (nic, listened) =>
        Promise.resolve({ ok: true, value: { at: NOW, nic, listened, servers: listened ? [heard] : [], checks: [] } }),
    })
    await type('PXE-E55')
    await fireEvent.click(await screen.findByRole('button', { name: 'Listen for DHCP servers' }))
    await screen.findByText('Heard: 192.168.1.77.')
    expect(firstCause()).toContain('The network’s DHCP server calls itself a PXE server')
  })

  it('sends nothing to the network before it is asked to', async () => {
    const api = await page([])
    await type('PXE-E55')
    const asked = api.calls.filter(({ name }) => name === 'preflight')
    expect(asked.every(({ args }) => args[1] === false)).toBe(true)
  })
})

describe('a machine’s card', () => {
  it('leads to the page with that machine chosen', async () => {
    const state = serving({ clients: [UNASKED, { ...READY, phase: UNASKED.phase }] })
    open(fakeApi({ state: () => Promise.resolve(state) }))
    const [link] = await screen.findAllByRole('button', { name: 'Its screen shows a message?' })
    await fireEvent.click(link ?? document.body)
    await type('E18')
    screen.getByText('By what was seen of bench-01')
  })

  it('shows where in the boot it stopped, in words as well', async () => {
    open(fakeApi({ state: () => Promise.resolve(serving({ clients: [UNASKED] })) }))
    await screen.findByRole('img', { name: 'The boot breaks off before “Loader”. It came as far as “Address”.' })
  })
})

describe('the words', () => {
  const FACTS: readonly Fact[] = [
    { code: 'asked', times: 1, seconds: 0 },
    { code: 'asked', times: 5, seconds: 60 },
    { code: 'leased', server: undefined },
    { code: 'loader-sent', file: 'snponly.efi', bytes: 271_360, times: 1 },
    { code: 'loader-sent', file: 'snponly.efi', bytes: 271_360, times: 2 },
    { code: 'memory', hasMiB: 2048, needsMiB: 4096 },
    { code: 'broke-off', file: 'a.iso', sentBytes: 10, sizeBytes: undefined },
    { code: 'silent', seconds: 300 },
    { code: 'rounds', times: 3 },
    { code: 'several-dhcp', servers: ['192.168.1.1', '192.168.1.2'] },
  ]
  const show = {
    size: (bytes: number) => `${String(bytes)} B`,
    memory: (mib: number) => `${String(mib)} MiB`,
    step: String,
  }

  it.each(['en', 'de'] as const)('of every fact are whole sentences (%s)', (id) => {
    const { facts } = LANGUAGES[id].trouble
    for (const fact of FACTS) {
      const tell = facts[fact.code] as (fact: Fact, how: typeof show) => string
      expect(tell(fact, show)).toMatch(/^\S.*\.$/)
      expect(tell(fact, show)).not.toMatch(/undefined|NaN|\[object/)
    }
  })

  it.each(['en', 'de'] as const)('of every cause and message are whole, and show no bare code (%s)', (id) => {
    const { causes: told, meanings } = LANGUAGES[id].screen
    for (const { title, happened, todo } of Object.values(told)) {
      expect(title).not.toMatch(/\.$/)
      for (const sentence of [happened, ...todo]) expect(sentence).toMatch(/^[A-ZÄÖÜ„].*\.$/)
      expect(todo.length).toBeGreaterThan(0)
      expect([title, happened, ...todo].join(' ')).not.toMatch(/\b[a-z]+-[a-z]+-[a-z]+\b/)
    }
    for (const meaning of Object.values(meanings)) expect(meaning).toMatch(/^\S.*\.$/)
  })

  it('are German in the German window', () => {
    const { de } = LANGUAGES
    for (const id of Object.keys(causes) as (keyof typeof causes)[]) {
      expect(de.screen.causes[id].title).not.toBe(causes[id].title)
    }
    for (const why of Object.keys(de.trouble.why) as (keyof typeof de.trouble.why)[]) {
      expect(de.trouble.why[why].title).not.toBe(LANGUAGES.en.trouble.why[why].title)
    }
  })
})
