import { describe, expect, test } from 'vitest'
import { ackPacket, errorPacket, rrq } from '../../../support/lossy-client'
import { memoryFile, pattern } from '../../../support/lossy-files'
import { settle, tftpBench } from '../../../support/lossy-tftp'

const loader = pattern(100_000)

describe('a transfer', () => {
  test.each([0, 1, 511, 512, 513, 1024, 100_000])('of %i bytes arrives whole', async (sizeBytes) => {
    const content = pattern(sizeBytes)
    const bench = await tftpBench({ files: { file: content } })
    const client = await bench.fetch('file')
    await bench.drive(() => client.done)
    expect(client.bytes.equals(content)).toBe(true)
  })

  test.each([
    [{ blksize: '1468' }, 69],
    [{ blksize: '1468', windowsize: '4' }, 69],
    [{ blksize: '8' }, 12_501],
    [{ windowsize: '64' }, 196],
  ])('with the options %j arrives in %i blocks, each sent once', async (options, blocks) => {
    const bench = await tftpBench({ files: { loader } })
    const client = await bench.fetch('loader', { options })
    await bench.drive(() => client.done)
    expect(client.bytes.equals(loader)).toBe(true)
    expect(client.dataPackets).toBe(blocks)
  })

  test('is larger than the read-ahead and still arrives', async () => {
    const content = pattern(1_000_000)
    const bench = await tftpBench({ files: { content }, limits: { chunkBytes: 16_384 } })
    const client = await bench.fetch('content', { options: { blksize: '1000', windowsize: '64' } })
    await bench.drive(() => client.done)
    expect(client.bytes.equals(content)).toBe(true)
  })

  test('in netascii is converted, and tsize tells the converted size', async () => {
    const bench = await tftpBench({ files: { 'read.me': Buffer.from('one\ntwo\n') } })
    const client = await bench.fetch('read.me', { mode: 'NetASCII', options: { tsize: '0' } })
    await bench.drive(() => client.done)
    expect(client.bytes.toString()).toBe('one\r\ntwo\r\n')
    expect(client.oack.get('tsize')).toBe('10')
  })

  test('frees its socket, its file and its timer at the end', async () => {
    const bench = await tftpBench({ files: { loader } })
    const client = await bench.fetch('loader')
    await bench.drive(() => client.done && bench.server.transfers === 0)
    expect(bench.link.open).toBe(2)
    expect(bench.opened.map((file) => file.closed)).toEqual([true])
    client.stop()
    expect(bench.clock.pending).toBe(0)
  })

  test('is told from its start over its progress to its end', async () => {
    const bench = await tftpBench({ files: { 'snponly.efi': loader }, faults: { delayMs: 5 } })
    const options = { tsize: '0', blksize: '1468', windowsize: '4' }
    const client = await bench.fetch('snponly.efi', { options, slowMs: 30 })
    await bench.drive(() => bench.seen('transfer-end').length > 0)
    expect(client.done).toBe(true)
    const [start] = bench.seen('transfer-start')
    expect(start).toMatchObject({
      ip: '10.0.0.2',
      protocol: 'tftp',
      file: 'snponly.efi',
      role: 'loader',
      sizeBytes: 100_000,
      detail: 'RRQ snponly.efi octet tsize blksize 1468 windowsize 4',
    })
    const progress = bench.seen('transfer-progress')
    expect(progress.length).toBeGreaterThanOrEqual(2)
    expect(progress.length).toBeLessThanOrEqual(5)
    expect(bench.seen('transfer-end')).toMatchObject([{ id: start?.id, sentBytes: 100_000, outcome: 'complete' }])
  })

  test('that wraps the block number arrives whole', { timeout: 60_000 }, async () => {
    const content = pattern(512 * 65_600 + 5)
    const bench = await tftpBench({ files: { content } })
    const client = await bench.fetch('content')
    await bench.drive(() => client.done, 60_000, 1)
    expect(client.bytes.equals(content)).toBe(true)
  })

  test('can go on at 1 behind block 65535 for old clients', { timeout: 60_000 }, async () => {
    const content = pattern(8 * 65_600)
    const bench = await tftpBench({ files: { content }, limits: { rollover: 1 } })
    const client = await bench.fetch('content', { options: { blksize: '8', windowsize: '16' }, rollover: 1 })
    await bench.drive(() => client.done, 60_000, 1)
    expect(client.bytes.equals(content)).toBe(true)
  })
})

describe('a bad link', () => {
  const faults = { loss: 0.2, delayMs: 3 }

  test.each([
    ['lock-step', { blksize: '1468' }],
    ['windowsize 4', { blksize: '1468', windowsize: '4' }],
    ['windowsize 16', { blksize: '1468', windowsize: '16' }],
    ['no options', {}],
  ])('that loses a fifth still brings every byte (%s)', async (_, options) => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const bench = await tftpBench({ files: { loader }, faults, seed })
      const client = await bench.fetch('loader', { options })
      await bench.drive(() => client.done, 3_600_000)
      expect(client.bytes.equals(loader)).toBe(true)
    }
  })

  test.each([{}, { windowsize: '8' }])('that doubles and reorders still brings every byte (%j)', async (options) => {
    const bad = { loss: 0.05, duplicate: 0.3, reorder: 0.3, delayMs: 3 }
    for (let seed = 1; seed <= 3; seed += 1) {
      const bench = await tftpBench({ files: { loader }, faults: bad, seed })
      const client = await bench.fetch('loader', { options })
      await bench.drive(() => client.done, 3_600_000)
      expect(client.error).toBeUndefined()
      expect(client.bytes.equals(loader)).toBe(true)
    }
  })

  test('that doubles every packet does not make the server send every block twice', async () => {
    const bench = await tftpBench({ files: { loader }, faults: { duplicate: 1, delayMs: 3 } })
    const client = await bench.fetch('loader')
    await bench.drive(() => client.done)
    // 196 blocks, each doubled by the link alone.
    expect(client.dataPackets).toBeLessThanOrEqual(2 * 196)
  })

  test('and a slow client do not end a transfer', async () => {
    const bench = await tftpBench({ files: { loader } })
    const client = await bench.fetch('loader', { options: { blksize: '1468' }, slowMs: 12_000, timeoutMs: 60_000 })
    await bench.drive(() => client.done, 3_600_000)
    expect(client.bytes.equals(loader)).toBe(true)
  })
})

describe('a client that falls silent', () => {
  test('is given up after half a minute, and its socket freed', async () => {
    const bench = await tftpBench({ files: { loader }, faults: { delayMs: 5 } })
    const client = await bench.fetch('loader', { options: { blksize: '1468' } })
    await bench.drive(() => client.dataPackets > 3)
    client.stop()
    const silentFrom = bench.clock.now()
    await bench.drive(() => bench.server.transfers === 0)
    expect((bench.clock.now() - silentFrom) / 1000).toBeCloseTo(31, -1)
    expect(bench.seen('transfer-end')).toMatchObject([{ outcome: 'timed-out' }])
    expect(bench.link.open).toBe(2)
  })

  test('is asked again less and less often', async () => {
    const bench = await tftpBench({ files: { loader }, faults: { delayMs: 5 } })
    const client = await bench.fetch('loader', { options: { tsize: '0' } })
    await bench.drive(() => client.dataPackets > 3)
    client.stop()
    bench.clock.advance(100)
    const before = bench.link.counts.sent
    await bench.drive(() => bench.server.transfers === 0)
    expect(bench.link.counts.sent - before).toBe(5)
  })

  test.each([[{}], [{ tsize: '0', blksize: '1468' }]])(
    'before its first ACK gets the first packet three times (options %j), and is served when it asks again',
    async (options) => {
      const bench = await tftpBench({ files: { loader } })
      bench.throwAt(rrq('loader', 'octet', options), '10.0.0.2', 2070)
      await bench.drive(() => bench.server.transfers === 0)
      expect(bench.link.counts.sent).toBe(1 + 3)
      expect(bench.seen('transfer-end')).toMatchObject([{ outcome: 'timed-out', sentBytes: 0 }])
      bench.throwAt(rrq('loader', 'octet', options), '10.0.0.2', 2070)
      await settle()
      expect(bench.server.transfers).toBe(1)
    },
  )

  test('and comes back with the same request, is served anew', async () => {
    const bench = await tftpBench({ files: { loader } })
    const acks = (count: number) => {
      for (let block = 1; block <= count; block += 1) bench.link.send(ackPacket(block), client, server)
    }
    const client = { address: '10.0.0.2', port: 2070 }
    const server = { address: '10.0.0.1', port: 40_000 }
    bench.throwAt(rrq('loader'), client.address, client.port)
    await settle()
    acks(3)
    await settle()
    bench.clock.advance(1500)
    bench.throwAt(rrq('loader'), client.address, client.port)
    await settle()
    expect(bench.seen('transfer-end')).toMatchObject([{ outcome: 'aborted', detail: 'the client began again' }])
    expect(bench.server.transfers).toBe(1)
  })
})

describe('a size probe', () => {
  test.each([
    [8, 'User aborted the transfer'],
    [0, 'TFTP Aborted'],
  ])('that ends with error %i is no failure', async (code, message) => {
    const bench = await tftpBench({ files: { loader } })
    const probe = await bench.fetch('loader', {
      options: { tsize: '0', blksize: '1468' },
      onOack: (self) => self.abort(code, message),
    })
    await bench.drive(() => bench.seen('transfer-end').length > 0)
    expect(probe.oack.get('tsize')).toBe('100000')
    expect(bench.seen('transfer-end')).toMatchObject([
      { outcome: 'aborted-probe', sentBytes: 0, detail: `client: error ${code} ${message}` },
    ])
    expect(bench.server.transfers).toBe(0)
  })

  test('is followed by the real request', async () => {
    const bench = await tftpBench({ files: { loader } })
    await bench.fetch('loader', { options: { tsize: '0' }, onOack: (self) => self.abort(8, '') })
    await settle()
    const client = await bench.fetch('loader', { options: { blksize: '1468' } })
    await bench.drive(() => client.done)
    expect(client.bytes.equals(loader)).toBe(true)
  })

  test('is told from a client that gives up in the middle', async () => {
    const bench = await tftpBench({ files: { loader }, faults: { delayMs: 5 } })
    const client = await bench.fetch('loader', { options: { tsize: '0' } })
    await bench.drive(() => client.dataPackets > 3)
    client.abort(3, 'User provided memory block is too small')
    await bench.drive(() => bench.seen('transfer-end').length > 0)
    expect(bench.seen('transfer-end')).toMatchObject([{ outcome: 'aborted' }])
  })
})

describe('a request that comes twice', () => {
  test('before anything was acknowledged starts one transfer only', async () => {
    const bench = await tftpBench({ files: { loader }, faults: { delayMs: 1 } })
    const client = await bench.fetch('loader', { options: { blksize: '1468' } })
    client.request()
    client.request()
    await bench.drive(() => client.done)
    expect(bench.seen('transfer-start')).toHaveLength(1)
    expect(client.bytes.equals(loader)).toBe(true)
  })

  test('while its transfer runs does not disturb it', async () => {
    const bench = await tftpBench({ files: { loader }, faults: { delayMs: 5 } })
    const client = await bench.fetch('loader')
    await bench.drive(() => client.dataPackets > 20)
    client.request()
    await bench.drive(() => client.done)
    expect(bench.seen('transfer-start')).toHaveLength(1)
    expect(client.bytes.equals(loader)).toBe(true)
  })

  test('from the same port but for another file, takes the place of the first', async () => {
    const bench = await tftpBench({ files: { one: loader, two: loader } })
    bench.throwAt(rrq('one'))
    await settle()
    bench.throwAt(rrq('two'))
    await settle()
    expect(bench.asked).toEqual(['one', 'two'])
    expect(bench.server.transfers).toBe(1)
  })
})

describe('a stranger', () => {
  test('that writes to a transfer’s port gets ERROR 5 and disturbs nothing', async () => {
    const bench = await tftpBench({ files: { loader }, faults: { delayMs: 5 } })
    const client = await bench.fetch('loader')
    await bench.drive(() => client.dataPackets > 5)
    const answers: Buffer[] = []
    const stranger = await bench.link.card('10.0.0.9').openUdp({ port: 0, broadcast: false })
    stranger.onMessage((data) => answers.push(Buffer.from(data)))
    if (client.server !== undefined) {
      stranger.send(Buffer.from([0, 4, 0, 6]), client.server)
      stranger.send(errorPacket(0, 'stop'), client.server)
    }
    await bench.drive(() => client.done)
    expect(client.bytes.equals(loader)).toBe(true)
    expect(answers.map((answer) => [...answer.subarray(0, 4)])).toEqual([[0, 5, 0, 5]])
  })
})

describe('a file that', () => {
  test('shrinks while it is sent ends its transfer with an ERROR, and no other', async () => {
    const shrinking = () => memoryFile(loader, { truncatedAt: 60_000 })
    const bench = await tftpBench({
      files: { shrinking, loader },
      limits: { chunkBytes: 16_384 },
      faults: { delayMs: 1 },
    })
    const [bad, good] = await Promise.all([bench.fetch('shrinking'), bench.fetch('loader', {}, '10.0.0.3')])
    await bench.drive(() => bad.done && good.done)
    expect(bad.error).toEqual({ code: 0, message: 'The file cannot be read any more' })
    expect(good.bytes.equals(loader)).toBe(true)
    const ends = bench.seen('transfer-end').map(({ ip, outcome }) => `${ip} ${outcome}`)
    expect(ends).toContain('10.0.0.2 failed')
    await bench.drive(() => bench.server.transfers === 0)
    expect(bench.opened.map((file) => file.closed)).toEqual([true, true])
  })

  test('comes slowly from the disk is waited for', async () => {
    const bench = await tftpBench({
      files: {
        slow: () =>
          memoryFile(loader, { before: () => new Promise((resolve) => void bench.clock.after(5000, resolve)) }),
      },
      limits: { chunkBytes: 16_384 },
    })
    const client = await bench.fetch('slow')
    await bench.drive(() => client.done)
    expect(client.bytes.equals(loader)).toBe(true)
  })

  test('never comes from the disk is given up', async () => {
    const never = () => memoryFile(loader, { before: () => new Promise(() => undefined) })
    const bench = await tftpBench({ files: { never } })
    const client = await bench.fetch('never')
    await bench.drive(() => client.done, 120_000)
    expect(client.error?.code).toBe(0)
    expect(bench.seen('transfer-end')).toMatchObject([{ outcome: 'failed' }])
  })

  test('cannot be opened gets an ERROR', async () => {
    const broken = () => {
      throw new Error('/secret/path: EIO')
    }
    const bench = await tftpBench({ files: { broken } })
    const client = await bench.fetch('broken')
    await bench.drive(() => client.done)
    expect(client.error).toEqual({ code: 0, message: 'The file cannot be read' })
    expect(bench.seen('transfer-end')).toMatchObject([{ outcome: 'failed', detail: '/secret/path: EIO' }])
    expect(bench.server.transfers).toBe(0)
  })
})

describe('stopping', () => {
  test('tells the clients and frees every socket and file', async () => {
    const bench = await tftpBench({ files: { loader } })
    const client = await bench.fetch('loader', { slowMs: 500 })
    await bench.drive(() => client.dataPackets > 0)
    await bench.server.close()
    await settle()
    expect(client.error?.message).toBe('The server was stopped')
    expect(bench.seen('transfer-end')).toMatchObject([{ outcome: 'aborted' }])
    expect(bench.link.open).toBe(1)
    expect(bench.opened.map((file) => file.closed)).toEqual([true])
  })

  test('while a file is being opened leaves nothing behind', async () => {
    const bench = await tftpBench({ files: { loader } })
    bench.throwAt(rrq('loader'))
    await Promise.resolve()
    await bench.server.close()
    await settle()
    expect(bench.link.open).toBe(0)
    expect(bench.opened.every((file) => file.closed)).toBe(true)
  })
})
