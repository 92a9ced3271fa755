import { describe, expect, it } from 'vitest'
import { checkHandlers } from '../../../main/doctor/handlers'
import { exitCode } from '../../../main/cli/doctor'
import { Loaders } from '../../../main/engine/boot/loaders'
import type { Heard } from '../../../main/engine/doctor/servers'
import { STOPPED } from '../../../main/engine/initial'
import type { Card, Check, EngineState, Preflight } from '../../../main/engine/types'
import type { Result } from '../../../preload/contract'
import { card, serving } from '../../renderer/fixtures'
import { fakeSystem } from '../engine/doctor/fake-system'

function window(state: EngineState = STOPPED, cards = [card()], programs: Record<string, string> = { 'pkexec ': '' }) {
  let listened = 0
  let now = state
  let tell: (state: EngineState) => void = () => undefined
  const asked: string[] = []
  const heard: Heard = {
    servers: [{ address: '192.168.1.1', kind: 'dhcp', claimsPxe: false, lastHeard: 0 }],
    macs: new Map(),
    at: Date.now(),
  }
  const handlers = checkHandlers({
    host: {
      cards: () => Promise.resolve(cards),
      engine: {
        state: () => now,
        onState(listener) {
          tell = listener
          return () => undefined
        },
      },
      assets: { loaders: () => Promise.reject(new Error('the disk is gone')) as Promise<Loaders> } as never,
    },
    system: fakeSystem({ programs }),
    neighboursOn: () => Promise.resolve(new Map([['192.168.1.254', '3c:a6:2f:00:00:01']])),
    listenOn: () => {
      listened++
      return Promise.resolve(heard)
    },
    fixes: { 'open-firewall': (nic) => Promise.resolve(void asked.push(nic)), openCard: () => asked[0] },
  })
  const look = async (nic: string | null, listen = false): Promise<Preflight> => {
    const result = (await handlers.preflight(nic, listen)) as Result<Preflight>
    if (!result.ok) throw new Error(result.error.message)
    return result.value
  }
  const become = (next: EngineState): void => {
    now = next
    tell(next)
  }
  return { handlers, look, asked, become, listened: () => listened }
}
const find = ({ checks }: Preflight, id: Check['id']): Partial<Check> => checks.find((check) => check.id === id) ?? {}

describe('pre-flight of the window', () => {
  it('has every line in its order, and a check that fails by itself is a line that says why', async () => {
    const found = await window().look('eno1')
    expect(found.checks.map(({ id }) => id)).toEqual([
      'permission',
      'port-dhcp',
      'port-pxe',
      'port-tftp',
      'port-http',
      'firewall',
      'card',
      'dhcp-servers',
      'pxe-servers',
      'sleep',
      'loaders',
      'disk',
      'memory',
    ])
    expect(find(found, 'loaders')).toMatchObject({
      state: 'unknown',
      code: 'cannot-tell',
      facts: { why: 'the disk is gone' },
    })
  })

  it('listens only when asked to, and remembers what it heard', async () => {
    const { look, listened } = window()
    expect(await look('eno1')).toMatchObject({ listened: false, servers: [] })
    expect(listened()).toBe(0)
    expect(find(await look('eno1', true), 'dhcp-servers')).toMatchObject({ code: 'one' })
    expect(find(await look('eno1'), 'dhcp-servers')).toMatchObject({ code: 'one', facts: { server: '192.168.1.1' } })
    expect(listened()).toBe(1)
  })

  describe('what was heard', () => {
    const SERVER = { address: '192.168.1.254', kind: 'dhcp', claimsPxe: true, lastHeard: 0 } as const
    const GUARDED = serving({ otherServers: [SERVER], startedAt: Date.now() - 60_000 })

    it('by the guard stays after the stop, with its time and who made the server', async () => {
      const { look, become, listened } = window()
      become(GUARDED)
      expect(find(await look('eno1'), 'dhcp-servers').facts).not.toHaveProperty('at')
      become({ ...GUARDED, status: 'stopping' })
      become(STOPPED)
      const found = await look('eno1')
      expect(found).toMatchObject({ listened: true, servers: [SERVER] })
      expect(find(found, 'dhcp-servers')).toMatchObject({
        ...{ code: 'one', fix: 'listen', items: [{ mac: '3c:a6:2f:00:00:01' }] },
        facts: { server: '192.168.1.254', at: expect.any(Number) as number },
      })
      expect(find(found, 'pxe-servers')).toMatchObject({ code: 'claims' })
      expect(listened()).toBe(0)
    })

    it('by the guard takes the place of what was heard by listening, and the other way round', async () => {
      const { look, become } = window()
      await look('eno1', true)
      become(GUARDED)
      become(STOPPED)
      expect(find(await look('eno1'), 'dhcp-servers')).toMatchObject({ facts: { server: '192.168.1.254' } })
      await look('eno1', true)
      expect(find(await look('eno1'), 'dhcp-servers')).toMatchObject({ facts: { server: '192.168.1.1' } })
    })

    it('is no silence where it was served for a moment alone', async () => {
      const { look, become } = window()
      become(serving({ otherServers: [], startedAt: Date.now() }))
      become(STOPPED)
      expect(find(await look('eno1'), 'dhcp-servers')).toMatchObject({ code: 'not-listened' })
      become(serving({ otherServers: [], startedAt: Date.now() - 60_000 }))
      become(STOPPED)
      expect(find(await look('eno1'), 'dhcp-servers')).toMatchObject({ code: 'none' })
    })

    it.each<[string, Card | undefined]>([
      ['has another address', card({ addresses: [{ address: '10.0.0.5', netmask: '255.255.255.0' }] })],
      ['lost its link', card({ up: false, problem: 'down' })],
      ['is gone', undefined],
    ])('is forgotten once the card %s', async (_what, changed) => {
      const cards = [card()]
      const { look } = window(STOPPED, cards)
      await look('eno1', true)
      expect(find(await look('eno1'), 'dhcp-servers')).toMatchObject({ code: 'one' })
      cards.splice(0, 1, ...(changed === undefined ? [] : [changed]))
      await look('eno1')
      cards.splice(0, 1, card())
      expect(find(await look('eno1'), 'dhcp-servers')).toMatchObject({ code: 'not-listened' })
    })

    it('on one card is not said of another', async () => {
      const { look } = window(STOPPED, [card(), card({ name: 'eno2', mac: '52:54:00:00:00:02' })])
      await look('eno1', true)
      expect(find(await look('eno2'), 'dhcp-servers')).toMatchObject({ code: 'not-listened' })
      expect(find(await look('eno1'), 'dhcp-servers')).toMatchObject({ code: 'one' })
    })
  })

  it('does not listen while it serves: the guard does', async () => {
    const { look, listened } = window(serving())
    expect(find(await look('eno1', true), 'dhcp-servers')).toMatchObject({ code: 'none' })
    expect(listened()).toBe(0)
  })

  it('looks at the computer alone without a card', async () => {
    const found = await window().look(null, true)
    expect(find(found, 'firewall')).toMatchObject({ code: 'no-card' })
    expect(find(found, 'dhcp-servers')).toMatchObject({ code: 'no-card' })
  })

  it('does what a line offers, and refuses what it cannot do', async () => {
    const { handlers, look, asked } = window()
    expect(await handlers.fix('firewall', 'eno1')).toEqual({ ok: true, value: null })
    expect(asked).toEqual(['eno1'])
    expect(find(await look('eno1'), 'firewall')).toMatchObject({ code: 'opened' })
    expect(await handlers.fix('memory', 'eno1')).toMatchObject({ ok: false })
    expect(await handlers.fix('permission', 'eno1')).toMatchObject({ ok: false })
  })

  it('offers no button that nobody could answer', async () => {
    expect(find(await window(STOPPED, [card()], {}).look('eno1'), 'permission')).not.toHaveProperty('fix')
    expect(find(await window().look('eno1'), 'permission')).not.toHaveProperty('fix')
  })
})

describe('the exit code of bootdrop doctor', () => {
  const check = (id: Check['id'], state: Check['state']): Check => ({ id, state, code: 'x', text: '', facts: {} })
  it.each([
    [0, [check('card', 'warning'), check('firewall', 'unknown')]],
    [1, [check('card', 'failed')]],
    [3, [check('card', 'failed'), check('port-tftp', 'failed')]],
    [3, [check('permission', 'failed')]],
  ])('is %i', (code, checks) => expect(exitCode({ checks })).toBe(code))
})
