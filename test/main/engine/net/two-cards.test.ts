import { createSocket, type Socket } from 'node:dgram'
import { createServer } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { numericLookup } from '../../../../main/engine/net/card-udp'
import { bindCard, listenTcp, type OpenCard } from '../../../../main/engine/net/sockets'
import type { UdpSocket } from '../../../../main/engine/net/udp'
import type { Card } from '../../../../main/engine/types'
import { bundle } from './bundle'
import { hasTool } from '../../../support/tools'
import { Inbox } from './inbox'
import { TwoCards, whyNoNamespaces, type Place } from './two-cards'

const EVERYONE = '255.255.255.255'
/** Long enough for a datagram to cross a virtual cable many times over. */
const QUIET_MS = 150
const why = whyNoNamespaces()

describe.skipIf(why !== undefined)(`a laptop with two cards${why === undefined ? '' : ` (${why})`}`, () => {
  let cards: TwoCards
  const closers: (() => void)[] = []

  beforeAll(() => {
    cards = TwoCards.open()
  })
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })
  afterAll(() => cards.close())

  async function open(place: Place, card: OpenCard, port: number, broadcast: boolean): Promise<UdpSocket> {
    const socket = await cards.within(place, () => card.openUdp({ port, broadcast }))
    closers.push(() => socket.close())
    return socket
  }
  const onLaptop = (port: number, broadcast = true, card: 'bench0' | 'office0' = 'bench0') =>
    open('laptop', bindCard(...cards.card(card)), port, broadcast)
  const onPeer = (place: 'machine' | 'office', port: number) => open(place, bindCard(...cards.peer(place)), port, true)

  it('sends a broadcast by the bound card only, although the default route is the other', async () => {
    const [machine, office] = [new Inbox(await onPeer('machine', 68)), new Inbox(await onPeer('office', 68))]
    const server = await onLaptop(67)
    server.send(Buffer.from('offer'), { address: EVERYONE, port: 68 })
    await machine.expect(1)
    await office.expect(1, QUIET_MS)
    expect(machine.got).toMatchObject([{ text: 'offer', from: { address: '10.77.0.1', port: 67 } }])
    expect(office.texts).toEqual([])
  })

  it('hears broadcasts of the bound card, and not those of the other', async () => {
    const server = new Inbox(await onLaptop(67))
    const [machine, office] = [await onPeer('machine', 68), await onPeer('office', 68)]
    office.send(Buffer.from('from the office'), { address: EVERYONE, port: 67 })
    machine.send(Buffer.from('from the bench'), { address: EVERYONE, port: 67 })
    await server.expect(2, QUIET_MS)
    expect(server.texts).toEqual(['from the bench'])
  })

  it('answers everyone at once while answers to machines that are gone fill its buffer', async () => {
    const machine = new Inbox(await onPeer('machine', 68))
    const server = await onLaptop(67)
    const answer = new Uint8Array(300)
    for (let number = 0; number < 20_000; number += 1) {
      server.send(answer, { address: `10.77.0.${(number % 200) + 20}`, port: 68 })
    }
    server.send(Buffer.from('offer'), { address: EVERYONE, port: 68 })
    expect(await machine.expect(1, QUIET_MS)).toEqual(['offer'])
  })

  it('does not hear what the other card is sent for the address of this one', async () => {
    const server = new Inbox(await onLaptop(69, false))
    cards.ip('office', 'route', 'replace', '10.77.0.1/32', 'via', '10.78.0.1')
    const office = await onPeer('office', 5000)
    office.send(Buffer.from('round the corner'), { address: '10.77.0.1', port: 69 })
    await server.expect(1, QUIET_MS)
    expect(server.texts).toEqual([])
  })

  it('names its own address as the source, also when it is not the first of the card', async () => {
    cards.ip('laptop', 'addr', 'add', '10.79.0.1/24', 'dev', 'bench0')
    const machine = new Inbox(await onPeer('machine', 68))
    const [card] = cards.card('bench0')
    const second = bindCard(card, { address: '10.79.0.1', netmask: '255.255.255.0' })
    const server = await open('laptop', second, 67, true)
    server.send(Buffer.from('offer'), { address: EVERYONE, port: 68 })
    await machine.expect(1)
    cards.ip('laptop', 'addr', 'del', '10.79.0.1/24', 'dev', 'bench0')
    expect(machine.got[0]?.from.address).toBe('10.79.0.1')
  })

  it('shares port 67 with a server on the other card', async () => {
    await onLaptop(67, true, 'office0')
    await expect(onLaptop(67)).resolves.toMatchObject({ port: 67 })
  })

  it('is refused a port that is taken on the same card', async () => {
    await onLaptop(67)
    await expect(onLaptop(67)).rejects.toMatchObject({ code: 'port-taken' })
  })

  describe('a port shared with the DHCP client of this computer', () => {
    const shared = () =>
      cards.within('laptop', () =>
        bindCard(...cards.card('bench0')).openUdp({ port: 68, broadcast: true, shared: true }),
      )
    async function openShared(): Promise<UdpSocket> {
      const socket = await shared()
      closers.push(() => socket.close())
      return socket
    }
    /** Made at once, with that lookup: inside the namespace. systemd-networkd and NetworkManager bind the address; dhclient and dhcpcd bind 0.0.0.0, and let others in. */
    function clientOf(address: string, reuseAddr: boolean): Promise<Socket> {
      const socket = createSocket({ type: 'udp4', reuseAddr, lookup: numericLookup })
      closers.push(() => socket.close())
      return new Promise((resolve, reject) => {
        socket.once('error', reject)
        cards.within('laptop', () => socket.bind({ address, port: 68, exclusive: true }, () => resolve(socket)))
      })
    }
    function textsOf(socket: Socket): string[] {
      const texts: string[] = []
      socket.on('message', (data) => texts.push(data.toString()))
      return texts
    }

    it('is heard for broadcasts only: what is sent to this computer reaches its client', async () => {
      const client = textsOf(await clientOf('0.0.0.0', true))
      const watch = new Inbox(await openShared())
      const machine = await onPeer('machine', 67)
      machine.send(Buffer.from('renewed'), { address: '10.77.0.1', port: 68 })
      machine.send(Buffer.from('offer'), { address: EVERYONE, port: 68 })
      expect(await watch.expect(2, QUIET_MS)).toEqual(['offer'])
      expect(client).toEqual(['renewed', 'offer'])
    })

    it('is free for a client that binds the address alone, before and after', async () => {
      const before = await clientOf('10.77.0.1', false)
      const watch = new Inbox(await openShared())
      before.close()
      closers.shift()
      const client = textsOf(await clientOf('10.77.0.1', false))
      const machine = await onPeer('machine', 67)
      machine.send(Buffer.from('renewed'), { address: '10.77.0.1', port: 68 })
      machine.send(Buffer.from('offer'), { address: EVERYONE, port: 68 })
      expect(await watch.expect(2, QUIET_MS)).toEqual(['offer'])
      expect(client).toEqual(['renewed'])
    })

    it('is free for a client at 0.0.0.0 that lets others in, also when that comes later', async () => {
      await openShared()
      await expect(clientOf('0.0.0.0', true)).resolves.toBeDefined()
    })

    it('is refused where a program keeps the whole port to itself', async () => {
      const alone = await onLaptop(68)
      expect(alone.port).toBe(68)
      await openShared().then(
        () => expect.unreachable('the port was to be taken'),
        (error: unknown) => expect(error).toMatchObject({ code: 'port-taken' }),
      )
    })

    it('sends from port 68 and from the address of the card, by the card', async () => {
      const [machine, office] = [new Inbox(await onPeer('machine', 67)), new Inbox(await onPeer('office', 67))]
      const watch = await openShared()
      watch.send(Buffer.from('discover'), { address: EVERYONE, port: 67 })
      await machine.expect(1)
      await office.expect(1, QUIET_MS)
      expect(machine.got).toMatchObject([{ text: 'discover', from: { address: '10.77.0.1', port: 68 } }])
      expect(office.texts).toEqual([])
    })

    it('does not hear the other card', async () => {
      const watch = new Inbox(await openShared())
      const office = await onPeer('office', 67)
      office.send(Buffer.from('offer of the office'), { address: EVERYONE, port: 68 })
      expect(await watch.expect(1, QUIET_MS)).toEqual([])
    })
  })

  it('cuts segments for a real card as well', async () => {
    const machine = new Inbox(await onPeer('machine', 5000))
    const server = await onLaptop(0, false)
    server.sendSegments(Buffer.alloc(1400 * 3 + 5, 'x'), 1400, { address: '10.77.0.2', port: 5000 })
    expect((await machine.expect(4)).map(({ length }) => length)).toEqual([1400, 1400, 1400, 5])
  })

  it('sends pieces larger than the card takes one by one, in fragments', async () => {
    const machine = new Inbox(await onPeer('machine', 5000))
    const server = await onLaptop(0, false)
    server.sendSegments(Buffer.alloc(8000 * 2, 'x'), 8000, { address: '10.77.0.2', port: 5000 })
    expect((await machine.expect(2)).map(({ length }) => length)).toEqual([8000, 8000])
  })

  it('hears this computer itself: unicast to its address, and its own broadcasts (selftest)', async () => {
    const [server, files] = [new Inbox(await onLaptop(67)), new Inbox(await onLaptop(69, false))]
    const client = new Inbox(await onLaptop(0))
    client.socket.send(Buffer.from('discover'), { address: EVERYONE, port: 67 })
    client.socket.send(Buffer.from('rrq'), { address: '10.77.0.1', port: 69 })
    await server.expect(1)
    await files.expect(1)
    server.socket.send(Buffer.from('offer'), { address: '10.77.0.1', port: client.socket.port })
    await client.expect(1)
    expect([server.texts, files.texts, client.texts]).toEqual([['discover'], ['rrq'], ['offer']])
  })

  it.skipIf(!hasTool('curl') && process.env['BOOTDROP_REQUIRE'] !== 'all')(
    'serves HTTP to its card and to this computer, not to the other card',
    async () => {
      const server = createServer((_request, response) => response.end('here'))
      const binding = bindCard(...cards.card('bench0'))
      const port = await cards.within('laptop', () => listenTcp(server, binding, 0))
      closers.push(() => server.close())
      cards.ip('office', 'route', 'replace', '10.77.0.1/32', 'via', '10.78.0.1')
      const fetchFrom = (place: Place) => cards.run(place, ['curl', '-s', '-m', '1', `http://10.77.0.1:${port}/`])
      expect(await fetchFrom('machine')).toBe('here')
      expect(await fetchFrom('laptop')).toBe('here')
      expect(await fetchFrom('office')).not.toBe('here')
    },
  )

  it('lists the cards of the namespace that it runs in', async () => {
    const module = await bundle('main/engine/net/cards.ts')
    closers.push(() => module.remove())
    const script = `import(${JSON.stringify(module.path)}).then(async ({ listCards }) => console.log(JSON.stringify(await listCards())))`
    const found = JSON.parse(await cards.run('laptop', [process.execPath, '-e', script])) as Card[]
    expect(found.map(({ name }) => name)).toEqual(['office0', 'bench0', 'lo'])
    expect(found[0]).toMatchObject({ kind: 'virtual', up: true, isDefaultRoute: true })
    expect(found[1]?.addresses).toEqual([{ address: '10.77.0.1', netmask: '255.255.255.0' }])
  })

  it('tells that a card is down when its address is gone', async () => {
    cards.ip('laptop', 'addr', 'del', '10.77.0.1/24', 'dev', 'bench0')
    await expect(onLaptop(69, false)).rejects.toMatchObject({ code: 'card-down' })
    cards.ip('laptop', 'addr', 'add', '10.77.0.1/24', 'dev', 'bench0')
  })
})
