import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Card, EngineState } from '../../main/engine/types'
import { card, report, stopped } from '../renderer/fixtures'
import { launchApp } from './app'
import type { RunningApp } from './app'
import { bench, failed, LIVE, logLines, machine, MEDIUM, servingLive, stalled } from './benches'
import { answer, mute, play, resize, send, sendLog, theme } from './stage'
import type { Scene } from './stage'

/**
 * Every state of the window, in the real window, from what the main process answers. Each leaves a picture under
 * test-results/screens to be looked at, and is checked for what a picture cannot show: that nothing is cut off sideways
 * and that the page had nothing to complain about.
 */
const at = (address: string): Card['addresses'] => [{ address, netmask: '255.255.255.0' }]
const CARDS = [
  card(),
  card({
    name: 'wlp3s0',
    title: 'Wi-Fi (wlp3s0)',
    kind: 'wifi',
    isDefaultRoute: true,
    speedMbps: 866,
    addresses: at('10.20.0.7'),
  }),
  card({
    name: 'virbr0',
    title: 'libvirt bridge (virbr0)',
    kind: 'virtual',
    speedMbps: undefined,
    addresses: at('192.168.122.1'),
  }),
  card({ name: 'enx00e04c', title: 'USB Ethernet (enx00e04c)', problem: 'down', addresses: [], speedMbps: undefined }),
]
const READY: Scene = {
  engine: stopped(),
  cards: CARDS,
  settings: { media: [MEDIUM] },
  inspect: { ok: true, value: LIVE },
  start: { ok: true, value: null },
  log: [],
}
const refused = (code: string, message: string): Scene => ({
  ...READY,
  inspect: { ok: false, error: { code, message } },
})
const served = (patch: Partial<EngineState>): Scene => ({
  ...READY,
  engine: servingLive(patch),
  log: logLines(patch.clients ?? []),
})

let app: RunningApp
beforeAll(async () => {
  app = await launchApp()
  await mute(app)
})
afterAll(async () => {
  await app.close()
})
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

describe('choosing', () => {
  it('first start', () => look('first-start', { ...READY, settings: {} }, 'Drop a boot medium here'))
  it('medium being read', () => look('reading', { ...READY, inspect: 'reading' }, 'Looking at what is on it'))
  it('recognised and ready', () => look('ready', READY, 'Ready to serve Debian GNU/Linux Live'))
  it('recognised, but nothing can boot it', () => {
    const text =
      'Bootdrop finds nothing on this medium that it can start over the network. It may still boot from a USB stick.'
    const notices = [{ level: 'warning', code: 'no-recipe', text }] as const
    const value = report({ name: '', label: 'BACKUP_2024', version: '', arch: [], recipes: [], notices })
    return look('nothing-boots', { ...READY, inspect: { ok: true, value } }, 'Nothing here can be booted')
  })
  it('not a medium', () => {
    const message =
      'holiday.jpg is neither an ISO image nor any boot file that Bootdrop knows. Check that it is the right file, or download it again.'
    return look('not-a-medium', refused('medium-not-recognised', message), 'This is not a boot medium')
  })
  it('truncated', () => {
    const message =
      'debian-live-12.7.0-amd64-standard.iso is incomplete: the image is 1.2 GB shorter than its own header says. Download it again.'
    return look('truncated', refused('medium-truncated', message), 'The image is not whole')
  })
  it('no usable card', () => look('no-card', { ...READY, cards: CARDS.slice(1) }, 'Plug in the cable'))
  it('card without address', () => {
    const cards = [card({ addresses: [], problem: 'no-address' })]
    return look('card-without-address', { ...READY, cards }, 'on an isolated bench')
  })
})

describe('starting', () => {
  const failing = async (
    name: string,
    code: string,
    message: string,
    title: string,
    engine = stopped(),
  ): Promise<void> => {
    await play(app, { ...READY, engine, start: { ok: false, error: { code, message } } })
    await app.page.getByRole('button', { name: 'Start serving' }).click()
    await app.page.getByText(title).waitFor()
    await app.page.mouse.move(700, 30)
    await app.screenshot(name)
  }
  it('port taken', () => {
    const ports = {
      ...stopped().ports,
      dhcp: { port: 67, state: 'failed', code: 'port-taken', owner: 'dnsmasq (pid 812)' },
    } as const
    const message = 'UDP port 67 is taken by dnsmasq (pid 812).'
    return failing('port-taken', 'port-taken', message, 'Another program has the port', { ...stopped(), ports })
  })
  it('permission needed', () => {
    const message =
      'Linux keeps UDP port 67 for root. Either run Bootdrop with sudo, or allow low ports until the next restart: ' +
      'sudo sysctl -w net.ipv4.ip_unprivileged_port_start=67'
    return failing('permission-needed', 'port-forbidden', message, 'asks for permission')
  })
})

describe('serving', () => {
  it('nobody yet', () => look('serving-nobody', served({ bytesPerSecond: 0 }), 'Turn a machine on'))
  it('one machine', () => look('machines-1', served({ clients: [machine(1, { phase: 'loading' })] }), 'initrd.img'))
  it('three machines', () => {
    const clients = [
      machine(1, { phase: 'loading' }),
      stalled(3, 'loader', 'loader-sent-then-silence'),
      machine(4, { phase: 'running' }),
    ]
    return look('machines-3', served({ clients }), 'Secure Boot probably refused')
  })
  it('twelve machines', () => look('machines-12', served({ clients: bench(12) }), 'Need a look'))
  it('200 machines', () => look('machines-200', served({ clients: bench(200) }), 'Machines 200'))
  it('stalled', () =>
    look('stalled', served({ clients: [stalled(1, 'addressed', 'no-loader-request')] }), 'never asked'))
  it('failed', () =>
    look('failed', served({ clients: [failed(1, 'loading', 'transfer-failed')] }), 'did not get through'))
  it('finished', () =>
    look('finished', served({ clients: [machine(1, { phase: 'finished' })], bytesPerSecond: 0 }), 'Finished'))
  it('a file that cannot be served', async () => {
    await play(app, served({ clients: [machine(1, { phase: 'loading' })] }))
    await app.page.getByRole('region', { name: 'What is being served' }).waitFor()
    const message = 'holiday.jpg is not a boot image; it looks like a web page. Drop the image itself.'
    await answer(app, 'inspect', { ok: false, error: { code: 'medium-not-recognised', message } })
    await answer(app, 'chooseMedia', ['/home/me/holiday.jpg'])
    await app.page.keyboard.press('Control+o')
    await app.page.getByText('What is served stays as it was').waitFor()
    await app.page.getByRole('region', { name: 'What is being served' }).waitFor()
    await app.screenshot('refused-while-serving')
  })
  it('changing what is served, and back with Esc', async () => {
    await play(app, served({ bytesPerSecond: 0 }))
    await app.page.getByRole('button', { name: 'Change…' }).click()
    await app.page.getByRole('button', { name: 'Cancel' }).waitFor()
    await app.screenshot('changing')
    // Esc belongs to the open list first.
    await app.page.getByRole('combobox', { name: /^Recipe/ }).click()
    await app.page.getByRole('option', { name: /boot menu/ }).waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('option', { name: /boot menu/ }).waitFor({ state: 'detached' })
    await app.page.getByRole('button', { name: 'Cancel' }).waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('region', { name: 'What is being served' }).waitFor()
  })
  it('card unplugged', () => {
    const text = 'The card Ethernet (eno1) is down: plug its cable in again. Serving goes on by itself then.'
    const notices = [{ at: 1, level: 'error', code: 'card-down', text }] as const
    return look('card-unplugged', served({ notices, clients: [machine(1, { phase: 'loading' })] }), 'lost its link')
  })
  it('medium gone', () => {
    const text =
      'debian-live-12.7.0-amd64-standard.iso is gone: plug its disk in again or put the file back. Machines wait until then.'
    const notices = [{ at: 1, level: 'error', code: 'medium-missing', text }] as const
    const clients = [failed(1, 'loading', 'medium-gone')]
    return look('medium-gone', served({ notices, clients }), 'The medium is gone')
  })
  it('with the log open', () => {
    const scene = served({ clients: bench(3) })
    return look('log-open', { ...scene, settings: { ...scene.settings, logOpen: true } }, 'which is not here')
  })
  it('a drag over the window', async () => {
    await play(app, READY)
    await app.page.evaluate(() => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['x'], 'a.iso'))
      document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true, cancelable: true }))
    })
    await app.page.getByText('Use instead').waitFor()
    await app.screenshot('dragging')
  })
  it('choosing a card', async () => {
    await play(app, READY)
    await app.page.getByLabel(/Network card/).click()
    await app.page.getByRole('option', { name: /Wi-Fi/ }).waitFor()
    await app.screenshot('choosing-card')
    await app.page.keyboard.press('Escape')
  })
})

describe('looks', () => {
  const busy = served({
    clients: [
      machine(1, { phase: 'loading' }),
      stalled(3, 'loader', 'loader-sent-then-silence'),
      machine(4, { phase: 'running' }),
    ],
  })

  it('dark', async () => {
    await theme(app, 'dark')
    await look('dark-first-start', { ...READY, settings: {} }, 'Drop a boot medium here')
    await look('dark-ready', READY, 'Ready to serve')
    await look('dark-serving', busy, 'Secure Boot probably')
    await look('dark-truncated', refused('medium-truncated', 'The image is 1.2 GB too short.'), 'not whole')
    await theme(app, 'light')
  })
  it('960 x 600', async () => {
    await resize(app, 960, 600)
    await look('960x600-ready', READY, 'Ready to serve')
    await look('960x600-serving', busy, 'Secure Boot probably')
    await resize(app, 1180, 760)
  })
  it('960 x 600, with every choice in sight', async () => {
    await resize(app, 960, 600)
    await play(app, READY)
    await app.page.getByText('Ready to serve').first().waitFor()
    const hidden = await app.page.evaluate(() => {
      const steps = document.querySelector('.rail-steps')
      return steps ? steps.scrollHeight - steps.clientHeight : -1
    })
    expect(hidden).toBe(0)
    await play(app, served({ bytesPerSecond: 0 }))
    await app.page.getByRole('button', { name: 'Change…' }).click()
    await app.screenshot('960x600-changing')
    const cut = await app.page.evaluate(() => {
      const sentence = document.querySelector('.strip-status .cut')
      return sentence ? sentence.scrollWidth - sentence.clientWidth : -1
    })
    expect(cut).toBe(0)
    await resize(app, 1180, 760)
  })
  it('200 % zoom', async () => {
    await resize(app, 1180, 760, 2)
    await look('zoom200-ready', READY, 'Ready to serve')
    await look('zoom200-serving', busy, 'Secure Boot probably')
    await resize(app, 1180, 760)
  })
  it('reduced motion', async () => {
    await app.page.emulateMedia({ reducedMotion: 'reduce' })
    await look('reduced-motion', served({ bytesPerSecond: 0 }), 'Turn a machine on')
    const moving = await app.page.evaluate(() => document.getAnimations().length)
    await app.page.emulateMedia({ reducedMotion: null })
    expect(moving).toBe(0)
  })
  it('more contrast', async () => {
    await app.page.emulateMedia({ contrast: 'more' })
    await look('high-contrast', busy, 'Secure Boot probably')
    await app.page.emulateMedia({ contrast: null })
  })
})

describe('live', () => {
  it('moves a bar with every snapshot and tells a screen reader of the steps', async () => {
    await play(app, served({ clients: [machine(1, { phase: 'script' })] }))
    await app.page.getByText('has its boot script').waitFor()
    await send(app, servingLive({ clients: [machine(1, { phase: 'loading' })] }))
    const bar = app.page.getByRole('progressbar', { name: 'initrd.img' })
    await bar.waitFor()
    expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
    await expect.poll(() => app.page.getByRole('status').textContent()).toContain('is loading the system')
  })

  it('draws the next of 200 machines', async () => {
    await play(app, served({ clients: bench(200) }))
    await app.page.waitForSelector('.machine-row')
    const clients = bench(200).map((client) => ({ ...client, lastSeen: client.lastSeen + 1 }))
    await send(app, servingLive({ clients: [...clients, machine(999)] }))
    await app.page.getByRole('heading', { name: 'Machines 201' }).waitFor()
  })
})

/** docs/images/serving.png and serving-dark.png are copies of these two. */
it('the picture of the README', async () => {
  const running = machine(4, { phase: 'running' })
  // Its first boot ran into a wrong boot order: this is the second.
  const loading = { ...machine(1, { phase: 'loading' }), boots: 2 }
  const fetching = (second: number) => ({
    ...running,
    transfers: running.transfers.map((file) =>
      file.role === 'runtime'
        ? {
            ...file,
            done: false,
            sentBytes: 61_000_000 * second,
            bytesPerSecond: 61_000_000 - 9_000_000 * (second % 3),
          }
        : file,
    ),
  })
  const silent = stalled(3, 'loader', 'loader-sent-then-silence')
  await play(app, served({ clients: [silent, fetching(0)] }))
  for (let second = 1; second <= 11; second++) {
    await app.page.waitForTimeout(1000)
    const clients = [...(second > 9 ? [loading] : []), silent, fetching(second)]
    await send(app, servingLive({ clients }))
  }
  await sendLog(app, logLines([loading]).slice(1))
  await app.page.waitForTimeout(1000)
  await app.page.getByText('heard just now').first().waitFor()
  await app.screenshot('readme-serving')
  await theme(app, 'dark')
  await app.page.waitForTimeout(300)
  await app.screenshot('readme-serving-dark')
  await theme(app, 'light')
})
