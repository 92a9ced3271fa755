import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { UdpPeer } from '../../../../main/engine/net/udp'
import { ackPacket, rrq } from '../../../support/lossy-client'
import { type MemoryFile, memoryFile, pattern } from '../../../support/lossy-files'
import { settle, type TftpBench, tftpBench } from '../../../support/lossy-tftp'

const loader = pattern(20_000)

/** What the server answers to one datagram, as `code text` of its ERROR, or the opcode. */
async function answerTo(bench: TftpBench, datagram: Uint8Array): Promise<string | undefined> {
  const socket = await bench.link.card('10.0.0.7').openUdp({ port: 0, broadcast: false })
  let answer: Buffer | undefined
  socket.onMessage((data) => (answer = Buffer.from(data)))
  socket.send(datagram, { address: '10.0.0.1', port: 69 })
  await settle()
  await settle()
  socket.close()
  if (answer === undefined) return undefined
  return answer[1] === 5 ? `${answer[3]} ${answer.toString('latin1', 4, answer.length - 1)}` : `opcode ${answer[1]}`
}

describe('a request that is not served', () => {
  test.each([
    ['a write', Buffer.from('\0\x02evil.efi\0octet\0'), '2 Access violation: read only'],
    ['mode mail', rrq('root', 'mail'), '4 Mode not supported: use octet'],
    ['an unknown mode', rrq('loader', 'x'), '4 Mode not supported: use octet'],
    ['a name of 600 bytes', rrq('x'.repeat(600)), '4 File name too long'],
    ['a name without an end', Buffer.from('\0\x01loader'), '4 File name not terminated'],
    ['a name with control characters', rrq('a\rb'), '4 Control character in file name'],
    ['an unknown name', rrq('nothing'), '1 File not found'],
    ['a climb', rrq('../../etc/passwd'), '1 File not found'],
    ['an absolute path', rrq('/etc/passwd'), '1 File not found'],
    ['a datagram without meaning', Buffer.from([9, 9, 9, 9]), '4 Illegal TFTP operation'],
    ['an ACK out of nowhere', Buffer.from([0, 4, 0, 1]), '5 Unknown transfer ID'],
  ])('%s gets its ERROR at once', async (_, datagram, answer) => {
    const bench = await tftpBench({ files: { loader } })
    expect(await answerTo(bench, datagram)).toBe(answer)
    expect(bench.server.transfers).toBe(0)
  })

  test('an ERROR is never answered', async () => {
    const bench = await tftpBench()
    expect(await answerTo(bench, Buffer.from('\0\x05\0\0no\0', 'latin1'))).toBeUndefined()
  })

  test('a climbing name reaches the resolver as it came, and nothing else', async () => {
    const bench = await tftpBench()
    await answerTo(bench, rrq('../../etc/passwd'))
    expect(bench.asked).toEqual(['../../etc/passwd'])
    expect(bench.seen('not-found')).toMatchObject([{ file: '../../etc/passwd', expected: false, ip: '10.0.0.7' }])
  })

  test('a name that firmware tries by habit is marked as such', async () => {
    const bench = await tftpBench()
    await answerTo(bench, rrq('bootsig.bin'))
    expect(bench.seen('not-found')).toMatchObject([{ expected: true }])
  })
})

describe('forged senders', () => {
  test.each([
    ['0.0.0.0', 2070],
    ['255.255.255.255', 2070],
    ['224.0.0.1', 2070],
    ['10.0.0.255', 2070],
    ['10.0.0.2', 0],
    ['10.0.0.1', 69],
  ])('%s port %i is not answered', async (address, port) => {
    const bench = await tftpBench({ files: { loader } })
    bench.throwAt(rrq('loader'), address, port)
    bench.throwAt(rrq('nothing'), address, port)
    await settle()
    expect(bench.link.counts.sent).toBe(2)
  })

  test('by the thousand do not lock out a real machine', async () => {
    const bench = await tftpBench({ files: { loader }, limits: { total: 64 } })
    for (let number = 0; number < 2000; number += 1) {
      bench.throwAt(rrq('loader'), `10.0.${1 + (number % 200)}.7`, 1024 + number)
      if (number % 50 === 0) await settle()
    }
    const client = await bench.fetch('loader')
    await bench.drive(() => client.done)
    expect(client.bytes.equals(loader)).toBe(true)
    expect(bench.server.transfers).toBeLessThanOrEqual(64)
  })
})

describe('netascii', () => {
  const book = pattern(1_000_000)
  const askedBy = (bench: TftpBench, count: number): void => {
    for (let port = 1; port <= count; port += 1) bench.throwAt(rrq('book', 'netascii'), `10.0.1.${port}`, 2000 + port)
  }
  /** A file whose every read waits for the clock. */
  const slow = (bench: () => TftpBench): MemoryFile =>
    memoryFile(book, { before: () => new Promise((resolve) => void bench().clock.after(100, resolve)) })

  test('of a big file is refused before a byte of it is read', async () => {
    const bench = await tftpBench({ files: { book: () => memoryFile(Buffer.alloc(1024 * 1024 + 1)) } })
    expect(await answerTo(bench, rrq('book', 'netascii'))).toBe('4 Too large for netascii: use octet')
    expect(bench.opened).toMatchObject([{ reads: 0, closed: true }])
    expect(bench.server.transfers).toBe(0)
  })

  test('of many forged senders gives way to a good client while the text is still being counted', async () => {
    const bench: TftpBench = await tftpBench({
      files: { loader, book: () => slow(() => bench) },
      limits: { total: 16 },
    })
    askedBy(bench, 16)
    await settle()
    const client = await bench.fetch('loader')
    await bench.drive(() => client.done, 1000)
    expect(client.bytes.equals(loader)).toBe(true)
  })

  test('is not counted any further for a sender that gave way', async () => {
    const bench: TftpBench = await tftpBench({ files: { loader, book: () => slow(() => bench) }, limits: { total: 1 } })
    askedBy(bench, 1)
    await settle()
    const client = await bench.fetch('loader')
    await bench.drive(() => client.done && bench.opened.every(({ closed }) => closed), 1000)
    expect(bench.opened[0]?.reads).toBe(1)
  })

  test('does not hold up closing: no text is counted to its end', async () => {
    const bench: TftpBench = await tftpBench({ files: { book: () => slow(() => bench) } })
    askedBy(bench, 20)
    await settle()
    let closed = false
    const closing = bench.server.close().then(() => (closed = true))
    await bench.drive(() => closed, 200)
    await closing
    expect(bench.opened.map(({ reads }) => reads)).toEqual(Array(20).fill(1))
    expect(bench.opened.every((file) => file.closed)).toBe(true)
  })
})

describe('a disk that never answers', () => {
  const never = (): MemoryFile => memoryFile(loader, { before: () => new Promise(() => undefined) })

  test('holds up closing for half a second at most', async () => {
    const bench = await tftpBench({ files: { never } })
    bench.throwAt(rrq('never', 'netascii'))
    await settle()
    let closed = false
    const closing = bench.server.close().then(() => (closed = true))
    await bench.drive(() => closed, 520)
    await closing
  })

  test('does not gather transfers that gave way without end', async () => {
    const bench = await tftpBench({ files: { never }, limits: { total: 8 } })
    for (let port = 1; port <= 200; port += 1) bench.throwAt(rrq('never', 'netascii'), `10.0.1.${port}`, port)
    await settle()
    expect(bench.opened).toHaveLength(16)
  })
})

/** Machines that keep their transfers with one ACK now and then. Returns what makes each send its next ACK. */
function slowAckers(bench: TftpBench, addresses: number, each: number, firstHost = 1): () => void {
  const held = new Map<string, { readonly from: UdpPeer; readonly to: UdpPeer; block: number }>()
  bench.link.filter = (data, from, to) => {
    if (to.port < 20_000 && to.address.startsWith('10.0.1.') && data[1] === 3) {
      const key = `${to.address}:${to.port}`
      if (held.get(key)?.to.port !== from.port) held.set(key, { from: to, to: { ...from }, block: 0 })
    }
    return true
  }
  for (let host = firstHost; host < firstHost + addresses; host += 1) {
    for (let port = 1; port <= each; port += 1) bench.throwAt(rrq('loader'), `10.0.1.${host}`, 10_000 + port)
  }
  return () => {
    for (const one of held.values()) bench.link.send(ackPacket((one.block += 1)), one.from, one.to)
  }
}

describe('slow ACKers that fill the table', () => {
  const limits = { total: 64, perClient: 8 }

  test.each([
    ['8 addresses with 8 transfers each', 8, 8],
    ['64 addresses with one transfer each', 64, 1],
  ])('do not lock out a newcomer (%s)', async (_, addresses, each) => {
    const bench = await tftpBench({ files: { loader }, limits, faults: { delayMs: 1 } })
    const ack = slowAckers(bench, addresses, each)
    for (let round = 0; round < 3; round += 1) {
      bench.clock.advance(12)
      await bench.drive(() => true)
      ack()
      await bench.drive(() => bench.clock.now() >= 1_000_000 + (round + 1) * 5000)
    }
    expect(bench.server.transfers).toBe(64)
    const client = await bench.fetch('loader')
    await bench.drive(() => client.done, 5000)
    expect(client.bytes.equals(loader)).toBe(true)
  })

  test('nor with a flood of forged requests on top', async () => {
    const bench = await tftpBench({ files: { loader }, limits, faults: { delayMs: 1 } })
    const ack = slowAckers(bench, 8, 8)
    await bench.drive(() => bench.clock.now() >= 1_000_500)
    ack()
    await bench.drive(() => bench.clock.now() >= 1_005_000)
    ack()
    const client = await bench.fetch('loader')
    let forged = 0
    await bench.drive(
      () => {
        for (let count = 0; count < 4; count += 1, forged += 1) {
          bench.throwAt(rrq('loader'), `10.0.${2 + (forged % 200)}.7`, 1024 + (forged % 60_000))
        }
        return client.done
      },
      5000,
      1,
    )
    expect(client.bytes.equals(loader)).toBe(true)
    expect(forged).toBeGreaterThan(100)
  })

  test('do not push out a single client that is slower still, however many come', async () => {
    const bench = await tftpBench({ files: { loader }, limits, faults: { delayMs: 1 } })
    // Its own time-out keeps the server from repeating blocks, which it would acknowledge sooner.
    const client = await bench.fetch('loader', { options: { timeout: '8' }, slowMs: 6000, timeoutMs: 60_000 })
    await bench.drive(() => client.dataPackets > 0)
    for (let round = 0; round < 8; round += 1) {
      const ack = slowAckers(bench, 8, 8, 1 + 8 * round)
      const start = bench.clock.now()
      await bench.drive(() => bench.clock.now() >= start + 100)
      ack()
      await bench.drive(() => bench.clock.now() >= start + 4000)
    }
    await bench.drive(() => client.done)
    expect(client.bytes.equals(loader)).toBe(true)
  })
})

test('a source that is refused by the thousand gets a hundred ERRORs a second, and others theirs', async () => {
  const bench = await tftpBench({ files: { loader } })
  for (let count = 0; count < 5000; count += 1) bench.throwAt(Buffer.from([9, 9, 9, 9]), '10.0.0.66', 1 + count)
  await settle()
  expect(bench.link.counts.sent).toBe(5000 + 100)
  expect(await answerTo(bench, rrq('nothing'))).toBe('1 File not found')
})

describe('too many transfers', () => {
  test('of one client: the next is refused while all of them run, and others are served', async () => {
    const bench = await tftpBench({ files: { loader }, limits: { perClient: 3 }, faults: { delayMs: 2 } })
    const busy = await Promise.all([1, 2, 3].map(() => bench.fetch('loader', { slowMs: 100 })))
    await bench.drive(() => busy.every((client) => client.dataPackets > 1))
    const refused = await bench.fetch('loader')
    const other = await bench.fetch('loader', {}, '10.0.0.3')
    await bench.drive(() => refused.done && other.done)
    expect(refused.error?.message).toBe('Too many transfers at a time')
    expect(other.bytes.equals(loader)).toBe(true)
  })

  test('of one client: one that never acknowledged anything gives way', async () => {
    const bench = await tftpBench({ files: { loader }, limits: { perClient: 3 } })
    for (const port of [1001, 1002, 1003]) bench.throwAt(rrq('loader'), '10.0.0.2', port)
    await settle()
    const client = await bench.fetch('loader')
    await bench.drive(() => client.done)
    expect(client.bytes.equals(loader)).toBe(true)
  })
})

test('no datagram on any port stops the service to a good client', async () => {
  const shape = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    fc
      .tuple(fc.integer({ min: 0, max: 8 }), fc.uint8Array({ maxLength: 600 }))
      .map(([opcode, rest]) => Buffer.concat([Buffer.of(0, opcode), rest])),
    fc
      .tuple(
        fc.constantFrom('loader', 'x'),
        fc.dictionary(fc.constantFrom('blksize', 'windowsize', 'tsize', 'timeout'), fc.string()),
      )
      .map(([file, options]) => rrq(file, 'octet', options)),
  )
  const bench = await tftpBench({ files: { loader }, faults: { delayMs: 1 } })
  let port = 1024
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 20 }), async (datagrams) => {
      const client = await bench.fetch('loader', { options: { blksize: '1000', windowsize: '4' } })
      for (const datagram of datagrams) {
        port = port === 60_000 ? 1024 : port + 1
        bench.throwAt(datagram, '10.0.0.66', port)
        const { server } = client
        if (server !== undefined) bench.link.send(datagram, { address: '10.0.0.66', port }, server)
        await bench.drive(() => true)
        bench.clock.advance(1)
      }
      await bench.drive(() => client.done)
      expect(client.bytes.equals(loader)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('nor does a good client’s own port, when it sends nonsense', async () => {
  const bench = await tftpBench({ files: { loader } })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), async (datagrams) => {
      const mad = await bench.fetch('loader', { options: { blksize: '1000' } }, '10.0.0.5')
      await settle()
      const { server } = mad
      if (server === undefined) throw new Error('no answer')
      for (const datagram of datagrams) bench.link.send(datagram, { address: '10.0.0.5', port: 1 }, server)
      const good = await bench.fetch('loader')
      await bench.drive(() => good.done)
      expect(good.bytes.equals(loader)).toBe(true)
      mad.stop()
    }),
    { numRuns: 30 },
  )
})
