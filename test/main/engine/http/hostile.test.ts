import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { fileOnDisk, memoryFile } from '../../../../main/engine/media/files'
import type { MediumFile } from '../../../../main/engine/media/medium'
import { endsOf, HOST, serveFiles, talk, until, type TestServer } from './support'

const MIB = 1024 * 1024
const big: MediumFile = {
  path: '/big',
  size: 1024 * MIB,
  etag: 'big',
  mtime: undefined,
  read: (target) => Promise.resolve(target.length),
  close: () => Promise.resolve(),
}
const files = {
  '/small': { open: () => memoryFile('/small', Buffer.from('hello')) },
  '/big': { open: () => big },
}

let server: TestServer
const sockets: net.Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.service.close()
})

/** An open connection that never complains. */
function dial(localAddress = HOST): net.Socket {
  const socket = net.connect({ port: server.service.port, host: HOST, localAddress })
  socket.on('error', () => undefined)
  sockets.push(socket)
  return socket
}

async function serviceIsFine(): Promise<void> {
  const answer = await talk(server.service.port, 'GET /small HTTP/1.1\r\nConnection: close\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*hello$/)
}

describe('bytes that are no request', () => {
  test.each([
    ['garbage', '\x16\x03\x01\x02\x00\x01', 400],
    ['a bad header', 'GET /small HTTP/1.1\r\nno colon\r\n\r\n', 400],
    ['two lengths', 'GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a length and chunks', 'POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['a header of 20 KiB', `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a target of 20 KiB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 431],
  ])('%s gets an answer and is closed', async (_name, bytes, status) => {
    server = await serveFiles(files)
    expect(await talk(server.service.port, bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    await serviceIsFine()
  })

  test('random bytes never end the service', async () => {
    server = await serveFiles(files, { limits: { headersTimeoutMs: 100 } })
    const start = fc.constantFrom('', 'GET /', 'GET /small HTTP/1.1\r\n', 'GET /small HTTP/1.1\r\nRange: ')
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (text, bytes) => {
        const socket = dial()
        socket.end(Buffer.concat([Buffer.from(text), bytes]))
        socket.resume()
        await once(socket, 'close')
      }),
      { numRuns: 60 },
    )
    await serviceIsFine()
  })
})

describe('slow clients', () => {
  test('a header that comes byte by byte is given up', async () => {
    server = await serveFiles(files, { limits: { headersTimeoutMs: 200 } })
    const socket = dial()
    const text: Buffer[] = []
    socket.on('data', (data) => text.push(data))
    socket.write('GET /small HTTP/1.1\r\nX: ')
    const drip = setInterval(() => socket.write('a'), 20)
    await once(socket, 'close')
    clearInterval(drip)
    expect(Buffer.concat(text).toString()).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('a connection that says nothing is closed', async () => {
    server = await serveFiles(files, { limits: { headersTimeoutMs: 200 } })
    const socket = dial()
    socket.resume()
    await once(socket, 'close')
  })

  test('a resting connection is closed after a while', async () => {
    server = await serveFiles(files, { limits: { keepAliveTimeoutMs: 100 } })
    const socket = dial()
    socket.resume()
    socket.write('GET /small HTTP/1.1\r\n\r\n')
    await once(socket, 'close')
  })

  test('a client that takes no byte any more is given up, with its buffers and file', async () => {
    server = await serveFiles(files, { limits: { sendTimeoutMs: 300 } })
    dial().pause().write('GET /big HTTP/1.1\r\n\r\n')
    await until(() => endsOf(server.observations).length === 1)
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'timed-out' }])
    await until(() => server.openFiles() === 0)
    await serviceIsFine()
  })

  test('a client that takes little by little is not', async () => {
    server = await serveFiles(files, { limits: { sendTimeoutMs: 400 } })
    const socket = dial()
    socket.pause()
    socket.write('GET /big HTTP/1.1\r\n\r\n')
    const sip = setInterval(() => socket.read(128 * 1024) ?? socket.read(), 20)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    clearInterval(sip)
    expect(endsOf(server.observations)).toEqual([])
  })
})

describe('clients that leave', () => {
  test('a cut in the middle is observed as aborted, and the file is closed', async () => {
    server = await serveFiles(files)
    const socket = dial()
    socket.write('GET /big HTTP/1.1\r\n\r\n')
    await once(socket, 'readable')
    socket.resetAndDestroy()
    await until(() => endsOf(server.observations).length === 1)
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'aborted' }])
    await until(() => server.openFiles() === 0)
    await serviceIsFine()
  })

  test('a hundred cuts leave no file open', async () => {
    server = await serveFiles(files)
    for (let round = 0; round < 100; round += 1) {
      const socket = dial()
      socket.write('GET /big HTTP/1.1\r\n\r\nGET /big HTTP/1.1\r\n\r\n')
      await once(socket, 'connect')
      socket.resetAndDestroy()
    }
    await serviceIsFine()
    await until(() => server.openFiles() === 0)
  })
})

describe('a file that fails under the server', () => {
  test('one that shrinks is cut off, never filled up', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bootdrop-http-'))
    const path = join(folder, 'shrinking.img')
    await writeFile(path, Buffer.alloc(64 * MIB))
    server = await serveFiles({ ...files, '/shrinking': { open: () => fileOnDisk(path) } })
    const socket = dial()
    socket.write('GET /shrinking HTTP/1.1\r\n\r\n')
    await once(socket, 'readable')
    await truncate(path, MIB)
    let received = 0
    socket.on('data', (data: Buffer) => (received += data.length))
    await once(socket, 'close')
    expect(received).toBeLessThan(64 * MIB)
    expect(endsOf(server.observations)).toMatchObject([
      { outcome: 'failed', detail: expect.stringContaining('shorter') },
    ])
    await serviceIsFine()
    await rm(folder, { recursive: true })
  })

  test('one that gives fewer bytes than it promised is cut off', async () => {
    const short: MediumFile = { ...big, read: (target, position) => Promise.resolve(position > 0 ? 7 : target.length) }
    server = await serveFiles({ ...files, '/short': { open: () => short } })
    await talk(server.service.port, 'GET /short HTTP/1.1\r\n\r\n')
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'failed' }])
    await serviceIsFine()
  })

  test('one that cannot be read at all is 500, and the connection stays usable', async () => {
    const unreadable: MediumFile = { ...big, read: () => Promise.reject(new Error('EIO')) }
    server = await serveFiles({ ...files, '/bad': { open: () => unreadable } })
    const requests = 'GET /bad HTTP/1.1\r\n\r\nGET /small HTTP/1.1\r\nConnection: close\r\n\r\n'
    const answer = await talk(server.service.port, requests)
    expect(answer).toMatch(/^HTTP\/1\.1 500 [^]*HTTP\/1\.1 200 OK[^]*hello$/)
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'failed', detail: 'EIO' }, { outcome: 'complete' }])
    expect(server.openFiles()).toBe(0)
  })
})

describe('too many connections', () => {
  test('idle ones give way, oldest first, those that never asked before those that did', async () => {
    server = await serveFiles(files, { limits: { connectionsPerIp: 3 } })
    const asked = dial()
    asked.write('GET /small HTTP/1.1\r\n\r\n')
    await once(asked, 'readable')
    const silent = [dial(), dial()]
    for (const socket of silent) {
      socket.resume()
      await once(socket, 'connect')
    }
    const oldestClosed = once(silent[0] as net.Socket, 'close')
    await once(dial(), 'connect')
    await oldestClosed
    expect(asked.closed).toBe(false)
    expect(silent[1]?.closed).toBe(false)
  })

  test('busy ones that are not proven slow never give way to one of the same address', async () => {
    server = await serveFiles(files, { limits: { connectionsPerIp: 2 } })
    for (let index = 0; index < 2; index += 1) dial().pause().write('GET /big HTTP/1.1\r\n\r\n')
    await until(() => server.observations.length === 2)
    const newcomer = dial()
    newcomer.resume()
    await once(newcomer, 'close')
    expect(endsOf(server.observations)).toEqual([])
  })

  test('one that hardly takes anything gives way to a newcomer of the same address', async () => {
    server = await serveFiles(files, { limits: { connectionsPerIp: 2, graceMs: 100, leastBytesPerSecond: 2 ** 40 } })
    for (let index = 0; index < 2; index += 1) dial().pause().write('GET /big HTTP/1.1\r\n\r\n')
    await until(() => server.observations.length === 2)
    await new Promise((resolve) => setTimeout(resolve, 150))
    await serviceIsFine()
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'timed-out' }, { outcome: 'complete' }])
  })

  test('slow readers at many addresses shut out nobody, and no good transfer is cut for them', async () => {
    server = await serveFiles(files, { limits: { connections: 64 } })
    const good = dial('127.0.1.1')
    good.resume()
    good.write('GET /big HTTP/1.1\r\n\r\n')
    await until(() => server.observations.length > 0)
    // Far more than there is room for, all within the grace.
    for (let index = 0; index < 256; index += 1) {
      dial(`127.0.0.${10 + (index % 16)}`)
        .pause()
        .write('GET /big HTTP/1.1\r\n\r\n')
    }
    await until(() => server.observations.filter(({ kind }) => kind === 'transfer-start').length >= 64)
    for (let round = 0; round < 20; round += 1) await serviceIsFine()
    expect(
      endsOf(server.observations).filter(({ ip, outcome }) => ip === '127.0.1.1' && outcome !== 'complete'),
    ).toEqual([])
  })

  test('ten thousand idle ones do not harm a transfer, nor a newcomer', { timeout: 60_000 }, async () => {
    server = await serveFiles({ ...files, '/huge': { open: () => ({ ...big, size: 256 * MIB }) } })
    const running = dial()
    let received = 0
    running.on('data', (data: Buffer) => (received += data.length))
    running.pause()
    running.write('GET /huge HTTP/1.1\r\nConnection: close\r\n\r\n')
    await until(() => server.observations.length > 0)
    for (let batch = 0; batch < 100; batch += 1) {
      const connected = Array.from({ length: 100 }, () => {
        const socket = dial()
        socket.resume()
        return Promise.race([once(socket, 'connect'), once(socket, 'close')])
      })
      await Promise.all(connected)
      if (batch % 25 === 0) await serviceIsFine()
    }
    await serviceIsFine()
    running.resume()
    await once(running, 'close')
    expect(received).toBeGreaterThanOrEqual(256 * MIB)
  })
})

describe('requests sent ahead', () => {
  test('behind a transfer that nobody takes are not even read', async () => {
    server = await serveFiles(files)
    const socket = dial().pause()
    socket.write(`GET /big HTTP/1.1\r\n\r\n${'GET /small HTTP/1.1\r\n\r\n'.repeat(1_000)}`)
    await until(() => server.observations.length === 1)
    await serviceIsFine()
    expect(server.requests).toHaveLength(2)
  })

  test('hold back what follows, but lose nothing of it', async () => {
    server = await serveFiles(files, { limits: { pipelined: 2 } })
    const last = 'GET /small HTTP/1.1\r\nConnection: close\r\n\r\n'
    const answer = await talk(server.service.port, 'GET /small HTTP/1.1\r\n\r\n'.repeat(5_000) + last)
    expect(answer.match(/hello/g)).toHaveLength(5_001)
  })

  test('that end in garbage are answered, then the connection is closed', async () => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, `${'GET /small HTTP/1.1\r\n\r\n'.repeat(100)}\x16\x03\x01`)
    // All but those that waited when the parser gave up.
    expect(answer.match(/hello/g)?.length).toBeGreaterThan(50)
    await serviceIsFine()
  })

  test('by the thousand, over many connections, leave others their turn', { timeout: 30_000 }, async () => {
    server = await serveFiles(files)
    const flood = Buffer.from('GET /none HTTP/1.1\r\n\r\n'.repeat(50_000))
    for (let index = 0; index < 32; index += 1) dial().resume().write(flood)
    await until(() => server.requests.length > 32)
    const began = performance.now()
    for (let round = 0; round < 5; round += 1) await serviceIsFine()
    expect(performance.now() - began).toBeLessThan(2_000)
    // They were still being answered meanwhile.
    expect(server.requests.length).toBeLessThan(32 * 50_000)
  })
})
