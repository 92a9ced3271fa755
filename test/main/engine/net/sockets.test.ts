import { createServer, get } from 'node:http'
import { createSocket } from 'node:dgram'
import { afterEach, describe, expect, it } from 'vitest'
import { bindError } from '../../../../main/engine/net/bind-error'
import { bindCard, listenTcp } from '../../../../main/engine/net/sockets'
import type { UdpSocket } from '../../../../main/engine/net/udp'
import { Inbox } from './inbox'
import { cardNamed } from './two-cards'

const loopback = bindCard(cardNamed(process.platform === 'linux' ? 'lo' : 'lo0'), {
  address: '127.0.0.1',
  netmask: '255.0.0.0',
})
const closers: (() => void)[] = []

async function open(port = 0, broadcast = false): Promise<UdpSocket> {
  const socket = await loopback.openUdp({ port, broadcast })
  closers.push(() => socket.close())
  return socket
}

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

describe('UDP socket of a card', () => {
  it('takes a free port for 0 and says which', async () => {
    expect((await open()).port).toBeGreaterThan(0)
  })

  it('sends and receives', async () => {
    const [one, two] = [await open(), new Inbox(await open())]
    one.send(Buffer.from('hello'), { address: '127.0.0.1', port: two.socket.port })
    await two.expect(1)
    expect(two.got).toEqual([
      { text: 'hello', from: { address: '127.0.0.1', port: one.port, family: 'IPv4', size: 5 } },
    ])
  })

  it('has let go of the data when send returns', async () => {
    const [one, two] = [await open(), new Inbox(await open())]
    const data = Buffer.from('first')
    one.send(data, { address: '127.0.0.1', port: two.socket.port })
    data.write('XXXXX')
    expect(await two.expect(1)).toEqual(['first'])
  })

  it('cuts segments, the last one short, in order', async () => {
    const [one, two] = [await open(), new Inbox(await open())]
    one.sendSegments(Buffer.from('aaaabbbbcc'), 4, { address: '127.0.0.1', port: two.socket.port })
    expect(await two.expect(3)).toEqual(['aaaa', 'bbbb', 'cc'])
  })

  it('cuts more segments than the kernel takes at once', async () => {
    const [one, two] = [await open(), new Inbox(await open())]
    const data = Buffer.alloc(1000 * 65 + 7, 'x')
    one.sendSegments(data, 1000, { address: '127.0.0.1', port: two.socket.port })
    const sizes = (await two.expect(66)).map(({ length }) => length)
    expect([sizes.length, sizes[0], sizes.at(-1)]).toEqual([66, 1000, 7])
  })

  it('sends a datagram whole after segments that were smaller', async () => {
    const [one, two] = [await open(), new Inbox(await open())]
    const to = { address: '127.0.0.1', port: two.socket.port }
    one.sendSegments(Buffer.from('aabb'), 2, to)
    one.send(Buffer.from('whole'), to)
    expect(await two.expect(3)).toEqual(['aa', 'bb', 'whole'])
  })

  it('tells a failed send by onError and does not throw', async () => {
    const socket = await open()
    const errors: Error[] = []
    socket.onError((error) => errors.push(error))
    socket.send(new Uint8Array(70_000), { address: '127.0.0.1', port: 9 })
    await new Promise(setImmediate)
    expect(errors).toMatchObject([{ code: 'EMSGSIZE' }])
  })

  it('passes over sends after close', async () => {
    const socket = await open()
    const errors: Error[] = []
    socket.onError((error) => errors.push(error))
    socket.close()
    socket.close()
    socket.send(Buffer.from('late'), { address: '127.0.0.1', port: 9 })
    await new Promise(setImmediate)
    expect(errors).toEqual([])
  })

  it('frees its port on close', async () => {
    const { port } = await open()
    closers.splice(0).forEach((close) => close())
    await new Promise(setImmediate)
    expect((await open(port, true)).port).toBe(port)
  })
})

describe('a port that is taken', () => {
  it('is refused, with the program that has it', async () => {
    const { port } = await open()
    await expect(open(port)).rejects.toMatchObject({
      code: 'port-taken',
      exitCode: 3,
      details: { port, owner: expect.stringContaining(`(pid ${process.pid})`) as unknown },
    })
  })

  it('is refused also where a program without a card of its own shares it willingly (SO_REUSEADDR)', async () => {
    const other = createSocket({ type: 'udp4', reuseAddr: true })
    await new Promise<void>((resolve) => other.bind(0, '0.0.0.0', resolve))
    closers.push(() => other.close())
    await expect(open(other.address().port, true)).rejects.toMatchObject({ code: 'port-taken' })
  })

  it('stays ours when another program is willing to share it', async () => {
    const { port } = await open(0, true)
    const other = createSocket({ type: 'udp4', reuseAddr: true })
    const outcome = await new Promise((resolve) => {
      other.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      other.bind(port, '0.0.0.0', () => resolve('bound'))
    })
    other.close()
    expect(outcome).toBe('EADDRINUSE')
  })

  it('is refused for TCP, and the server can try the next one', async () => {
    const [one, two] = [createServer(), createServer()]
    const port = await listenTcp(one, loopback, 0)
    closers.push(() => one.close())
    await expect(listenTcp(two, loopback, port)).rejects.toMatchObject({ code: 'port-taken' })
    const next = await listenTcp(two, loopback, 0)
    closers.push(() => two.close())
    expect(next).not.toBe(port)
  })
})

describe('TCP listener of a card', () => {
  it('serves HTTP at the card’s address', async () => {
    const server = createServer((_request, response) => response.end('here'))
    const port = await listenTcp(server, loopback, 0)
    closers.push(() => server.close())
    const body = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port }, (response) => response.on('data', (data) => resolve(String(data)))).on(
        'error',
        reject,
      )
    })
    expect(body).toBe('here')
  })
})

describe('what a failed bind means', () => {
  const attempt = { protocol: 'udp', port: 67, card: 'eno1' } as const
  const meaning = (code: string) => bindError(Object.assign(new Error(code), { code }), attempt)

  it.runIf(process.platform === 'linux')('EACCES: what to do about low ports', async () => {
    expect(await meaning('EACCES')).toMatchObject({
      code: 'port-forbidden',
      exitCode: 3,
      message: expect.stringContaining('sysctl -w net.ipv4.ip_unprivileged_port_start=67') as unknown,
    })
  })

  it.each(['ENODEV', 'ENETDOWN', 'EADDRNOTAVAIL'])('%s: the card is down', async (code) => {
    expect(await meaning(code)).toMatchObject({ code: 'card-down', details: { nic: 'eno1' } })
  })

  it('anything else stays what it is', async () => {
    expect(await meaning('EMFILE')).toMatchObject({ code: 'EMFILE', name: 'Error' })
  })

  it.runIf(process.platform === 'linux')('a card that is not there is down', async () => {
    const gone = bindCard(cardNamed('bdgone0'), { address: '127.0.0.1', netmask: '255.0.0.0' })
    await expect(gone.openUdp({ port: 0, broadcast: true })).rejects.toMatchObject({ code: 'card-down' })
  })
})
