import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { adoptUdp } from '../../../main/engine/net/card-udp'
import { closeDescriptor, openBoundSocket, widenReceiveBuffer } from '../../../main/engine/net/libc'
import { bindCard } from '../../../main/engine/net/sockets'
import { LowPorts } from '../../../main/engine/net/low-ports'
import type { UdpSocket } from '../../../main/engine/net/udp'
import { hangUp, openPair, receiveText, sendText, untilClosed, userBehind } from '../../../main/permission/channel'
import { Inbox } from '../engine/net/inbox'
import { cardNamed } from '../engine/net/two-cards'

const closers: (() => void)[] = []
const later = <T>(value: T, close: (value: T) => void): T => {
  closers.push(() => close(value))
  return value
}
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close()
})

const pair = () => {
  const [one, two] = openPair()
  later(one, closeDescriptor)
  later(two, closeDescriptor)
  return [one, two] as const
}
const onLoopback = { type: 'udp', card: 'lo', address: '127.0.0.1', port: 0 } as const

/** A bound socket that went through the channel, as one of the helper does. */
function passed(): number {
  const [one, two] = pair()
  const fd = openBoundSocket(onLoopback)
  widenReceiveBuffer(fd, 1 << 20)
  sendText(one, 'here', [fd])
  closeDescriptor(fd)
  const [copy] = receiveText(two)?.fds ?? []
  if (copy === undefined) throw new Error('nothing came through')
  return copy
}

async function adopted(fd: number): Promise<UdpSocket> {
  return later(await adoptUdp(fd, undefined), (socket) => socket.close())
}

describe.runIf(process.platform === 'linux')('the channel between app and helper', () => {
  it('carries a text and several descriptors', () => {
    const [one, two] = pair()
    const fds = [openBoundSocket(onLoopback), openBoundSocket(onLoopback)]
    fds.forEach((fd) => later(fd, closeDescriptor))
    sendText(one, 'two of them', fds)
    const received = receiveText(two)
    received?.fds.forEach((fd) => later(fd, closeDescriptor))
    expect(received).toMatchObject({ text: 'two of them' })
    expect(received?.fds).toHaveLength(2)
    expect(received?.fds.some((fd) => fds.includes(fd))).toBe(false)
  })

  it('keeps texts apart and in order, and does not wait for one', () => {
    const [one, two] = pair()
    sendText(one, 'first')
    sendText(one, 'second')
    expect([receiveText(two)?.text, receiveText(two)?.text, receiveText(two)]).toEqual(['first', 'second', undefined])
  })

  it('gives received descriptors to no child', () => {
    const fd = later(passed(), closeDescriptor)
    const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${String(fd)}`, 'latin1'))?.[1]
    expect(Number.parseInt(flags ?? '0', 8) & 0o2000000).toBe(0o2000000)
  })

  it('refuses what does not fit into one message', () => {
    const [one] = pair()
    expect(() => sendText(one, 'x'.repeat(5000))).toThrow(RangeError)
    expect(() =>
      sendText(
        one,
        'x',
        Array.from({ length: 9 }, () => 1),
      ),
    ).toThrow(RangeError)
  })

  it('tells who made it, and when the other side is gone', async () => {
    const [one, two] = openPair()
    later(two, closeDescriptor)
    expect(userBehind(two)).toBe(process.getuid?.())
    const closed = untilClosed(two)
    hangUp(one)
    closeDescriptor(one)
    await closed
    expect(receiveText(two)).toBeUndefined()
  })
})

describe.runIf(process.platform === 'linux')('a socket that was handed over', () => {
  it('sends segments and receives, as one of our own', async () => {
    const [one, two] = [await adopted(passed()), new Inbox(await adopted(passed()))]
    one.sendSegments(Buffer.from('aaaabbbbcc'), 4, { address: '127.0.0.1', port: two.socket.port })
    expect(await two.expect(3)).toEqual(['aaaa', 'bbbb', 'cc'])
  })

  it('stays tied to its card', async () => {
    const socket = await adopted(passed())
    const hex = socket.port.toString(16).toUpperCase().padStart(4, '0')
    // `ss` would name the card; the kernel's own table tells the address.
    expect(readFileSync('/proc/net/udp', 'latin1')).toContain(`0100007F:${hex}`)
  })

  it('is used in place of an own one, without what came before', async () => {
    const fd = passed()
    const port = 67
    const low = new LowPorts([{ port, fd }])
    later(low, (held) => held.close())
    const card = bindCard(cardNamed('lo'), { address: '127.0.0.1', netmask: '255.0.0.0' }, low)
    const sender = later(await card.openUdp({ port: 0, broadcast: false }), (socket) => socket.close())
    const real = (await adoptedPort(low, fd)).port
    sender.send(Buffer.from('too early'), { address: '127.0.0.1', port: real })
    const socket = later(await card.openUdp({ port, broadcast: false }), (held) => held.close())
    const inbox = new Inbox(socket)
    sender.send(Buffer.from('in time'), { address: '127.0.0.1', port: real })
    expect(await inbox.expect(1)).toEqual(['in time'])
  })
})

/** The port that a descriptor really has: the tests' are not the well-known ones. */
async function adoptedPort(_low: LowPorts, fd: number): Promise<{ port: number }> {
  const inode = /^socket:\[(\d+)\]$/.exec((await import('node:fs')).readlinkSync(`/proc/self/fd/${String(fd)}`))?.[1]
  const line = readFileSync('/proc/net/udp', 'latin1')
    .split('\n')
    .find((row) => row.trim().split(/\s+/)[9] === inode)
  return { port: Number.parseInt(line?.trim().split(/\s+/)[1]?.split(':')[1] ?? '0', 16) }
}
