import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Client, EngineState, MediumReport } from '../../main/engine/types'
import { card, dhcpServer, report, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { failed, LIVE, logLines, machine, MEDIUM, servingLive, stalled } from './benches'
import { mute, play, resize, send, theme } from './stage'
import type { Scene } from './stage'

/** Pictures, as in states.test.ts: who gives out addresses, several media in one menu, and choices for single machines. */
const MEMTEST = '/media/memtest86plus-7.20.iso'
const NETINST = '/media/debian-12.7.0-amd64-netinst.iso'
const memtest = report({ path: MEMTEST, name: 'Memtest86+', version: '7.20', size: 6_000_000 })
const netinst = report({ path: NETINST, name: 'Debian installer', version: '12.7.0' })
const MEDIA: Readonly<Record<string, MediumReport>> = { [MEDIUM]: LIVE, [NETINST]: netinst, [MEMTEST]: memtest }
const READY: Scene = {
  engine: stopped(),
  cards: [card()],
  settings: { media: [MEDIUM] },
  inspect: { ok: true, value: LIVE },
  start: { ok: true, value: null },
  log: [],
}
const SEVERAL: Scene = { ...READY, settings: { media: Object.keys(MEDIA) }, media: MEDIA }
const served = (patch: Partial<EngineState>): Scene => ({
  ...READY,
  engine: servingLive(patch),
  log: logLines(patch.clients ?? []),
})
const dell = (client: Client): Client => ({
  ...client,
  model: 'Dell Inc. OptiPlex 7090',
  uuid: '4c4c4544-0042-3510-8052-b4c04f4e3732',
})
const GUARDED = served({
  mode: 'proxy',
  clients: [machine(1, { phase: 'loading' })],
  otherServers: [dhcpServer('192.168.1.1')],
  notices: [{ at: 1, level: 'error', code: 'other-dhcp', text: 'Another one.', details: { server: '192.168.1.1' } }],
})
const REFUSED = served({ clients: [dell(failed(3, 'loader', 'secure-boot'))] })

let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
})
afterAll(() => app.close())
afterEach(async () => {
  const overflow = await app.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect(overflow).toBe(0)
  expect(app.complaints).toEqual([])
})

async function look(name: string, scene: Scene, text: string): Promise<void> {
  await play(app, scene)
  await app.page.getByText(text).first().waitFor()
  await app.screenshot(name)
}
async function refuse(name: string, code: string, message: string, text: string): Promise<void> {
  await play(app, { ...READY, start: { ok: false, error: { code, message } } })
  await app.page.getByRole('button', { name: 'Start serving' }).click()
  await app.page.getByText(text).waitFor()
  await app.page.mouse.move(700, 30)
  await app.screenshot(name)
}
async function listening(name: string): Promise<void> {
  await play(app, READY)
  await app.page.getByText('Ready to serve').first().waitFor()
  await send(app, { ...stopped(), status: 'starting' })
  await app.page.getByText('Listening for DHCP servers on Ethernet (eno1)…').waitFor()
  await app.screenshot(name)
}
async function details(name: string): Promise<void> {
  await play(app, served({ clients: [dell(machine(1, { phase: 'loading' }))] }))
  // Narrow, its words are an arrow alone.
  await app.page.locator('.machine-head').click()
  await app.page.getByRole('tab', { name: 'Facts and tools' }).click()
  await app.page.getByText('UUID as sent (option 97)').waitFor()
  await app.screenshot(name)
}
const REFUSAL = 'The DHCP server 192.168.1.1 answers on this cable.'

describe('addresses', () => {
  it('listening', () => listening('listening'))
  it('nobody gives them', () => refuse('no-dhcp', 'no-dhcp', 'Nobody.', 'Nobody gives out addresses'))
  it('somebody else does', () => refuse('foreign-dhcp', 'foreign-dhcp', REFUSAL, 'Another DHCP server is'))
  it('there are none to give', () => refuse('pool-empty', 'pool-empty', 'No address left.', 'There are no addresses'))
  it('choosing the way of them', async () => {
    await play(app, READY)
    await app.page.getByLabel(/^Addresses/).click()
    await app.page.getByRole('option', { name: /isolated bench/ }).waitFor()
    await app.screenshot('choosing-addresses')
    await app.page.keyboard.press('Escape')
  })
  it('beside a server that is named', () => {
    const otherServers = [dhcpServer('192.168.1.1')]
    return look('beside', served({ otherServers, bytesPerSecond: 0 }), 'beside 192.168.1.1')
  })
  it('given out', () =>
    look('giving-out', served({ mode: 'dhcp', clients: [machine(1, { phase: 'loading' })] }), 'giving out addresses'))
  it('stopped by the guard', () => look('guarded', GUARDED, 'gives out no more addresses'))
})

describe('several media', () => {
  it('in their order', () => look('media', SEVERAL, 'The first boots by itself'))
  it('served', async () => {
    const media = Object.keys(MEDIA).map((path) => ({
      path,
      recipe: MEDIA[path]?.recipes[0]?.id ?? '',
      entry: MEDIA[path]?.recipes[0]?.entries[0]?.id ?? '',
    }))
    const scene = served({ bytesPerSecond: 0 })
    const { served: choice } = scene.engine
    const engine = { ...scene.engine, served: choice && { ...choice, title: '3 media', media } }
    await look('media-served', { ...scene, engine, media: MEDIA }, 'Boots by itself')
  })
  it('move by keyboard', async () => {
    await play(app, SEVERAL)
    await app.page.getByRole('button', { name: /Memtest86/ }).focus()
    await app.page.keyboard.press('Alt+ArrowUp')
    await app.page.keyboard.press('Alt+ArrowUp')
    const first = app.page.getByRole('list', { name: /Media/ }).getByRole('listitem').first()
    await first.getByText('Memtest86+ 7.20').waitFor()
    expect(await app.page.evaluate(() => document.activeElement?.textContent)).toContain('Memtest86+')
    await app.page.keyboard.press('Delete')
    await first.getByText('Live').first().waitFor()
  })
})

describe('one machine', () => {
  it('its details and choices', () => details('machine-details'))
  it('choices of its own in the rail', async () => {
    const match = { uuid: '4c4c4544-0042-3510-8052-b4c04f4e3732' }
    const rules = [
      { name: 'Dell Inc. OptiPlex 7090', match, action: { loader: 'signed' } },
      { name: 'nuc-13', match: { mac: '3c:2c:30:00:00:01' }, action: { localDisk: true } },
    ] as const
    const scene = served({ clients: [machine(1, { phase: 'loading' })] })
    await play(app, { ...scene, settings: { ...scene.settings, rules } })
    await app.page.getByRole('button', { name: '2 machines with choices of their own' }).click()
    await app.page.getByText('Its own disk').waitFor()
    await app.screenshot('rules')
  })
  it('refused by Secure Boot', async () => {
    await look('secure-boot', REFUSED, 'Secure Boot probably refuses the loader')
    await app.page.getByRole('button', { name: 'Use signed loader' }).click()
    await app.page.getByRole('button', { name: 'Signed loader from the next boot on' }).waitFor()
    await app.page.mouse.move(700, 30)
    await app.screenshot('secure-boot-signed')
  })
  it.each([
    ['no-loader-for-arch', 'ia32', 'bin-i386-efi'],
    ['no-pi-firmware', 'pi', 'start4.elf'],
    ['needs-http-boot', 'http', 'HTTP Boot'],
    ['no-signed-loader', 'unsigned', 'shimx64.efi'],
  ] as const)('stopped by %s', (why, name, text) => {
    const client: Client = { ...stalled(3, 'seen', why), arch: name === 'ia32' ? 'uefi-ia32' : 'uefi-x64' }
    return look(`why-${name}`, served({ clients: [client] }), text)
  })
})

describe('kept away by a choice', () => {
  it('at the menu, on its own disk, left alone, broken off', async () => {
    const [menu, disk, ignored] = [
      machine(5, { phase: 'script' }),
      machine(3, { phase: 'handed-over' }),
      machine(9, { phase: 'seen' }),
    ]
    const clients: Client[] = [
      { ...menu, doing: 'menu' },
      { ...disk, doing: 'local-disk' },
      { ...ignored, doing: 'ignored' },
      dell(failed(6, 'loading', 'stopped')),
      { ...machine(1, { phase: 'loading' }), title: 'Debian GNU/Linux Live 12.7.0' },
      stalled(2, 'handed-over', 'system-then-silence'),
    ]
    const rules = [{ match: { mac: disk.mac ?? '' }, action: { localDisk: true } }] as const
    const scene = served({ clients })
    const { served: choice } = scene.engine
    const media = Object.keys(MEDIA).map((path) => ({ path, recipe: MEDIA[path]?.recipes[0]?.id ?? '' }))
    const engine = { ...scene.engine, served: choice && { ...choice, title: '3 media', media } }
    await play(app, { ...scene, engine, media: MEDIA, settings: { media: Object.keys(MEDIA), rules } })
    await app.page.getByText('is left alone, as chosen').waitFor()
    await app.page.getByText('is loading Debian GNU/Linux Live 12.7.0').waitFor()
    await app.screenshot('aside')
    await app.page.getByRole('button', { name: 'Stop', exact: true }).click()
    await app.page.getByRole('button', { name: /^Stop: 2 machines are booting/ }).waitFor()
    await app.screenshot('stop-asked')
  })
})

describe('looks', () => {
  const all = async (prefix: string): Promise<void> => {
    await listening(`${prefix}-listening`)
    await refuse(`${prefix}-no-dhcp`, 'no-dhcp', 'Nobody.', 'Nobody gives out addresses')
    await look(`${prefix}-guarded`, GUARDED, 'goes on beside it')
    const bare = card({ addresses: [], problem: 'no-address' })
    await look(`${prefix}-no-address`, { ...READY, cards: [bare] }, 'sudo ip address add')
    await look(`${prefix}-ready`, READY, 'Ready to serve')
    await look(`${prefix}-media`, SEVERAL, 'The first boots by itself')
    await details(`${prefix}-machine-details`)
    await look(`${prefix}-secure-boot`, REFUSED, 'Secure Boot probably refuses the loader')
  }
  it('dark', async () => {
    await theme(app, 'dark')
    await all('dark')
    await theme(app, 'light')
  })
  it('960 x 600', async () => {
    await resize(app, 960, 600)
    await all('960x600')
    await resize(app, 1180, 760)
  })
  it('960 x 600 at 200 %', async () => {
    await resize(app, 960, 600, 2)
    await all('960x600x2')
    await play(app, served({ clients: [1, 2, 3].map((n) => machine(n, { phase: 'loading' })) }))
    await app.page.getByRole('button', { name: 'Stop', exact: true }).click()
    await app.page.getByRole('button', { name: /^Stop: 3 machines/ }).waitFor()
    await app.screenshot('960x600x2-stop')
    expect(await app.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await resize(app, 1180, 760)
  })
})
