import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import {
  linuxNeighbours,
  macNeighbours,
  neighbours,
  pokeAndLook,
  windowsNeighbours,
} from '../../../../main/engine/net/neighbours'
import { bindCard } from '../../../../main/engine/net/sockets'
import type { CardBinding, UdpPeer } from '../../../../main/engine/net/udp'
import { systemClock } from '../../../../main/engine/clock'
import { FakeClock } from '../../../support/fake-clock'
import { bundle } from './bundle'
import { TwoCards, whyNoNamespaces } from './two-cards'

const PROC_ARP = `IP address       HW type     Flags       HW address            Mask     Device
10.77.0.9        0x1         0x0         00:00:00:00:00:00     *        bench0
10.77.0.2        0x1         0x2         52:54:00:AB:cd:ef     *        bench0
10.77.0.3        0x1         0x6         52:54:00:ab:cd:03     *        bench0
10.78.0.2        0x1         0x2         52:54:00:ab:cd:78     *        office0
`
const WINDOWS = `\r
Schnittstelle: 192.168.56.1 --- 0x8\r
  Internetadresse       Physische Adresse     Typ\r
  192.168.1.9           0a-00-27-00-00-09     dynamisch\r
\r
Schnittstelle: 192.168.1.5 --- 0xb\r
  Internetadresse       Physische Adresse     Typ\r
  192.168.1.1           A0-B1-C2-D3-E4-F5     dynamisch\r
  192.168.1.7           00-00-00-00-00-00     ung\x81ltig\r
  192.168.1.255         ff-ff-ff-ff-ff-ff     statisch\r
  224.0.0.22            01-00-5e-00-00-16     statisch\r
`
const MACOS = `? (192.168.1.1) at a0:b1:c2:3:4:f5 on en0 ifscope [ethernet]
? (192.168.1.7) at (incomplete) on en0 ifscope [ethernet]
? (192.168.1.8) at 0:1b:2c:3d:4e:5f on en5 ifscope [ethernet]
? (192.168.1.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
`

describe("the system's table of neighbours", () => {
  it('is read from /proc/net/arp: complete entries of the card', () => {
    expect([...linuxNeighbours(PROC_ARP, 'bench0')]).toEqual([
      ['10.77.0.2', '52:54:00:ab:cd:ef'],
      ['10.77.0.3', '52:54:00:ab:cd:03'],
    ])
    expect(linuxNeighbours(PROC_ARP, undefined).size).toBe(3)
  })

  it('is read from arp of Windows, in any language: machines on this card', () => {
    expect([...windowsNeighbours(WINDOWS, '192.168.1.5')]).toEqual([['192.168.1.1', 'a0:b1:c2:d3:e4:f5']])
  })

  it('is read from arp of macOS, which leaves out zeros', () => {
    expect([...macNeighbours(MACOS, 'en0')]).toEqual([['192.168.1.1', 'a0:b1:c2:03:04:f5']])
  })

  it('is empty where there is nothing to read', () => {
    for (const text of ['', 'arp: not found', '\n\n', 'IP address']) {
      expect(
        linuxNeighbours(text, 'x').size + windowsNeighbours(text, '10.0.0.1').size + macNeighbours(text, 'x').size,
      ).toBe(0)
    }
  })
})

/** A card in memory: counts sockets and keeps where datagrams went. */
class PokedCard implements CardBinding {
  readonly address = '10.0.0.1'
  readonly netmask = '255.255.0.0'
  readonly mtu = 1500
  readonly poked: UdpPeer[][] = []
  open = 0

  openUdp(): ReturnType<CardBinding['openUdp']> {
    const sent: UdpPeer[] = []
    this.poked.push(sent)
    this.open += 1
    const nothing = (): void => undefined
    const send = (_data: Uint8Array, to: UdpPeer): void => void sent.push(to)
    const close = (): void => void (this.open -= 1)
    return Promise.resolve({ port: 5000, send, sendSegments: nothing, onMessage: nothing, onError: nothing, close })
  }
}

describe('asking who answers', () => {
  const addresses = Array.from({ length: 253 }, (_, index) => `10.0.0.${index + 2}`)

  /** Runs the clock until the answer is there. @returns ms that passed */
  async function passed<T>(clock: FakeClock, answer: Promise<T>): Promise<[T, number]> {
    const start = clock.now()
    let result: { value: T } | undefined
    void answer.then((value) => (result = { value }))
    for (let turn = 0; turn < 10_000; turn += 1) {
      await Promise.resolve()
      if (result !== undefined) return [result.value, clock.now() - start]
      if (turn % 20 === 19) clock.advance(10)
    }
    throw new Error('no answer')
  }

  it('pokes each once, a hundred by one socket, at a port where nobody listens, and closes them', async () => {
    const [binding, clock] = [new PokedCard(), new FakeClock()]
    const readTable = () =>
      Promise.resolve(
        new Map([
          ['10.0.0.9', 'aa'],
          ['10.0.9.9', 'bb'],
        ]),
      )
    const [found, ms] = await passed(clock, pokeAndLook({ binding, addresses, clock, readTable }))
    expect(binding.poked.map(({ length }) => length)).toEqual([100, 100, 53])
    expect(binding.poked.flat()).toEqual(addresses.map((address) => ({ address, port: 9 })))
    expect([...found]).toEqual([['10.0.0.9', 'aa']])
    expect([binding.open, ms]).toEqual([0, 1300])
  })

  it('is done at once when all have answered, and when there is nobody to ask', async () => {
    const [binding, clock] = [new PokedCard(), new FakeClock()]
    const readTable = () => Promise.resolve(new Map([['10.0.0.9', 'aa']]))
    const [, ms] = await passed(clock, pokeAndLook({ binding, addresses: ['10.0.0.9'], clock, readTable }))
    expect(ms).toBe(50)
    expect((await pokeAndLook({ binding, addresses: [], clock, readTable })).size).toBe(0)
  })

  it('remembers who answered in between', async () => {
    const [binding, clock] = [new PokedCard(), new FakeClock()]
    const start = clock.now()
    const readTable = () => Promise.resolve(new Map(clock.now() - start < 100 ? [['10.0.0.9', 'aa']] : []))
    const [found] = await passed(clock, pokeAndLook({ binding, addresses, clock, readTable }))
    expect(found.has('10.0.0.9')).toBe(true)
  })

  it('closes what it opened when the card goes down meanwhile', async () => {
    const binding = new PokedCard()
    const openUdp = binding.openUdp.bind(binding)
    binding.openUdp = () => (binding.open === 1 ? Promise.reject(new Error('card down')) : openUdp())
    await expect(pokeAndLook({ binding, addresses, clock: new FakeClock() })).rejects.toThrow('card down')
    expect(binding.open).toBe(0)
  })
})

const why = whyNoNamespaces()

describe.skipIf(why !== undefined)(`on a real cable${why === undefined ? '' : ` (${why})`}`, () => {
  let cards: TwoCards
  const addresses = Array.from({ length: 500 }, (_, index) => `10.77.${index >> 8}.${index & 255}`).filter(
    (address) => !['10.77.0.0', '10.77.0.1'].includes(address),
  )

  beforeAll(() => {
    cards = TwoCards.open()
    cards.ip('laptop', 'addr', 'del', '10.77.0.1/24', 'dev', 'bench0')
    cards.ip('laptop', 'addr', 'add', '10.77.0.1/16', 'dev', 'bench0')
    cards.ip('machine', 'addr', 'replace', '10.77.0.2/16', 'dev', 'eth0')
    cards.ip('machine', 'addr', 'add', '10.77.1.99/16', 'dev', 'eth0')
    cards.ip('machine', 'addr', 'add', '10.77.1.200/16', 'dev', 'eth0')
  })
  afterAll(() => cards.close())

  it('finds the three addresses of a machine among 500, and their MAC', async () => {
    const [card] = cards.card('bench0')
    const open = bindCard(card, { address: '10.77.0.1', netmask: '255.255.0.0' })
    const binding = {
      ...open,
      openUdp: (options: Parameters<typeof open.openUdp>[0]) => cards.within('laptop', () => open.openUdp(options)),
    }
    // The table of the thread that is in the namespace; the real reader is below.
    const read = () => cards.within('laptop', () => readFileSync('/proc/thread-self/net/arp', 'latin1'))
    const readTable = () => Promise.resolve(linuxNeighbours(read(), 'bench0'))
    const found = await pokeAndLook({ binding, addresses, clock: systemClock, readTable })
    const mac = (await cards.run('machine', ['cat', '/sys/class/net/eth0/address'])).trim()
    expect([...found].sort()).toEqual(['10.77.0.2', '10.77.1.200', '10.77.1.99'].map((address) => [address, mac]))
  })

  it('finds them in a process of its own, with the table that the system has', async () => {
    const [poke, sockets] = [await bundle('main/engine/net/neighbours.ts'), await bundle('main/engine/net/sockets.ts')]
    const card = { name: 'bench0', title: '', mac: '', kind: 'virtual', up: true, addresses: [] }
    const place = { address: '10.77.0.1', netmask: '255.255.0.0' }
    const script = `Promise.all([${JSON.stringify(poke.path)}, ${JSON.stringify(sockets.path)}].map((path) => import(path))).then(
      async ([{ pokeAndLook }, { bindCard }]) => {
        const clock = { now: Date.now, after: (ms, run) => void setTimeout(run, ms) }
        const binding = bindCard(${JSON.stringify(card)}, ${JSON.stringify(place)})
        const found = await pokeAndLook({ binding, addresses: ['10.77.0.2', '10.77.0.77', '10.77.1.99'], clock })
        console.log(JSON.stringify([...found.keys()].sort()))
      })`
    const printed = await cards.run('laptop', [process.execPath, '-e', script])
    poke.remove()
    sockets.remove()
    expect(JSON.parse(printed)).toEqual(['10.77.0.2', '10.77.1.99'])
  })

  it('is empty for a card that there is not', async () => {
    expect((await neighbours({ card: 'nothere0', address: '10.77.0.1' })).size).toBe(0)
  })
})
