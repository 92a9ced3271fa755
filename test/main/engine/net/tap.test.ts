import { describe, expect, it } from 'vitest'
import { bindCard } from '../../../../main/engine/net/sockets'
import { tapped, type TappedDatagrams } from '../../../../main/engine/net/tap'
import { loopbackCard } from '../../../../main/virtual/loopback'
import { MemoryBinding } from '../dhcp/memory-binding'

const CLIENT = { address: '10.0.0.7', port: 2070 }

/** Copies, as a tap has to. */
function listener() {
  const heard: TappedDatagrams[] = []
  const tap = (seen: TappedDatagrams): void => void heard.push({ ...seen, data: seen.data.slice() })
  return { heard, tap }
}

describe('tapped', () => {
  it('tells what comes in before it is handled, with where it came from and where it arrived', async () => {
    const { heard, tap } = listener()
    const memory = new MemoryBinding('10.0.0.1')
    const socket = await tapped(memory, tap).openUdp({ port: 69, broadcast: false })
    const told: number[] = []
    socket.onMessage((data, from) => {
      expect([[...data], from]).toEqual([[1, 2, 3], CLIENT])
      told.push(heard.length)
    })
    memory.receive(69, Uint8Array.of(1, 2, 3), CLIENT)
    expect(told).toEqual([1])
    expect(heard).toEqual([
      {
        direction: 'in',
        localPort: 69,
        localAddress: '10.0.0.1',
        peer: CLIENT,
        data: Uint8Array.of(1, 2, 3),
        segmentBytes: 3,
      },
    ])
  })

  it('tells what goes out, a burst of segments in one call', async () => {
    const { heard, tap } = listener()
    const memory = new MemoryBinding('10.0.0.1')
    const socket = await tapped(memory, tap).openUdp({ port: 69, broadcast: false })
    socket.send(Uint8Array.of(5), CLIENT)
    socket.sendSegments(Uint8Array.of(1, 2, 3, 4, 5), 2, CLIENT)
    expect(heard.map(({ direction, data, segmentBytes }) => [direction, [...data], segmentBytes])).toEqual([
      ['out', [5], 1],
      ['out', [1, 2, 3, 4, 5], 2],
    ])
    expect(memory.sent.map(({ data, to }) => [[...data], to])).toEqual([
      [[5], CLIENT],
      [[1, 2, 3, 4, 5], CLIENT],
    ])
  })

  it('passes on errors, the end, and the failure to open', async () => {
    const memory = new MemoryBinding('10.0.0.1', new Map([[67, new Error('taken')]]))
    const binding = tapped(memory, () => undefined)
    await expect(binding.openUdp({ port: 67, broadcast: true })).rejects.toThrow('taken')
    const socket = await binding.openUdp({ port: 69, broadcast: false })
    const errors: string[] = []
    socket.onError(({ message }) => errors.push(message))
    memory.fail(new Error('network is down'))
    expect(errors).toEqual(['network is down'])
    socket.close()
    expect([...memory.open]).toEqual([])
  })

  it('is the same card still, by address, netmask, MTU and name', async () => {
    const memory = new MemoryBinding('10.0.0.1')
    expect(tapped(memory, () => undefined)).toMatchObject({ address: '10.0.0.1', netmask: '255.255.255.0', mtu: 1500 })
    const card = bindCard(await loopbackCard(), { address: '127.0.0.1', netmask: '255.0.0.0' })
    expect(tapped(card, () => undefined).card).toBe(card.card)
  })

  it('hears both sides of real sockets, where the kernel splits the segments', async () => {
    const { heard, tap } = listener()
    const card = bindCard(await loopbackCard(), { address: '127.0.0.1', netmask: '255.0.0.0' })
    const server = await tapped(card, tap).openUdp({ port: 0, broadcast: false })
    const client = await card.openUdp({ port: 0, broadcast: false })
    try {
      const sizes: number[] = []
      const all = new Promise<void>((resolve) => {
        client.onMessage((data) => {
          sizes.push(data.length)
          if (sizes.length === 3) resolve()
        })
      })
      server.onMessage((_data, from) => server.sendSegments(new Uint8Array(2500), 1000, from))
      client.send(Uint8Array.of(0, 1), { address: '127.0.0.1', port: server.port })
      await all
      expect(sizes).toEqual([1000, 1000, 500])
      expect(
        heard.map(({ direction, localPort, peer, data }) => [direction, localPort, peer.port, data.length]),
      ).toEqual([
        ['in', server.port, client.port, 2],
        ['out', server.port, client.port, 2500],
      ])
    } finally {
      server.close()
      client.close()
    }
  })
})
