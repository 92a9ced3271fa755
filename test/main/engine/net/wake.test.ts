import { describe, expect, it } from 'vitest'
import { magicPacket, wakeOnLan, wakeThrough } from '../../../../main/engine/net/wake'
import { listCards } from '../../../../main/engine/net/cards'
import type { CardBinding, UdpPeer } from '../../../../main/engine/net/udp'

describe('the magic packet', () => {
  it('is six bytes of ff and the address sixteen times', () => {
    const packet = magicPacket('52:54:00:12:34:ab')
    expect(packet).toHaveLength(102)
    expect([...packet.subarray(0, 6)]).toEqual([255, 255, 255, 255, 255, 255])
    for (let time = 0; time < 16; time += 1) {
      expect([...packet.subarray(6 + time * 6, 12 + time * 6)]).toEqual([0x52, 0x54, 0, 0x12, 0x34, 0xab])
    }
  })

  it('goes to everyone on the card, and the socket is closed', async () => {
    const sent: { data: Uint8Array; to: UdpPeer }[] = []
    let closed = false
    const binding: CardBinding = {
      address: '10.0.0.1',
      netmask: '255.255.255.0',
      mtu: 1500,
      openUdp: (options) => {
        expect(options).toEqual({ port: 0, broadcast: true })
        return Promise.resolve({
          port: 40_000,
          send: (data, to) => sent.push({ data, to }),
          sendSegments: () => undefined,
          onMessage: () => undefined,
          onError: () => undefined,
          close: () => (closed = true),
        })
      },
    }
    await wakeThrough(binding, '52:54:00:12:34:ab')
    expect(sent).toHaveLength(1)
    expect(sent[0]?.to).toEqual({ address: '255.255.255.255', port: 9 })
    expect(closed).toBe(true)
  })

  it.each(['ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:fb', '33:33:00:00:00:01', '00:00:00:00:00:00'] as const)(
    'goes to no address that is not one machine’s: %s',
    async (mac) => {
      await expect(wakeOnLan(await listCards(), 'lo', mac)).rejects.toMatchObject({
        code: 'usage',
        details: { reason: 'wake-address', mac },
      })
    },
  )

  it('names the cards there are where that one is gone', async () => {
    await expect(wakeOnLan(await listCards(), 'nosuch0', '52:54:00:12:34:ab')).rejects.toMatchObject({
      code: 'card-unknown',
    })
  })
})
