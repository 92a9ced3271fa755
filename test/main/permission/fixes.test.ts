import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { STOPPED } from '../../../main/engine/initial'
import { listCards } from '../../../main/engine/net/cards'
import type { EngineState } from '../../../main/engine/types'
import { createFixes } from '../../../main/permission/fixes'
import type { HelperReply, HelperRequest } from '../../../main/permission/messages'
import { httpPortAtStart } from '../../../main/permission/http-port'

const LOOPBACK = { address: '127.0.0.1', netmask: '255.0.0.0' }
const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close()))

/** A port that is taken on the loopback card; a free one when `wanted` is none. */
async function taken(wanted = 0): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(wanted, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** An engine that says what it is told to, and a helper that is asked for nothing but the firewall. */
async function bench(
  first: number,
  answer: (request: HelperRequest) => HelperReply = () => ({ kind: 'done', text: '' }),
) {
  const card = (await listCards()).find(({ name }) => name === 'lo')
  if (card === undefined) throw new Error('no loopback card')
  const asked: HelperRequest[] = []
  const notices: unknown[][] = []
  let tell: (state: EngineState) => void = () => undefined
  let state: EngineState = STOPPED
  const fixes = createFixes({
    engine: {
      state: () => state,
      onState: (listener) => {
        tell = listener
        return () => undefined
      },
      notice: (...args) => void notices.push(args),
    },
    elevate: (request) => {
      asked.push(request)
      return Promise.resolve({ reply: answer(request), fds: [], end: () => Promise.resolve(), onEnd: () => undefined })
    },
    holding: { open: () => Promise.reject(new Error('not asked')), ahead: () => Promise.resolve(), holds: () => false, release: () => undefined }, // prettier-ignore
    storage: { read: () => undefined, write: () => true },
    isOpen: () => false,
    cards: () => Promise.resolve([card]),
    ports: { http: first },
  })
  const serve = async (port: number): Promise<void> => {
    state = { ...STOPPED, status: 'serving', card, ports: { ...STOPPED.ports, http: { port, state: 'open' } } }
    tell(state)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const openedFor = () => asked.flatMap((request) => (request.verb === 'open-firewall' ? [request.http] : []))
  return { card, fixes, notices, serve, openedFor }
}

describe.runIf(process.platform === 'linux')('the HTTP port in the firewall', () => {
  it('is the next free one where the first is taken', async () => {
    const first = await taken()
    const { card, fixes, openedFor } = await bench(first)
    await fixes['open-firewall']('lo')
    expect(openedFor()).toEqual([await httpPortAtStart(card, LOOPBACK, first)])
    expect(openedFor()[0]).toBeGreaterThan(first)
  })

  it('is looked for without leaving anything open', async () => {
    const first = await taken()
    const { card } = await bench(first)
    const port = await httpPortAtStart(card, LOOPBACK, first)
    expect(await taken(port)).toBe(port)
  })

  it('is that of the server where one is open', async () => {
    const { fixes, serve, openedFor } = await bench(8067)
    await serve(8071)
    await fixes['open-firewall']('lo')
    expect(openedFor()).toEqual([8071])
  })

  it('follows a start that got another one, once', async () => {
    const { fixes, notices, serve, openedFor } = await bench(await taken())
    await fixes['open-firewall']('lo')
    const [before = 0] = openedFor()
    await serve(before + 1)
    await serve(before + 1)
    expect(openedFor()).toEqual([before, before + 1])
    expect([fixes.openCard(), notices]).toEqual(['lo', []])
  })

  it('that could not follow is told of, and nothing counts as open', async () => {
    let count = 0
    const { fixes, notices, serve, openedFor } = await bench(await taken(), () =>
      count++ === 0 ? { kind: 'done', text: '' } : { kind: 'failed', code: 'refused', text: 'no' },
    )
    await fixes['open-firewall']('lo')
    const port = (openedFor()[0] ?? 0) + 1
    await serve(port)
    expect(notices[0]?.slice(0, 2)).toEqual(['warning', 'firewall-not-followed'])
    expect(notices[0]?.at(-1)).toEqual({ port })
    expect(fixes.openCard()).toBeUndefined()
  })
})
